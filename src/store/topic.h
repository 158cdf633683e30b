/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_STORE_TOPIC_H
#define MCP_STORE_TOPIC_H

/*
 * "Something about this has changed", said to all children and to all hosts
 * that share the store.
 *
 * A topic is a name ("tools of alice") that leads to a random number. Who
 * changes something writes another number; who listens sees that it is not
 * the one it knew. Writes commute: whichever stays, it is a new one. What
 * has changed is not told; the listener looks.
 *
 * Besides its own number a touch changes that of the "pulse", which is about
 * all topics. A child asks for that one only, a few times a second and only
 * while somebody listens; its listeners look at their topics when it has
 * changed. So a thousand listeners cost hardly more than one.
 *
 * store may be NULL: nothing changes ever. pool is scratch.
 */

#include <apr_thread_mutex.h>

#include "store/store.h"

/* To be told of a change within half a second: a child looks that often, and
 * so do its listeners. */
#define MCP_TOPIC_INTERVAL apr_time_from_msec(100)

apr_status_t mcp_topic_touch(const mcp_store_t *store, const char *name,
                             apr_pool_t *pool);

/* For what a number can stand for (a hash of a list): the topic gets it, and
 * has changed only if it had another one. So many may say the same. number
 * is not 0. */
apr_status_t mcp_topic_put(const mcp_store_t *store, const char *name,
                           apr_uint64_t number, apr_pool_t *pool);

/* 0: never touched, or long ago. */
apr_uint64_t mcp_topic_read(const mcp_store_t *store, const char *name,
                            apr_pool_t *pool);

/* Has the topic been touched since *seen was read? Updates *seen. */
int mcp_topic_is_changed(apr_uint64_t *seen, const mcp_store_t *store,
                         const char *name, apr_pool_t *pool);

typedef struct mcp_pulse_t mcp_pulse_t;

/* One per child. store may be NULL. */
apr_status_t mcp_pulse_create(mcp_pulse_t **pulse, const mcp_store_t *store,
                              apr_pool_t *pchild);

/* A number that is another one when any topic may have been touched. Read it
 * before the topics. Any thread. */
apr_uint64_t mcp_pulse_read(mcp_pulse_t *pulse, apr_pool_t *pool);

#endif /* MCP_STORE_TOPIC_H */
