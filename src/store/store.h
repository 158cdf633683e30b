/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_STORE_STORE_H
#define MCP_STORE_STORE_H

/*
 * What several children must know, behind three functions.
 *
 * The implementation over httpd's ap_socache providers is in src/httpd; this
 * layer does not know it. There is no compare-and-swap, so every key has
 * exactly one writer or all writers write the same. Any thread may call.
 * A store may forget anything at any time.
 */

#include <apr_pools.h>
#include <apr_time.h>

typedef struct mcp_store_t mcp_store_t;
struct mcp_store_t {
    void *baton;
    /* *len: in: room at value, out: bytes there. APR_NOTFOUND when there is
     * none (or it has expired). pool: scratch. */
    apr_status_t (*get)(void *baton, const unsigned char *key,
                        unsigned int key_len, unsigned char *value,
                        unsigned int *len, apr_pool_t *pool);
    apr_status_t (*set)(void *baton, const unsigned char *key,
                        unsigned int key_len, apr_time_t expiry,
                        const unsigned char *value, unsigned int len,
                        apr_pool_t *pool);
};

#endif /* MCP_STORE_STORE_H */
