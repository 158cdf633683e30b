/* SPDX-License-Identifier: Apache-2.0 */

#include "rpc/ask.h"

#include <string.h>

#include "rpc/ask_state.h"
#include "rpc/era.h"
#include "util/buf.h"

#define MAX_KEY 64

/* What a client may be asked, and the capability that says so. */
static const struct {
    const char *method;
    const char *capability;
} questions[] = {
    {"elicitation/create", "elicitation"},
    {"sampling/createMessage", "sampling"},
    {"roots/list", "roots"},
};

static const char *find_capability(const char *method)
{
    apr_size_t i;

    for (i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
        if (!strcmp(questions[i].method, method)) {
            return questions[i].capability;
        }
    }
    return NULL;
}

static int is_url_mode(const char *capability, const mcp_json_t *params)
{
    return !strcmp(capability, "elicitation")
           && !strcmp(mcp_json_get_str(params, "mode", ""), "url");
}

/* {} of elicitation is forms, as it was before there was a choice. */
static int is_declared(const mcp_ask_t *ask, const char *capability,
                       const mcp_json_t *params)
{
    const mcp_json_t *all = mcp_json_get(mcp_message_meta(ask->call->message),
                                         MCP_META_CAPABILITIES);
    const mcp_json_t *declared = mcp_json_get(all, capability);

    if (mcp_json_type(declared) != MCP_JSON_OBJECT) {
        return 0;
    }
    if (is_url_mode(capability, params)) {
        return mcp_json_has(declared, "url");
    }
    return strcmp(capability, "elicitation") != 0
           || !mcp_json_has(declared, "url") || mcp_json_has(declared, "form");
}

static int is_modern(const mcp_ask_t *ask)
{
    return mcp_revision_is_modern(ask->call->message->revision);
}

int mcp_ask_can(const mcp_ask_t *ask, const char *method,
                const mcp_json_t *params)
{
    const char *capability = find_capability(method);

    return capability && is_modern(ask)
           && is_declared(ask, capability, params);
}

mcp_err_t *mcp_ask_open(mcp_ask_t *ask, mcp_rpc_call_t *call)
{
    const mcp_json_t *params = call->message->params;

    memset(ask, 0, sizeof(*ask));
    ask->call = call;
    if (!is_modern(ask)) {
        return NULL;
    }
    ask->questions = mcp_json_object_create(call->pool);
    if (mcp_json_has(params, "inputResponses")
        && mcp_json_type(mcp_json_get(params, "inputResponses"))
               != MCP_JSON_OBJECT) {
        return mcp_err_create(call->pool, MCP_ERR_PARAMS,
                              "Invalid params: inputResponses must be an "
                              "object");
    }
    return mcp_ask_state_read(&ask->known, call);
}

static mcp_err_t *lacking(const mcp_ask_t *ask, const char *capability,
                          const mcp_json_t *params)
{
    mcp_err_t *err = mcp_err_create(
        ask->call->pool, MCP_ERR_CAPABILITY,
        "This needs a client that declares the capability \"%s\"%s",
        capability, is_url_mode(capability, params) ? " with \"url\"" : "");
    mcp_buf_t data;

    mcp_buf_init(&data, 80, ask->call->pool);
    mcp_buf_addf(&data, "{\"requiredCapabilities\":{\"%s\":{%s}}}", capability,
                 is_url_mode(capability, params) ? "\"url\":{}" : "");
    err->data = data.data;
    return err;
}

/* What is no question at all is a fault of who asks. */
static mcp_err_t *check_question(const mcp_ask_t *ask, const char *key,
                                 const char *method, const mcp_json_t *params)
{
    const char *capability = find_capability(method);
    apr_pool_t *pool = ask->call->pool;

    if (!capability || !*key || strlen(key) > MAX_KEY
        || (params && mcp_json_type(params) != MCP_JSON_OBJECT)) {
        return mcp_err_create(pool, MCP_ERR_INTERNAL,
                              "This server asked something that MCP does not "
                              "have");
    }
    if (!is_modern(ask)) {
        return mcp_err_create(pool, MCP_ERR_TOOL,
                              "This needs an answer of the user, which this "
                              "server can ask for by MCP 2026-07-28 only; "
                              "this client speaks %s",
                              mcp_revision_name(ask->call->message->revision));
    }
    return is_declared(ask, capability, params)
               ? NULL
               : lacking(ask, capability, params);
}

