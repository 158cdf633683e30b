/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_INVOKE_H
#define MCP_TOOL_INVOKE_H

/* Running one tool: validate arguments, then native code or REST template;
 * or the code of another module, which validates for itself. */

#include "tool/tool.h"

/* Validates call->args against the input schema (filling in defaults) and
 * runs the tool. A mistake in the arguments or an MCP_ERR_TOOL of the tool
 * is no error here: it ends as an isError result. Errors returned are the
 * ones that concern the request itself (UNAUTHORIZED, CANCELLED …) or that
 * the caller turns into a result (UNAVAILABLE, THROTTLED, TIMEOUT). */
mcp_err_t *mcp_tool_invoke(mcp_tool_call_t *call);

#endif /* MCP_TOOL_INVOKE_H */
