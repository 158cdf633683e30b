/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_POOL_H
#define MCP_UTIL_POOL_H

/* Pools that do not share an allocator with others. */

#include <apr_pools.h>

/* A pool for whichever one thread uses it at a time. max_free: bytes that it
 * keeps when it is cleared; the rest goes back to the system; 0: it keeps all.
 * It has no parent: who made it has to see to its end. */
apr_status_t mcp_pool_create(apr_pool_t **pool, apr_size_t max_free);

/* The same, but it ends with parent. The thread that uses parent makes it, and
 * destroys it if that has to be earlier. */
apr_status_t mcp_pool_create_below(apr_pool_t **pool, apr_pool_t *parent);

/* The same for several threads, each with pools of its own below it: they
 * share an allocator that locks. (The allocator of a child of httpd does not;
 * so who allocates while requests are served must not do it there.) */
apr_status_t mcp_pool_create_shared(apr_pool_t **pool);

#endif /* MCP_UTIL_POOL_H */
