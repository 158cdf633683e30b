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
#include <apr_thread_mutex.h>
#include <apr_thread_pool.h>

#include "job/keeper.h"
#include "job/kits.h"
#include "store/cache.h"
#include "store/topic.h"
#include "store/verdicts.h"
#include "tool/registry.h"

struct mcp_job_t;
APR_RING_HEAD(mcp_job_ring_t, mcp_job_t);

typedef struct mcp_engine_t {
    const mcp_registry_t *registry;
    const mcp_store_t *store; /* NULL: nothing shared */
    mcp_pulse_t *pulse;       /* of the store's topics */
    mcp_keeper_t *keeper;     /* of tasks */
    mcp_verdicts_t verdicts;
    mcp_cache_t *toolsets;
    mcp_kits_t *kits; /* for jobs */
    apr_thread_pool_t *threads;
    apr_thread_mutex_t *mutex; /* guards jobs: job threads add and remove,
                                  the exiting child cancels all */
    struct mcp_job_ring_t jobs;
} mcp_engine_t;

typedef struct mcp_engine_config_t {
    const mcp_registry_t *registry;
    const mcp_store_t *store;    /* NULL: nothing shared */
    const unsigned char *secret; /* MCP_VERDICT_SECRET_LEN bytes */
    int threads;                 /* job threads at most */
} mcp_engine_config_t;

/* When pchild goes, running jobs are cancelled and waited for. */
apr_status_t mcp_engine_create(mcp_engine_t **engine,
                               const mcp_engine_config_t *config,
                               apr_pool_t *pchild);

#endif /* MCP_JOB_ENGINE_H */
