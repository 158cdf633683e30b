/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_CIRCLES_H
#define MCP_TOOLS_CIRCLES_H

/* The tools of conf/tools.d/circles.json. People know circles as "teams".
 * Source: Circles, appinfo/routes.php and its capabilities. */

#include "tool/tool.h"

mcp_tool_fn mcp_circles_list;          /* list_circles */
mcp_tool_fn mcp_circles_get;           /* get_circle_details */
mcp_tool_fn mcp_circles_members;       /* list_circle_members */
mcp_tool_fn mcp_circles_create;        /* create_circle */
mcp_tool_fn mcp_circles_add_member;    /* add_member_to_circle */
mcp_tool_fn mcp_circles_remove_member; /* remove_member_from_circle */
mcp_tool_fn mcp_circles_update;        /* update_circle */
mcp_tool_fn mcp_circles_delete;        /* delete_circle */
mcp_tool_fn mcp_circles_share;         /* share_with_circle */

#endif /* MCP_TOOLS_CIRCLES_H */
