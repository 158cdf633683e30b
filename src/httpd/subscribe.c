/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/subscribe.h"

#include <string.h>

#include "httpd/events.h"
#include "job/listen.h"
#include "job/pending.h"
#include "rpc/topics.h"

int mcp_subscribe_is_asked(const mcp_message_t *message,
                           const mcp_reply_t *reply)
{
    return reply->is_pending
           || (!reply->error && message->handler
               && message->handler->run == mcp_method_listen);
}

/* The method has found that it can be read. */
static mcp_err_t *read_again(mcp_listen_t *listen,
                             const mcp_subscribe_t *subscribe)
{
    mcp_rpc_call_t call;

    memset(&call, 0, sizeof(call));
    call.pool = subscribe->r->pool;
    call.message = subscribe->body->messages;
    call.resources = subscribe->settings->resources;
    call.prompts = subscribe->settings->prompts;
    call.store = subscribe->server->engine->store;
    call.uid = subscribe->uid;
    call.nextcloud = &subscribe->settings->nextcloud;
    call.task_run = subscribe->settings->task_run;
    return mcp_listen_read(listen, &call);
}

static mcp_err_t *serve(const mcp_subscribe_t *subscribe,
                        const mcp_feed_t *feed, int *result)
{
    mcp_events_t events;

    events.r = subscribe->r;
    events.server = subscribe->server;
    events.feed = feed;
    events.user = mcp_topics_user(&subscribe->settings->nextcloud,
                                  subscribe->uid, subscribe->r->pool);
    events.keep_alive = mcp_config_keep_alive(subscribe->config);
    return mcp_events_serve(&events, result);
}

static mcp_err_t *listen_for(const mcp_subscribe_t *subscribe, int *result)
{
    apr_pool_t *pool = subscribe->r->pool;
    mcp_listen_setup_t *setup = apr_pcalloc(pool, sizeof(*setup));
    mcp_listen_t *listen = apr_pcalloc(pool, sizeof(*listen));
    mcp_feed_t feed;
    mcp_err_t *err = read_again(listen, subscribe);

    if (err) {
        return err;
    }
    setup->engine = subscribe->server->engine;
    setup->settings = subscribe->settings;
    setup->uid = subscribe->uid;
    setup->authorization = subscribe->authorization;
    setup->client_ip = subscribe->r->useragent_ip;
    setup->revision = subscribe->body->messages->revision;
    setup->last = subscribe->last->body;
    setup->last_len = subscribe->last->len;
    mcp_listen_open(&feed, listen, setup);
    return serve(subscribe, &feed, result);
}

static mcp_err_t *wait_for(const mcp_subscribe_t *subscribe, int *result)
{
    mcp_local_t *local = apr_pcalloc(subscribe->r->pool, sizeof(*local));
    mcp_feed_t feed;

    local->engine = subscribe->server->engine;
    local->settings = subscribe->settings;
    local->head = subscribe->head;
    local->body = subscribe->body;
    local->pool = subscribe->r->pool;
    local->uid = subscribe->uid;
    if (mcp_pending_open(&feed, local) != APR_SUCCESS) {
        return mcp_err_create(subscribe->r->pool, MCP_ERR_BUSY,
                              "This server is out of memory");
    }
    return serve(subscribe, &feed, result);
}

mcp_err_t *mcp_subscribe_serve(const mcp_subscribe_t *subscribe, int *result)
{
    return subscribe->last->is_pending ? wait_for(subscribe, result)
                                       : listen_for(subscribe, result);
}
