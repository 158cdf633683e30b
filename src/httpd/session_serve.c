/* SPDX-License-Identifier: Apache-2.0 */

/* What is done with a session but to post in it: GET reads its event stream or
 * the rest of a call's, DELETE ends it (MCP 2025-11-25, basic/transports). */

#include "httpd/request.h"

#include <string.h>

#include <apr_strings.h>

#include "httpd/answer.h"
#include "httpd/events.h"
#include "job/mailbox.h"
#include "job/replay.h"
#include "rpc/topics.h"

#define RETRY_AFTER 5

/* Only what a POST may leave open has to be known here. */
static mcp_err_t *check_verified(mcp_request_t *q)
{
    mcp_err_t *err = mcp_request_check_owner(q);

    return err ? err : mcp_request_verify(q);
}

int mcp_request_serve_delete(mcp_request_t *q)
{
    const mcp_store_t *store = q->server->engine->store;
    mcp_err_t *err = check_verified(q);
    mcp_reply_t reply;

    if (err) {
        return mcp_request_fail(q, err);
    }
    (void)mcp_session_end(store, q->session_id, q->r->pool);
    /* Its stream may be open, at another child. */
    (void)mcp_topic_touch(store, mcp_topics_session(q->session_id, q->r->pool),
                          q->r->pool);
    memset(&reply, 0, sizeof(reply));
    reply.status = HTTP_NO_CONTENT;
    return mcp_answer_send(q->r, &reply);
}

/* A client that is refused this stream with anything but 405 takes its
 * connection for broken. */
static mcp_err_t *no_stream(mcp_request_t *q, mcp_err_t *err)
{
    return mcp_err_push(q->r->pool, err, MCP_ERR_HTTP_METHOD,
                        "There is no stream for this session: %s",
                        err->message);
}

static mcp_err_t *serve_feed(mcp_request_t *q, const mcp_feed_t *feed,
                             int *result)
{
    mcp_events_t events;

    events.r = q->r;
    events.server = q->server;
    events.feed = feed;
    events.user = mcp_topics_user(&q->settings.nextcloud, q->uid, q->r->pool);
    events.keep_alive = mcp_config_keep_alive(q->config);
    return mcp_events_serve(&events, result);
}

static mcp_err_t *serve_mailbox(mcp_request_t *q, const char *last_id,
                                int *result)
{
    mcp_mailbox_setup_t *setup = apr_pcalloc(q->r->pool, sizeof(*setup));
    mcp_feed_t feed;
    mcp_err_t *err;

    setup->engine = q->server->engine;
    setup->settings = &q->settings;
    setup->session = q->head.session;
    setup->uid = q->uid;
    setup->authorization = q->authorization;
    setup->client_ip = q->r->useragent_ip;
    setup->last_id = last_id;
    setup->pool = q->r->pool;
    if (mcp_mailbox_open(&feed, setup) != APR_SUCCESS) {
        err = mcp_err_create(q->r->pool, MCP_ERR_BUSY, "the store is full");
        return no_stream(q, err);
    }
    err = serve_feed(q, &feed, result);
    return err && err->kind == MCP_ERR_BUSY ? no_stream(q, err) : err;
}

/* The rest of a call's stream, or that of the session. */
static mcp_err_t *serve_rest(mcp_request_t *q, const char *last_id,
                             int *result)
{
    const mcp_settings_t *settings = &q->settings;
    mcp_replay_t *replay = apr_pcalloc(q->r->pool, sizeof(*replay));
    mcp_feed_t feed;

    replay->engine = q->server->engine;
    replay->session = q->session_id;
    if (!last_id
        || mcp_replay_open(&feed, replay, last_id,
                           apr_time_now() + settings->job_timeout
                               + settings->answer_timeout,
                           q->r->pool)
               != APR_SUCCESS) {
        return serve_mailbox(q, last_id, result);
    }
    return serve_feed(q, &feed, result);
}

/* Trouble with Nextcloud is told by 200 where a POST asks for something; a
 * stream that is 200 and JSON is asked for again at once. */
static mcp_err_t *check_stream(mcp_request_t *q)
{
    mcp_err_t *err = check_verified(q);

    if (!err || mcp_err_http_status(err->kind, 0) != HTTP_OK) {
        return err;
    }
    err = mcp_err_push(q->r->pool, err, MCP_ERR_BUSY, "%s", err->message);
    err->retry_after = RETRY_AFTER;
    return err;
}

int mcp_request_serve_get(mcp_request_t *q)
{
    mcp_err_t *err = check_stream(q);
    int result = OK;

    if (!err) {
        err =
            serve_rest(q, mcp_request_header(q->r, "Last-Event-ID"), &result);
    }
    return err ? mcp_request_fail(q, err) : result;
}
