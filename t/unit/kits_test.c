/* SPDX-License-Identifier: Apache-2.0 */

#include "job/kits.h"

#include "tap.h"

static apr_status_t count(void *data)
{
    ++*(int *)data;
    return APR_SUCCESS;
}

static mcp_kit_t *take(mcp_kits_t *kits, int *cleared)
{
    mcp_kit_t *kit;

    ok(mcp_kits_take(kits, &kit) == APR_SUCCESS && kit->pool, "a kit");
    apr_pool_cleanup_register(kit->pool, cleared, count,
                              apr_pool_cleanup_null);
    return kit;
}

static void lend_client(mcp_kits_t *kits)
{
    mcp_kit_client_t *first = NULL;
    mcp_kit_client_t *again = NULL;

    ok(mcp_kits_take_client(kits, &first) == APR_SUCCESS && first->http,
       "an HTTP client");
    mcp_kits_give_client(kits, first);
    ok(mcp_kits_take_client(kits, &again) == APR_SUCCESS && again == first,
       "which is used again");
    mcp_kits_give_client(kits, again);
}

int main(void)
{
    apr_pool_t *child;
    mcp_kits_t *kits;
    mcp_kit_t *first;
    mcp_kit_t *second;
    int cleared = 0;

    tap_start();
    apr_pool_create(&child, tap_pool);
    kits = mcp_kits_create(1, 1, child);
    first = take(kits, &cleared);
    second = take(kits, &cleared);
    ok(first != second, "each its own");
    mcp_kits_give(kits, first);
    is_int(cleared, 1, "what is given back is cleared");
    ok(take(kits, &cleared) == first, "and used again");
    mcp_kits_give(kits, first);
    mcp_kits_give(kits, second);
    is_int(cleared, 3, "one too many is cleared as well");
    lend_client(kits);
    apr_pool_destroy(child);
    return tap_end();
}
