/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_ASSIGNMENTS_H
#define MCP_TOOLS_ASSIGNMENTS_H

/* Prompts that Nextcloud's Assistant runs later, or again and again; it calls
 * them assignments. The tools of conf/tools.d/assignments.json. */

#include "tool/tool.h"

mcp_tool_fn mcp_assignments_create; /* create_scheduled_task */
mcp_tool_fn mcp_assignments_list;   /* list_scheduled_tasks */
mcp_tool_fn mcp_assignments_update; /* update_scheduled_task */
mcp_tool_fn mcp_assignments_delete; /* delete_scheduled_task */

#endif /* MCP_TOOLS_ASSIGNMENTS_H */
