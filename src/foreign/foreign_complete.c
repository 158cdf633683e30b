/* SPDX-License-Identifier: Apache-2.0 */

#include "foreign/foreign.h"

/* In the module's order, which is by what it thinks is meant. */
static void finish(mcp_suggest_t *out)
{
    out->total = out->values->nelts;
    if (out->values->nelts > MCP_SUGGEST_MAX) {
        out->values->nelts = MCP_SUGGEST_MAX;
    }
}

mcp_err_t *mcp_foreign_complete(mcp_suggest_t *out, mcp_nc_t *nc,
                                const mcp_foreign_t *foreign,
                                const mcp_suggest_query_t *query)
{
    mcp_json_t *args = mcp_json_object_create(nc->pool);
    mcp_call_t mine = {
        .kind = MCP_FOREIGN_COMPLETION,
        .pool = nc->pool,
        .nc = nc,
        .args = args,
        .found = out,
    };

    mcp_json_set_str(args, "name", query->name);
    mcp_json_set_str(args, "value", query->value);
    if (query->context) {
        mcp_json_set(args, "arguments", query->context);
    }
    foreign->complete(&mine, &mcp_foreign_api, foreign->baton);
    finish(out);
    return mine.err;
}
