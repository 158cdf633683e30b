/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_TASK_HOST_H
#define MCP_JOB_TASK_HOST_H

/* How a job becomes a task. The job's thread only. */

#include "job/job.h"

/* host, filled in; or NULL: there are no tasks here, or the job runs on
 * somebody else's thread. */
const mcp_task_host_t *mcp_task_host_open(mcp_task_host_t *host,
                                          mcp_job_t *job);

/* The job has run to its end. A task that has not said how it ended, and does
 * not wait, has failed for the reason that reply has (NULL: it was not
 * run). */
void mcp_task_host_conclude(mcp_job_t *job, const mcp_reply_t *reply);

#endif /* MCP_JOB_TASK_HOST_H */
