/* SPDX-License-Identifier: Apache-2.0 */

#include "job/tally.h"

#include <string.h>

#include <apr_hash.h>
#include <apr_thread_mutex.h>

#include "util/hash.h"
#include "util/pool.h"

/* Names are kept as hashes: all entries are of one size, so that one that is
 * done with serves the next user. */
typedef struct entry_t entry_t;
struct entry_t {
    unsigned char key[MCP_HASH_LEN];
    int count;
    entry_t *next; /* in the list of free ones */
};

struct mcp_tally_t {
    apr_thread_mutex_t *mutex; /* guards all below, and the pool */
    apr_hash_t *entries;
    entry_t *free;
    apr_pool_t *pool;
};

static apr_status_t destroy(void *tally)
{
    apr_pool_destroy(((mcp_tally_t *)tally)->pool);
    return APR_SUCCESS;
}

apr_status_t mcp_tally_create(mcp_tally_t **out, apr_pool_t *pool)
{
    mcp_tally_t *tally = apr_pcalloc(pool, sizeof(*tally));
    apr_status_t rv = mcp_pool_create(&tally->pool, 0);

    /* A pool of its own, for it grows while other threads use the parent. */
    if (rv != APR_SUCCESS) {
        return rv;
    }
    apr_pool_cleanup_register(pool, tally, destroy, apr_pool_cleanup_null);
    tally->entries = apr_hash_make(tally->pool);
    *out = tally;
    return apr_thread_mutex_create(&tally->mutex, APR_THREAD_MUTEX_DEFAULT,
                                   pool);
}

static void make_key(unsigned char *key, const char *name)
{
    static const unsigned char purpose[] = "mod_mcp tally";

    mcp_hash_keyed(key, purpose, sizeof(purpose), &name, 1);
}

static entry_t *add_entry(mcp_tally_t *tally, const unsigned char *key)
{
    entry_t *entry = tally->free;

    if (entry) {
        tally->free = entry->next;
    }
    else {
        entry = apr_palloc(tally->pool, sizeof(*entry));
    }
    memcpy(entry->key, key, sizeof(entry->key));
    entry->count = 0;
    apr_hash_set(tally->entries, entry->key, sizeof(entry->key), entry);
    return entry;
}

int mcp_tally_enter(mcp_tally_t *tally, const char *name, int limit)
{
    unsigned char key[MCP_HASH_LEN];
    entry_t *entry;
    int may;

    make_key(key, name);
    apr_thread_mutex_lock(tally->mutex);
    entry = apr_hash_get(tally->entries, key, sizeof(key));
    may = (entry ? entry->count : 0) < limit;
    if (may) {
        entry = entry ? entry : add_entry(tally, key);
        entry->count++;
    }
    apr_thread_mutex_unlock(tally->mutex);
    return may;
}

void mcp_tally_leave(mcp_tally_t *tally, const char *name)
{
    unsigned char key[MCP_HASH_LEN];
    entry_t *entry;

    make_key(key, name);
    apr_thread_mutex_lock(tally->mutex);
    entry = apr_hash_get(tally->entries, key, sizeof(key));
    if (entry && --entry->count == 0) {
        apr_hash_set(tally->entries, entry->key, sizeof(entry->key), NULL);
        entry->next = tally->free;
        tally->free = entry;
    }
    apr_thread_mutex_unlock(tally->mutex);
}
