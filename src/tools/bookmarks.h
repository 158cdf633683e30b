/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_BOOKMARKS_H
#define MCP_TOOLS_BOOKMARKS_H

/* The tools of conf/tools.d/bookmarks.json that need code.
 * Source: Nextcloud Bookmarks REST API, version 2. */

#include "tool/tool.h"

mcp_tool_fn mcp_bookmarks_list;          /* list_bookmarks */
mcp_tool_fn mcp_bookmarks_search;        /* search_bookmarks */
mcp_tool_fn mcp_bookmarks_create;        /* create_bookmark */
mcp_tool_fn mcp_bookmarks_update;        /* update_bookmark */
mcp_tool_fn mcp_bookmarks_delete;        /* delete_bookmark */
mcp_tool_fn mcp_bookmarks_folders;       /* list_bookmark_folders */
mcp_tool_fn mcp_bookmarks_folder_create; /* create_bookmark_folder */

#define MCP_BOOKMARKS_API "/index.php/apps/bookmarks/public/rest/v2/"

/* The id of the folder that value means, an id or a title; -1 is the root. */
mcp_err_t *mcp_bookmarks_find_folder(apr_int64_t *id,
                                     const mcp_tool_call_t *call,
                                     const mcp_json_t *value);

#endif /* MCP_TOOLS_BOOKMARKS_H */
