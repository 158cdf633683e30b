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

/* Nextcloud's numbers for who a share is with (OCS Share API). */
enum {
    MCP_SHARE_USER = 0,
    MCP_SHARE_GROUP = 1,
    MCP_SHARE_LINK = 3,
    MCP_SHARE_EMAIL = 4,
    MCP_SHARE_TEAM = 7,
    MCP_SHARE_ROOM = 10
};

/* Make the share of body (shareType, shareWith …), of the file that the
 * argument path_arg names, and answer with it. */
mcp_err_t *mcp_shares_create(mcp_tool_call_t *call, mcp_json_t *body,
                             const char *path_arg);

/* What a model may see of a share: the members of out are set from a share
 * as OCS gives it. Password hashes never are. */
void mcp_shares_describe(mcp_json_t *out, const mcp_json_t *share);

#endif /* MCP_TOOLS_SHARES_H */