/* What cannot be an answer is asked for again. */
int mcp_ask_is_answer(const mcp_json_t *answer, const char *method)
{
    const char *action;

    if (mcp_json_type(answer) != MCP_JSON_OBJECT) {
        return 0;
    }
    if (!strcmp(method, "roots/list")) {
        return mcp_json_type(mcp_json_get(answer, "roots")) == MCP_JSON_ARRAY;
    }
    if (!strcmp(method, "sampling/createMessage")) {
        return mcp_json_has(answer, "content");
    }
    action = mcp_json_get_str(answer, "action", "");
    return !strcmp(action, "decline") || !strcmp(action, "cancel")
           || (!strcmp(action, "accept")
               && (!mcp_json_has(answer, "content")
                   || mcp_json_type(mcp_json_get(answer, "content"))
                          == MCP_JSON_OBJECT));
}

/* To a question of the task that the call has become. */
static mcp_json_t *find_task_answer(const mcp_ask_t *ask, const char *key)
{
    const mcp_rpc_call_t *call = ask->call;
    const char *text = mcp_task_store_find_answer(call->store, call->task->id,
                                                  key, call->pool);
    mcp_json_t *json = NULL;

    if (text) {
        (void)mcp_json_parse_trusted(&json, text, strlen(text), call->pool);
    }
    return json;
}

static mcp_json_t *find_answer(const mcp_ask_t *ask, const char *key)
{
    mcp_json_t *known = mcp_json_get(ask->known, key);

    if (!known && ask->call->task) {
        known = find_task_answer(ask, key);
    }
    return known ? known
                 : mcp_json_get(mcp_json_get(ask->call->message->params,
                                             "inputResponses"),
                                key);
}

static void note_question(mcp_ask_t *ask, const char *key, const char *method,
                          mcp_json_t *params)
{
    mcp_json_t *question = mcp_json_set_object(ask->questions, key);

    mcp_json_set_str(question, "method", method);
    if (params) {
        mcp_json_set(question, "params", params);
    }
}

mcp_err_t *mcp_ask_client(mcp_ask_t *ask, const char **answer, const char *key,
                          const char *method, const char *params)
{
    apr_pool_t *pool = ask->call->pool;
    mcp_json_t *json = NULL;
    mcp_json_t *found;
    mcp_err_t *err = NULL;

    *answer = NULL;
    if (params) {
        err = mcp_json_parse(&json, params, strlen(params), pool);
    }
    if (err) {
        return mcp_err_push(pool, err, MCP_ERR_INTERNAL,
                            "This server's question is not JSON");
    }
    err = check_question(ask, key, method, json);
    if (err) {
        return err;
    }
    found = find_answer(ask, key);
    if (!mcp_ask_is_answer(found, method)) {
        note_question(ask, key, method, json);
        return NULL;
    }
    mcp_json_set(ask->known, key, found);
    *answer = mcp_json_print(found, NULL, pool);
    return NULL;
}

int mcp_ask_is_open(const mcp_ask_t *ask)
{
    return mcp_json_length(ask->questions) > 0;
}

const char *mcp_ask_print(const mcp_ask_t *ask, apr_size_t *len)
{
    mcp_rpc_call_t *call = ask->call;
    mcp_buf_t buf;

    mcp_buf_init(&buf, 1024, call->pool);
    mcp_buf_add_str(&buf,
                    "{\"resultType\":\"input_required\",\"inputRequests\":");
    mcp_buf_add_str(&buf, mcp_json_print(ask->questions, NULL, call->pool));
    mcp_buf_addf(&buf, ",\"requestState\":\"%s\",\"_meta\":%s}",
                 mcp_ask_state_make(ask->known, call),
                 mcp_method_meta(call->message->revision));
    *len = buf.len;
    return buf.data;
}
