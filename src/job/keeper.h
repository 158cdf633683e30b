/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_KEEPER_H
#define MCP_JOB_KEEPER_H

/*
 * The thread of a child that looks after its tasks: it shows that they are
 * alive, hears that one is to be cancelled or has been answered, and lets
 * those go on that waited for that.
 *
 * One per child, started with its first task. A thread of its own, since all
 * job threads may be busy for longer than a task may seem dead.
 */

#include "job/task.h"

/* max: tasks that are worked on at a time. store NULL: there are none. */
apr_status_t mcp_keeper_create(mcp_keeper_t **keeper, const mcp_store_t *store,
                               mcp_pulse_t *pulse, int max,
                               apr_pool_t *pchild);

/* The child ends: tasks that wait for the user fail, the others may still
 * finish. No task begins any more. */
void mcp_keeper_close(mcp_keeper_t *keeper);
/* When no job is left. */
void mcp_keeper_stop(mcp_keeper_t *keeper);

/* Random, the same for all tasks of this child. */
const char *mcp_keeper_id(const mcp_keeper_t *keeper);
const mcp_store_t *mcp_keeper_store(const mcp_keeper_t *keeper);

/* Takes a reference. 0: there are as many as may be. */
int mcp_keeper_add(mcp_keeper_t *keeper, mcp_job_task_t *task);
void mcp_keeper_remove(mcp_keeper_t *keeper, mcp_job_task_t *task);

/* The job's thread, as the last thing it does: task waits for the user and
 * the job for the task. */
void mcp_keeper_suspend(mcp_keeper_t *keeper, mcp_job_task_t *task);

#endif /* MCP_JOB_KEEPER_H */
