/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_EVENTS_H
#define MCP_HTTPD_EVENTS_H

/*
 * An event stream without a job: the headers go out at once, then what the
 * feed has to say, and signs of life in between. It is parked (park.h) if that
 * is possible; else its worker holds it open.
 *
 * It ends when the client goes, when the feed ends, and when the child is
 * asked to stop (a graceful restart), which the client is told by the feed's
 * last message.
 *
 * A stream takes a place of streams at the gate for as long as it lives, and
 * one of its user's (gate.h, MCPMaxStreams).
 */

#include "httpd/config.h"
#include "job/feed.h"

typedef struct mcp_events_t {
    request_rec *r;
    mcp_server_config_t *server;
    const mcp_feed_t *feed;
    const char *user; /* whose stream it is: Nextcloud and uid */
    apr_interval_time_t keep_alive;
} mcp_events_t;

/* The stream, whose end may be still to come: *result is for the handler to
 * return. Or nothing has been sent: MCP_ERR_BUSY (no place),
 * MCP_ERR_NOT_ACCEPTABLE (the client takes no streams). feed->close is called
 * in any case. What events points to must live as long as the request. */
mcp_err_t *mcp_events_serve(const mcp_events_t *events, int *result);

#endif /* MCP_HTTPD_EVENTS_H */
