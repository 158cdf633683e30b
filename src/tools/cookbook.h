/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_COOKBOOK_H
#define MCP_TOOLS_COOKBOOK_H

/* The tools of conf/tools.d/cookbook.json that need code.
 * Source: Nextcloud Cookbook API, version 1. */

#include "tool/tool.h"

mcp_tool_fn mcp_cookbook_list;   /* list_recipes */
mcp_tool_fn mcp_cookbook_search; /* search_recipes */
mcp_tool_fn mcp_cookbook_get;    /* get_recipe_details */
mcp_tool_fn mcp_cookbook_create; /* create_recipe */
mcp_tool_fn mcp_cookbook_update; /* update_recipe */
mcp_tool_fn mcp_cookbook_delete; /* delete_recipe */

#endif /* MCP_TOOLS_COOKBOOK_H */
