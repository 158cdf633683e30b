/* SPDX-License-Identifier: Apache-2.0 */

/* tools/list and tools/call (MCP, server/tools). */

#include <string.h>

#include <apr_strings.h>

#include "rpc/method.h"
#include "rpc/mirror.h"
#include "tool/invoke.h"
#include "util/buf.h"
#include "util/text.h"

/* A cursor is the base64 of this and the name of the last tool sent: it
 * means the same to every process and survives a change of the list. */
#define CURSOR_PREFIX "after:"
#define CURSOR_MAX 256

static const char *make_cursor(const char *name, apr_pool_t *pool)
{
    const char *plain = apr_pstrcat(pool, CURSOR_PREFIX, name, NULL);

    return mcp_text_base64(pool, plain, strlen(plain), NULL);
}

static mcp_err_t *bad_cursor(apr_pool_t *pool)
{
    return mcp_err_create(pool, MCP_ERR_PARAMS,
                          "Invalid params: cursor must be a nextCursor of "
                          "this server; leave it out to begin anew");
}

static mcp_err_t *read_cursor(const char **after, const mcp_json_t *params,
                              apr_pool_t *pool)
{
    const mcp_json_t *cursor = mcp_json_get(params, "cursor");
    const char *plain;
    apr_size_t len;

    *after = NULL;
    if (!mcp_json_has(params, "cursor")) {
        return NULL;
    }
    if (mcp_json_type(cursor) != MCP_JSON_STRING) {
        return bad_cursor(pool);
    }
    len = mcp_json_str_len(cursor);
    if (len == 0) {
        return NULL;
    }
    plain =
        len <= CURSOR_MAX
            ? mcp_text_base64_decode(pool, mcp_json_str(cursor, ""), len, &len)
            : NULL;
    if (!plain || strlen(plain) != len
        || strncmp(plain, CURSOR_PREFIX, strlen(CURSOR_PREFIX)) != 0) {
        return bad_cursor(pool);
    }
    *after = plain + strlen(CURSOR_PREFIX);
    return NULL;
}

mcp_err_t *mcp_method_tools_list(mcp_rpc_call_t *call, const char **result,
                                 apr_size_t *len)
{
    const char *after;
    const char *bytes;
    const char *next;
    apr_size_t size;
    mcp_buf_t buf;
    mcp_err_t *err = read_cursor(&after, call->message->params, call->pool);

    if (err) {
        return err;
    }
    mcp_toolset_page(call->toolset, after, &bytes, &size, &next);
    mcp_buf_init(&buf, size + 512, call->pool);
    mcp_buf_add_str(&buf, "{\"tools\":[");
    mcp_buf_add(&buf, bytes, size);
    mcp_buf_add_str(&buf, "]");
    if (next) {
        mcp_buf_addf(&buf, ",\"nextCursor\":\"%s\"",
                     make_cursor(next, call->pool));
    }
    if (mcp_revision_is_modern(call->message->revision)) {
        mcp_buf_addf(&buf,
                     "," MCP_RESULT_COMPLETE ",\"ttlMs\":%d000,"
                     "\"cacheScope\":\"private\",\"_meta\":%s",
                     call->tools_ttl,
                     mcp_method_meta(call->message->revision));
    }
    mcp_buf_add_str(&buf, "}");
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

mcp_err_t *mcp_method_tools_call(mcp_rpc_call_t *call, const char **result,
                                 apr_size_t *len)
{
    mcp_tool_call_t tool;
    mcp_err_t *err;

    memset(&tool, 0, sizeof(tool));
    err = find_tool(&tool, call);
    if (!err) {
        err = read_arguments(&tool, call);
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
    *result = mcp_result_print(tool.result, call->message->revision,
                               mcp_method_meta(call->message->revision), len,
                               call->pool);
    return NULL;
}
