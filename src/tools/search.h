/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_SEARCH_H
#define MCP_TOOLS_SEARCH_H

/* search_<provider>: one tool for each provider of Nextcloud's unified
 * search that the user has. */

#include "tool/tool.h"

mcp_tool_fn mcp_search_run;
mcp_tool_family_fn mcp_search_family;

/* The tool's name for a provider: "search_" and the id in lower case, with
 * "_" for every character but a-z, 0-9 and "_". Ids, other than names, are
 * the same in every language. */
const char *mcp_search_tool_name(const char *provider, apr_pool_t *pool);

#endif /* MCP_TOOLS_SEARCH_H */
