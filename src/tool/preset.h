/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_PRESET_H
#define MCP_TOOL_PRESET_H

/* Sets of tools with a name (MCPToolset), for administrators who do not want
 * to list apps. */

#include "tool/policy.h"

/* Add the preset of this name to rules (made when *rules is NULL). NULL, or
 * a message that names the presets there are. At start-up only. */
const char *mcp_preset_add(apr_array_header_t **rules, const char *name,
                           apr_pool_t *pool);

/* Is this app in a preset of its own, that is in another than "all"? */
int mcp_preset_has(const char *app);

#endif /* MCP_TOOL_PRESET_H */
