/* SPDX-License-Identifier: Apache-2.0 */

#include "util/pool.h"

#include <apr_allocator.h>
#include <apr_thread_mutex.h>

/* parent NULL: none. */
static apr_status_t create(apr_pool_t **pool, apr_pool_t *parent,
                           apr_size_t max_free)
{
    apr_allocator_t *allocator;
    apr_status_t rv = apr_allocator_create(&allocator);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    apr_allocator_max_free_set(allocator, max_free);
    rv = parent ? apr_pool_create_ex(pool, parent, NULL, allocator)
                : apr_pool_create_unmanaged_ex(pool, NULL, allocator);
    if (rv != APR_SUCCESS) {
        apr_allocator_destroy(allocator);
        return rv;
    }
    apr_allocator_owner_set(allocator, *pool);
    return APR_SUCCESS;
}

apr_status_t mcp_pool_create(apr_pool_t **pool, apr_size_t max_free)
{
    return create(pool, NULL, max_free);
}

apr_status_t mcp_pool_create_below(apr_pool_t **pool, apr_pool_t *parent)
{
    return create(pool, parent, 0);
}

apr_status_t mcp_pool_create_shared(apr_pool_t **pool)
{
    apr_thread_mutex_t *mutex;
    apr_status_t rv = mcp_pool_create(pool, 0);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = apr_thread_mutex_create(&mutex, APR_THREAD_MUTEX_DEFAULT, *pool);
    if (rv != APR_SUCCESS) {
        apr_pool_destroy(*pool);
        return rv;
    }
    apr_allocator_mutex_set(apr_pool_allocator_get(*pool), mutex);
    return APR_SUCCESS;
}
