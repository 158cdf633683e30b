/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_KITS_H
#define MCP_JOB_KITS_H

/*
 * What a job works with, used again and again: a pool from its beginning to
 * its end, and an HTTP client while a thread works on it.
 *
 * A job's pool has an allocator of its own, since the thread that lets go of
 * it need not be the one that made it. APR takes an allocator's memory from
 * the kernel block by block; making and destroying one for each request cost
 * a quarter of the time of a call that asks Nextcloud for nothing.
 *
 * What was given back last is taken first: a client's connection to
 * Nextcloud is the least likely to have been closed then, and there are no
 * more connections than there have been threads at work at a time. A new one
 * would have to be accepted by a server that may be busy with these very jobs.
 *
 * One set per child. Any thread may take and give; a mutex guards the list.
 * What is taken is one thread's at a time.
 */

#include "nextcloud/http.h"

typedef struct mcp_kits_t mcp_kits_t;

typedef struct mcp_kit_t {
    apr_pool_t *pool;  /* empty when it is taken */
    apr_pool_t *owner; /* of kits.c */
} mcp_kit_t;

typedef struct mcp_kit_client_t {
    mcp_http_t *http;
    apr_pool_t *owner; /* of kits.c */
} mcp_kit_client_t;

/* How many are kept while nobody uses them. NULL: out of memory. */
mcp_kits_t *mcp_kits_create(int pools, int clients, apr_pool_t *pchild);

apr_status_t mcp_kits_take(mcp_kits_t *kits, mcp_kit_t **kit);

/* Clears kit->pool: nothing in it may be used any more. */
void mcp_kits_give(mcp_kits_t *kits, mcp_kit_t *kit);

apr_status_t mcp_kits_take_client(mcp_kits_t *kits, mcp_kit_client_t **client);
void mcp_kits_give_client(mcp_kits_t *kits, mcp_kit_client_t *client);

#endif /* MCP_JOB_KITS_H */
