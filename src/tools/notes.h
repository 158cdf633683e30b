/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_NOTES_H
#define MCP_TOOLS_NOTES_H

/* The tools of conf/tools.d/notes.json that need code.
 * Source: Nextcloud Notes API, version 1. */

#include "tool/tool.h"

mcp_tool_fn mcp_notes_get;    /* get_note */
mcp_tool_fn mcp_notes_update; /* update_note */
mcp_tool_fn mcp_notes_delete; /* delete_note */

#endif /* MCP_TOOLS_NOTES_H */
