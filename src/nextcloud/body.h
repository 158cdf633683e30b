/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_BODY_H
#define MCP_NEXTCLOUD_BODY_H

/*
 * The bytes of an answer while they arrive: bounded, and growing without
 * leaving its earlier blocks behind, because each lives in a pool of its own
 * that goes when the next one is there. One thread.
 */

#include <apr.h>
#include <apr_pools.h>

typedef struct mcp_body_t {
    char *data; /* NUL-terminated; NULL before the first byte */
    apr_size_t len;
    apr_size_t size;
    apr_pool_t *holder; /* below pool, holds data and nothing else */
    apr_pool_t *pool;
} mcp_body_t;

/* Append what fits below limit bytes in all; returns how many that were.
 * hint: the size to expect, 0 when unknown. */
apr_size_t mcp_body_add(mcp_body_t *body, const char *bytes, apr_size_t len,
                        apr_size_t limit, apr_size_t hint);

#endif /* MCP_NEXTCLOUD_BODY_H */
