/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_SHARES_H
#define MCP_TOOLS_SHARES_H

/* The tools of conf/tools.d/shares.json that need code. */

#include "tool/tool.h"

mcp_tool_fn mcp_shares_list;            /* list_shares */
mcp_tool_fn mcp_shares_get;             /* get_share_info */
mcp_tool_fn mcp_shares_add_user;        /* share_with_user */
mcp_tool_fn mcp_shares_add_group;       /* share_with_group */
mcp_tool_fn mcp_shares_add_link;        /* create_public_sharing_link */
mcp_tool_fn mcp_shares_set_permissions; /* update_share_permissions */

/* What a model may see of a share: the members of out are set from a share
 * as OCS gives it. Password hashes never are. */
void mcp_shares_describe(mcp_json_t *out, const mcp_json_t *share);

#endif /* MCP_TOOLS_SHARES_H */
