/* SPDX-License-Identifier: Apache-2.0 */

#include "job/listen.h"

#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "job/stage.h"
#include "job/watch.h"
#include "resource/uri.h"
#include "rpc/task_text.h"
#include "rpc/topics.h"
#include "util/buf.h"
#include "util/json.h"

/* A look at Nextcloud is over by then, as a rule. */
#define LOOK_TAKES apr_time_from_sec(2)

/* A list of tools takes Nextcloud several requests, and changes rarely. Its
 * client asks for it at the beginning. */
#define LOOKS_PER_TOOLS 10

/* Changes in a row are looked at together. */
#define LOOK_AGAIN apr_time_from_msec(300)

/* One thing that is listened to. */
typedef struct watch_t {
    const char *topic;
    apr_uint64_t seen;
    int has_seen;       /* before this stream began to look */
    int is_number;      /* the topic's number stands for a list: the first
                           that is seen is what the client knows */
    const char *method; /* behind "notifications/" */
    const char *params; /* or NULL */
    const char *task;   /* id of a task, which is told of as it is; or NULL */
    int is_hint;        /* not told: the watch before it is to be looked up */
} watch_t;

typedef struct subscription_t {
    const mcp_listen_t *listen;
    const mcp_listen_setup_t *setup;
    apr_array_header_t *watches; /* watch_t */
    int acknowledged;
    apr_uint64_t pulse; /* all watches have been looked at since */
    int at;             /* of the watches; their number: all looked at */
    mcp_watch_t watch;  /* for looking at Nextcloud */
    apr_array_header_t *paths; /* const char *: to look at there */
    int looks;
    apr_time_t looked;
    apr_time_t verify_at; /* has the look found that the credential is no good
                             any more? 0: that is known */
    apr_time_t look_at; /* when to look again; 0: there is nothing to look at,
                           or nobody wants to */
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

static watch_t *last_watch(const subscription_t *subscription)
{
    return &APR_ARRAY_IDX(subscription->watches,
                          subscription->watches->nelts - 1, watch_t);
}

/* The tools of this user, and what other modules say of everybody's. */
static void add_tools(subscription_t *subscription, apr_pool_t *pool)
{
    const mcp_listen_setup_t *setup = subscription->setup;

    add(subscription,
        mcp_topics_toolset(&setup->settings->nextcloud, setup->uid,
                           &setup->settings->policy, setup->revision, pool),
        "tools/list_changed", NULL);
    last_watch(subscription)->is_number = 1;
    add(subscription, mcp_topics_list(MCP_CHANGE_TOOLS), "tools/list_changed",
        NULL);
}

/* Told when it has another ETag; looked up now and then, and when a tool of
 * ours has changed it. */
static void add_file(subscription_t *subscription, const char *path,
                     const char *params, apr_pool_t *pool)
{
    const mcp_listen_setup_t *setup = subscription->setup;

    add(subscription, mcp_watch_topic(&subscription->watch, path, pool),
        "resources/updated", params);
    last_watch(subscription)->is_number = 1;
    add(subscription,
        mcp_topics_file(&setup->settings->nextcloud, setup->uid, path, pool),
        NULL, NULL);
    last_watch(subscription)->is_hint = 1;
    APR_ARRAY_PUSH(subscription->paths, const char *) = path;
}

static void add_resource(subscription_t *subscription, const char *uri,
                         const apr_uint64_t *since, apr_pool_t *pool)
{
    mcp_uri_file_t file;
    mcp_buf_t params;

    mcp_buf_init(&params, 256, pool);
    mcp_buf_add_str(&params, "\"uri\":");
    mcp_buf_add_json_str(&params, uri, strlen(uri));
    if (!strncmp(uri, MCP_URI_FILES, strlen(MCP_URI_FILES))
        && !mcp_uri_parse_file(&file, uri, pool)) {
        add_file(subscription, file.path, params.data, pool);
        return;
    }
    add(subscription, mcp_topics_resource(uri, pool), "resources/updated",
        params.data);
    if (since) {
        last_watch(subscription)->has_seen = 1;
        last_watch(subscription)->seen = *since;
    }
}

static void add_task(subscription_t *subscription, const char *id,
                     apr_pool_t *pool)
{
    add(subscription, mcp_task_store_topic(id, pool), "tasks", NULL);
    last_watch(subscription)->task = id;
}

static void add_all(subscription_t *subscription, const mcp_listen_t *listen)
{
    const apr_array_header_t *since = subscription->setup->since;
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
                     since ? &APR_ARRAY_IDX(since, i, apr_uint64_t) : NULL,
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
    subscription->at = subscription->watches->nelts;
    for (i = 0; i < subscription->watches->nelts; i++) {
        watch_t *watch = &APR_ARRAY_IDX(subscription->watches, i, watch_t);

        if (watch->has_seen) {
            subscription->at = 0;
            continue;
        }
        watch->seen = mcp_topic_read(engine->store, watch->topic, pool);
    }
}

/* Look soon. If it is the first look, what it finds is news. */
static void take_hint(subscription_t *subscription, watch_t *watch)
{
    if (subscription->look_at != 0) {
        subscription->look_at = subscription->looked + LOOK_AGAIN;
    }
    watch[-1].is_number = watch[-1].seen != 0;
}

static int is_news(subscription_t *subscription, watch_t *watch,
                   apr_pool_t *pool)
{
    int knew = watch->seen != 0 || !watch->is_number;

    if (!mcp_topic_is_changed(&watch->seen, subscription->setup->engine->store,
                              watch->topic, pool)) {
        return 0;
    }
    if (watch->is_hint) {
        take_hint(subscription, watch);
        return 0;
    }
    return knew;
}

static void look(subscription_t *subscription, apr_pool_t *pool)
{
    mcp_watch_t *watch = &subscription->watch;
    apr_time_t now = apr_time_now();

    if (subscription->look_at == 0 || now < subscription->look_at) {
        return;
    }
    watch->tools =
        subscription->listen->tools
        && subscription->looks % LOOKS_PER_TOOLS == LOOKS_PER_TOOLS - 1;
    if (mcp_watch_look(watch, pool) == APR_SUCCESS) {
        subscription->looks++;
        subscription->looked = now;
        if (subscription->verify_at == 0) {
            subscription->verify_at = now + LOOK_TAKES;
        }
        subscription->look_at = now + watch->settings->watch_interval;
    }
}

/* Who may not ask any more is not told any more. */
static int is_refused(subscription_t *subscription, apr_pool_t *pool)
{
    const mcp_watch_t *watch = &subscription->watch;
    const char *uid;

    if (subscription->verify_at == 0
        || apr_time_now() < subscription->verify_at) {
        return 0;
    }
    subscription->verify_at = 0;
    return mcp_stage_auth_recall(watch->engine, watch->settings,
                                 watch->authorization, &uid, pool)
           == MCP_VERDICT_REFUSED;
}

static void prepare_look(subscription_t *subscription,
                         const mcp_listen_t *listen)
{
    const mcp_listen_setup_t *setup = subscription->setup;
    mcp_watch_t *watch = &subscription->watch;

    subscription->paths = apr_array_make(listen->pool, 2, sizeof(char *));
    watch->engine = setup->engine;
    watch->settings = setup->settings;
    watch->authorization = setup->authorization;
    watch->client_ip = setup->client_ip;
    watch->uid = setup->uid;
    watch->revision = setup->revision;
    watch->paths = subscription->paths;
}

/* The first time at once: it is what the client knows. */
static void begin_to_look(subscription_t *subscription)
{
    const mcp_settings_t *settings = subscription->setup->settings;

    if (settings->nextcloud.url && settings->watch_interval > 0
        && (subscription->listen->tools || subscription->paths->nelts > 0)) {
        subscription->look_at = 1;
    }
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

static void end(void *baton, mcp_feed_event_t *event, apr_pool_t *pool)
{
    const mcp_listen_setup_t *setup = ((subscription_t *)baton)->setup;

    event->bytes = setup->last;
    event->len = setup->last_len;
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
    if (is_refused(subscription, pool)) {
        end(subscription, event, pool);
        return MCP_FEED_END;
    }
    look(subscription, pool);
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
    prepare_look(subscription, listen);
    add_all(subscription, listen);
    look_first(subscription);
    begin_to_look(subscription);
    feed->baton = subscription;
    feed->next = next;
    feed->end = end;
    feed->close = NULL;
}

const char *mcp_listen_position(const mcp_feed_t *feed, apr_size_t *len,
                                apr_pool_t *pool)
{
    const subscription_t *subscription = feed->baton;
    mcp_json_t *json = mcp_json_object_create(pool);
    int i;

    for (i = 0; i < subscription->watches->nelts; i++) {
        const watch_t *watch =
            &APR_ARRAY_IDX(subscription->watches, i, watch_t);

        mcp_json_set_str(
            json, watch->topic,
            apr_psprintf(pool, "%" APR_UINT64_T_HEX_FMT, watch->seen));
    }
    return mcp_json_print(json, len, pool);
}

void mcp_listen_go_on(const mcp_feed_t *feed, const char *position,
                      apr_size_t len, apr_pool_t *pool)
{
    subscription_t *subscription = feed->baton;
    mcp_json_t *json;
    int i;

    if (mcp_json_parse_trusted(&json, position, len, pool)) {
        return;
    }
    for (i = 0; i < subscription->watches->nelts; i++) {
        watch_t *watch = &APR_ARRAY_IDX(subscription->watches, i, watch_t);
        const char *seen =
            mcp_json_str(mcp_json_get(json, watch->topic), NULL);

        if (seen) {
            watch->seen = (apr_uint64_t)strtoull(seen, NULL, 16);
        }
    }
    subscription->at = 0;
}
