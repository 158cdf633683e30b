/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_BELL_H
#define MCP_JOB_BELL_H

/*
 * Wakes the jobs of this child that wait for something another request
 * brings. One per child; whoever is woken looks for itself whether it was
 * meant. Any thread.
 */

#include <apr_pools.h>
#include <apr_time.h>

typedef struct mcp_bell_t mcp_bell_t;

apr_status_t mcp_bell_create(mcp_bell_t **bell, apr_pool_t *pool);

void mcp_bell_ring(mcp_bell_t *bell);

/* How often it has rung: read this, look for what you wait for, then wait;
 * the wait ends at once if it has rung in between. */
apr_uint32_t mcp_bell_count(mcp_bell_t *bell);
void mcp_bell_wait(mcp_bell_t *bell, apr_uint32_t count,
                   apr_interval_time_t timeout);

#endif /* MCP_JOB_BELL_H */
