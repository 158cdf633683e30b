/* SPDX-License-Identifier: Apache-2.0 */

#include "job/listen.h"

#include <string.h>

#include <apr_strings.h>

#include "resource/uri.h"
#include "rpc/task_text.h"
#include "rpc/topics.h"
#include "util/buf.h"

/* One thing that is listened to. */
typedef struct watch_t {
    const char *topic;
    apr_uint64_t seen;
    int is_number;      /* the topic's number stands for a list: the first
                           that is seen is what the client knows */
    const char *method; /* behind "notifications/" */
    const char *params; /* or NULL */
    const char *task;   /* id of a task, which is told of as it is; or NULL */
} watch_t;

typedef struct subscription_t {
    const mcp_listen_t *listen;
    const mcp_listen_setup_t *setup;
    apr_array_header_t *watches; /* watch_t */
    int acknowledged;
    apr_uint64_t pulse; /* all watches have been looked at since */
    int at;             /* of the watches; their number: all looked at */
} subscription_t;

static void add(subscription_t *subscription, const char *topic,
                const char *method, const char *params)
{
    watch_t *watch = apr_array_push(subscription->watches);

    memset(watch, 0, sizeof(*watch));
    watch->topic = topic;
    watch->method = method;
    watch->params = params;
}

/* The tools of this user, and what other modules say of everybody's. */
static void add_tools(subscription_t *subscription, apr_pool_t *pool)
{
    const mcp_listen_setup_t *setup = subscription->setup;

    add(subscription,
        mcp_topics_toolset(&setup->settings->nextcloud, setup->uid,
                           &setup->settings->policy, setup->revision, pool),
        "tools/list_changed", NULL);
    APR_ARRAY_IDX(subscription->watches, subscription->watches->nelts - 1,
                  watch_t)
        .is_number = 1;
    add(subscription, mcp_topics_list(MCP_CHANGE_TOOLS), "tools/list_changed",
        NULL);
}

static const char *resource_topic(const mcp_listen_setup_t *setup,
                                  const char *uri, apr_pool_t *pool)
{
    mcp_uri_file_t file;

    if (!strncmp(uri, MCP_URI_FILES, strlen(MCP_URI_FILES))
        && !mcp_uri_parse_file(&file, uri, pool)) {
        return mcp_topics_file(&setup->settings->nextcloud, setup->uid,
                               file.path, pool);
    }
    return mcp_topics_resource(uri, pool);
}

static void add_resource(subscription_t *subscription, const char *uri,
                         apr_pool_t *pool)
{
    mcp_buf_t params;

    mcp_buf_init(&params, 256, pool);
    mcp_buf_add_str(&params, "\"uri\":");
    mcp_buf_add_json_str(&params, uri, strlen(uri));
    add(subscription, resource_topic(subscription->setup, uri, pool),
        "resources/updated", params.data);
}

static void add_task(subscription_t *subscription, const char *id,
                     apr_pool_t *pool)
{
    add(subscription, mcp_task_store_topic(id, pool), "tasks", NULL);
    APR_ARRAY_IDX(subscription->watches, subscription->watches->nelts - 1,
                  watch_t)
        .task = id;
}

static void add_all(subscription_t *subscription, const mcp_listen_t *listen)
{
    int i;

    if (listen->tools) {
        add_tools(subscription, listen->pool);
    }
    if (listen->prompts) {
        add(subscription, mcp_topics_list(MCP_CHANGE_PROMPTS),
            "prompts/list_changed", NULL);
    }
    if (listen->resources) {
        add(subscription, mcp_topics_list(MCP_CHANGE_RESOURCES),
            "resources/list_changed", NULL);
    }
    for (i = 0; i < listen->uris->nelts; i++) {
        add_resource(subscription,
                     APR_ARRAY_IDX(listen->uris, i, const char *),
                     listen->pool);
    }
    for (i = 0; i < listen->tasks->nelts; i++) {
        add_task(subscription, APR_ARRAY_IDX(listen->tasks, i, const char *),
                 listen->pool);
    }
}

