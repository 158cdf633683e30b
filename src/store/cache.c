/* SPDX-License-Identifier: Apache-2.0 */

#include "store/cache.h"

#include <string.h>

#include <apr_hash.h>
#include <apr_ring.h>
#include <apr_strings.h>
#include <apr_thread_mutex.h>

#include "util/pool.h"

typedef struct entry_t entry_t;
struct entry_t {
    APR_RING_ENTRY(entry_t) link; /* by use, the latest first */
    mcp_cache_t *cache;
    const char *key;
    const void *value;
    apr_pool_t *pool;
    apr_time_t expiry;
    int renewing;   /* somebody has been sent to make it anew */
    int references; /* the index and every reader */
};

APR_RING_HEAD(entry_ring_t, entry_t);

/* While one caller makes an expired value anew, the others go on with the
 * old one: else all would make it at the same time. */
#define RENEWAL apr_time_from_sec(5)

struct mcp_cache_t {
    apr_thread_mutex_t *mutex; /* guards everything below and references */
    apr_pool_t *pool;          /* of the index, which grows */
    apr_hash_t *index;
    struct entry_ring_t used;
    int max;
};

/* References to the index's entries die with the pool of the child, which
 * the entries' own pools do not know: drop them before the mutex goes. */
static apr_status_t drop_all(void *data);

mcp_cache_t *mcp_cache_create(int max, apr_pool_t *pool)
{
    mcp_cache_t *cache = apr_pcalloc(pool, sizeof(*cache));

    if (apr_thread_mutex_create(&cache->mutex, APR_THREAD_MUTEX_DEFAULT, pool)
            != APR_SUCCESS
        || mcp_pool_create(&cache->pool, 0) != APR_SUCCESS) {
        return NULL;
    }
    cache->index = apr_hash_make(cache->pool);
    cache->max = max;
    APR_RING_INIT(&cache->used, entry_t, link);
    apr_pool_cleanup_register(pool, cache, drop_all, apr_pool_cleanup_null);
    return cache;
}

/* Mutex held. Returns the pool to destroy after unlocking, or NULL. */
static apr_pool_t *release(entry_t *entry)
{
    return --entry->references == 0 ? entry->pool : NULL;
}

static void destroy(apr_pool_t *pool)
{
    if (pool) {
        apr_pool_destroy(pool);
    }
}

/* Mutex held. */
static apr_pool_t *unlink_entry(mcp_cache_t *cache, entry_t *entry)
{
    APR_RING_REMOVE(entry, link);
    apr_hash_set(cache->index, entry->key, APR_HASH_KEY_STRING, NULL);
    return release(entry);
}

static apr_status_t drop_reference(void *data)
{
    entry_t *entry = data;
    mcp_cache_t *cache = entry->cache;
    apr_pool_t *gone;

    apr_thread_mutex_lock(cache->mutex);
    gone = release(entry);
    apr_thread_mutex_unlock(cache->mutex);
    destroy(gone);
    return APR_SUCCESS;
}

static apr_status_t drop_all(void *data)
{
    mcp_cache_t *cache = data;

    while (!APR_RING_EMPTY(&cache->used, entry_t, link)) {
        destroy(unlink_entry(cache, APR_RING_FIRST(&cache->used)));
    }
    apr_pool_destroy(cache->pool);
    return APR_SUCCESS;
}

/* Mutex held. The entry to hand out, or NULL; *gone: a pool to destroy. */
static entry_t *find(mcp_cache_t *cache, const char *key, apr_pool_t **gone)
{
    entry_t *entry = apr_hash_get(cache->index, key, APR_HASH_KEY_STRING);

    if (!entry || entry->expiry > apr_time_now()) {
        return entry;
    }
    if (!entry->renewing && entry->expiry + RENEWAL > apr_time_now()) {
        entry->renewing = 1;
        entry->expiry = apr_time_now() + RENEWAL;
    }
    else {
        *gone = unlink_entry(cache, entry);
    }
    return NULL;
}

/* Mutex held. */
static void use(mcp_cache_t *cache, entry_t *entry)
{
    entry->references++;
    APR_RING_REMOVE(entry, link);
    APR_RING_INSERT_HEAD(&cache->used, entry, entry_t, link);
}

static const void *hand_out(entry_t *entry, apr_pool_t *pool)
{
    if (!entry) {
        return NULL;
    }
    apr_pool_cleanup_register(pool, entry, drop_reference,
                              apr_pool_cleanup_null);
    return entry->value;
}

const void *mcp_cache_get(mcp_cache_t *cache, const char *key,
                          apr_pool_t *pool)
{
    apr_pool_t *gone = NULL;
    entry_t *entry;

    apr_thread_mutex_lock(cache->mutex);
    entry = find(cache, key, &gone);
    if (entry) {
        use(cache, entry);
    }
    apr_thread_mutex_unlock(cache->mutex);
    destroy(gone);
    return hand_out(entry, pool);
}

const void *mcp_cache_peek(mcp_cache_t *cache, const char *key,
                           apr_pool_t *pool)
{
    entry_t *entry;

    apr_thread_mutex_lock(cache->mutex);
    entry = apr_hash_get(cache->index, key, APR_HASH_KEY_STRING);
    if (entry && entry->expiry <= apr_time_now()) {
        entry = NULL;
    }
    if (entry) {
        use(cache, entry);
    }
    apr_thread_mutex_unlock(cache->mutex);
    return hand_out(entry, pool);
}

/* Mutex held: put entry in, and hand out up to two pools that nobody needs
 * any more (the value it replaces, the one that falls off the end). */
static void insert(mcp_cache_t *cache, entry_t *entry, apr_pool_t *gone[2])
{
    entry_t *old = apr_hash_get(cache->index, entry->key, APR_HASH_KEY_STRING);

    if (old) {
        gone[0] = unlink_entry(cache, old);
    }
    else if ((int)apr_hash_count(cache->index) >= cache->max) {
        gone[1] = unlink_entry(cache, APR_RING_LAST(&cache->used));
    }
    apr_hash_set(cache->index, entry->key, APR_HASH_KEY_STRING, entry);
    APR_RING_INSERT_HEAD(&cache->used, entry, entry_t, link);
}

void mcp_cache_set(mcp_cache_t *cache, const char *key, const void *value,
                   apr_pool_t *value_pool, apr_interval_time_t ttl,
                   apr_pool_t *pool)
{
    entry_t *entry = apr_pcalloc(value_pool, sizeof(*entry));
    apr_pool_t *gone[2] = {NULL, NULL};

    entry->cache = cache;
    entry->key = apr_pstrdup(value_pool, key);
    entry->value = value;
    entry->pool = value_pool;
    entry->expiry = apr_time_now() + ttl;
    entry->references = 2;
    apr_thread_mutex_lock(cache->mutex);
    insert(cache, entry, gone);
    apr_thread_mutex_unlock(cache->mutex);
    destroy(gone[0]);
    destroy(gone[1]);
    apr_pool_cleanup_register(pool, entry, drop_reference,
                              apr_pool_cleanup_null);
}
