/* SPDX-License-Identifier: Apache-2.0 */

#include "rpc/task_call.h"

#include <string.h>

#include <apr_strings.h>

#include "rpc/about.h"
#include "rpc/era.h"
#include "rpc/reply.h"
#include "rpc/task_text.h"

/* A client that wants a result for less than this could not fetch it. */
#define MIN_TTL apr_time_from_sec(60)

static int is_modern(const mcp_rpc_call_t *call)
{
    return mcp_revision_is_modern(call->message->revision);
}

int mcp_task_call_is_offered(const mcp_rpc_call_t *call)
{
    return call->store && call->task_run > 0
           && call->message->revision >= MCP_REV_2025_11_25;
}

static int has_extension(const mcp_rpc_call_t *call)
{
    const mcp_json_t *capabilities =
        mcp_json_get(mcp_message_meta(call->message), MCP_META_CAPABILITIES);

    return mcp_json_has(mcp_json_get(capabilities, "extensions"),
                        MCP_TASKS_EXTENSION);
}

mcp_err_t *mcp_task_call_need_extension(const mcp_rpc_call_t *call)
{
    mcp_err_t *err;

    if (!is_modern(call) || has_extension(call)) {
        return NULL;
    }
    err = mcp_err_create(call->pool, MCP_ERR_CAPABILITY,
                         "This needs a client that declares the extension "
                         "\"" MCP_TASKS_EXTENSION "\"");
    err->data =
        "{\"requiredCapabilities\":{\"extensions\":{\"" MCP_TASKS_EXTENSION
        "\":{}}}}";
    return err;
}

static mcp_err_t *no_tasks(const mcp_rpc_call_t *call)
{
    return mcp_err_create(call->pool, MCP_ERR_TOOL,
                          "This tool runs as a task only, and this server "
                          "has no tasks (MCPTaskTimeout, MCPStore)");
}

static mcp_err_t *wrong_way(const mcp_rpc_call_t *call, const char *how)
{
    return mcp_err_create(call->pool, MCP_ERR_METHOD,
                          "Method not found: this tool runs %s", how);
}

static mcp_err_t *judge_legacy(int *wanted, const mcp_rpc_call_t *call,
                               const mcp_tool_t *tool)
{
    *wanted = mcp_task_call_is_offered(call)
              && mcp_json_has(call->message->params, "task");
    if (*wanted && tool->task == MCP_TOOL_TASK_NEVER) {
        return wrong_way(call, "without a task only");
    }
    if (!*wanted && tool->task == MCP_TOOL_TASK_REQUIRED) {
        return wrong_way(call, "as a task only");
    }
    return NULL;
}

mcp_err_t *mcp_task_call_judge(int *wanted, const mcp_rpc_call_t *call,
                               const mcp_tool_t *tool)
{
    if (!is_modern(call)) {
        return judge_legacy(wanted, call, tool);
    }
    *wanted =
        call->host && tool->task != MCP_TOOL_TASK_NEVER && has_extension(call);
    if (*wanted || tool->task != MCP_TOOL_TASK_REQUIRED) {
        return NULL;
    }
    return call->host ? mcp_task_call_need_extension(call) : no_tasks(call);
}

/* What the client asks for, within bounds: the work must fit in. */
static apr_interval_time_t choose_ttl(const mcp_rpc_call_t *call)
{
    apr_interval_time_t most = call->task_run + call->task_keep;
    apr_int64_t asked = mcp_json_get_int(
        mcp_json_get(call->message->params, "task"), "ttl", -1);

    if (is_modern(call) || asked < 0 || asked >= apr_time_as_msec(most)) {
        return most;
    }
    return asked * 1000 > MIN_TTL ? asked * 1000 : MIN_TTL;
}

int mcp_task_call_begin(mcp_rpc_call_t *call)
{
    const char *answer;
    apr_size_t len;

    if (call->task) {
        return 1;
    }
    if (!call->host) {
        return 0;
    }
    call->task = call->host->begin(call->host->baton, !is_modern(call),
                                   choose_ttl(call));
    if (!call->task) {
        return 0;
    }
    answer = mcp_task_text_created(call->task, &len, call->pool);
    call->host->answer(call->host->baton, answer, len);
    return 1;
}

static void finish(const mcp_rpc_call_t *call, const mcp_result_t *result)
{
    mcp_revision_e revision = call->message->revision;
    mcp_task_change_t change;
    const char *meta = mcp_about_meta(revision);

    memset(&change, 0, sizeof(change));
    if (!is_modern(call)) {
        meta =
            apr_pstrcat(call->pool, "{\"" MCP_TASK_RELATED "\":{\"taskId\":\"",
                        call->task->id, "\"}}", NULL);
    }
    /* 2025-11-25: "isError" is a failed task. Later only JSON-RPC errors
     * are. */
    change.status = !is_modern(call) && mcp_result_is_error(result)
                        ? MCP_TASK_FAILED
                        : MCP_TASK_COMPLETED;
    change.result =
        mcp_result_print(result, revision, meta, &change.len, call->pool);
    call->host->change(call->host->baton, &change);
}

static void wait_for_input(const mcp_rpc_call_t *call, const mcp_ask_t *ask)
{
    mcp_task_change_t change;

    memset(&change, 0, sizeof(change));
    change.status = MCP_TASK_INPUT_REQUIRED;
    change.message = "Waiting for an answer of the user";
    change.inputs = mcp_json_print(ask->questions, NULL, call->pool);
    call->host->change(call->host->baton, &change);
}

mcp_err_t *mcp_task_call_end(mcp_rpc_call_t *call, mcp_err_t *err,
                             const mcp_result_t *result, const mcp_ask_t *ask)
{
    mcp_result_t *soft;

    if (err) {
        if (!mcp_reply_soften(call->message, err, &soft, call->pool)) {
            return err;
        }
        result = soft;
    }
    else if (mcp_ask_is_open(ask)) {
        wait_for_input(call, ask);
        return NULL;
    }
    finish(call, result);
    return NULL;
}
