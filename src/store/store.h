/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_STORE_STORE_H
#define MCP_STORE_STORE_H

/*
 * What several children must know, behind three functions.
 *
 * The implementation over httpd's ap_socache providers is in src/httpd; this
 * layer does not know it. There is no compare-and-swap, so every key has
 * exactly one writer, or the writes of all its writers commute. Any thread
 * may call. A store may forget anything at any time.
 *
 * A value is small (MCP_STORE_MAX_VALUE); record.h takes larger ones apart.
 * Some providers allocate what they fetch in the scratch pool, so whoever
 * polls gives one that it clears.
 */

#include <apr_pools.h>
#include <apr_time.h>

#include "util/hash.h"

/* shmcb cannot take more than its smallest usual division has room for, and
 * what it takes is moved under a lock that all children share. */
#define MCP_STORE_MAX_VALUE 16384

typedef struct mcp_store_t mcp_store_t;
struct mcp_store_t {
    void *baton;
    /* MCP_HASH_LEN bytes, the same for all who share this store: names of
     * records and topics are hashed with it. */
    const unsigned char *secret;
    /* *len: in: room at value, out: bytes there. APR_NOTFOUND when there is
     * none (or it has expired). */
    apr_status_t (*get)(void *baton, const unsigned char *key,
                        unsigned int key_len, unsigned char *value,
                        unsigned int *len, apr_pool_t *pool);
    apr_status_t (*set)(void *baton, const unsigned char *key,
                        unsigned int key_len, apr_time_t expiry,
                        const unsigned char *value, unsigned int len,
                        apr_pool_t *pool);
    /* Success also when there was none. */
    apr_status_t (*remove)(void *baton, const unsigned char *key,
                           unsigned int key_len, apr_pool_t *pool);
};

#endif /* MCP_STORE_STORE_H */
