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
    const char *last; /* the answer to the request, which ends the stream */
    apr_size_t last_len;
} mcp_listen_setup_t;

/* listen, setup and what they point to must live as long as the feed does,
 * which lives in listen's pool. */
void mcp_listen_open(mcp_feed_t *feed, mcp_listen_t *listen,
                     const mcp_listen_setup_t *setup);

#endif /* MCP_JOB_LISTEN_H */
