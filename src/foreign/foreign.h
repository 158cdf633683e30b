/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_FOREIGN_FOREIGN_H
#define MCP_FOREIGN_FOREIGN_H

/*
 * Tools of other modules: from the structures of mod_mcp.h to tools of the
 * registry, and how they run.
 */

#include <apr_tables.h>
#include "mod_mcp.h"
#include "tool/tool.h"

/* Read and prove what a module has registered under name, and append its
 * tools (mcp_tool_t *) to tools. Start-up only. The error's message is
 * "provider "<name>": <json pointer>: <reason>"; tools is not to be used
 * then. What provider points to must outlive the tools. */
mcp_err_t *mcp_foreign_load(apr_array_header_t *tools, const char *name,
                            const mcp_provider_t *provider, apr_pool_t *pool);

/* foreign_definition.c: the Tool object of a provider. pointer: its place
 * in the array of tools, "/tools/0". */
mcp_err_t *mcp_foreign_define(mcp_tool_t *tool, const char *definition,
                              const char *pointer, apr_pool_t *pool);

/* foreign_header.c: the x-mcp-header declarations of an input schema of any
 * form, as an mcp_schema_t that has nothing else. */
mcp_err_t *mcp_foreign_headers(const mcp_schema_t **out,
                               const mcp_json_t *schema, const char *pointer,
                               apr_pool_t *pool);

/* foreign_api.c: the call as the tool's module sees it. */
struct mcp_call_t {
    mcp_tool_call_t *tool;
    const char *arguments; /* JSON text, once it was asked for */
    mcp_err_t *err;        /* what ends the call, whatever else is said */
};

extern const mcp_api_t mcp_foreign_api;

#endif /* MCP_FOREIGN_FOREIGN_H */
