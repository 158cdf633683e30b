/* SPDX-License-Identifier: Apache-2.0 */

#include "job/pools.h"

#include "tap.h"

static apr_status_t count(void *data)
{
    ++*(int *)data;
    return APR_SUCCESS;
}

static apr_pool_t *take(mcp_pools_t *pools, int *cleared)
{
    apr_pool_t *pool;

    ok(mcp_pools_take(pools, &pool) == APR_SUCCESS && pool, "a pool");
    apr_pool_cleanup_register(pool, cleared, count, apr_pool_cleanup_null);
    return pool;
}

int main(void)
{
    apr_pool_t *child;
    mcp_pools_t *pools;
    apr_pool_t *first;
    apr_pool_t *second;
    int cleared = 0;

    tap_start();
    apr_pool_create(&child, tap_pool);
    pools = mcp_pools_create(1, child);
    first = take(pools, &cleared);
    second = take(pools, &cleared);
    ok(first != second, "each its own");
    mcp_pools_give(pools, first);
    is_int(cleared, 1, "what is given back is cleared");
    ok(take(pools, &cleared) == first, "and used again");
    mcp_pools_give(pools, first);
    mcp_pools_give(pools, second);
    is_int(cleared, 3, "one too many is cleared as well");
    apr_pool_destroy(child);
    return tap_end();
}
