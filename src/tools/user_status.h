/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_USER_STATUS_H
#define MCP_TOOLS_USER_STATUS_H

/* The tools of conf/tools.d/people.json that need code.
 * Source: Nextcloud developer manual, "OCS Status API". */

#include "tool/tool.h"

mcp_tool_fn mcp_user_status_get; /* get_user_status */
mcp_tool_fn mcp_user_status_set; /* set_user_status */

#endif /* MCP_TOOLS_USER_STATUS_H */
