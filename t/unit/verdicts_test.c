/* SPDX-License-Identifier: Apache-2.0 */

/* What is remembered of a credential, over a store made of a hash. */

#include "store/verdicts.h"

#include <string.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "tap.h"

typedef struct item_t {
    apr_time_t expiry;
    unsigned int len;
    unsigned char value[512];
} item_t;

typedef struct memory_t {
    apr_hash_t *items;
    apr_pool_t *pool;
    unsigned char last_key[64];
} memory_t;

static apr_status_t memory_get(void *baton, const unsigned char *key,
                               unsigned int key_len, unsigned char *value,
                               unsigned int *len, apr_pool_t *pool)
{
    memory_t *memory = baton;
    item_t *item = apr_hash_get(memory->items, key, key_len);

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

static apr_status_t memory_set(void *baton, const unsigned char *key,
                               unsigned int key_len, apr_time_t expiry,
                               const unsigned char *value, unsigned int len,
                               apr_pool_t *pool)
{
    memory_t *memory = baton;
    item_t *item = apr_pcalloc(memory->pool, sizeof(*item));

    item->expiry = expiry;
    item->len = len;
    memcpy(item->value, value, len);
    memcpy(memory->last_key, key, key_len);
    apr_hash_set(memory->items, apr_pmemdup(memory->pool, key, key_len),
                 key_len, item);
    return APR_SUCCESS;
}

int main(void)
{
    mcp_verdicts_t verdicts = {NULL, {1, 2, 3}};
    mcp_verdicts_t others = {NULL, {9, 9, 9}};
    mcp_store_t store;
    memory_t memory;
    const char *uid;
    apr_pool_t *pool;
    apr_interval_time_t minute = apr_time_from_sec(60);

    tap_start();
    pool = tap_pool;
    memset(&memory, 0, sizeof(memory));
    memory.pool = pool;
    memory.items = apr_hash_make(pool);
    store.baton = &memory;
    store.get = memory_get;
    store.set = memory_set;

    ok(mcp_verdict_find(&verdicts, "u", "a", &uid, pool)
           == MCP_VERDICT_UNKNOWN,
       "without a store nothing is known");
    verdicts.store = others.store = &store;
    mcp_verdict_set(&verdicts, "u", "Basic secret", "alice", minute, pool);
    ok(mcp_verdict_find(&verdicts, "u", "Basic secret", &uid, pool)
               == MCP_VERDICT_GOOD
           && !strcmp(uid, "alice"),
       "a good credential has its uid");
    ok(mcp_verdict_find(&verdicts, "u", "Basic secreT", &uid, pool)
           == MCP_VERDICT_UNKNOWN,
       "another credential is another matter");
    ok(mcp_verdict_find(&verdicts, "v", "Basic secret", &uid, pool)
           == MCP_VERDICT_UNKNOWN,
       "so is another Nextcloud");
    ok(mcp_verdict_find(&others, "u", "Basic secret", &uid, pool)
           == MCP_VERDICT_UNKNOWN,
       "another key finds nothing");
    ok(!memcmp(memory.last_key + 32, "\0\0\0\0", 4)
           && !strstr((char *)memory.last_key, "secret"),
       "the key is a hash and not the credential");
    mcp_verdict_set(&verdicts, "u", "Basic secret", NULL, minute, pool);
    ok(mcp_verdict_find(&verdicts, "u", "Basic secret", &uid, pool)
               == MCP_VERDICT_REFUSED
           && !uid,
       "a refusal replaces it");
    mcp_verdict_set(&verdicts, "u", "b", "bob", 0, pool);
    ok(mcp_verdict_find(&verdicts, "u", "b", &uid, pool)
           == MCP_VERDICT_UNKNOWN,
       "a time of 0 remembers nothing");
    mcp_verdict_set(&verdicts, "u", "c",
                    apr_psprintf(pool, "%0*d", MCP_VERDICT_UID_MAX + 1, 1),
                    minute, pool);
    ok(mcp_verdict_find(&verdicts, "u", "c", &uid, pool)
           == MCP_VERDICT_UNKNOWN,
       "a uid that is too long is not remembered");
    return tap_end();
}
