/* SPDX-License-Identifier: Apache-2.0 */

#include "job/bell.h"

#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>

struct mcp_bell_t {
    apr_thread_mutex_t *mutex; /* guards count */
    apr_thread_cond_t *cond;   /* signalled when it has changed */
    apr_uint32_t count;
};

apr_status_t mcp_bell_create(mcp_bell_t **out, apr_pool_t *pool)
{
    mcp_bell_t *bell = apr_pcalloc(pool, sizeof(*bell));
    apr_status_t rv =
        apr_thread_mutex_create(&bell->mutex, APR_THREAD_MUTEX_DEFAULT, pool);

    if (rv == APR_SUCCESS) {
        rv = apr_thread_cond_create(&bell->cond, pool);
    }
    *out = bell;
    return rv;
}

void mcp_bell_ring(mcp_bell_t *bell)
{
    apr_thread_mutex_lock(bell->mutex);
    bell->count++;
    apr_thread_cond_broadcast(bell->cond);
    apr_thread_mutex_unlock(bell->mutex);
}

apr_uint32_t mcp_bell_count(mcp_bell_t *bell)
{
    apr_uint32_t count;

    apr_thread_mutex_lock(bell->mutex);
    count = bell->count;
    apr_thread_mutex_unlock(bell->mutex);
    return count;
}

void mcp_bell_wait(mcp_bell_t *bell, apr_uint32_t count,
                   apr_interval_time_t timeout)
{
    apr_thread_mutex_lock(bell->mutex);
    if (bell->count == count) {
        /* Woken for nothing or too early: who waits looks again anyway. */
        (void)apr_thread_cond_timedwait(bell->cond, bell->mutex, timeout);
    }
    apr_thread_mutex_unlock(bell->mutex);
}
