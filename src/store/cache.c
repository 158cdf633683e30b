/* SPDX-License-Identifier: Apache-2.0 */

#include "store/cache.h"

#include <string.h>

#include <apr_hash.h>
#include <apr_ring.h>
#include <apr_strings.h>
#include <apr_thread_mutex.h>

#include "util/hash.h"
#include "util/pool.h"

/* A value, in its own pool. */
typedef struct content_t {
    mcp_cache_t *cache;
    unsigned char identity[MCP_HASH_LEN];
    const void *value;
    apr_pool_t *pool;
    int references; /* every key and every reader */
} content_t;

/* A key. There may be thousands, too small for pools of their own: those that
 * have gone are used again. */
typedef struct entry_t entry_t;
struct entry_t {
    APR_RING_ENTRY(entry_t) link; /* by use, the latest first; or unused */
    content_t *content;
    apr_time_t expiry;
    int renewing; /* somebody has been sent to make it anew */
    char *key;
    apr_size_t room; /* bytes for it */
};

APR_RING_HEAD(entry_ring_t, entry_t);

/* While one caller makes an expired value anew, the others go on with the
 * old one: else all would make it at the same time. */
#define RENEWAL apr_time_from_sec(5)

/* The room for a key that is used again grows by as many bytes. */
#define KEY_STEP 64

struct mcp_cache_t {
    apr_thread_mutex_t *mutex; /* guards everything below and references */
    apr_pool_t *pool;          /* of the indexes and entries */
    apr_hash_t *index;         /* key => entry_t * */
    apr_hash_t *contents;      /* identity => content_t * */
    struct entry_ring_t used;
    struct entry_ring_t unused;
    int max_keys;
    int max_values;
};

/* References to the index's entries die with the pool of the child, which
 * the values' own pools do not know: drop them before the mutex goes. */
static apr_status_t drop_all(void *data);

mcp_cache_t *mcp_cache_create(int keys, int values, apr_pool_t *pool)
{
    mcp_cache_t *cache = apr_pcalloc(pool, sizeof(*cache));

    if (apr_thread_mutex_create(&cache->mutex, APR_THREAD_MUTEX_DEFAULT, pool)
            != APR_SUCCESS
        || mcp_pool_create(&cache->pool, 0) != APR_SUCCESS) {
        return NULL;
    }
    cache->index = apr_hash_make(cache->pool);
    cache->contents = apr_hash_make(cache->pool);
    cache->max_keys = keys;
    cache->max_values = values;
    APR_RING_INIT(&cache->used, entry_t, link);
    APR_RING_INIT(&cache->unused, entry_t, link);
    apr_pool_cleanup_register(pool, cache, drop_all, apr_pool_cleanup_null);
    return cache;
}

/* Mutex held. Returns the pool to destroy after unlocking, or NULL. */
static apr_pool_t *release(content_t *content)
{
    if (--content->references > 0) {
        return NULL;
    }
    apr_hash_set(content->cache->contents, content->identity, MCP_HASH_LEN,
                 NULL);
    return content->pool;
}

static void destroy(apr_pool_t *pool)
{
    if (pool) {
        apr_pool_destroy(pool);
    }
}

/* Mutex held; likewise. */
static apr_pool_t *drop_entry(mcp_cache_t *cache, entry_t *entry)
{
    content_t *content = entry->content;

    APR_RING_REMOVE(entry, link);
    apr_hash_set(cache->index, entry->key, APR_HASH_KEY_STRING, NULL);
    APR_RING_INSERT_HEAD(&cache->unused, entry, entry_t, link);
    return release(content);
}

static apr_status_t drop_reference(void *data)
{
    content_t *content = data;
    mcp_cache_t *cache = content->cache;
    apr_pool_t *gone;

    apr_thread_mutex_lock(cache->mutex);
    gone = release(content);
    apr_thread_mutex_unlock(cache->mutex);
    destroy(gone);
    return APR_SUCCESS;
}

static apr_status_t drop_all(void *data)
{
    mcp_cache_t *cache = data;

    while (!APR_RING_EMPTY(&cache->used, entry_t, link)) {
        destroy(drop_entry(cache, APR_RING_FIRST(&cache->used)));
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
        *gone = drop_entry(cache, entry);
    }
    return NULL;
}

/* Mutex held. For a reader, or NULL as entry is. */
static content_t *use(mcp_cache_t *cache, entry_t *entry)
{
    if (!entry) {
        return NULL;
    }
    entry->content->references++;
    APR_RING_REMOVE(entry, link);
    APR_RING_INSERT_HEAD(&cache->used, entry, entry_t, link);
    return entry->content;
}

