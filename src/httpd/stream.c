/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/stream.h"

#include <poll.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_portable.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_protocol.h>

#include "httpd/answer.h"
#include "httpd/log.h"

#ifdef POLLRDHUP
#define HANGUP (POLLRDHUP | POLLHUP | POLLERR)
#else
#define HANGUP (POLLHUP | POLLERR)
#endif

/* Does this element of an Accept header take event streams? */
static int takes_stream(const char *range)
{
    static const char *const types[] = {"text/event-stream", "text/*", "*/*"};
    apr_size_t i;

    for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        apr_size_t len = strlen(types[i]);

        if (!strncasecmp(range, types[i], len) && !apr_isalnum(range[len])
            && !strstr(range + len, "q=0;")
            && strcmp(range + len, ";q=0") != 0) {
            return 1;
        }
    }
    return 0;
}

/* Named first, which says what is preferred where nothing else does. */
static int is_first(const char *accept)
{
    static const char type[] = "text/event-stream";

    accept += strspn(accept, " \t");
    return !strncasecmp(accept, type, sizeof(type) - 1)
           && strchr(", \t", accept[sizeof(type) - 1]);
}

void mcp_stream_init(mcp_stream_t *stream, request_rec *r)
{
    const char *accept = apr_table_get(r->headers_in, "Accept");
    char *last = NULL;
    char *range;

    stream->r = r;
    stream->begun = 0;
    stream->preferred = accept && is_first(accept);
    stream->first_id = NULL;
    stream->last_id = NULL;
    stream->retry = 0;
    /* Who says nothing takes everything (RFC 9110, section 12.5.1). */
    stream->allowed = accept == NULL;
    if (!accept) {
        return;
    }
    for (range = apr_strtok(apr_pstrdup(r->pool, accept), ", ", &last); range;
         range = apr_strtok(NULL, ", ", &last)) {
        stream->allowed |= takes_stream(range);
    }
}

static void begin(mcp_stream_t *stream)
{
    request_rec *r = stream->r;

    r->status = HTTP_OK;
    ap_set_content_type(r, "text/event-stream");
    apr_table_setn(r->headers_out, "Cache-Control", "no-store, no-transform");
    /* For a proxy in front of us: pass on at once. */
    apr_table_setn(r->headers_out, "X-Accel-Buffering", "no");
    /* mod_deflate would hold events back until it has a block. */
    apr_table_setn(r->subprocess_env, "no-gzip", "1");
    stream->begun = 1;
    if (stream->first_id) {
        ap_rprintf(r, "id: %s\nretry: %d\ndata:\n\n", stream->first_id,
                   stream->retry);
    }
}

static int flush(mcp_stream_t *stream)
{
    return ap_rflush(stream->r) >= 0 && !stream->r->connection->aborted;
}

/* Of reply only what there is to say. */
static int write_event(mcp_stream_t *stream, const char *id,
                       const mcp_reply_t *reply)
{
    request_rec *r = stream->r;

    if (id) {
        ap_rvputs(r, "id: ", id, "\n", NULL);
    }
    ap_rputs(reply->body ? "event: message\ndata: " : "data:", r);
    if (reply->body) {
        (void)mcp_answer_write_body(r, reply);
    }
    ap_rputs("\n\n", r);
    return flush(stream);
}

int mcp_stream_open(mcp_stream_t *stream)
{
    if (!stream->begun) {
        begin(stream);
    }
    return flush(stream);
}

int mcp_stream_send_event(mcp_stream_t *stream, const char *id,
                          const char *bytes, apr_size_t len)
{
    const mcp_reply_t reply = {.body = bytes, .len = len};

    if (!stream->allowed) {
        return 1;
    }
    if (!stream->begun) {
        begin(stream);
    }
    return write_event(stream, id, &reply);
}

int mcp_stream_send(mcp_stream_t *stream, const char *bytes, apr_size_t len)
{
    return mcp_stream_send_event(stream, NULL, bytes, len);
}

int mcp_stream_keep_alive(mcp_stream_t *stream)
{
    if (!stream->allowed) {
        return 1;
    }
    if (!stream->begun) {
        begin(stream);
    }
    ap_rputs(":\n\n", stream->r);
    return flush(stream);
}

int mcp_stream_finish(mcp_stream_t *stream, const mcp_reply_t *reply)
{
    if (!stream->begun) {
        if (!stream->allowed || !stream->preferred || !reply->body
            || reply->status != HTTP_OK) {
            return mcp_answer_send(stream->r, reply);
        }
        begin(stream);
    }
    if (reply->error) {
        mcp_log_request_error(stream->r, reply->error);
    }
    /* The status line has gone out; an error is told by its message. */
    if (reply->body) {
        write_event(stream, stream->last_id, reply);
    }
    return OK;
}

/* Looks at the socket without reading: what the client has sent on belongs
 * to the next request. */
int mcp_stream_is_closed(mcp_stream_t *stream, apr_interval_time_t timeout)
{
    conn_rec *c = stream->r->connection;
    apr_socket_t *socket = ap_get_conn_socket(c);
    struct pollfd poller;
    apr_os_sock_t fd;

    if (c->aborted) {
        return 1;
    }
    /* Under HTTP/2 the connection is shared, and mod_http2 tells by aborting
     * the stream's. */
    if (c->master || !socket || apr_os_sock_get(&fd, socket) != APR_SUCCESS) {
        if (timeout > 0) {
            apr_sleep(timeout);
        }
        return c->aborted != 0;
    }
    poller.fd = fd;
    poller.events = HANGUP & ~(POLLHUP | POLLERR);
    poller.revents = 0;
    return poll(&poller, 1, (int)apr_time_as_msec(timeout)) > 0
           && (poller.revents & HANGUP);
}
