/* SPDX-License-Identifier: Apache-2.0 */

#include "job/exchange.h"

#include <string.h>

#include <apr_atomic.h>
#include <apr_escape.h>
#include <apr_general.h>
#include <apr_strings.h>

#include "job/task_question.h"
#include "rpc/ask.h"
#include "store/record.h"
#include "util/buf.h"
#include "util/log.h"

#define KIND "answer"

/* An answer that nobody waits for is forgotten after this. */
#define ANSWER_TTL apr_time_from_sec(300)

/* How often a job looks for what came at another child. */
#define LOOK apr_time_from_msec(50)

/* The id of a question: random bytes, and a hash that proves that we have
 * asked it, in this session. So nobody can fill the store with answers to
 * what was never asked. */
#define PART 8
#define ID_LEN (4 * PART)

static const char *prove(const mcp_store_t *store, const char *session,
                         const char *random, apr_pool_t *pool)
{
    const char *parts[] = {"mod_mcp question", session, random};
    unsigned char hash[MCP_HASH_LEN];

    mcp_hash_keyed(hash, store->secret, MCP_HASH_LEN, parts, 3);
    return apr_pescape_hex(pool, hash, PART, 0);
}

static const char *make_id(const mcp_store_t *store, const char *session,
                           apr_pool_t *pool)
{
    unsigned char bytes[PART];
    const char *random;

    if (apr_generate_random_bytes(bytes, sizeof(bytes)) != APR_SUCCESS) {
        return NULL;
    }
    random = apr_pescape_hex(pool, bytes, sizeof(bytes), 0);
    return apr_pstrcat(pool, random, prove(store, session, random, pool),
                       NULL);
}

static int is_ours(const mcp_store_t *store, const char *session,
                   const char *id, apr_pool_t *pool)
{
    const char *random;

    if (strlen(id) != ID_LEN) {
        return 0;
    }
    random = apr_pstrmemdup(pool, id, ID_LEN / 2);
    return !strcmp(id + ID_LEN / 2, prove(store, session, random, pool));
}

static const char *record_id(const char *session, const char *id,
                             apr_pool_t *pool)
{
    return apr_pstrcat(pool, session, "/", id, NULL);
}

static const char *cancel_topic(const char *session, const char *request,
                                apr_pool_t *pool)
{
    return apr_pstrcat(pool, "cancel\n", session, "\n", request, NULL);
}

/* ---- the client's side ---- */

static void take_answer(mcp_engine_t *engine, const mcp_session_t *session,
                        const mcp_message_t *message, apr_pool_t *pool)
{
    const char *id = mcp_json_get_str(message->answer, "id", "");
    const char *bytes;
    apr_size_t len;
    apr_status_t rv;

    if (mcp_task_question_take(engine->store, session->id, message->answer,
                               pool)
        || !is_ours(engine->store, session->id, id, pool)) {
        return;
    }
    bytes = mcp_json_print(message->answer, &len, pool);
    rv = mcp_record_put(engine->store, KIND, record_id(session->id, id, pool),
                        bytes, len, ANSWER_TTL, pool);
    if (rv != APR_SUCCESS) {
        mcp_log(MCP_LOG_WARNING, rv,
                MCP_LOGNO(0061) "the store did not take a client's answer");
    }
    mcp_bell_ring(engine->bell);
}

/* 1: it was one of this child's. */
static int cancel_here(mcp_engine_t *engine, const char *session,
                       const char *request)
{
    mcp_job_t *job = NULL;
    int found = 0;

    apr_thread_mutex_lock(engine->mutex);
    APR_RING_FOREACH(job, &engine->jobs, mcp_job_t, link)
    {
        if (job->head.session && job->request
            && !strcmp(job->head.session->id, session)
            && !strcmp(job->request, request)) {
            mcp_job_call_off(job);
            found = 1;
        }
    }
    apr_thread_mutex_unlock(engine->mutex);
    return found;
}

static void take_cancellation(mcp_engine_t *engine,
                              const mcp_session_t *session,
                              const mcp_message_t *message, apr_pool_t *pool)
{
    const mcp_json_t *id = mcp_json_get(message->params, "requestId");
    const char *request = mcp_json_print(id, NULL, pool);

    if (!id) {
        return;
    }
    if (cancel_here(engine, session->id, request)) {
        mcp_bell_ring(engine->bell);
        return;
    }
    (void)mcp_topic_touch(engine->store,
                          cancel_topic(session->id, request, pool), pool);
}

void mcp_exchange_deliver(mcp_engine_t *engine, const mcp_session_t *session,
                          const mcp_body_t *body, apr_pool_t *pool)
{
    int i;

    for (i = 0; i < body->count; i++) {
        const mcp_message_t *message = &body->messages[i];

        if (message->kind == MCP_MESSAGE_RESPONSE) {
            take_answer(engine, session, message, pool);
        }
        else if (message->kind == MCP_MESSAGE_NOTIFICATION
                 && !strcmp(message->method, "notifications/cancelled")) {
            take_cancellation(engine, session, message, pool);
        }
    }
}

/* ---- the job's side ---- */

