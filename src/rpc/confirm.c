/* SPDX-License-Identifier: Apache-2.0 */

#include "rpc/confirm.h"

#include <string.h>

#include "util/buf.h"
#include "util/text.h"

#define KEY "mcp_confirm"
#define METHOD "elicitation/create"

/* Enough of an argument to know it again. */
#define MAX_VALUE 200
#define MAX_QUESTION 2000

typedef struct question_t {
    mcp_buf_t text;
    apr_pool_t *pool;
} question_t;

static int add_argument(void *baton, const char *key, mcp_json_t *value)
{
    question_t *question = baton;
    apr_size_t len;
    const char *text = mcp_json_print(value, &len, question->pool);

    mcp_buf_addf(&question->text, "\n%s: ", key);
    mcp_buf_add(&question->text, text,
                mcp_text_utf8_cut(text, len, MAX_VALUE));
    if (len > MAX_VALUE) {
        mcp_buf_add_str(&question->text, " ...");
    }
    return question->text.len < MAX_QUESTION;
}

/* The parameters of elicitation/create: no fields, accepting is the answer
 * (MCP, client/elicitation). */
static const char *make_question(const mcp_tool_call_t *tool, const char *name)
{
    question_t question;
    mcp_buf_t params;

    question.pool = tool->pool;
    mcp_buf_init(&question.text, 512, tool->pool);
    mcp_buf_addf(&question.text, "Run \"%s\" (%s) in your Nextcloud?",
                 tool->tool->title ? tool->tool->title : name, name);
    mcp_json_each(tool->args, add_argument, &question);
    mcp_buf_init(&params, question.text.len + 128, tool->pool);
    mcp_buf_add_str(&params, "{\"message\":");
    mcp_buf_add_json_str(&params, question.text.data, question.text.len);
    mcp_buf_add_str(&params, ",\"requestedSchema\":{\"type\":\"object\","
                             "\"properties\":{}}}");
    return params.data;
}

static mcp_confirm_e judge(mcp_tool_call_t *tool, const char *answer)
{
    mcp_json_t *json = NULL;
    const char *action = "";

    if (!mcp_json_parse(&json, answer, strlen(answer), tool->pool)) {
        action = mcp_json_get_str(json, "action", "");
    }
    if (!strcmp(action, "accept")) {
        return MCP_CONFIRM_RUN;
    }
    mcp_result_set_error(tool->result,
                         strcmp(action, "decline") != 0
                             ? "The user closed the question whether this may "
                               "run. It has not run; ask them what they want."
                             : "The user said no. It has not run; do not try "
                               "it again unless they ask for it.");
    return MCP_CONFIRM_ENDED;
}

static mcp_confirm_e go_without(mcp_tool_call_t *tool, int refuse)
{
    if (!refuse) {
        return MCP_CONFIRM_RUN;
    }
    mcp_result_set_error(tool->result,
                         "The administrator wants the user to confirm this, "
                         "and this client cannot ask them (it has no "
                         "elicitation). It has not run; the user can do it in "
                         "Nextcloud.");
    return MCP_CONFIRM_ENDED;
}

mcp_err_t *mcp_confirm_tool(mcp_confirm_e *what, mcp_tool_call_t *tool,
                            const char *name, mcp_peer_t *peer)
{
    const mcp_tool_client_t *client = &peer->client;
    const char *answer = NULL;
    mcp_err_t *err;

    if (!client->can_ask(client->baton, METHOD)) {
        *what = go_without(tool, peer->ask.call->policy->confirm_or_refuse);
        return NULL;
    }
    err = client->ask(client->baton, &answer, KEY, METHOD,
                      make_question(tool, name));
    if (!err) {
        *what = answer ? judge(tool, answer) : MCP_CONFIRM_ASK;
    }
    return err;
}
