/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/user.h"

#include <apr_strings.h>
#include "nextcloud/ocs.h"

mcp_err_t *mcp_user_get(mcp_nc_t *nc, mcp_json_t **user)
{
    return mcp_ocs_get(nc, "/ocs/v2.php/cloud/user", NULL, user);
}

mcp_err_t *mcp_user_get_uid(mcp_nc_t *nc, const char **uid)
{
    mcp_json_t *user;
    mcp_err_t *err = mcp_user_get(nc, &user);
    const char *id;

    *uid = NULL;
    if (err && err->kind != MCP_ERR_TOOL) {
        return err;
    }
    id = mcp_json_get_str(user, "id", "");
    if (err || !*id) {
        /* Every Nextcloud answers this to everyone who is logged in. */
        return mcp_err_push(nc->pool, err, MCP_ERR_UNAVAILABLE,
                            "Nextcloud answers %d when asked who the "
                            "credential belongs to: the administrator should "
                            "look at its log, or at MCPNextcloudURL",
                            err ? err->upstream : 200);
    }
    *uid = apr_pstrdup(nc->pool, id);
    return NULL;
}
