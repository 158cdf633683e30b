/* SPDX-License-Identifier: Apache-2.0 */

#include "job/pending.h"

#include "store/task_store.h"

/* A task whose keeper has died does not say so. */
#define LOOK_ANYWAY apr_time_from_sec(2)

typedef struct pending_t {
    const mcp_local_t *local;
    const char *topic;
    apr_uint64_t pulse;
    apr_uint64_t seen;
    apr_time_t next; /* look by then, whatever the topic says */
} pending_t;

static int is_due(pending_t *pending, apr_pool_t *pool)
{
    const mcp_engine_t *engine = pending->local->engine;
    apr_uint64_t pulse = mcp_pulse_read(engine->pulse, pool);
    int due = apr_time_now() >= pending->next;

    if (pulse != pending->pulse) {
        pending->pulse = pulse;
        due |= mcp_topic_is_changed(&pending->seen, engine->store,
                                    pending->topic, pool);
    }
    return due;
}

static mcp_feed_e next(void *baton, mcp_feed_event_t *event, apr_pool_t *pool)
{
    pending_t *pending = baton;
    mcp_local_t local = *pending->local;
    mcp_reply_t reply;

    if (!is_due(pending, pool)) {
        return MCP_FEED_NOTHING;
    }
    pending->next = apr_time_now() + LOOK_ANYWAY;
    local.pool = pool;
    mcp_local_run(&local, &reply);
    if (reply.is_pending) {
        return MCP_FEED_NOTHING;
    }
    event->bytes = reply.body;
    event->len = reply.len;
    return MCP_FEED_END;
}

void mcp_pending_open(mcp_feed_t *feed, const mcp_local_t *local)
{
    pending_t *pending = apr_pcalloc(local->pool, sizeof(*pending));

    pending->local = local;
    pending->topic = mcp_task_store_topic(
        mcp_json_get_str(local->body->messages->params, "taskId", ""),
        local->pool);
    feed->baton = pending;
    feed->next = next;
    /* A client whose stream ends without an answer asks again. */
    feed->end = NULL;
    feed->close = NULL;
}
