/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_DEFINITION_H
#define MCP_TOOL_DEFINITION_H

/*
 * A tool as tools/list shows it. The fields grew with the revisions of MCP
 * (schema.ts, "Tool").
 */

#include "tool/tool.h"
#include "util/buf.h"

/* Revisions of equal class have equal definitions. */
int mcp_definition_class(mcp_revision_e revision);

/* Append the definition. shown: what a member of a family shows in place of
 * the tool's own name, title and description, else NULL. */
void mcp_definition_write(mcp_buf_t *buf, const mcp_tool_t *tool,
                          const mcp_tool_member_t *shown,
                          mcp_revision_e revision);

/* Fill in tool->definition for every revision. */
void mcp_definition_prepare(mcp_tool_t *tool, apr_pool_t *pool);

/* "forbidden", "optional" or "required": execution.taskSupport, which
 * 2025-11-25 alone has. */
const char *mcp_definition_task(const mcp_tool_t *tool);

#endif /* MCP_TOOL_DEFINITION_H */
