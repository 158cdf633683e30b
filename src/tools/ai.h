/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_AI_H
#define MCP_TOOLS_AI_H

/* The tools that have Nextcloud's AI providers do something: those of
 * audio2text.json, image_gen.json, doc_gen.json and context_chat.json. */

#include "tool/tool.h"

mcp_tool_fn mcp_ai_transcribe; /* transcribe_file */
mcp_tool_fn mcp_ai_draw;       /* generate_image */
mcp_tool_fn mcp_ai_write;      /* generate_document */
mcp_tool_fn mcp_ai_ask;        /* ask_context_chat */

/* Have a task done, with progress to the client. Errors and *task as of
 * mcp_taskprocessing_run. */
mcp_err_t *mcp_ai_run(mcp_tool_call_t *call, const char *type,
                      const mcp_json_t *input, mcp_json_t **task);

/* What Context Chat names as a source: an object, or its text. */
const mcp_json_t *mcp_ai_source(const mcp_json_t *source, apr_pool_t *pool);

#endif /* MCP_TOOLS_AI_H */
