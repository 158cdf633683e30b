/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_STORE_CACHE_H
#define MCP_STORE_CACHE_H

/*
 * Values that are dear to make and too large for shared memory, kept per
 * child for a while (the tool list of a user).
 *
 * A value lives in a pool of its own that the cache owns. Who looks it up
 * holds a reference until the pool it gave is cleared, so a value is never
 * freed under a reader. Any thread may call; one mutex guards the index and
 * is held for a hash lookup only.
 */

#include <apr_pools.h>
#include <apr_time.h>

typedef struct mcp_cache_t mcp_cache_t;

/* max: entries kept; the least recently used goes first. */
mcp_cache_t *mcp_cache_create(int max, apr_pool_t *pool);

/* The value, or NULL. It stays valid until pool is cleared. When a value has
 * just expired, one caller gets NULL and is expected to set it anew; the
 * others get the old value for at most five seconds more. */
const void *mcp_cache_get(mcp_cache_t *cache, const char *key,
                          apr_pool_t *pool);

/* The same for who will not set it anew: an expired value is NULL and stays
 * for others to renew. */
const void *mcp_cache_peek(mcp_cache_t *cache, const char *key,
                           apr_pool_t *pool);

/* Take over value_pool, in which value lives, replacing an older value: one
 * of mcp_pool_create, as whichever thread lets go of it last destroys it. The
 * value stays valid until pool is cleared, like after mcp_cache_get. */
void mcp_cache_set(mcp_cache_t *cache, const char *key, const void *value,
                   apr_pool_t *value_pool, apr_interval_time_t ttl,
                   apr_pool_t *pool);

#endif /* MCP_STORE_CACHE_H */