/* What is known when the client is told that we listen. */
static void look_first(subscription_t *subscription)
{
    const mcp_engine_t *engine = subscription->setup->engine;
    apr_pool_t *pool = subscription->listen->pool;
    int i;

    subscription->pulse = mcp_pulse_read(engine->pulse, pool);
    for (i = 0; i < subscription->watches->nelts; i++) {
        watch_t *watch = &APR_ARRAY_IDX(subscription->watches, i, watch_t);

        watch->seen = mcp_topic_read(engine->store, watch->topic, pool);
    }
    subscription->at = subscription->watches->nelts;
}

static int is_news(subscription_t *subscription, watch_t *watch,
                   apr_pool_t *pool)
{
    int knew = watch->seen != 0 || !watch->is_number;

    return mcp_topic_is_changed(&watch->seen,
                                subscription->setup->engine->store,
                                watch->topic, pool)
           && knew;
}

/* A task may have gone meanwhile: then there is nothing to tell. */
static int tell(const subscription_t *subscription, const watch_t *watch,
                mcp_feed_event_t *event, apr_pool_t *pool)
{
    const mcp_listen_setup_t *setup = subscription->setup;
    const mcp_store_t *store = setup->engine->store;
    const char *params = watch->params;
    mcp_task_t *task;
    apr_size_t len;

    if (watch->task) {
        if (mcp_task_store_read(
                &task, store, watch->task,
                mcp_topics_user(&setup->settings->nextcloud, setup->uid, pool),
                pool)
            != APR_SUCCESS) {
            return 0;
        }
        params = mcp_task_text_detail(task, store, &len, pool);
    }
    event->bytes = mcp_listen_notify(subscription->listen, watch->method,
                                     params, &event->len, pool);
    return 1;
}

static mcp_feed_e next(void *baton, mcp_feed_event_t *event, apr_pool_t *pool)
{
    subscription_t *subscription = baton;
    int count = subscription->watches->nelts;

    if (!subscription->acknowledged) {
        subscription->acknowledged = 1;
        event->bytes =
            mcp_listen_acknowledge(subscription->listen, &event->len, pool);
        return MCP_FEED_MESSAGE;
    }
    if (subscription->at == count) {
        apr_uint64_t pulse =
            mcp_pulse_read(subscription->setup->engine->pulse, pool);

        if (pulse == subscription->pulse) {
            return MCP_FEED_NOTHING;
        }
        subscription->pulse = pulse;
        subscription->at = 0;
    }
    while (subscription->at < count) {
        watch_t *watch =
            &APR_ARRAY_IDX(subscription->watches, subscription->at++, watch_t);

        if (is_news(subscription, watch, pool)
            && tell(subscription, watch, event, pool)) {
            return MCP_FEED_MESSAGE;
        }
    }
    return MCP_FEED_NOTHING;
}

static void end(void *baton, mcp_feed_event_t *event, apr_pool_t *pool)
{
    const mcp_listen_setup_t *setup = ((subscription_t *)baton)->setup;

    event->bytes = setup->last;
    event->len = setup->last_len;
}

void mcp_listen_open(mcp_feed_t *feed, mcp_listen_t *listen,
                     const mcp_listen_setup_t *setup)
{
    subscription_t *subscription =
        apr_pcalloc(listen->pool, sizeof(*subscription));

    subscription->listen = listen;
    subscription->setup = setup;
    /* A session's stream answers no request. */
    subscription->acknowledged = listen->id == NULL;
    subscription->watches = apr_array_make(listen->pool, 4, sizeof(watch_t));
    add_all(subscription, listen);
    look_first(subscription);
    feed->baton = subscription;
    feed->next = next;
    feed->end = end;
    feed->close = NULL;
}
