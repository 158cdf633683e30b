/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_MEMORY_H
#define MCP_TOOLS_MEMORY_H

/*
 * Notes that a model keeps for itself: Markdown files among the user's own,
 * where Context Agent keeps them. Paths are below that folder.
 */

#include "tool/tool.h"

mcp_tool_fn mcp_memory_list;          /* list_memory_tree */
mcp_tool_fn mcp_memory_load;          /* load_memory */
mcp_tool_fn mcp_memory_store;         /* store_memory */
mcp_tool_fn mcp_memory_delete;        /* delete_memory */
mcp_tool_fn mcp_memory_delete_folder; /* delete_memory_folder */
mcp_tool_fn mcp_memory_search;        /* search_memories */

#endif /* MCP_TOOLS_MEMORY_H */
