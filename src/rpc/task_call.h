/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_TASK_CALL_H
#define MCP_RPC_TASK_CALL_H

/*
 * A call of a tool as a task (MCP 2025-11-25, basic/utilities/tasks;
 * 2026-07-28, extension io.modelcontextprotocol/tasks).
 *
 * In 2025-11-25 the client asks for it, later the server decides, for clients
 * that declare the extension. The job's thread.
 */

#include "rpc/ask.h"

#define MCP_TASKS_EXTENSION "io.modelcontextprotocol/tasks"

/* In _meta, 2025-11-25: which task a message is about. */
#define MCP_TASK_RELATED "io.modelcontextprotocol/related-task"

/* Are there tasks in this Location, in the form of this revision? */
int mcp_task_call_is_offered(const mcp_rpc_call_t *call);

/* NULL, or an error that names the extension which the client does not
 * declare (2026-07-28). */
mcp_err_t *mcp_task_call_need_extension(const mcp_rpc_call_t *call);

/* *wanted: the call is to become a task. An error: the tool runs as a task
 * only, or never, and the client wants it the other way. */
mcp_err_t *mcp_task_call_judge(int *wanted, const mcp_rpc_call_t *call,
                               const mcp_tool_t *tool);

/* The call goes on as a task, call->task, and its request is answered. 0: it
 * does not, for lack of room. */
int mcp_task_call_begin(mcp_rpc_call_t *call);

/* The tool of a task has returned: with err, or with result, or with
 * questions in ask. NULL, or err as it was: the task fails with it. */
mcp_err_t *mcp_task_call_end(mcp_rpc_call_t *call, mcp_err_t *err,
                             const mcp_result_t *result, const mcp_ask_t *ask);

#endif /* MCP_RPC_TASK_CALL_H */
