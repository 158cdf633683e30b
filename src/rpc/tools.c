/* SPDX-License-Identifier: Apache-2.0 */

/* tools/list and tools/call (MCP, server/tools). */

#include <string.h>

#include "rpc/mirror.h"
#include "rpc/page.h"
#include "rpc/peer.h"
#include "tool/invoke.h"

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
    mcp_buf_init(&buf, size + 512, call->pool);
    mcp_buf_add_str(&buf, "{\"tools\":[");
    mcp_buf_add(&buf, bytes, size);
    mcp_buf_add_str(&buf, "]");
    mcp_page_add_cursor(&buf, next);
    mcp_page_finish(&buf, call->message->revision, MCP_PAGE_PRIVATE,
                    call->tools_ttl, NULL);
    *result = buf.data;
    *len = buf.len;
    return NULL;
}

/* The tool that params name, or why there is none. */
static mcp_err_t *find_tool(mcp_tool_call_t *tool, mcp_rpc_call_t *call)
{
    const mcp_json_t *params = call->message->params;
    const char *name = mcp_json_get_str(params, "name", NULL);

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
    if (!mcp_revision_is_modern(call->message->revision)) {
        return NULL;
    }
    return mcp_mirror_check_params(call->message, call->head,
                                   tool->tool->input, call->pool);
}

static mcp_err_t *read_arguments(mcp_tool_call_t *tool, mcp_rpc_call_t *call)
{
    const mcp_json_t *params = call->message->params;

    tool->args = mcp_json_get(params, "arguments");
    if (!mcp_json_has(params, "arguments")) {
        tool->args = mcp_json_object_create(call->pool);
    }
    if (mcp_json_type(tool->args) != MCP_JSON_OBJECT) {
        return mcp_err_create(call->pool, MCP_ERR_PARAMS,
                              "Invalid params: \"arguments\" must be an "
                              "object");
    }
    return NULL;
}

/* A tool of another module may speak with the client. */
static mcp_err_t *open_peer(mcp_peer_t *peer, mcp_tool_call_t *tool,
                            mcp_rpc_call_t *call)
{
    if (!tool->tool->foreign) {
        return NULL;
    }
    tool->client = &peer->client;
    return mcp_peer_open(peer, call);
}

mcp_err_t *mcp_method_tools_call(mcp_rpc_call_t *call, const char **result,
                                 apr_size_t *len)
{
    mcp_tool_call_t tool;
    mcp_peer_t peer;
    mcp_err_t *err;

    memset(&tool, 0, sizeof(tool));
    err = find_tool(&tool, call);
    if (!err) {
        err = read_arguments(&tool, call);
    }
    if (!err) {
        err = open_peer(&peer, &tool, call);
    }
    if (err) {
        return err;
    }
    tool.pool = call->pool;
    tool.nc = call->nc;
    tool.notice = call->notice;
    tool.max_content = call->max_content;
    tool.result = mcp_result_create(call->pool);
    err = mcp_tool_invoke(&tool);
    if (err) {
        return err;
    }
    if (tool.client && mcp_ask_is_open(&peer.ask)) {
        *result = mcp_ask_print(&peer.ask, len);
        return NULL;
    }
    *result = mcp_result_print(tool.result, call->message->revision,
                               mcp_method_meta(call->message->revision), len,
                               call->pool);
    return NULL;
}
