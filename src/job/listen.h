/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_LISTEN_H
#define MCP_JOB_LISTEN_H

/*
 * A subscription as the feed of an event stream: the topics that stand for
 * what the client listens to, and the notification of each.
 */

#include "job/engine.h"
#include "job/feed.h"
#include "job/settings.h"
#include "rpc/listen.h"

typedef struct mcp_listen_setup_t {
    mcp_engine_t *engine;
    const mcp_settings_t *settings;
    const char *uid;
    const char *authorization; /* to look with at what is listened to */
    const char *client_ip;     /* or NULL */
    mcp_revision_e revision;
    /* Of each of listen's uris that is no file: what the number of its topic
     * was when the client asked for it (apr_uint64_t). NULL: as it is. */
    const apr_array_header_t *since;
    const char *last; /* the answer to the request, which ends the stream */
    apr_size_t last_len;
} mcp_listen_setup_t;

/* listen, setup and what they point to must live as long as the feed does,
 * which lives in listen's pool. */
void mcp_listen_open(mcp_feed_t *feed, mcp_listen_t *listen,
                     const mcp_listen_setup_t *setup);

/* What the client has been told of by now, as text to be kept. */
const char *mcp_listen_position(const mcp_feed_t *feed, apr_size_t *len,
                                apr_pool_t *pool);

/* The client of this feed knows no more than that (of a feed for the same
 * user): what has changed since is news. Other text is passed over. */
void mcp_listen_go_on(const mcp_feed_t *feed, const char *position,
                      apr_size_t len, apr_pool_t *pool);

#endif /* MCP_JOB_LISTEN_H */
