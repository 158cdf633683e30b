/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_TASK_H
#define MCP_JOB_TASK_H

/*
 * A task, in the child that works on it.
 *
 * A job that becomes a task answers its request at once and goes on without
 * it, with its own copy of the credential. It says how it is in the task's
 * record (store/task_store.h). When it has to ask the user it gives back its
 * thread, and runs anew when the answers are there.
 *
 * Two threads may change it, the job's and the keeper's (keeper.h), which
 * hears what others want of it. The mutex guards its state and is held while
 * the record is written, so that the store gets the states in their order;
 * the first final state stays.
 *
 * The keeper and the job hold a reference each.
 */

#include <apr_ring.h>
#include <apr_thread_mutex.h>

#include "store/task_store.h"

struct mcp_job_t;
typedef struct mcp_keeper_t mcp_keeper_t; /* job/keeper.h */

typedef struct mcp_job_task_t mcp_job_task_t;
struct mcp_job_task_t {
    APR_RING_ENTRY(mcp_job_task_t) link; /* the keeper's, under its mutex */
    mcp_keeper_t *keeper;
    const mcp_store_t *store;
    apr_pool_t *pool; /* its own */
    apr_time_t deadline;
    apr_uint64_t inbox; /* of the keeper's thread */
    volatile apr_uint32_t references;

    apr_thread_mutex_t *mutex;
    mcp_task_t record;
    apr_pool_t *state;     /* of the texts in record */
    apr_pool_t *scratch;   /* cleared after each use */
    struct mcp_job_t *job; /* NULL: it has ended */
    int is_suspended;      /* no thread works on it */
};

typedef struct mcp_task_setup_t {
    struct mcp_job_t *job;
    const char *owner;
    int is_legacy;
    apr_interval_time_t run; /* how long it may work */
    apr_interval_time_t ttl;
} mcp_task_setup_t;

/* A new task, known to its keeper and in the store. NULL: there is no room,
 * here or for this owner or in the store. */
mcp_job_task_t *mcp_job_task_create(mcp_keeper_t *keeper,
                                    const mcp_task_setup_t *setup);

/* How it is now, in pool: another thread may change the record at any time.
 * Its id, owner and keeper are the task's. */
const mcp_task_t *mcp_job_task_copy(mcp_job_task_t *task, apr_pool_t *pool);

/* 0: it was final before, and nothing has changed. */
int mcp_job_task_change(mcp_job_task_t *task, const mcp_task_change_t *change);

int mcp_job_task_is_final(mcp_job_task_t *task);
/* Does it wait for the user? */
int mcp_job_task_is_waiting(mcp_job_task_t *task);

/* The job's thread, at its end: the job's memory may go. */
void mcp_job_task_leave(mcp_job_task_t *task);

void mcp_job_task_release(mcp_job_task_t *task);

#endif /* MCP_JOB_TASK_H */
