/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_STORE_SESSION_H
#define MCP_STORE_SESSION_H

/*
 * Sessions of clients that begin with initialize (MCP 2025-11-25,
 * basic/transports, "Session Management").
 *
 * A session is a name and no credential: every request has to be somebody's,
 * and a session is that of one user. It is begun before it is known who the
 * credential belongs to (Nextcloud may be down), so it remembers a keyed hash
 * of that, and the uid as soon as it is known.
 *
 * The record is written when it is made and, with the same content, now and
 * then while it is used; its writers commute. What changes has records of its
 * own: the log level, the resources that are watched. They are written anew
 * with it and end with it: clients leave many sessions behind. Any thread.
 */

#include <apr_tables.h>

#include "store/store.h"
#include "util/revision.h"

/* Lives in the pool it was made or found in. */
typedef struct mcp_session_t {
    const char *id; /* MCP_SESSION_ID_LEN hexadecimal digits */
    mcp_revision_e revision;
    const char *capabilities; /* JSON text of an object: the client's */
    const char *owner;        /* see mcp_session_owner */
    const char *uid;          /* NULL: not known yet */
    apr_time_t written;
    apr_interval_time_t ttl; /* from then on */
} mcp_session_t;

#define MCP_SESSION_ID_LEN 32

typedef enum {
    MCP_SESSION_OWN,
    MCP_SESSION_FOREIGN,
    MCP_SESSION_UNSURE /* it takes the uid to tell */
} mcp_session_e;

/* The hash of a credential for one Nextcloud (url NULL: none). */
const char *mcp_session_owner(const mcp_store_t *store, const char *url,
                              const char *authorization, apr_pool_t *pool);

/* Make session->id, and write it; all other members are the caller's. */
apr_status_t mcp_session_create(mcp_session_t *session,
                                const mcp_store_t *store,
                                apr_interval_time_t ttl, apr_pool_t *pool);

/* NULL: there is no such session, or it has ended. */
mcp_session_t *mcp_session_find(const mcp_store_t *store, const char *id,
                                apr_pool_t *pool);

/* Whose is it? uid: of who asks, or NULL when that is not known. */
mcp_session_e mcp_session_check(const mcp_session_t *session,
                                const char *owner, const char *uid);

/* It is in use, by uid (or NULL): forget it ttl after this. Writes only when
 * that is due or uid is news. */
void mcp_session_keep(mcp_session_t *session, const mcp_store_t *store,
                      const char *uid, apr_interval_time_t ttl,
                      apr_pool_t *pool);

apr_status_t mcp_session_end(const mcp_store_t *store, const char *id,
                             apr_pool_t *pool);

/* The level that the client wants to read in its log; -1: it has not said. */
apr_status_t mcp_session_put_level(const mcp_store_t *store,
                                   const mcp_session_t *session, int level,
                                   apr_pool_t *pool);
int mcp_session_get_level(const mcp_store_t *store, const char *id,
                          apr_pool_t *pool);

/* A resource that the session wants to hear of, and what the number of its
 * topic was when it said so: a change may come before the session's stream
 * hears of it. */
typedef struct mcp_session_resource_t {
    const char *uri;
    apr_uint64_t since;
} mcp_session_resource_t;

/* add 0: it does not want to any longer. APR_ENOSPC: there are too many. */
apr_status_t mcp_session_watch(const mcp_store_t *store,
                               const mcp_session_t *session,
                               const mcp_session_resource_t *resource, int add,
                               apr_pool_t *pool);
/* All of them, mcp_session_resource_t. */
apr_array_header_t *mcp_session_watched(const mcp_store_t *store,
                                        const char *id, apr_pool_t *pool);

#endif /* MCP_STORE_SESSION_H */
