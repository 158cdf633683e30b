/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/events.h"

#include <string.h>

#include <apr_strings.h>

#include "httpd/mpm.h"
#include "httpd/park.h"
#include "httpd/stream.h"
#include "util/pool.h"

/* How often the feed is asked, and the longest that a restart waits. */
#define SLICE apr_time_from_msec(100)

/* Streams are few and live long: no use in coming back at once. */
#define RETRY_AFTER 5

typedef struct writer_t {
    mcp_events_t events;
    mcp_feed_t feed;
    mcp_stream_t stream;
    apr_pool_t *scratch;
    apr_time_t next; /* a sign of life is due */
    int parks;
    /* What the monitor has got of the feed, in a pool of its own, or NULL. */
    apr_pool_t *mail;
    mcp_feed_e what;
    mcp_feed_event_t event;
} writer_t;

/* 0: the client has gone. */
static int send_event(writer_t *writer, const mcp_feed_event_t *event)
{
    writer->next = apr_time_now() + writer->events.keep_alive;
    return mcp_stream_send_event(&writer->stream, event->id, event->bytes,
                                 event->len);
}

/* 0: that was the last. */
static int pass_on(writer_t *writer, mcp_feed_e what,
                   const mcp_feed_event_t *event)
{
    int there = 1;

    if (event->bytes || event->id) {
        there = send_event(writer, event);
    }
    return what != MCP_FEED_END && there;
}

/* All that is due. 0: that was the last. */
static int send_due(writer_t *writer)
{
    mcp_feed_event_t event;
    mcp_feed_e what;

    do {
        memset(&event, 0, sizeof(event));
        apr_pool_clear(writer->scratch);
        what = writer->feed.next(writer->feed.baton, &event, writer->scratch);
        if (what == MCP_FEED_NOTHING) {
            return 1;
        }
    } while (pass_on(writer, what, &event));
    return 0;
}

