/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_USER_H
#define MCP_NEXTCLOUD_USER_H

/* Who a credential belongs to: GET /ocs/v2.php/cloud/user. */

#include "nextcloud/client.h"
#include "util/json.h"

/* The uid, in nc->pool. MCP_ERR_UNAUTHORIZED when Nextcloud refuses the
 * credential or the account is disabled; otherwise mcp_ocs_send's errors, with
 * MCP_ERR_UNAVAILABLE for MCP_ERR_TOOL: this is no Nextcloud. */
mcp_err_t *mcp_user_get_uid(mcp_nc_t *nc, const char **uid);

/* The whole record of the calling user (ocs.data). */
mcp_err_t *mcp_user_get(mcp_nc_t *nc, mcp_json_t **user);

#endif /* MCP_NEXTCLOUD_USER_H */
