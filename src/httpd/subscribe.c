/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/subscribe.h"

#include <string.h>

#include "httpd/events.h"
#include "job/listen.h"
#include "rpc/topics.h"

int mcp_subscribe_is_asked(const mcp_message_t *message)
{
    return message->handler && message->handler->run == mcp_method_listen;
}

/* The method has found that it can be read. */
static mcp_err_t *read_again(mcp_listen_t *listen,
                             const mcp_subscribe_t *subscribe)
{
    mcp_rpc_call_t call;

    memset(&call, 0, sizeof(call));
    call.pool = subscribe->r->pool;
    call.message = subscribe->message;
    call.resources = subscribe->settings->resources;
    call.prompts = subscribe->settings->prompts;
    call.store = subscribe->server->engine->store;
    return mcp_listen_read(listen, &call);
}

mcp_err_t *mcp_subscribe_serve(const mcp_subscribe_t *subscribe)
{
    mcp_listen_setup_t setup;
    mcp_events_t events;
    mcp_listen_t listen;
    mcp_feed_t feed;
    mcp_err_t *err = read_again(&listen, subscribe);

    if (err) {
        return err;
    }
    setup.engine = subscribe->server->engine;
    setup.settings = subscribe->settings;
    setup.uid = subscribe->uid;
    setup.revision = subscribe->message->revision;
    setup.last = subscribe->last->body;
    setup.last_len = subscribe->last->len;
    mcp_listen_open(&feed, &listen, &setup);
    events.r = subscribe->r;
    events.server = subscribe->server;
    events.feed = &feed;
    events.user = mcp_topics_user(&subscribe->settings->nextcloud,
                                  subscribe->uid, subscribe->r->pool);
    events.keep_alive = mcp_config_keep_alive(subscribe->config);
    return mcp_events_serve(&events);
}
