/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_MEMORY_STORE_H
#define MCP_MEMORY_STORE_H

/* A store (store/store.h) in memory, for tests. It counts what it is asked,
 * can be given a size after which it throws out what is oldest, as shmcb
 * does, and can call back before a read, so that a test can get between two
 * reads of one reader. One thread. */

#include <string.h>

#include <apr_hash.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include "store/store.h"

typedef struct memory_item_t {
    unsigned char key[64];
    unsigned int key_len;
    apr_time_t expiry;
    unsigned int len;
    unsigned char *value;
} memory_item_t;

typedef struct memory_store_t {
    mcp_store_t store;
    apr_pool_t *pool;
    apr_array_header_t *items; /* memory_item_t *, oldest first */
    int max_items;             /* 0: no end */
    int gets;
    int sets;
    const memory_item_t *last; /* that was set */
    void (*before_get)(struct memory_store_t *memory);
} memory_store_t;

static inline int memory_find(const memory_store_t *memory,
                              const unsigned char *key, unsigned int key_len)
{
    int i;

    for (i = 0; i < memory->items->nelts; i++) {
        const memory_item_t *item =
            APR_ARRAY_IDX(memory->items, i, memory_item_t *);

        if (item->key_len == key_len && !memcmp(item->key, key, key_len)) {
            return i;
        }
    }
    return -1;
}

static inline void memory_drop(memory_store_t *memory, int at)
{
    memory_item_t **items = (memory_item_t **)memory->items->elts;

    memory->items->nelts--;
    memmove(items + at, items + at + 1,
            (memory->items->nelts - at) * sizeof(memory_item_t *));
}

static inline apr_status_t memory_get(void *baton, const unsigned char *key,
                                      unsigned int key_len,
                                      unsigned char *value, unsigned int *len,
                                      apr_pool_t *pool)
{
    memory_store_t *memory = baton;
    const memory_item_t *item;
    int at;

    memory->gets++;
    if (memory->before_get) {
        memory->before_get(memory);
    }
    at = memory_find(memory, key, key_len);
    item = at < 0 ? NULL : APR_ARRAY_IDX(memory->items, at, memory_item_t *);
    if (!item || item->expiry < apr_time_now()) {
        return APR_NOTFOUND;
    }
    if (item->len > *len) {
        return APR_ENOSPC;
    }
    memcpy(value, item->value, item->len);
    *len = item->len;
    return APR_SUCCESS;
}

static inline apr_status_t memory_set(void *baton, const unsigned char *key,
                                      unsigned int key_len, apr_time_t expiry,
                                      const unsigned char *value,
                                      unsigned int len, apr_pool_t *pool)
{
    memory_store_t *memory = baton;
    memory_item_t *item = apr_pcalloc(memory->pool, sizeof(*item));
    int at = memory_find(memory, key, key_len);

    if (len > MCP_STORE_MAX_VALUE) {
        return APR_EINVAL;
    }
    if (at >= 0) {
        memory_drop(memory, at);
    }
    memory->sets++;
    memcpy(item->key, key, key_len);
    item->key_len = key_len;
    item->expiry = expiry;
    item->len = len;
    item->value = apr_pmemdup(memory->pool, value, len);
    APR_ARRAY_PUSH(memory->items, memory_item_t *) = item;
    memory->last = item;
    if (memory->max_items && memory->items->nelts > memory->max_items) {
        memory_drop(memory, 0);
    }
    return APR_SUCCESS;
}

static inline apr_status_t memory_remove(void *baton, const unsigned char *key,
                                         unsigned int key_len,
                                         apr_pool_t *pool)
{
    memory_store_t *memory = baton;
    int at = memory_find(memory, key, key_len);

    if (at >= 0) {
        memory_drop(memory, at);
    }
    return APR_SUCCESS;
}

static inline memory_store_t *memory_store_create(apr_pool_t *pool)
{
    memory_store_t *memory = apr_pcalloc(pool, sizeof(*memory));

    memory->pool = pool;
    memory->items = apr_array_make(pool, 16, sizeof(memory_item_t *));
    memory->store.baton = memory;
    memory->store.secret =
        (const unsigned char *)"0123456789abcdef0123456789abcdef";
    memory->store.get = memory_get;
    memory->store.set = memory_set;
    memory->store.remove = memory_remove;
    return memory;
}

#endif /* MCP_MEMORY_STORE_H */