void mcp_exchange_look(mcp_job_t *job)
{
    const mcp_session_t *session = job->head.session;
    mcp_engine_t *engine = job->engine;
    apr_uint64_t pulse;

    if (!session || !job->request || apr_atomic_read32(&job->cancelled)) {
        return;
    }
    if (!job->scratch) {
        apr_pool_create(&job->scratch, job->pool);
    }
    apr_pool_clear(job->scratch);
    pulse = mcp_pulse_read(engine->pulse, job->scratch);
    if (pulse == job->pulse) {
        return;
    }
    job->pulse = pulse;
    if (mcp_topic_read(engine->store,
                       cancel_topic(session->id, job->request, job->scratch),
                       job->scratch)
        != 0) {
        mcp_job_call_off(job);
    }
}

static void post_request(mcp_job_t *job, const char *id, const char *method,
                         const char *params)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 256 + (params ? strlen(params) : 0), job->pool);
    mcp_buf_addf(&buf, "{\"jsonrpc\":\"2.0\",\"id\":\"%s\",\"method\":\"%s\"",
                 id, method);
    if (params) {
        mcp_buf_addf(&buf, ",\"params\":%s", params);
    }
    mcp_buf_add_str(&buf, "}");
    mcp_job_say(job, buf.data, buf.len, 1);
}

/* Nobody waits for the answer any more. */
static void take_back(mcp_job_t *job, const char *id)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 160, job->pool);
    mcp_buf_addf(&buf,
                 "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                 "\"params\":{\"requestId\":\"%s\",\"reason\":\"It took too "
                 "long\"}}",
                 id);
    mcp_job_say(job, buf.data, buf.len, 1);
}

static mcp_err_t *wait_for_answer(mcp_job_t *job, const char **bytes,
                                  apr_size_t *len, const char *id)
{
    apr_time_t limit = apr_time_now() + job->settings.answer_timeout;
    const char *record = record_id(job->head.session->id, id, job->pool);
    apr_pool_t *scratch;
    mcp_err_t *err = NULL;

    apr_pool_create(&scratch, job->pool);
    for (;;) {
        apr_uint32_t count = mcp_bell_count(job->engine->bell);

        apr_pool_clear(scratch);
        if (mcp_record_get(bytes, len, job->engine->store, KIND, record,
                           scratch)
            == APR_SUCCESS) {
            *bytes = apr_pstrmemdup(job->pool, *bytes, *len);
            break;
        }
        mcp_exchange_look(job);
        if (apr_atomic_read32(&job->cancelled)) {
            err = mcp_err_create(job->pool, MCP_ERR_CANCELLED,
                                 "The request was cancelled");
            break;
        }
        if (mcp_outbox_state(job->outbox) == MCP_OUTBOX_UNHEARD) {
            err = mcp_err_create(job->pool, MCP_ERR_CANCELLED,
                                 "The client has gone, and cannot be asked");
            break;
        }
        if (apr_time_now() > limit) {
            take_back(job, id);
            err = mcp_err_create(job->pool, MCP_ERR_TOOL,
                                 "The client was asked for something that "
                                 "this needs and has not answered in time "
                                 "(MCPAnswerTimeout)");
            break;
        }
        mcp_bell_wait(job->engine->bell, count, LOOK);
    }
    apr_pool_destroy(scratch);
    return err;
}

static mcp_err_t *read_answer(const char **answer, const char *bytes,
                              apr_size_t len, apr_pool_t *pool)
{
    const mcp_json_t *failure;
    mcp_json_t *json;
    mcp_err_t *err = mcp_json_parse_trusted(&json, bytes, len, pool);

    if (err) {
        return mcp_err_push(pool, err, MCP_ERR_INTERNAL,
                            "The client's answer got lost");
    }
    failure = mcp_json_get(json, "error");
    if (failure) {
        return mcp_ask_refused(failure, pool);
    }
    *answer = mcp_json_print(mcp_json_get(json, "result"), NULL, pool);
    return NULL;
}

mcp_err_t *mcp_exchange_ask(mcp_job_t *job, const char **answer,
                            const char *method, const char *params)
{
    const mcp_store_t *store = job->engine->store;
    const char *session = job->head.session->id;
    apr_interval_time_t allowed = job->settings.answer_timeout;
    apr_time_t begin = apr_time_now();
    apr_interval_time_t spent;
    const char *id = make_id(store, session, job->pool);
    const char *bytes;
    apr_size_t len;
    mcp_err_t *err;

    if (!id) {
        return mcp_err_create(job->pool, MCP_ERR_INTERNAL,
                              "This server has no random numbers");
    }
    mcp_job_prolong(job, job->nc.deadline + allowed);
    mcp_outbox_add_patience(job->outbox, allowed);
    post_request(job, id, method, params);
    err = wait_for_answer(job, &bytes, &len, id);
    spent = apr_time_now() - begin;
    mcp_outbox_add_patience(job->outbox, spent - allowed);
    mcp_job_prolong(job, job->nc.deadline + spent - allowed);
    (void)mcp_record_remove(store, KIND, record_id(session, id, job->pool),
                            job->pool);
    return err ? err : read_answer(answer, bytes, len, job->pool);
}
