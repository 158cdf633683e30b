/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_COMPACT_H
#define MCP_TOOL_COMPACT_H

/*
 * Two tools in place of a hundred (MCPCompact): find_tools searches what the
 * user has and answers with definitions, call_tool runs one by its name. For
 * clients that send every definition with every prompt.
 *
 * They are not in the registry: what they do depends on the toolset they
 * stand for. Any thread.
 */

#include "tool/result.h"
#include "tool/toolset.h"
#include "util/buf.h"

#define MCP_COMPACT_FIND "find_tools"
#define MCP_COMPACT_CALL "call_tool"

/* Append both definitions, with a comma between them. */
void mcp_compact_list(mcp_buf_t *buf, const mcp_toolset_t *toolset,
                      mcp_revision_e revision);

/* Run find_tools. Mistakes in the arguments end in result (isError). */
void mcp_compact_find(mcp_result_t *result, const mcp_toolset_t *toolset,
                      mcp_json_t *args, apr_pool_t *pool);

#endif /* MCP_TOOL_COMPACT_H */
