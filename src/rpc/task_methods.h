/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_TASK_METHODS_H
#define MCP_RPC_TASK_METHODS_H

/* What the methods of tasks have in common. */

#include "rpc/method.h"

/* The task that params name, if it is one of the user's and of this form:
 * MCP_ERR_PARAMS otherwise. MCP_ERR_METHOD, MCP_ERR_CAPABILITY: there are no
 * tasks here, for this client. */
mcp_err_t *mcp_task_methods_find(mcp_task_t **task,
                                 const mcp_rpc_call_t *call);

/* The same without a task. */
mcp_err_t *mcp_task_methods_check_offered(const mcp_rpc_call_t *call);

#endif /* MCP_RPC_TASK_METHODS_H */
