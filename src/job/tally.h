/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_TALLY_H
#define MCP_JOB_TALLY_H

/*
 * How many of something each user has in this child, so that one of them
 * cannot take what is there for all. Any thread; one mutex, held for a hash
 * lookup. Who has none takes no memory.
 */

#include <apr_pools.h>

typedef struct mcp_tally_t mcp_tally_t;

apr_status_t mcp_tally_create(mcp_tally_t **tally, apr_pool_t *pool);

/* 1: name had less than limit and has one more now; then leave must follow,
 * from whichever thread. */
int mcp_tally_enter(mcp_tally_t *tally, const char *name, int limit);
void mcp_tally_leave(mcp_tally_t *tally, const char *name);

#endif /* MCP_JOB_TALLY_H */