static const void *hand_out(content_t *content, apr_pool_t *pool)
{
    if (!content) {
        return NULL;
    }
    apr_pool_cleanup_register(pool, content, drop_reference,
                              apr_pool_cleanup_null);
    return content->value;
}

const void *mcp_cache_get(mcp_cache_t *cache, const char *key,
                          apr_pool_t *pool)
{
    apr_pool_t *gone = NULL;
    content_t *content;

    apr_thread_mutex_lock(cache->mutex);
    content = use(cache, find(cache, key, &gone));
    apr_thread_mutex_unlock(cache->mutex);
    destroy(gone);
    return hand_out(content, pool);
}

const void *mcp_cache_peek(mcp_cache_t *cache, const char *key,
                           apr_pool_t *pool)
{
    content_t *content;
    entry_t *entry;

    apr_thread_mutex_lock(cache->mutex);
    entry = apr_hash_get(cache->index, key, APR_HASH_KEY_STRING);
    if (entry && entry->expiry <= apr_time_now()) {
        entry = NULL;
    }
    content = use(cache, entry);
    apr_thread_mutex_unlock(cache->mutex);
    return hand_out(content, pool);
}

static content_t *make_content(mcp_cache_t *cache,
                               const mcp_cache_value_t *made)
{
    content_t *content = apr_pcalloc(made->pool, sizeof(*content));

    content->cache = cache;
    memcpy(content->identity, made->identity, MCP_HASH_LEN);
    content->value = made->value;
    content->pool = made->pool;
    content->references = 1;
    return content;
}

/* Mutex held. */
static entry_t *make_entry(mcp_cache_t *cache, const char *key,
                           apr_interval_time_t ttl)
{
    apr_size_t len = strlen(key) + 1;
    entry_t *entry = APR_RING_FIRST(&cache->unused);

    if (entry == APR_RING_SENTINEL(&cache->unused, entry_t, link)) {
        entry = apr_pcalloc(cache->pool, sizeof(*entry));
    }
    else {
        APR_RING_REMOVE(entry, link);
    }
    if (entry->room < len) {
        entry->room = APR_ALIGN(len, KEY_STEP);
        entry->key = apr_palloc(cache->pool, entry->room);
    }
    memcpy(entry->key, key, len);
    entry->expiry = apr_time_now() + ttl;
    entry->renewing = 0;
    return entry;
}

/* Mutex held. The content with a reference for the caller: made, or what is
 * there of its identity; *gone is then the pool of made. */
static content_t *adopt(mcp_cache_t *cache, content_t *made, apr_pool_t **gone)
{
    content_t *known =
        apr_hash_get(cache->contents, made->identity, MCP_HASH_LEN);

    if (known) {
        known->references++;
        *gone = made->pool;
        return known;
    }
    apr_hash_set(cache->contents, made->identity, MCP_HASH_LEN, made);
    return made;
}

/* Mutex held. The least recently used key goes; with too many values as many
 * keys as it takes until a value goes with them. */
static void make_room(mcp_cache_t *cache, apr_pool_t *gone[2])
{
    if ((int)apr_hash_count(cache->index) > cache->max_keys) {
        gone[0] = drop_entry(cache, APR_RING_LAST(&cache->used));
    }
    while ((int)apr_hash_count(cache->contents) > cache->max_values && !gone[1]
           && !APR_RING_EMPTY(&cache->used, entry_t, link)) {
        gone[1] = drop_entry(cache, APR_RING_LAST(&cache->used));
    }
}

/* Mutex held: put key in, and hand out up to three pools that nobody needs
 * any more. */
static void insert(mcp_cache_t *cache, const char *key, content_t *content,
                   apr_interval_time_t ttl, apr_pool_t *gone[3])
{
    entry_t *entry = apr_hash_get(cache->index, key, APR_HASH_KEY_STRING);

    if (entry) {
        gone[0] = drop_entry(cache, entry);
    }
    entry = make_entry(cache, key, ttl);
    entry->content = content;
    content->references++;
    apr_hash_set(cache->index, entry->key, APR_HASH_KEY_STRING, entry);
    APR_RING_INSERT_HEAD(&cache->used, entry, entry_t, link);
    make_room(cache, gone + 1);
}

const void *mcp_cache_set(mcp_cache_t *cache, const char *key,
                          const mcp_cache_value_t *made,
                          apr_interval_time_t ttl, apr_pool_t *pool)
{
    content_t *content = make_content(cache, made);
    apr_pool_t *gone[4] = {NULL, NULL, NULL, NULL};
    int i;

    apr_thread_mutex_lock(cache->mutex);
    content = adopt(cache, content, &gone[3]);
    insert(cache, key, content, ttl, gone);
    apr_thread_mutex_unlock(cache->mutex);
    for (i = 0; i < 4; i++) {
        destroy(gone[i]);
    }
    return hand_out(content, pool);
}
