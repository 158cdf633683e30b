/* SPDX-License-Identifier: Apache-2.0 */

/* tools/list and tools/call (MCP, server/tools). */

#include <string.h>

#include "rpc/about.h"
#include "rpc/confirm.h"
#include "rpc/mirror.h"
#include "rpc/page.h"
#include "rpc/peer.h"
#include "rpc/task_call.h"
#include "tool/compact.h"
#include "tool/invoke.h"

/* A task takes a while: seconds. */
#define RETRY_AFTER 5

mcp_err_t *mcp_method_tools_list(mcp_rpc_call_t *call, const char **result,
                                 apr_size_t *len)
{
    const char *after;
    const char *bytes;
    const char *next;
    apr_size_t size;
    mcp_buf_t buf;
    mcp_err_t *err =
        mcp_page_read_cursor(&after, call->message->params, call->pool);

    if (err) {
        return err;
    }
    mcp_toolset_page(call->toolset, after, &bytes, &size, &next);
    mcp_buf_init(&buf, (call->quotes ? 0 : size) + 512, call->pool);
    buf.quotes = call->quotes;
    mcp_buf_add_str(&buf, "{\"tools\":[");
    mcp_buf_add_json_held(&buf, bytes, size);
    mcp_buf_add_str(&buf, "]");
    mcp_page_add_cursor(&buf, next);
    mcp_page_finish(&buf, call->message->revision, MCP_PAGE_PRIVATE,
                    call->tools_ttl, NULL);
    *result = buf.data;
    *len = buf.len;
    return NULL;
}

/* What holds the name and the arguments of the tool: params, or with a
 * compact list the arguments of call_tool. */
static const mcp_json_t *find_target(const mcp_rpc_call_t *call)
{
    const mcp_json_t *params = call->message->params;

    return mcp_toolset_is_compact(call->toolset)
                   && !strcmp(mcp_json_get_str(params, "name", ""),
                              MCP_COMPACT_CALL)
               ? mcp_json_get(params, "arguments")
               : params;
}

/* The tool that target names, or why there is none. */
static mcp_err_t *find_tool(mcp_tool_call_t *tool, mcp_rpc_call_t *call,
                            const mcp_json_t *target)
{
    const char *name = mcp_json_get_str(target, "name", NULL);

    if (!name) {
        return mcp_err_create(call->pool, MCP_ERR_PARAMS,
                              "Invalid params: \"name\" must be the name of "
                              "a tool");
    }
    tool->tool = mcp_toolset_find(call->toolset, name, &tool->member);
    if (!tool->tool) {
        return mcp_err_create(call->pool, MCP_ERR_PARAMS,
                              "Unknown tool: it does not exist, its app is "
                              "not enabled for this user, or the "
                              "administrator has turned it off; tools/list "
                              "shows what there is");
    }
    /* Within call_tool no client knows which headers to send. */
    if (!mcp_revision_is_modern(call->message->revision)
        || target != call->message->params) {
        return NULL;
    }
    return mcp_mirror_check_params(call->message, call->head,
                                   tool->tool->input, call->pool);
}

static mcp_err_t *read_arguments(mcp_json_t **args, const mcp_rpc_call_t *call,
                                 const mcp_json_t *target)
{
    *args = mcp_json_has(target, "arguments")
                ? mcp_json_get(target, "arguments")
                : mcp_json_object_create(call->pool);
    if (mcp_json_type(*args) != MCP_JSON_OBJECT) {
        return mcp_err_create(call->pool, MCP_ERR_PARAMS,
                              "Invalid params: \"arguments\" must be an "
                              "object");
    }
    return NULL;
}

static int is_find(const mcp_rpc_call_t *call)
{
    return mcp_toolset_is_compact(call->toolset)
           && !strcmp(mcp_json_get_str(call->message->params, "name", ""),
                      MCP_COMPACT_FIND);
}

static void print(const mcp_rpc_call_t *call, mcp_result_t *from,
                  const char **result, apr_size_t *len)
{
    mcp_revision_e revision = call->message->revision;

    mcp_result_set_quotes(from, call->quotes);
    *result = mcp_result_print(from, revision, mcp_about_meta(revision), len,
                               call->pool);
}

