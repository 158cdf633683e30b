/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_TASK_QUESTION_H
#define MCP_JOB_TASK_QUESTION_H

/*
 * What a task of 2025-11-25 asks its user (basic/utilities/tasks, "Input
 * Required Status"): a request on the stream of whoever waits for its result,
 * with an answer that comes as a POST of its own, at any child.
 *
 * The id of the request names the task, and proves that this server has asked
 * that in this session: nothing has to be remembered, and nobody can answer
 * what was never asked. Any thread.
 */

#include "store/task_store.h"

/* The request that asks what task->inputs has under key, as question. NULL:
 * there are no random numbers. */
const char *mcp_task_question_make(const mcp_store_t *store,
                                   const char *session, const mcp_task_t *task,
                                   const char *key, mcp_json_t *question,
                                   apr_size_t *len, apr_pool_t *pool);

/* A response that the client of session has sent. 0: it is the answer to no
 * task. */
int mcp_task_question_take(const mcp_store_t *store, const char *session,
                           const mcp_json_t *response, apr_pool_t *pool);

#endif /* MCP_JOB_TASK_QUESTION_H */
