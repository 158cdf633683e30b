/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_STREAM_H
#define MCP_HTTPD_STREAM_H

/*
 * An answer as an event stream (text/event-stream; WHATWG HTML, "Server-sent
 * events"; MCP, basic/transports).
 *
 * It begins lazily: an answer stays plain JSON unless something has to be
 * said before it. The worker only.
 */

#include <httpd.h>

#include "rpc/reply.h"

typedef struct mcp_stream_t {
    request_rec *r;
    int allowed;   /* the client takes event streams */
    int preferred; /* and would rather have one than JSON */
    int begun;     /* the headers are out: there is no way back to JSON */
    /* Set by who wants it: the id of a first event without a message, and
     * that of the answer; after how many milliseconds a client that has lost
     * the stream comes back. */
    const char *first_id;
    const char *last_id;
    int retry;
} mcp_stream_t;

/* Looks at Accept; writes nothing. Its first event has no id. */
void mcp_stream_init(mcp_stream_t *stream, request_rec *r);

/* Send one message, or a comment that keeps proxies from closing the
 * connection; each begins the stream when it has not begun. Nothing happens
 * when the client takes no streams. 0: the client has gone. */
int mcp_stream_send(mcp_stream_t *stream, const char *bytes, apr_size_t len);
int mcp_stream_keep_alive(mcp_stream_t *stream);

/* The same with an id, for resuming (NULL: none). bytes NULL: an event
 * without a message, which gives the client an id to begin with. */
int mcp_stream_send_event(mcp_stream_t *stream, const char *id,
                          const char *bytes, apr_size_t len);

/* Begin the stream, so that its headers go out before there is anything to
 * say. 0: the client has gone. */
int mcp_stream_open(mcp_stream_t *stream);

/* Has the client closed the connection? Waits for that up to timeout. */
int mcp_stream_is_closed(mcp_stream_t *stream, apr_interval_time_t timeout);

/* The answer: as the last event, or as JSON when no stream has begun. */
int mcp_stream_finish(mcp_stream_t *stream, const mcp_reply_t *reply);

#endif /* MCP_HTTPD_STREAM_H */
