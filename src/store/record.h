/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_STORE_RECORD_H
#define MCP_STORE_RECORD_H

/*
 * Values of any size, each under a kind ("session") and an id.
 *
 * A record has one writer at a time; who that is belongs into the header of
 * whatever is kept ("the session's owner is the child that ..."). Any thread
 * may read. A reader gets one version whole, never parts of two.
 *
 * store may be NULL (no provider): puts fail with APR_ENOTIMPL, nothing is
 * found. pool is scratch, and holds what a read returns.
 */

#include "store/store.h"

/* A record is not larger than this. */
#define MCP_RECORD_MAX (16 * 1024 * 1024)

/* Write, replacing what was there. ttl: forgotten after it. APR_ENOSPC: the
 * store has no room for it (or it is over MCP_RECORD_MAX); an older value
 * may be gone then. */
apr_status_t mcp_record_put(const mcp_store_t *store, const char *kind,
                            const char *id, const char *bytes, apr_size_t len,
                            apr_interval_time_t ttl, apr_pool_t *pool);

/* Write what is there, if anything, once more, so that it lives for ttl from
 * now. What another writes at this very moment may be lost. */
void mcp_record_prolong(const mcp_store_t *store, const char *kind,
                        const char *id, apr_interval_time_t ttl,
                        apr_pool_t *pool);

/* *bytes is followed by a NUL that *len does not count. APR_NOTFOUND: never
 * written, removed, expired, or forgotten for lack of room. */
apr_status_t mcp_record_get(const char **bytes, apr_size_t *len,
                            const mcp_store_t *store, const char *kind,
                            const char *id, apr_pool_t *pool);

apr_status_t mcp_record_remove(const mcp_store_t *store, const char *kind,
                               const char *id, apr_pool_t *pool);

#endif /* MCP_STORE_RECORD_H */