static mcp_err_t *run_find(mcp_rpc_call_t *call, const char **result,
                           apr_size_t *len)
{
    mcp_result_t *found = mcp_result_create(call->pool);
    mcp_json_t *args;
    mcp_err_t *err = read_arguments(&args, call, call->message->params);

    if (!err) {
        mcp_compact_find(found, call->toolset, args, call->pool);
        print(call, found, result, len);
    }
    return err;
}

/* Other modules have a say in every call, whatever they said of the list. */
static mcp_err_t *check_policy(const mcp_rpc_call_t *call,
                               const mcp_tool_t *tool, const char *name)
{
    if (mcp_policy_admits(call->policy, call->nc->uid, tool, name, 1)) {
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_TOOL,
                          "A rule of this server does not allow this call. "
                          "Do not try it again; tell the user");
}

/* Without room for a task the call is answered as if there were none, if the
 * tool can do that. */
static mcp_err_t *begin_task(const mcp_tool_t *tool, mcp_rpc_call_t *call,
                             const mcp_peer_t *peer)
{
    int is_modern = mcp_revision_is_modern(call->message->revision);
    mcp_err_t *err;

    /* Before 2026-07-28 the client decides, and has. */
    if (!peer->may_begin_task || (tool->begins_task && is_modern)
        || mcp_task_call_begin(call)
        || (tool->task == MCP_TOOL_TASK_OPTIONAL && is_modern)) {
        return NULL;
    }
    err = mcp_err_create(call->pool, MCP_ERR_BUSY,
                         "You or this server have as many tasks as may be; "
                         "try again when one has ended");
    err->retry_after = RETRY_AFTER;
    return err;
}

/* Run the tool, unless the user has to be asked first and has not agreed. A
 * task is begun behind that; before 2026-07-28 in front of it, as there is no
 * question but the task's to a call that is to be one. */
static mcp_err_t *run_tool(mcp_tool_call_t *tool, mcp_rpc_call_t *call,
                           const char *name, mcp_peer_t *peer)
{
    int task_first = !mcp_revision_is_modern(call->message->revision);
    mcp_confirm_e what = MCP_CONFIRM_RUN;
    mcp_err_t *err = check_policy(call, tool->tool, name);

    if (!err && task_first) {
        err = begin_task(tool->tool, call, peer);
    }
    if (!err && mcp_policy_confirms(call->policy, tool->tool, name)) {
        err = mcp_confirm_tool(&what, tool, name, peer);
    }
    if (err || what != MCP_CONFIRM_RUN) {
        return err;
    }
    if (!task_first) {
        err = begin_task(tool->tool, call, peer);
    }
    return err ? err : mcp_tool_invoke(tool);
}

static void fill_call(mcp_tool_call_t *tool, const mcp_rpc_call_t *call,
                      const mcp_peer_t *peer)
{
    tool->pool = call->pool;
    tool->nc = call->nc;
    tool->client = &peer->client;
    tool->notice = call->notice;
    tool->services = call->services;
    tool->web_allow = call->web_allow;
    tool->max_content = call->max_content;
    tool->result = mcp_result_create(call->pool);
}

mcp_err_t *mcp_method_tools_call(mcp_rpc_call_t *call, const char **result,
                                 apr_size_t *len)
{
    const mcp_json_t *target = find_target(call);
    mcp_tool_call_t tool;
    mcp_peer_t peer;
    mcp_err_t *err;
    int as_task;

    if (is_find(call)) {
        return run_find(call, result, len);
    }
    memset(&tool, 0, sizeof(tool));
    err = find_tool(&tool, call, target);
    if (!err) {
        err = read_arguments(&tool.args, call, target);
    }
    if (!err) {
        err = mcp_task_call_judge(&as_task, call, tool.tool);
    }
    if (!err) {
        err = mcp_peer_open(&peer, call);
    }
    if (err) {
        return err;
    }
    peer.may_begin_task = as_task;
    fill_call(&tool, call, &peer);
    err = run_tool(&tool, call, mcp_json_get_str(target, "name", ""), &peer);
    if (call->task) {
        return mcp_task_call_end(call, err, tool.result, &peer.ask);
    }
    if (err) {
        return err;
    }
    if (mcp_peer_asks(&peer, result, len)) {
        return NULL;
    }
    print(call, tool.result, result, len);
    return NULL;
}
