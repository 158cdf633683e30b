/* SPDX-License-Identifier: Apache-2.0 */

#include "job/pools.h"

#include <apr_allocator.h>
#include <apr_thread_mutex.h>

/* Bytes that an idle pool keeps of what its last job needed. */
#define KEEP (64 * 1024)

struct mcp_pools_t {
    apr_thread_mutex_t *mutex; /* guards idle and count */
    apr_pool_t **idle;
    int count;
    int max;
};

/* The jobs have ended: the engine has waited for them. */
static apr_status_t destroy_all(void *data)
{
    mcp_pools_t *pools = data;

    while (pools->count > 0) {
        apr_pool_destroy(pools->idle[--pools->count]);
    }
    pools->max = 0;
    return APR_SUCCESS;
}

mcp_pools_t *mcp_pools_create(int max, apr_pool_t *pchild)
{
    mcp_pools_t *pools = apr_pcalloc(pchild, sizeof(*pools));

    pools->max = max;
    pools->idle = apr_pcalloc(pchild, (apr_size_t)max * sizeof(*pools->idle));
    if (apr_thread_mutex_create(&pools->mutex, APR_THREAD_MUTEX_DEFAULT,
                                pchild)
        != APR_SUCCESS) {
        return NULL;
    }
    apr_pool_cleanup_register(pchild, pools, destroy_all,
                              apr_pool_cleanup_null);
    return pools;
}

static apr_status_t create(apr_pool_t **pool)
{
    apr_allocator_t *allocator;
    apr_status_t rv = apr_allocator_create(&allocator);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    apr_allocator_max_free_set(allocator, KEEP);
    rv = apr_pool_create_unmanaged_ex(pool, NULL, allocator);
    if (rv != APR_SUCCESS) {
        apr_allocator_destroy(allocator);
        return rv;
    }
    apr_allocator_owner_set(allocator, *pool);
    apr_pool_tag(*pool, "mcp_job");
    return APR_SUCCESS;
}

apr_status_t mcp_pools_take(mcp_pools_t *pools, apr_pool_t **pool)
{
    *pool = NULL;
    apr_thread_mutex_lock(pools->mutex);
    if (pools->count > 0) {
        *pool = pools->idle[--pools->count];
    }
    apr_thread_mutex_unlock(pools->mutex);
    return *pool ? APR_SUCCESS : create(pool);
}

void mcp_pools_give(mcp_pools_t *pools, apr_pool_t *pool)
{
    int kept;

    apr_pool_clear(pool);
    apr_thread_mutex_lock(pools->mutex);
    kept = pools->count < pools->max;
    if (kept) {
        pools->idle[pools->count++] = pool;
    }
    apr_thread_mutex_unlock(pools->mutex);
    if (!kept) {
        apr_pool_destroy(pool);
    }
}
