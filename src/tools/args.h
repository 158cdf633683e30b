/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_ARGS_H
#define MCP_TOOLS_ARGS_H

/* What tools do with their arguments on the way to Nextcloud, and with what
 * Nextcloud says about them. */

#include "tool/tool.h"

/* Is the argument there, and not null? */
int mcp_args_has(const mcp_tool_call_t *call, const char *arg);

/* Set member of body to the argument arg, if it is there. */
void mcp_args_copy(mcp_json_t *body, const char *member,
                   const mcp_tool_call_t *call, const char *arg);

/* The same for text that is published in the user's name: it carries what
 * MCPNotice says. */
void mcp_args_publish(mcp_json_t *body, const char *member,
                      const mcp_tool_call_t *call, const char *arg);

/* An error unless changes, the members that an update is about, has any. */
mcp_err_t *mcp_args_need_change(const mcp_tool_call_t *call,
                                const mcp_json_t *changes);

/* What a status of Nextcloud's means to the caller of one tool. */
typedef struct mcp_args_fault_t {
    int status;
    const char *message; /* what is wrong and what to do; NULL ends a table */
} mcp_args_fault_t;

/* Put the message for err's status, if faults has one, on top of err.
 * Anything else is handed through, NULL too. */
mcp_err_t *mcp_args_explain(const mcp_tool_call_t *call, mcp_err_t *err,
                            const mcp_args_fault_t *faults);

#endif /* MCP_TOOLS_ARGS_H */
