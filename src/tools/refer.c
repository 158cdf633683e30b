/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/refer.h"

#include "nextcloud/ocs.h"

mcp_err_t *mcp_refer_value(apr_int64_t *id, const mcp_refer_t *refer,
                           const mcp_tool_call_t *call,
                           const mcp_json_t *value)
{
    mcp_json_t *list;
    mcp_json_t *found;
    mcp_err_t *err;

    *id = mcp_json_int(value, 0);
    if (mcp_json_type(value) == MCP_JSON_INT) {
        return NULL;
    }
    err = mcp_ocs_get(call->nc, refer->path, refer->query, &list);
    if (!err) {
        err = mcp_lookup_find(&found, &refer->lookup,
                              refer->member ? mcp_json_get(list, refer->member)
                                            : list,
                              value, call->pool);
    }
    if (!err) {
        *id = mcp_json_get_int(found, refer->lookup.id, 0);
    }
    return err;
}

mcp_err_t *mcp_refer_id(apr_int64_t *id, const mcp_refer_t *refer,
                        const mcp_tool_call_t *call, const char *arg)
{
    return mcp_refer_value(id, refer, call, mcp_json_get(call->args, arg));
}
