/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_MAILBOX_H
#define MCP_JOB_MAILBOX_H

/*
 * The event stream of a session (GET; MCP 2025-11-25, basic/transports,
 * "Listening for Messages from the Server"): that a list has changed, and
 * the resources that the session has subscribed to.
 *
 * A session has one such stream at a time; a new one ends the one before,
 * whichever child has it. It ends with the session, and keeps that alive.
 *
 * What happens while a client has no stream is not kept. But with each event
 * it is kept what the client knows then, under the event's id: a stream that
 * goes on there tells of all that has another state since, once.
 */

#include "job/engine.h"
#include "job/feed.h"
#include "job/settings.h"
#include "store/session.h"

typedef struct mcp_mailbox_setup_t {
    mcp_engine_t *engine;
    const mcp_settings_t *settings;
    const mcp_session_t *session;
    const char *uid;
    const char *authorization; /* to look with at what is subscribed to */
    const char *client_ip;     /* or NULL */
    const char *last_id;       /* of the event that the client has seen last,
                                  or NULL */
    apr_pool_t *pool;          /* of the feed */
} mcp_mailbox_setup_t;

/* setup and what it points to must live as long as the feed. */
apr_status_t mcp_mailbox_open(mcp_feed_t *feed,
                              const mcp_mailbox_setup_t *setup);

#endif /* MCP_JOB_MAILBOX_H */
