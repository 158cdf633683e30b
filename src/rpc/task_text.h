/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_TASK_TEXT_H
#define MCP_RPC_TASK_TEXT_H

/* Tasks in the words of each revision. All in pool. */

#include "rpc/method.h"

/* The result of the call that has become a task. */
const char *mcp_task_text_created(const mcp_task_t *task, apr_size_t *len,
                                  apr_pool_t *pool);

/* The members of a task: "taskId":…,"status":… */
const char *mcp_task_text_members(const mcp_task_t *task, apr_pool_t *pool);

/* 2026-07-28: the same with what it has come to, its result, error or
 * inputs, for which the store is asked. */
const char *mcp_task_text_detail(const mcp_task_t *task,
                                 const mcp_store_t *store, apr_size_t *len,
                                 apr_pool_t *pool);

#endif /* MCP_RPC_TASK_TEXT_H */
