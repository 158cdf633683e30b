/* SPDX-License-Identifier: Apache-2.0 */

#include "rpc/level.h"

#include <string.h>

#include "rpc/era.h"
#include "util/buf.h"

#define LIST                                                                  \
    "debug, info, notice, warning, error, critical, alert or emergency"

static const char *const names[MCP_LEVEL_NONE] = {
    "debug", "info",     "notice", "warning",
    "error", "critical", "alert",  "emergency",
};

int mcp_level_find(const char *name)
{
    int i;

    for (i = 0; i < MCP_LEVEL_NONE; i++) {
        if (!strcmp(names[i], name)) {
            return i;
        }
    }
    return -1;
}

static mcp_err_t *read_level(int *level, const mcp_json_t *json,
                             const char *member, apr_pool_t *pool)
{
    *level = mcp_level_find(mcp_json_get_str(json, member, ""));
    if (*level >= 0) {
        return NULL;
    }
    return mcp_err_create(pool, MCP_ERR_PARAMS,
                          "Invalid params: \"%s\" must be one of " LIST,
                          member);
}

/* Looked up when a tool first says something: few do. */
static int level_of_session(const mcp_rpc_call_t *call)
{
    const mcp_session_t *session = call->head->session;
    int level =
        session ? mcp_session_get_level(call->store, session->id, call->pool)
                : -1;

    return level < 0 ? MCP_LEVEL_NONE : level;
}

mcp_err_t *mcp_level_wanted(int *level, const mcp_rpc_call_t *call)
{
    const mcp_json_t *meta = mcp_message_meta(call->message);

    *level = MCP_LEVEL_NONE;
    if (!mcp_revision_is_modern(call->message->revision)) {
        *level = level_of_session(call);
        return NULL;
    }
    return mcp_json_has(meta, MCP_META_LEVEL)
               ? read_level(level, meta, MCP_META_LEVEL, call->pool)
               : NULL;
}

const char *mcp_level_notify(int level, const char *text, apr_size_t *len,
                             apr_pool_t *pool)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 128 + strlen(text), pool);
    mcp_buf_addf(&buf,
                 "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\","
                 "\"params\":{\"level\":\"%s\",\"data\":",
                 names[level]);
    mcp_buf_add_json_str(&buf, text, strlen(text));
    mcp_buf_add_str(&buf, "}}");
    *len = buf.len;
    return buf.data;
}

mcp_err_t *mcp_method_set_level(mcp_rpc_call_t *call, const char **result,
                                apr_size_t *len)
{
    int level;
    mcp_err_t *err = mcp_method_needs_session(call);

    if (!err) {
        err = read_level(&level, call->message->params, "level", call->pool);
    }
    if (!err
        && mcp_session_put_level(call->store, call->head->session, level,
                                 call->pool)
               != APR_SUCCESS) {
        err = mcp_err_create(call->pool, MCP_ERR_INTERNAL,
                             "This server could not remember the level");
    }
    *result = "{}";
    *len = 2;
    return err;
}
