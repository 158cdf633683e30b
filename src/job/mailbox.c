/* SPDX-License-Identifier: Apache-2.0 */

#include "job/mailbox.h"

#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "job/listen.h"
#include "rpc/topics.h"
#include "store/record.h"
#include "util/pool.h"

#define KIND "stream position"

/* A client that has lost its stream comes back before this. */
#define TTL apr_time_from_sec(300)

/* "s<number of the stream>.<count of the event>", which no event of a call
 * is called. */
#define ID_FORMAT "s%016" APR_UINT64_T_HEX_FMT ".%d"
#define MAX_ID 32

/* How often to see to it that the session stays, and is still there. */
#define REFRESH 16

typedef struct mailbox_t {
    const mcp_mailbox_setup_t *setup;
    apr_uint64_t number; /* this stream is the session's while the topic has
                            it */
    apr_uint64_t seen;   /* of the session's topic */
    apr_uint64_t pulse;
    apr_time_t refresh; /* when to look after the session */
    int primed;         /* the client has an id to go on from */
    int count;          /* of events */
    int is_new; /* there was a stream before, which this one does not go on
                   with: nothing of before is told */
    /* what the session hears of now */
    apr_pool_t *pool; /* of what follows, with an allocator of its own: next
                         need not run on the thread that has setup->pool */
    mcp_listen_setup_t listen_setup;
    mcp_listen_t listen;
    mcp_feed_t feed;
} mailbox_t;

static const mcp_store_t *store_of(const mailbox_t *box)
{
    return box->setup->engine->store;
}

static int has_uri(const apr_array_header_t *uris, const char *uri)
{
    int i;

    for (i = 0; uris && i < uris->nelts; i++) {
        if (!strcmp(APR_ARRAY_IDX(uris, i, const char *), uri)) {
            return 1;
        }
    }
    return 0;
}

/* What has been listened to has been told of; else what has changed since the
 * client asked for it is still to be told. */
static apr_uint64_t since_when(const mailbox_t *box,
                               const mcp_session_resource_t *resource,
                               apr_pool_t *pool)
{
    if (!box->is_new && !has_uri(box->listen.uris, resource->uri)) {
        return resource->since;
    }
    return mcp_topic_read(store_of(box),
                          mcp_topics_resource(resource->uri, pool), pool);
}

static void watch_resources(mailbox_t *box, apr_pool_t *pool)
{
    apr_array_header_t *resources =
        mcp_session_watched(store_of(box), box->setup->session->id, pool);
    apr_array_header_t *uris =
        apr_array_make(pool, resources->nelts, sizeof(char *));
    apr_array_header_t *since =
        apr_array_make(pool, resources->nelts, sizeof(apr_uint64_t));
    int i;

    for (i = 0; i < resources->nelts; i++) {
        const mcp_session_resource_t *resource =
            &APR_ARRAY_IDX(resources, i, mcp_session_resource_t);

        APR_ARRAY_PUSH(uris, const char *) = resource->uri;
        APR_ARRAY_PUSH(since, apr_uint64_t) = since_when(box, resource, pool);
    }
    box->is_new = 0;
    box->listen.uris = uris;
    box->listen_setup.since = since;
}

static void listen_anew(mailbox_t *box)
{
    const mcp_mailbox_setup_t *setup = box->setup;
    apr_pool_t *before = box->listen.pool;
    apr_pool_t *pool;

    apr_pool_create(&pool, box->pool);
    watch_resources(box, pool);
    box->listen.pool = pool;
    box->listen.tools = 1;
    box->listen.prompts = setup->settings->prompts != NULL;
    box->listen.resources = setup->settings->resources != NULL;
    box->listen.tasks = apr_array_make(pool, 1, sizeof(char *));
    mcp_listen_open(&box->feed, &box->listen, &box->listen_setup);
    if (before) {
        apr_pool_destroy(before);
    }
}

/* 0: the session has ended. */
static int keep_session(mailbox_t *box, apr_pool_t *pool)
{
    const mcp_mailbox_setup_t *setup = box->setup;
    apr_interval_time_t ttl = setup->settings->session_ttl;
    mcp_session_t *session =
        mcp_session_find(store_of(box), setup->session->id, pool);

    if (!session) {
        return 0;
    }
    mcp_session_keep(session, store_of(box), setup->uid, ttl, pool);
    box->refresh = apr_time_now() + ttl / REFRESH;
    return 1;
}

static int is_replaced(const mailbox_t *box, apr_pool_t *pool)
{
    apr_uint64_t number = mcp_topic_read(
        store_of(box), mcp_topics_stream(box->setup->session->id, pool), pool);

    return number != 0 && number != box->number;
}

