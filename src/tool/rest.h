/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_REST_H
#define MCP_TOOL_REST_H

/*
 * Tools whose implementation is data: one REST request, one answer, and
 * what to pick from it. docs/manifests.md is the reference of the language.
 */

#include "tool/tool.h"

/* Compile a manifest's "call" and "result" (which may be NULL). pointer:
 * where the tool stands in its file; schema: its compiled input, to prove
 * that every placeholder has a property and every property is used exactly
 * once. */
mcp_err_t *mcp_rest_compile(const mcp_rest_t **out, const mcp_json_t *call,
                            const mcp_json_t *result,
                            const mcp_schema_t *input, const char *pointer,
                            apr_pool_t *pool);

/* "GET" … for the checks that tie annotations to methods. */
const char *mcp_rest_method(const mcp_rest_t *rest);

/* What placeholders stand for. */
typedef struct mcp_rest_values_t {
    const mcp_json_t *args; /* valid, with defaults */
    const char *uid;        /* {@user} */
    const char *notice;     /* or NULL */
} mcp_rest_values_t;

/* Fill in the request. MCP_ERR_TOOL when an argument cannot be sent. */
mcp_err_t *mcp_rest_build(mcp_nc_request_t *request, const mcp_rest_t *rest,
                          const mcp_rest_values_t *values, apr_pool_t *pool);

/* The object that the model gets for an answer. empty: no content came,
 * which the manifest allows; data is NULL then. */
mcp_json_t *mcp_rest_shape(const mcp_rest_t *rest, mcp_json_t *data, int empty,
                           apr_pool_t *pool);

/* Send the request and fill call->result. */
mcp_err_t *mcp_rest_run(const mcp_rest_t *rest, mcp_tool_call_t *call);

#endif /* MCP_TOOL_REST_H */
