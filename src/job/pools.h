/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_POOLS_H
#define MCP_JOB_POOLS_H

/*
 * Pools for jobs, used again and again.
 *
 * A job's pool has an allocator of its own, since the thread that destroys
 * it need not be the one that made it. APR takes an allocator's memory from
 * the kernel block by block; making and destroying one for each request cost
 * a quarter of the time of a call that asks Nextcloud for nothing.
 *
 * One per child. Any thread may take and give back; a mutex guards the list.
 * What is taken is one thread's at a time.
 */

#include <apr_pools.h>

typedef struct mcp_pools_t mcp_pools_t;

/* max: pools kept while nobody uses them. NULL: out of memory. */
mcp_pools_t *mcp_pools_create(int max, apr_pool_t *pchild);

/* An empty pool without a parent. */
apr_status_t mcp_pools_take(mcp_pools_t *pools, apr_pool_t **pool);

/* Clear pool, then keep or destroy it. Nothing in it may be used any more. */
void mcp_pools_give(mcp_pools_t *pools, apr_pool_t *pool);

#endif /* MCP_JOB_POOLS_H */
