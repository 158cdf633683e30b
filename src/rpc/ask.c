/* SPDX-License-Identifier: Apache-2.0 */

#include "rpc/ask.h"

#include <string.h>

#include "rpc/about.h"
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
static int is_declared(const mcp_json_t *capabilities, const char *capability,
                       const mcp_json_t *params)
{
    const mcp_json_t *declared = mcp_json_get(capabilities, capability);

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

/* Legacy: did this revision have it already? */
static int is_known(const mcp_ask_t *ask, const char *capability,
                    const mcp_json_t *params)
{
    mcp_revision_e revision = ask->call->message->revision;

    if (strcmp(capability, "elicitation") != 0) {
        return 1;
    }
    return revision >= (is_url_mode(capability, params) ? MCP_REV_2025_11_25
                                                        : MCP_REV_2025_06_18);
}

/* Can the client be asked anything? A task asks whoever of the session waits
 * for its result. */
static int is_reachable(const mcp_ask_t *ask)
{
    const mcp_rpc_call_t *call = ask->call;

    if (is_modern(ask)) {
        return 1;
    }
    return call->task ? call->head->session != NULL
                      : call->line && call->line->ask;
}

int mcp_ask_can(const mcp_ask_t *ask, const char *method,
                const mcp_json_t *params)
{
    const char *capability = find_capability(method);

    return capability && is_reachable(ask) && is_known(ask, capability, params)
           && is_declared(ask->capabilities, capability, params);
}

static mcp_err_t *read_capabilities(mcp_json_t **capabilities,
                                    const mcp_session_t *session,
                                    apr_pool_t *pool)
{
    return mcp_json_parse_trusted(capabilities, session->capabilities,
                                  strlen(session->capabilities), pool);
}

int mcp_ask_session_can(const mcp_session_t *session, const char *method,
                        const mcp_json_t *params, apr_pool_t *pool)
{
    const char *capability = find_capability(method);
    mcp_json_t *capabilities;

    return capability && !read_capabilities(&capabilities, session, pool)
           && is_declared(capabilities, capability, params);
}

static mcp_err_t *open_legacy(mcp_ask_t *ask)
{
    const mcp_session_t *session = ask->call->head->session;
    apr_pool_t *pool = ask->call->pool;
    mcp_json_t *capabilities = NULL;
    mcp_err_t *err = NULL;

    ask->known = mcp_json_object_create(pool);
    ask->questions = mcp_json_object_create(pool);
    if (session) {
        err = read_capabilities(&capabilities, session, pool);
    }
    ask->capabilities = capabilities;
    return err;
}

mcp_err_t *mcp_ask_open(mcp_ask_t *ask, mcp_rpc_call_t *call)
{
    const mcp_json_t *params = call->message->params;

    memset(ask, 0, sizeof(*ask));
    ask->call = call;
    if (!is_modern(ask)) {
        return open_legacy(ask);
    }
    ask->capabilities =
        mcp_json_get(mcp_message_meta(call->message), MCP_META_CAPABILITIES);
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
    int by_url = is_url_mode(capability, params);
    mcp_err_t *err = mcp_err_create(
        ask->call->pool, is_modern(ask) ? MCP_ERR_CAPABILITY : MCP_ERR_TOOL,
        "This needs a client that declares the capability \"%s\"%s",
        capability, by_url ? " with \"url\"" : "");
    mcp_buf_t data;

    if (is_modern(ask)) {
        mcp_buf_init(&data, 80, ask->call->pool);
        mcp_buf_addf(&data, "{\"requiredCapabilities\":{\"%s\":{%s}}}",
                     capability, by_url ? "\"url\":{}" : "");
        err->data = data.data;
    }
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
    if (!is_reachable(ask)) {
        return mcp_err_create(pool, MCP_ERR_TOOL,
                              "This needs an answer of the user, for which "
                              "this client cannot be asked here. Before MCP "
                              "2026-07-28 that takes a session (the "
                              "Mcp-Session-Id that initialize gave) and "
                              "Accept: text/event-stream");
    }
    return is_known(ask, capability, params)
                   && is_declared(ask->capabilities, capability, params)
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
    return known || !is_modern(ask)
               ? known
               : mcp_json_get(
                   mcp_json_get(ask->call->message->params, "inputResponses"),
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

static mcp_err_t *ask_now(mcp_json_t **found, const mcp_ask_t *ask,
                          const char *method, const char *params)
{
    const mcp_rpc_line_t *line = ask->call->line;
    const char *text;
    mcp_err_t *err = line->ask(line->baton, &text, method, params);

    return err ? err
               : mcp_json_parse_trusted(found, text, strlen(text),
                                        ask->call->pool);
}

mcp_err_t *mcp_ask_refused(const mcp_json_t *error, apr_pool_t *pool)
{
    return mcp_err_create(pool, MCP_ERR_TOOL,
                          "The client was asked for something that this needs "
                          "and says: %s",
                          mcp_json_get_str(error, "message", "no"));
}

/* What has been answered in a session. A client that was asked and says
 * nothing of use is not asked again. */
static mcp_err_t *check_answer(const mcp_json_t *answer, const char *method,
                               apr_pool_t *pool)
{
    if (mcp_ask_is_answer(answer, method)) {
        return NULL;
    }
    if (mcp_json_has(answer, "error")) {
        return mcp_ask_refused(mcp_json_get(answer, "error"), pool);
    }
    return mcp_err_create(pool, MCP_ERR_TOOL,
                          "The client's answer to %s is none that MCP knows",
                          method);
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
    if (!found && !is_modern(ask) && !ask->call->task) {
        err = ask_now(&found, ask, method, params);
    }
    if (!err && found && !is_modern(ask)) {
        err = check_answer(found, method, pool);
    }
    if (err) {
        return err;
    }
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
                 mcp_about_meta(call->message->revision));
    *len = buf.len;
    return buf.data;
}
