/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_MANIFEST_H
#define MCP_TOOL_MANIFEST_H

/*
 * One file of conf/tools.d: reading it and proving that it is sound.
 * docs/manifests.md is the reference of the language. Start-up only.
 */

#include <apr_tables.h>
#include "tool/tool.h"
#include "util/manifest_file.h"

#define MCP_MANIFEST_MAX_NAME 48

/* Append the tools (mcp_tool_t *) that text declares to tools. app: stem of
 * the file's name. On failure the error's message is "<json pointer>:
 * <reason>" and tools is not to be used. */
mcp_err_t *mcp_manifest_parse(apr_array_header_t *tools, const char *app,
                              const char *text, apr_size_t len,
                              const mcp_native_t *natives, apr_pool_t *pool);

/* The same for the file path, whose owner and permissions are checked; the
 * message begins with the file's name. */
mcp_err_t *mcp_manifest_read(apr_array_header_t *tools, const char *path,
                             const mcp_native_t *natives, apr_pool_t *pool);

/* manifest_tool.c: one element of "tools". json may lose what is not to be
 * published. */
mcp_err_t *mcp_manifest_tool(mcp_tool_t **out, mcp_json_t *json,
                             const char *pointer, const mcp_native_t *natives,
                             apr_pool_t *pool);

/* manifest_requires.c: the member "requires" of a tool, which may be
 * missing. pointer is the tool's. */
mcp_err_t *mcp_manifest_requires(mcp_tool_require_t *require,
                                 const mcp_json_t *tool, const char *pointer,
                                 apr_pool_t *pool);

#endif /* MCP_TOOL_MANIFEST_H */
