/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_FEED_H
#define MCP_JOB_FEED_H

/*
 * Where the messages of an event stream come from that lives without a job:
 * a subscription, a session's mailbox.
 *
 * Whoever writes the stream asks for messages ten times a second, from one
 * thread at a time, be it a worker for this stream alone or one thread for
 * thousands. So the functions do not wait for anything but the store, and
 * look there only when the engine's pulse has changed. The feed's own memory
 * is that of who made it, but next and end allocate nothing there: its pool
 * may be in use by another thread. pool is scratch, cleared after each
 * message.
 */

#include <apr_pools.h>

typedef enum {
    MCP_FEED_NOTHING, /* nothing is due */
    MCP_FEED_MESSAGE, /* *event is due; ask again at once */
    MCP_FEED_END      /* the stream is over; *event is the last, if it has
                         bytes */
} mcp_feed_e;

typedef struct mcp_feed_event_t {
    const char *id;    /* of the event, for resuming, or NULL */
    const char *bytes; /* one JSON-RPC message, or NULL */
    apr_size_t len;
} mcp_feed_event_t;

typedef struct mcp_feed_t {
    void *baton;
    mcp_feed_e (*next)(void *baton, mcp_feed_event_t *event, apr_pool_t *pool);
    /* This server ends the stream (a restart): *event is the last, if it has
     * bytes. NULL: nothing is said. */
    void (*end)(void *baton, mcp_feed_event_t *event, apr_pool_t *pool);
    /* Called once when the stream is over, however it came. NULL: nothing is
     * to be done. */
    void (*close)(void *baton);
} mcp_feed_t;

#endif /* MCP_JOB_FEED_H */
