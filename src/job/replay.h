/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_REPLAY_H
#define MCP_JOB_REPLAY_H

/*
 * The stream of a call, to be read on after it was lost (MCP 2025-11-25,
 * basic/transports, "Resumability and Redelivery").
 *
 * What a client may have missed is kept in the store: each message under the
 * session, the stream and its number, the answer last. Progress is not kept;
 * its events have no id. Who waits for the job keeps what passes through its
 * hands, and when it leaves, the job itself does.
 */

#include "job/engine.h"
#include "job/feed.h"

/* Hexadecimal digits of a stream's name. */
#define MCP_REPLAY_STREAM_LEN 16

typedef struct mcp_replay_t {
    mcp_engine_t *engine;
    const char *session;
    const char *stream;
} mcp_replay_t;

/* A new name, or NULL: there is no randomness. */
const char *mcp_replay_name(apr_pool_t *pool);

/* The id of an event. The event that begins the stream is number 0. */
const char *mcp_replay_event_id(const char *stream, int number,
                                apr_pool_t *pool);

/* Any thread. bytes NULL: the stream ends without an answer. is_last: it ends
 * with this. */
void mcp_replay_keep(const mcp_replay_t *replay, int number, const char *bytes,
                     apr_size_t len, int is_last, apr_pool_t *pool);

/* What came after the event of this id. limit: when to give up waiting for
 * more. APR_NOTFOUND: it is no id of a call's stream. pool: of the feed;
 * replay->stream is set. */
apr_status_t mcp_replay_open(mcp_feed_t *feed, mcp_replay_t *replay,
                             const char *last_id, apr_time_t limit,
                             apr_pool_t *pool);

#endif /* MCP_JOB_REPLAY_H */
