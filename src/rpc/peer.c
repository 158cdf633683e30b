/* SPDX-License-Identifier: Apache-2.0 */

#include "rpc/peer.h"

#include <string.h>

#include "rpc/level.h"
#include "rpc/notify.h"
#include "rpc/task_call.h"
#include "rpc/topics.h"
#include "store/topic.h"
#include "util/log.h"

/* At most 40 a second: nobody sees more. */
#define INTERVAL apr_time_from_msec(25)

static int is_due(const mcp_peer_t *peer, double done, apr_time_t now)
{
    return !peer->begun || (done > peer->last && now >= peer->next);
}

static void report(void *baton, double done, double total, const char *message)
{
    mcp_peer_t *peer = baton;
    mcp_rpc_call_t *call = peer->ask.call;
    apr_time_t now = apr_time_now();
    const char *bytes;
    apr_size_t len;

    if (!peer->token || !call->line || done < 0 || !is_due(peer, done, now)) {
        return;
    }
    if (!peer->begun) {
        peer->base = call->line->begin_progress(call->line->baton);
    }
    peer->begun = 1;
    peer->last = done;
    peer->next = now + INTERVAL;
    bytes = mcp_notify_progress(peer->token, peer->base + done,
                                total < 0 ? -1 : peer->base + total, message,
                                &len, call->pool);
    call->line->post_progress(call->line->baton, bytes, len);
}

static int can_ask(void *baton, const char *method)
{
    return mcp_ask_can(&((mcp_peer_t *)baton)->ask, method, NULL);
}

static mcp_err_t *ask(void *baton, const char **answer, const char *key,
                      const char *method, const char *params)
{
    return mcp_ask_client(&((mcp_peer_t *)baton)->ask, answer, key, method,
                          params);
}

static void changed(void *baton, mcp_change_e what, const char *uri)
{
    const mcp_rpc_call_t *call = ((mcp_peer_t *)baton)->ask.call;
    const char *topic = what == MCP_CHANGE_RESOURCE
                            ? mcp_topics_resource(uri, call->pool)
                            : mcp_topics_list(what);
    apr_status_t rv = mcp_topic_touch(call->store, topic, call->pool);

    if (rv != APR_SUCCESS && call->store) {
        mcp_log(MCP_LOG_DEBUG, rv,
                MCP_LOGNO(0051) "the store did not take a change");
    }
}

static int wants(mcp_peer_t *peer, int level)
{
    if (!peer->knows_level) {
        peer->knows_level = 1;
        /* A level that is none has been refused before. */
        (void)mcp_level_wanted(&peer->level, peer->ask.call);
    }
    return level >= peer->level;
}

static void write_log(void *baton, const char *level, const char *text)
{
    mcp_peer_t *peer = baton;
    mcp_rpc_call_t *call = peer->ask.call;
    int number = mcp_level_find(level);
    const char *bytes;
    apr_size_t len;

    number = number < 0 ? mcp_level_find("info") : number;
    if (!call->line || !wants(peer, number)) {
        return;
    }
    bytes = mcp_level_notify(number, text, &len, call->pool);
    call->line->post(call->line->baton, bytes, len);
}

static void close_stream(void *baton)
{
    const mcp_rpc_line_t *line = ((mcp_peer_t *)baton)->ask.call->line;

    if (line && line->close) {
        line->close(line->baton);
    }
}

static int begin_task(void *baton)
{
    mcp_peer_t *peer = baton;

    return peer->may_begin_task && mcp_task_call_begin(peer->ask.call);
}

mcp_err_t *mcp_peer_open(mcp_peer_t *peer, mcp_rpc_call_t *call)
{
    mcp_err_t *err = NULL;

    memset(peer, 0, sizeof(*peer));
    peer->client.baton = peer;
    peer->client.progress = report;
    peer->client.can_ask = can_ask;
    peer->client.ask = ask;
    peer->client.begin_task = begin_task;
    peer->client.changed = changed;
    peer->client.log = write_log;
    peer->client.close_stream = close_stream;
    peer->token = mcp_notify_token(call->message, call->pool);
    if (mcp_revision_is_modern(call->message->revision)) {
        err = mcp_level_wanted(&peer->level, call);
        peer->knows_level = 1;
    }
    return err ? err : mcp_ask_open(&peer->ask, call);
}

int mcp_peer_asks(const mcp_peer_t *peer, const char **result, apr_size_t *len)
{
    if (!mcp_ask_is_open(&peer->ask)) {
        return 0;
    }
    *result = mcp_ask_print(&peer->ask, len);
    return 1;
}