static void say_goodbye(writer_t *writer)
{
    mcp_feed_event_t event;

    memset(&event, 0, sizeof(event));
    if (writer->feed.end) {
        writer->feed.end(writer->feed.baton, &event, writer->scratch);
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
    writer->next = apr_time_now() + writer->events.keep_alive;
    return mcp_stream_keep_alive(&writer->stream);
}

/* 0: it is over. */
static int look(writer_t *writer, apr_interval_time_t timeout)
{
    if (!send_due(writer)) {
        return 0;
    }
    if (mcp_mpm_is_stopping()) {
        say_goodbye(writer);
        return 0;
    }
    return !mcp_stream_is_closed(&writer->stream, timeout)
           && keep_alive(writer);
}

static void close_feed(const mcp_events_t *events)
{
    if (events->feed->close) {
        events->feed->close(events->feed->baton);
    }
}

static void end(writer_t *writer)
{
    const mcp_events_t *events = &writer->events;

    if (writer->mail) {
        apr_pool_destroy(writer->mail);
    }
    mcp_gate_leave_stream(events->server->gate, writer->parks);
    mcp_tally_leave(events->server->streams, events->user);
    close_feed(events);
}

/* ---- without holding a worker ---- */

/* The monitor asks while no worker has the stream, and gives it one when there
 * is something. */
static int ask(void *baton, apr_pool_t *pool)
{
    writer_t *writer = baton;
    mcp_feed_event_t *event = &writer->event;

    if (mcp_mpm_is_stopping()) {
        return 1;
    }
    memset(event, 0, sizeof(*event));
    writer->what = writer->feed.next(writer->feed.baton, event, pool);
    if (writer->what == MCP_FEED_NOTHING
        || mcp_pool_create(&writer->mail, 0) != APR_SUCCESS) {
        return writer->what != MCP_FEED_NOTHING;
    }
    event->id = apr_pstrdup(writer->mail, event->id);
    if (event->bytes) {
        event->bytes = apr_pstrmemdup(writer->mail, event->bytes, event->len);
    }
    return 1;
}

static int send_mail(writer_t *writer)
{
    int more = 1;

    if (writer->mail) {
        more = pass_on(writer, writer->what, &writer->event);
        apr_pool_destroy(writer->mail);
        writer->mail = NULL;
    }
    return more;
}

static int resume(void *baton, int is_closing)
{
    writer_t *writer = baton;
    int more = 0;

    /* Not of the request's pool, which would keep it for as long as the
     * stream lives. */
    if (!is_closing && mcp_pool_create(&writer->scratch, 0) == APR_SUCCESS) {
        more = send_mail(writer) && look(writer, 0);
        apr_pool_destroy(writer->scratch);
    }
    if (more) {
        return SUSPENDED;
    }
    end(writer);
    return OK;
}

static apr_time_t due(void *baton)
{
    return ((writer_t *)baton)->next;
}

/* Nobody but the monitor wakes it. */
static void sleep_on(void *baton, mcp_parked_t *parked)
{
}

static void awake(void *baton)
{
}

static int park(writer_t *writer)
{
    const mcp_park_work_t parking = {writer, sleep_on, awake,
                                     resume, due,      ask};
    int result = resume(writer, 0);

    return result == SUSPENDED ? mcp_park_request(writer->events.r, &parking)
                               : result;
}

/* ---- to its beginning ---- */

static int hold(writer_t *writer)
{
    apr_pool_create(&writer->scratch, writer->events.r->pool);
    while (look(writer, SLICE)) {
    }
    apr_pool_destroy(writer->scratch);
    end(writer);
    return OK;
}

static int write_stream(writer_t *writer)
{
    const mcp_events_t *events = &writer->events;

    writer->next = apr_time_now() + events->keep_alive;
    /* Nothing follows on this connection: a worker that waited for the next
     * request could not end with its child. */
    events->r->connection->keepalive = AP_CONN_CLOSE;
    /* The client waits for the headers before it takes the stream for
     * open. */
    if (!mcp_stream_open(&writer->stream)) {
        end(writer);
        return OK;
    }
    return writer->parks ? park(writer) : hold(writer);
}

static mcp_err_t *busy(const mcp_events_t *events, const char *why)
{
    mcp_err_t *err = mcp_err_create(events->r->pool, MCP_ERR_BUSY, "%s", why);

    err->retry_after = RETRY_AFTER;
    return err;
}

/* Tasks and calls may have taken the places that streams may have. */
static mcp_err_t *no_place(const mcp_events_t *events, mcp_gate_e why)
{
    return busy(events, why == MCP_GATE_FULL
                            ? "This server works on as many requests as it "
                              "can (MCPMaxWaiting), and has no place for an "
                              "event stream; try again in a moment"
                            : "This server has as many event streams as it "
                              "may (MCPMaxStreams); close one, or do "
                              "without");
}

static mcp_err_t *enter(writer_t *writer)
{
    const mcp_events_t *events = &writer->events;
    mcp_server_config_t *server = events->server;
    mcp_gate_e place;

    if (!writer->stream.allowed) {
        return mcp_err_create(events->r->pool, MCP_ERR_NOT_ACCEPTABLE,
                              "The answer is an event stream: Accept must "
                              "allow text/event-stream");
    }
    if (!mcp_tally_enter(server->streams, events->user,
                         server->user_streams)) {
        return busy(events, "You have as many event streams as you may "
                            "(MCPMaxStreams); close one, or do without");
    }
    place = mcp_gate_enter_stream(server->gate, events->r->connection,
                                  writer->parks);
    if (place != MCP_GATE_ENTERED) {
        mcp_tally_leave(server->streams, events->user);
        return no_place(events, place);
    }
    return NULL;
}

mcp_err_t *mcp_events_serve(const mcp_events_t *events, int *result)
{
    writer_t *writer = apr_pcalloc(events->r->pool, sizeof(*writer));
    mcp_err_t *err;

    writer->events = *events;
    writer->feed = *events->feed;
    writer->events.feed = &writer->feed;
    writer->parks = mcp_park_is_possible(events->r);
    mcp_stream_init(&writer->stream, events->r);
    err = enter(writer);
    if (err) {
        close_feed(events);
        return err;
    }
    *result = write_stream(writer);
    return NULL;
}
