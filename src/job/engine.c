/* SPDX-License-Identifier: Apache-2.0 */

#include "job/engine.h"

#include <string.h>

#include <apr_atomic.h>

#include "job/job.h"
#include "nextcloud/http.h"
#include "nextcloud/ical_time.h"
#include "util/hash.h"
#include "web/html.h"

/* Tool lists kept per child: at some 10 to 60 kB each a bound on memory. */
#define MAX_TOOLSETS 500

/* How often a child that waits for its last jobs looks at the clock. */
#define SLICE apr_time_from_msec(100)

void mcp_engine_stopping(mcp_engine_t *engine, int graceful)
{
    apr_atomic_set32(&engine->is_patient, graceful != 0);
}

/* Mutex held: when every job should have ended by itself. */
static apr_time_t last_deadline(mcp_engine_t *engine)
{
    apr_time_t last = 0;
    mcp_job_t *job;

    APR_RING_FOREACH(job, &engine->jobs, mcp_job_t, link)
    {
        last = job->deadline > last ? job->deadline : last;
    }
    return last;
}

static void wait_for_jobs(mcp_engine_t *engine)
{
    apr_thread_mutex_lock(engine->mutex);
    while (!APR_RING_EMPTY(&engine->jobs, mcp_job_t, link)
           && apr_atomic_read32(&engine->is_patient)
           && apr_time_now() < last_deadline(engine)) {
        apr_thread_cond_timedwait(engine->idle, engine->mutex, SLICE);
    }
    apr_thread_mutex_unlock(engine->mutex);
}

static void cancel_jobs(mcp_engine_t *engine)
{
    mcp_job_t *job;

    apr_thread_mutex_lock(engine->mutex);
    APR_RING_FOREACH(job, &engine->jobs, mcp_job_t, link)
    {
        mcp_job_cancel(job);
    }
    apr_thread_mutex_unlock(engine->mutex);
}

/* Runs before the sub-pools of the child go: jobs use what lives there. */
static apr_status_t stop(void *data)
{
    mcp_engine_t *engine = data;

    /* First, as these wait for somebody who need not come; the jobs that
     * still run must be seen to be alive until they end. */
    mcp_keeper_close(engine->keeper);
    wait_for_jobs(engine);
    cancel_jobs(engine);
    mcp_threads_end(engine->threads);
    mcp_keeper_stop(engine->keeper);
    return APR_SUCCESS;
}

/* Threads are left for the calls that somebody waits for. */
static int max_tasks(int threads)
{
    return threads > 2 ? threads / 2 : 1;
}

apr_status_t mcp_engine_create(mcp_engine_t **out,
                               const mcp_engine_config_t *config,
                               apr_pool_t *pchild)
{
    mcp_engine_t *engine = apr_pcalloc(pchild, sizeof(*engine));
    apr_status_t rv;

    engine->registry = config->registry;
    engine->store = config->store;
    engine->verdicts.store = config->store;
    memcpy(engine->verdicts.secret, config->secret, MCP_VERDICT_SECRET_LEN);
    APR_RING_INIT(&engine->jobs, mcp_job_t, link);
    mcp_html_child_init();
    mcp_hash_child_init(pchild);
    rv = mcp_verdicts_init(&engine->verdicts, pchild);
    if (rv == APR_SUCCESS) {
        rv = mcp_http_child_init(pchild);
    }
    if (rv == APR_SUCCESS) {
        rv = mcp_ical_child_init(pchild);
    }
    if (rv == APR_SUCCESS) {
        rv = mcp_bell_create(&engine->bell, pchild);
    }
    if (rv == APR_SUCCESS) {
        rv = mcp_pulse_create(&engine->pulse, engine->store, pchild);
    }
    if (rv == APR_SUCCESS) {
        rv = mcp_keeper_create(&engine->keeper, engine->store, engine->pulse,
                               max_tasks(config->threads), pchild);
    }
    if (rv == APR_SUCCESS) {
        rv = apr_thread_mutex_create(&engine->mutex, APR_THREAD_MUTEX_DEFAULT,
                                     pchild);
    }
    if (rv == APR_SUCCESS) {
        rv = apr_thread_cond_create(&engine->idle, pchild);
    }
    if (rv == APR_SUCCESS) {
        engine->toolsets = mcp_cache_create(MAX_TOOLSETS, pchild);
        engine->kits = mcp_kits_create(config->threads + config->parked,
                                       config->threads, pchild);
        rv = engine->toolsets && engine->kits ? APR_SUCCESS : APR_ENOMEM;
    }
    if (rv == APR_SUCCESS) {
        rv = mcp_threads_create(&engine->threads, config->threads, pchild);
    }
    if (rv != APR_SUCCESS) {
        return rv;
    }
    apr_pool_pre_cleanup_register(pchild, engine, stop);
    *out = engine;
    return APR_SUCCESS;
}