static const char *position_id(const mailbox_t *box, const char *event,
                               apr_pool_t *pool)
{
    return apr_pstrcat(pool, box->setup->session->id, "/", event, NULL);
}

/* The client knows this much once it has the event. */
static void add_id(mailbox_t *box, mcp_feed_event_t *event, apr_pool_t *pool)
{
    const char *id = apr_psprintf(pool, ID_FORMAT, box->number, box->count++);
    apr_size_t len;
    const char *position = mcp_listen_position(&box->feed, &len, pool);

    if (mcp_record_put(store_of(box), KIND, position_id(box, id, pool),
                       position, len, TTL, pool)
        == APR_SUCCESS) {
        event->id = id;
    }
}

static void go_on(mailbox_t *box, const char *last_id, apr_pool_t *pool)
{
    const char *position;
    apr_size_t len;

    if (last_id[0] == 's' && strlen(last_id) < MAX_ID
        && mcp_record_get(&position, &len, store_of(box), KIND,
                          position_id(box, last_id, pool), pool)
               == APR_SUCCESS) {
        mcp_listen_go_on(&box->feed, position, len, pool);
    }
}

/* An event without a message; older clients choke on one. */
static mcp_feed_e prime(mailbox_t *box, mcp_feed_event_t *event,
                        apr_pool_t *pool)
{
    box->primed = 1;
    add_id(box, event, pool);
    return MCP_FEED_MESSAGE;
}

/* What is due is said before the subscriptions are read again. */
static mcp_feed_e next(void *baton, mcp_feed_event_t *event, apr_pool_t *pool)
{
    mailbox_t *box = baton;
    const char *topic = mcp_topics_session(box->setup->session->id, pool);
    apr_uint64_t pulse;
    mcp_feed_e what;

    if (!box->primed) {
        return prime(box, event, pool);
    }
    what = box->feed.next(box->feed.baton, event, pool);
    if (what == MCP_FEED_MESSAGE) {
        add_id(box, event, pool);
    }
    if (what != MCP_FEED_NOTHING) {
        return what;
    }
    if (apr_time_now() >= box->refresh && !keep_session(box, pool)) {
        return MCP_FEED_END;
    }
    pulse = mcp_pulse_read(box->setup->engine->pulse, pool);
    if (pulse == box->pulse) {
        return MCP_FEED_NOTHING;
    }
    box->pulse = pulse;
    if (is_replaced(box, pool)) {
        return MCP_FEED_END;
    }
    if (mcp_topic_is_changed(&box->seen, store_of(box), topic, pool)) {
        if (!keep_session(box, pool)) {
            return MCP_FEED_END;
        }
        listen_anew(box);
    }
    return MCP_FEED_NOTHING;
}

static apr_status_t take_over(mailbox_t *box)
{
    apr_pool_t *pool = box->setup->pool;
    apr_status_t rv = APR_SUCCESS;

    while (rv == APR_SUCCESS && box->number == 0) {
        rv = apr_generate_random_bytes((unsigned char *)&box->number,
                                       sizeof(box->number));
    }
    if (rv != APR_SUCCESS) {
        return rv;
    }
    return mcp_topic_put(store_of(box),
                         mcp_topics_stream(box->setup->session->id, pool),
                         box->number, pool);
}

apr_status_t mcp_mailbox_open(mcp_feed_t *feed,
                              const mcp_mailbox_setup_t *setup)
{
    mailbox_t *box = apr_pcalloc(setup->pool, sizeof(*box));
    mcp_listen_setup_t *listen = &box->listen_setup;
    apr_status_t rv;

    box->setup = setup;
    rv = mcp_pool_create_below(&box->pool, setup->pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    listen->engine = setup->engine;
    listen->settings = setup->settings;
    listen->uid = setup->uid;
    listen->authorization = setup->authorization;
    listen->client_ip = setup->client_ip;
    listen->revision = setup->session->revision;
    box->seen = mcp_topic_read(
        store_of(box), mcp_topics_session(setup->session->id, setup->pool),
        setup->pool);
    box->refresh = apr_time_now() + setup->settings->session_ttl / REFRESH;
    box->is_new = !setup->last_id && is_replaced(box, setup->pool);
    box->primed = setup->session->revision < MCP_REV_2025_11_25;
    listen_anew(box);
    if (setup->last_id) {
        go_on(box, setup->last_id, setup->pool);
    }
    feed->baton = box;
    feed->next = next;
    feed->end = NULL;
    feed->close = NULL;
    return take_over(box);
}
