/* SPDX-License-Identifier: Apache-2.0 */

#include "util/pool.h"

#include <apr_allocator.h>

apr_status_t mcp_pool_create(apr_pool_t **pool, apr_size_t max_free)
{
    apr_allocator_t *allocator;
    apr_status_t rv = apr_allocator_create(&allocator);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    apr_allocator_max_free_set(allocator, max_free);
    rv = apr_pool_create_unmanaged_ex(pool, NULL, allocator);
    if (rv != APR_SUCCESS) {
        apr_allocator_destroy(allocator);
        return rv;
    }
    apr_allocator_owner_set(allocator, *pool);
    return APR_SUCCESS;
}
