/* SPDX-License-Identifier: Apache-2.0 */

#include "rpc/notify.h"

#include <string.h>

#include "util/buf.h"

const char *mcp_notify_token(const mcp_message_t *message, apr_pool_t *pool)
{
    const mcp_json_t *token =
        mcp_json_get(mcp_message_meta(message), "progressToken");
    mcp_json_type_e type = mcp_json_type(token);

    if (type != MCP_JSON_STRING && type != MCP_JSON_INT) {
        return NULL;
    }
    return mcp_json_print(token, NULL, pool);
}

const char *mcp_notify_progress(const char *token, double progress,
                                double total, const char *message,
                                apr_size_t *len, apr_pool_t *pool)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 160, pool);
    mcp_buf_addf(&buf,
                 "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\","
                 "\"params\":{\"progressToken\":%s,\"progress\":%.10g",
                 token, progress);
    if (total >= 0) {
        mcp_buf_addf(&buf, ",\"total\":%.10g", total);
    }
    if (message) {
        mcp_buf_add_str(&buf, ",\"message\":");
        mcp_buf_add_json_str(&buf, message, strlen(message));
    }
    mcp_buf_add_str(&buf, "}}");
    *len = buf.len;
    return buf.data;
}
