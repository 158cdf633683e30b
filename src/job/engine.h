/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_ENGINE_H
#define MCP_JOB_ENGINE_H

/*
 * What a child process works with: threads, tools, and what it remembers.
 *
 * One per child, made in child_init, gone with the child's pool. After that
 * it is read by any thread; its parts do their own locking.
 */

#include <apr_ring.h>
#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>

#include "job/bell.h"
#include "job/keeper.h"
#include "job/kits.h"
#include "job/threads.h"
#include "store/cache.h"
#include "store/topic.h"
#include "store/verdicts.h"
#include "tool/registry.h"

struct mcp_job_t;
APR_RING_HEAD(mcp_job_ring_t, mcp_job_t);

typedef struct mcp_engine_t {
    const mcp_registry_t *registry;
    const mcp_store_t *store; /* NULL: nothing shared */
    mcp_bell_t *bell;         /* for jobs that wait for their client */
    mcp_pulse_t *pulse;       /* of the store's topics */
    mcp_keeper_t *keeper;     /* of tasks */
    mcp_verdicts_t verdicts;
    mcp_cache_t *toolsets;
    mcp_kits_t *kits;              /* for jobs */
    volatile apr_uint32_t looking; /* jobs of watch.c */
    mcp_threads_t *threads;
    apr_thread_mutex_t *mutex; /* guards jobs and their deadlines: job threads
                                  add and remove, the exiting child waits for
                                  all and cancels them */
    apr_thread_cond_t *idle;   /* signalled when no job is left */
    struct mcp_job_ring_t jobs;
    volatile apr_uint32_t is_patient; /* the child stops gracefully */
} mcp_engine_t;

typedef struct mcp_engine_config_t {
    const mcp_registry_t *registry;
    const mcp_store_t *store;    /* NULL: nothing shared */
    const unsigned char *secret; /* MCP_VERDICT_SECRET_LEN bytes */
    int threads;                 /* job threads at most */
    int parked;                  /* requests that may wait for one of them
                                    without holding a worker */
} mcp_engine_config_t;

/* When pchild goes, running jobs are cancelled and waited for; after a
 * graceful stop they may work until their deadlines before that. Those are
 * jobs whose clients went away without meaning to cancel, and tasks. */
apr_status_t mcp_engine_create(mcp_engine_t **engine,
                               const mcp_engine_config_t *config,
                               apr_pool_t *pchild);

/* The child has been asked to stop. The last word counts: a graceful stop
 * may be followed by one that is not. Any thread. */
void mcp_engine_stopping(mcp_engine_t *engine, int graceful);

#endif /* MCP_JOB_ENGINE_H */
