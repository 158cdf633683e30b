/* SPDX-License-Identifier: Apache-2.0 */

#include "job/pending.h"

#include <string.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "job/task_question.h"
#include "rpc/ask.h"
#include "rpc/topics.h"
#include "util/pool.h"

/* A task whose keeper has died does not say so. */
#define LOOK_ANYWAY apr_time_from_sec(2)

typedef struct pending_t {
    const mcp_local_t *local;
    const char *id; /* the task's */
    const char *topic;
    apr_uint64_t pulse;
    apr_uint64_t seen;
    apr_time_t next;   /* look by then, whatever the topic says */
    apr_pool_t *pool;  /* of what next keeps */
    apr_hash_t *asked; /* keys of questions that are on the stream */
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

typedef struct questions_t {
    pending_t *pending;
    const mcp_task_t *task;
    mcp_feed_event_t *event;
    apr_pool_t *pool;
} questions_t;

/* One that is open. 0: it is the one to ask now. */
static int ask(void *baton, const char *key, mcp_json_t *question)
{
    questions_t *questions = baton;
    pending_t *pending = questions->pending;
    const mcp_local_t *local = pending->local;
    mcp_feed_event_t *event = questions->event;

    if (apr_hash_get(pending->asked, key, APR_HASH_KEY_STRING)
        || !mcp_ask_session_can(
            local->head->session, mcp_json_get_str(question, "method", ""),
            mcp_json_get(question, "params"), questions->pool)) {
        return 1;
    }
    event->bytes = mcp_task_question_make(
        local->engine->store, local->head->session->id, questions->task, key,
        question, &event->len, questions->pool);
    apr_hash_set(pending->asked, apr_pstrdup(pending->pool, key),
                 APR_HASH_KEY_STRING, pending);
    return event->bytes == NULL;
}

/* Who waits for the result is who can be asked. */
static int ask_one(pending_t *pending, mcp_feed_event_t *event,
                   apr_pool_t *pool)
{
    const mcp_local_t *local = pending->local;
    questions_t questions = {pending, NULL, event, pool};
    const mcp_store_t *store = local->engine->store;
    mcp_json_t *inputs;
    mcp_task_t *task;

    if (!local->head->session
        || mcp_task_store_read(
               &task, store, pending->id,
               mcp_topics_user(&local->settings->nextcloud, local->uid, pool),
               pool)
               != APR_SUCCESS
        || task->status != MCP_TASK_INPUT_REQUIRED
        || mcp_json_parse_trusted(&inputs, task->inputs, strlen(task->inputs),
                                  pool)) {
        return 0;
    }
    questions.task = task;
    mcp_json_each(inputs, ask, &questions);
    return event->bytes != NULL;
}

static mcp_feed_e next(void *baton, mcp_feed_event_t *event, apr_pool_t *pool)
{
    pending_t *pending = baton;
    mcp_local_t local = *pending->local;
    mcp_reply_t reply;

    if (!is_due(pending, pool)) {
        return MCP_FEED_NOTHING;
    }
    local.pool = pool;
    mcp_local_run(&local, &reply);
    if (!reply.is_pending) {
        event->bytes = reply.body;
        event->len = reply.len;
        return MCP_FEED_END;
    }
    /* There may be more than one: it is due until all are asked. */
    pending->next = 0;
    if (ask_one(pending, event, pool)) {
        return MCP_FEED_MESSAGE;
    }
    pending->next = apr_time_now() + LOOK_ANYWAY;
    return MCP_FEED_NOTHING;
}

apr_status_t mcp_pending_open(mcp_feed_t *feed, const mcp_local_t *local)
{
    pending_t *pending = apr_pcalloc(local->pool, sizeof(*pending));
    apr_status_t rv = mcp_pool_create_below(&pending->pool, local->pool);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    pending->local = local;
    pending->id =
        mcp_json_get_str(local->body->messages->params, "taskId", "");
    pending->topic = mcp_task_store_topic(pending->id, local->pool);
    pending->asked = apr_hash_make(pending->pool);
    feed->baton = pending;
    feed->next = next;
    /* A client whose stream ends without an answer asks again. */
    feed->end = NULL;
    feed->close = NULL;
    return APR_SUCCESS;
}
