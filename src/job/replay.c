/* SPDX-License-Identifier: Apache-2.0 */

#include "job/replay.h"

#include <string.h>

#include <apr_escape.h>
#include <apr_general.h>
#include <apr_strings.h>

#include "store/record.h"
#include "util/log.h"

#define KIND "replay"

/* A client that is still interested comes back before this. */
#define TTL apr_time_from_sec(300)

/* The first byte of a record. */
#define MORE '+'
#define LAST '.'

typedef struct reader_t {
    const mcp_replay_t *replay;
    int number; /* that has been read */
    int looked;
    apr_uint64_t pulse;
    apr_time_t limit;
} reader_t;

const char *mcp_replay_name(apr_pool_t *pool)
{
    unsigned char bytes[MCP_REPLAY_STREAM_LEN / 2];

    if (apr_generate_random_bytes(bytes, sizeof(bytes)) != APR_SUCCESS) {
        return NULL;
    }
    return apr_pescape_hex(pool, bytes, sizeof(bytes), 0);
}

const char *mcp_replay_event_id(const char *stream, int number,
                                apr_pool_t *pool)
{
    return apr_psprintf(pool, "%s.%d", stream, number);
}

static const char *record_id(const mcp_replay_t *replay, int number,
                             apr_pool_t *pool)
{
    return apr_psprintf(pool, "%s/%s/%d", replay->session, replay->stream,
                        number);
}

void mcp_replay_keep(const mcp_replay_t *replay, int number, const char *bytes,
                     apr_size_t len, int is_last, apr_pool_t *pool)
{
    const mcp_store_t *store = replay->engine->store;
    char *value = apr_palloc(pool, len + 1);
    apr_status_t rv;

    value[0] = is_last ? LAST : MORE;
    if (bytes) {
        memcpy(value + 1, bytes, len);
    }
    rv = mcp_record_put(store, KIND, record_id(replay, number, pool), value,
                        bytes ? len + 1 : 1, TTL, pool);
    if (rv != APR_SUCCESS) {
        mcp_log(MCP_LOG_DEBUG, rv,
                MCP_LOGNO(0062) "the store did not take a message for a "
                                "client that may come back");
    }
    /* Somebody may be waiting for it already, who looks when anything has
     * changed. */
    (void)mcp_topic_touch(store, KIND, pool);
}

static mcp_feed_e read_next(reader_t *reader, mcp_feed_event_t *event,
                            apr_pool_t *pool)
{
    const mcp_replay_t *replay = reader->replay;
    const char *bytes;
    apr_size_t len;

    if (mcp_record_get(&bytes, &len, replay->engine->store, KIND,
                       record_id(replay, reader->number + 1, pool), pool)
            != APR_SUCCESS
        || len < 1) {
        return MCP_FEED_NOTHING;
    }
    reader->number++;
    if (len > 1) {
        event->id = mcp_replay_event_id(replay->stream, reader->number, pool);
        event->bytes = bytes + 1;
        event->len = len - 1;
    }
    return bytes[0] == LAST ? MCP_FEED_END : MCP_FEED_MESSAGE;
}

static mcp_feed_e next(void *baton, mcp_feed_event_t *event, apr_pool_t *pool)
{
    reader_t *reader = baton;
    apr_uint64_t pulse = mcp_pulse_read(reader->replay->engine->pulse, pool);
    mcp_feed_e what;

    if (reader->looked && pulse == reader->pulse) {
        return apr_time_now() > reader->limit ? MCP_FEED_END
                                              : MCP_FEED_NOTHING;
    }
    what = read_next(reader, event, pool);
    if (what == MCP_FEED_NOTHING) {
        reader->looked = 1;
        reader->pulse = pulse;
    }
    return what;
}

/* "<stream>.<number>" */
static int parse_id(reader_t *reader, mcp_replay_t *replay, const char *id,
                    apr_pool_t *pool)
{
    const char *number = id + MCP_REPLAY_STREAM_LEN + 1;

    if (strspn(id, "0123456789abcdef") != MCP_REPLAY_STREAM_LEN
        || id[MCP_REPLAY_STREAM_LEN] != '.' || !*number || strlen(number) > 6
        || strspn(number, "0123456789") != strlen(number)) {
        return 0;
    }
    replay->stream = apr_pstrmemdup(pool, id, MCP_REPLAY_STREAM_LEN);
    reader->number = (int)apr_atoi64(number);
    return 1;
}

apr_status_t mcp_replay_open(mcp_feed_t *feed, mcp_replay_t *replay,
                             const char *last_id, apr_time_t limit,
                             apr_pool_t *pool)
{
    reader_t *reader = apr_pcalloc(pool, sizeof(*reader));

    if (!parse_id(reader, replay, last_id, pool)) {
        return APR_NOTFOUND;
    }
    reader->replay = replay;
    reader->limit = limit;
    feed->baton = reader;
    feed->next = next;
    feed->end = NULL;
    feed->close = NULL;
    return APR_SUCCESS;
}
