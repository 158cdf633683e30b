/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/events.h"

#include <string.h>

#include <ap_mpm.h>

#include "httpd/stream.h"

/* How often the feed is asked, and the longest that a restart waits. */
#define SLICE apr_time_from_msec(100)

/* Streams are few and live long: no use in coming back at once. */
#define RETRY_AFTER 5

typedef struct writer_t {
    mcp_stream_t stream;
    const mcp_feed_t *feed;
    apr_pool_t *scratch;
    apr_interval_time_t keep_alive;
    apr_time_t next; /* a sign of life is due */
} writer_t;

/* Every MPM's child knows it in time, while the hook for it runs in prefork
 * when the request is over. */
static int is_stopping(void)
{
    int state;

    return ap_mpm_query(AP_MPMQ_MPM_STATE, &state) == APR_SUCCESS
           && state == AP_MPMQ_STOPPING;
}

/* 0: the client has gone. */
static int send_event(writer_t *writer, const mcp_feed_event_t *event)
{
    writer->next = apr_time_now() + writer->keep_alive;
    return mcp_stream_send_event(&writer->stream, event->id, event->bytes,
                                 event->len);
}

/* All that is due. 0: that was the last. */
static int send_due(writer_t *writer)
{
    const mcp_feed_t *feed = writer->feed;
    mcp_feed_event_t event;

    for (;;) {
        mcp_feed_e what;
        int there = 1;

        memset(&event, 0, sizeof(event));
        apr_pool_clear(writer->scratch);
        what = feed->next(feed->baton, &event, writer->scratch);
        if (what == MCP_FEED_NOTHING) {
            return 1;
        }
        if (event.bytes || event.id) {
            there = send_event(writer, &event);
        }
        if (what == MCP_FEED_END || !there) {
            return 0;
        }
    }
}

static void say_goodbye(writer_t *writer)
{
    mcp_feed_event_t event;

    memset(&event, 0, sizeof(event));
    if (writer->feed->end) {
        writer->feed->end(writer->feed->baton, &event, writer->scratch);
    }
    if (event.bytes) {
        (void)send_event(writer, &event);
    }
}

static int keep_alive(writer_t *writer)
{
    if (apr_time_now() < writer->next) {
        return 1;
    }
    writer->next = apr_time_now() + writer->keep_alive;
    return mcp_stream_keep_alive(&writer->stream);
}

static void run(writer_t *writer)
{
    while (send_due(writer)) {
        if (is_stopping()) {
            say_goodbye(writer);
            return;
        }
        if (mcp_stream_is_closed(&writer->stream, SLICE)
            || !keep_alive(writer)) {
            return;
        }
    }
}

static void write_stream(writer_t *writer, const mcp_events_t *events)
{
    writer->feed = events->feed;
    writer->keep_alive = events->keep_alive;
    writer->next = apr_time_now() + events->keep_alive;
    apr_pool_create(&writer->scratch, events->r->pool);
    /* Nothing follows on this connection: a worker that waited for the next
     * request could not end with its child. */
    events->r->connection->keepalive = AP_CONN_CLOSE;
    /* The client waits for the headers before it takes the stream for
     * open. */
    if (mcp_stream_open(&writer->stream)) {
        run(writer);
    }
    apr_pool_destroy(writer->scratch);
}

static mcp_err_t *busy(const mcp_events_t *events, const char *whose)
{
    mcp_err_t *err = mcp_err_create(events->r->pool, MCP_ERR_BUSY,
                                    "%s as many event streams as %s may "
                                    "(MCPMaxStreams); close one, or do "
                                    "without",
                                    whose, *whose == 'Y' ? "you" : "it");

    err->retry_after = RETRY_AFTER;
    return err;
}

static mcp_err_t *enter_and_write(writer_t *writer, const mcp_events_t *events)
{
    mcp_server_config_t *server = events->server;

    if (!mcp_tally_enter(server->streams, events->user,
                         server->user_streams)) {
        return busy(events, "You have");
    }
    if (!mcp_gate_enter_stream(server->gate, events->r->connection)) {
        mcp_tally_leave(server->streams, events->user);
        return busy(events, "This server has");
    }
    write_stream(writer, events);
    mcp_gate_leave_stream(server->gate);
    mcp_tally_leave(server->streams, events->user);
    return NULL;
}

mcp_err_t *mcp_events_serve(const mcp_events_t *events)
{
    writer_t writer;
    mcp_err_t *err;

    mcp_stream_init(&writer.stream, events->r);
    err = writer.stream.allowed
              ? enter_and_write(&writer, events)
              : mcp_err_create(events->r->pool, MCP_ERR_NOT_ACCEPTABLE,
                               "The answer is an event stream: Accept must "
                               "allow text/event-stream");
    if (events->feed->close) {
        events->feed->close(events->feed->baton);
    }
    return err;
}
