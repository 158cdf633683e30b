/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_EXCHANGE_H
#define MCP_JOB_EXCHANGE_H

/*
 * What the client of a session sends to a job that works for it: the answer
 * to a question (MCP 2025-11-25, client/elicitation and others), and that it
 * does not want the result any more (basic/utilities/cancellation).
 *
 * Each comes as a POST of its own, at any child of any server that shares
 * the store. It is left there, under the session's id and that of the
 * request it is about; the job looks after it. A job of the same child is
 * told at once.
 */

#include "job/job.h"

/* Any thread. The session is that of who sends body. */
void mcp_exchange_deliver(mcp_engine_t *engine, const mcp_session_t *session,
                          const mcp_body_t *body, apr_pool_t *pool);

/* The job's thread: ask, and wait for the answer. *answer: JSON text of the
 * result, in the job's pool. Errors: MCP_ERR_TOOL when there is none,
 * MCP_ERR_CANCELLED. The job's time stands still meanwhile. */
mcp_err_t *mcp_exchange_ask(mcp_job_t *job, const char **answer,
                            const char *method, const char *params);

/* The job's thread, now and then: has it been called off? Then it is
 * cancelled. */
void mcp_exchange_look(mcp_job_t *job);

#endif /* MCP_JOB_EXCHANGE_H */
