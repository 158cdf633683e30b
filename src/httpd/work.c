/* SPDX-License-Identifier: Apache-2.0 */

/* A request that needs Nextcloud: its job, and what becomes of the reply. */

#include "httpd/request.h"

#include <string.h>

#include <apr_strings.h>

#include "httpd/answer.h"
#include "httpd/park.h"
#include "httpd/subscribe.h"
#include "httpd/wait.h"
#include "job/replay.h"
#include "job/short.h"
#include "rpc/notify.h"
#include "util/quote.h"

/* When a client that has lost its stream comes back. */
#define RETRY_MS 500

#define MAX_KEPT (64 * 1024)

typedef struct work_t {
    mcp_request_t *q;
    mcp_job_t *job;
    mcp_stream_t stream;
    mcp_wait_t wait;
    int is_short;
    /* when it is parked */
    int is_started;
    apr_status_t started;
} work_t;

/* The client has gone. MCP 2026-07-28 calls that a cancellation, earlier
 * revisions say that it is none: there the job goes on for itself. */
static int abandon(work_t *work)
{
    if (work->q->body.modern || work->is_short) {
        mcp_job_cancel(work->job);
    }
    work->q->r->connection->aborted = 1;
    return OK;
}

static void fail_late(mcp_request_t *q, mcp_reply_t *reply)
{
    mcp_err_t *err =
        mcp_err_create(q->r->pool, MCP_ERR_TIMEOUT,
                       "The request took longer than this server allows "
                       "(MCPJobTimeout)");

    memset(reply, 0, sizeof(*reply));
    mcp_reply_error(reply, q->body.error_id, err, q->body.modern, q->r->pool);
}

int mcp_request_keep_for_stream(mcp_request_t *q, const mcp_reply_t *reply,
                                const char *uid)
{
    mcp_reply_t *last;

    if (!mcp_subscribe_is_asked(q->body.messages, reply)) {
        return 0;
    }
    last = apr_pmemdup(q->r->pool, reply, sizeof(*reply));
    last->body = apr_pstrmemdup(q->r->pool, reply->body, reply->len);
    q->last = last;
    q->uid = apr_pstrdup(q->r->pool, uid ? uid : "");
    return 1;
}

int mcp_request_serve_stream(mcp_request_t *q)
{
    mcp_subscribe_t subscribe;
    int result = OK;
    mcp_err_t *err;

    subscribe.r = q->r;
    subscribe.server = q->server;
    subscribe.config = q->config;
    subscribe.settings = &q->settings;
    subscribe.head = &q->head;
    subscribe.body = &q->body;
    subscribe.uid = q->uid;
    subscribe.authorization = q->authorization;
    subscribe.last = q->last;
    err = mcp_subscribe_serve(&subscribe, &result);
    return err ? mcp_request_fail(q, err) : result;
}

static void make_wait(mcp_wait_t *wait, const mcp_request_t *q, mcp_job_t *job,
                      mcp_stream_t *stream)
{
    wait->job = job;
    wait->stream = stream;
    wait->token = NULL;
    wait->keep_alive = mcp_config_keep_alive(q->config);
}

/* Nobody wants the answer, and so there is none (MCP 2025-11-25,
 * basic/utilities/cancellation): a stream without one, unless the client
 * takes no streams. */
static int end_silently(mcp_request_t *q, mcp_stream_t *stream)
{
    if (!stream->allowed) {
        return mcp_request_fail(q,
                                mcp_err_create(q->r->pool, MCP_ERR_CANCELLED,
                                               "The client has cancelled "
                                               "this request"));
    }
    (void)mcp_stream_open(stream);
    return OK;
}

static int is_resumable(const work_t *work)
{
    return work->job->stream && work->stream.begun;
}

/* Large ones would drive out too much else, for a case that is rare: the
 * connection breaks while the answer is on its way. */
static void keep_reply(work_t *work)
{
    mcp_job_t *job = work->job;

    if (!is_resumable(work)) {
        return;
    }
    work->stream.last_id = mcp_replay_event_id(
        job->stream, mcp_outbox_last(job->outbox), work->q->r->pool);
    if (mcp_quote_len(job->reply.len, job->reply.quotes) <= MAX_KEPT) {
        mcp_wait_keep_reply(&work->wait, &job->reply);
    }
}

static int answer(work_t *work)
{
    mcp_request_t *q = work->q;
    mcp_job_t *job = work->job;

    mcp_request_note(q, job->served);
    if (mcp_request_keep_for_stream(q, &job->reply, job->served)) {
        return OK;
    }
    mcp_request_begin_session(q, &job->reply, job->served);
    keep_reply(work);
    return mcp_stream_finish(&work->stream, &job->reply);
}

/* The wait is over. */
static int conclude(work_t *work, mcp_wait_e what)
{
    mcp_reply_t late;

    switch (what) {
    case MCP_WAIT_DONE:
        return answer(work);
    case MCP_WAIT_GONE:
        return abandon(work);
    case MCP_WAIT_CLOSED:
        return OK;
    case MCP_WAIT_CALLED_OFF:
        if (is_resumable(work)) {
            mcp_wait_keep_reply(&work->wait, NULL);
        }
        return end_silently(work->q, &work->stream);
    case MCP_WAIT_LATE:
    case MCP_WAIT_MORE: /* of nobody who has waited */
        break;
    }
    mcp_job_cancel(work->job);
    fail_late(work->q, &late);
    return mcp_stream_finish(&work->stream, &late);
}

/* Clients of earlier revisions stumble over an event without a message
 * (MCP 2025-11-25, basic/transports). */
static void make_resumable(work_t *work)
{
    const mcp_session_t *session = work->q->head.session;
    mcp_job_t *job = work->job;

    if (!session || session->revision < MCP_REV_2025_11_25
        || !work->stream.allowed) {
        return;
    }
    job->stream = mcp_replay_name(job->pool);
    if (job->stream) {
        work->stream.first_id =
            mcp_replay_event_id(job->stream, 0, work->q->r->pool);
        work->stream.retry = RETRY_MS;
    }
}

static void prepare(work_t *work, mcp_request_t *q, mcp_job_t *job)
{
    memset(work, 0, sizeof(*work));
    work->q = q;
    work->job = job;
    mcp_stream_init(&work->stream, q->r);
    /* The answer to a batch is one array, which no event can hold; that to
     * initialize has a header that is not known before. */
    work->stream.allowed &= !q->body.is_batch && !mcp_request_is_initialize(q);
    make_wait(&work->wait, q, job, &work->stream);
    work->wait.token = mcp_notify_token(q->body.messages, q->r->pool);
    job->can_ask = work->stream.allowed;
    work->is_short =
        mcp_job_is_short(q->server->engine, &q->settings, &q->body);
    if (!work->is_short) {
        make_resumable(work);
    }
}

/* On this thread or on another. *result: of the handler. */
static apr_status_t run(work_t *work, int *result)
{
    mcp_request_t *q = work->q;
    mcp_gate_t *gate = q->server->gate;
    mcp_wait_e what;
    apr_status_t rv;

    if (work->is_short) {
        work->job->parsed = &q->body;
        what = mcp_wait_run(&work->wait, mcp_gate_leave, gate);
        *result = conclude(work, what);
        return APR_SUCCESS;
    }
    rv = mcp_job_start(work->job, mcp_gate_leave, gate);
    if (rv == APR_SUCCESS) {
        *result = conclude(work, mcp_wait_for(&work->wait));
    }
    return rv;
}

/* text NULL: only to find out whose the credential is. */
static apr_status_t create_job(mcp_request_t *q, mcp_job_t **job,
                               const char *text)
{
    mcp_job_input_t input;

    input.settings = &q->settings;
    input.authorization = q->authorization;
    input.uid = q->uid;
    input.client_ip = q->r->useragent_ip;
    input.text = text;
    input.len = text ? q->len : 0;
    input.request = text && !q->body.is_batch ? q->body.messages->id : NULL;
    input.head = &q->head;
    return mcp_job_create(job, q->server->engine, &input);
}

/* There was a place, and no job came of it. */
static mcp_err_t *give_back(mcp_request_t *q, apr_status_t rv)
{
    q->parks ? mcp_gate_leave_parked(q->server->gate)
             : mcp_gate_leave(q->server->gate);
    return mcp_err_detail(q->r->pool, mcp_request_busy(q),
                          "cannot start a job: %d", rv);
}

/* ---- without holding a worker ---- */

static void wake(void *parked)
{
    mcp_park_wake(parked);
}

static void sleep_on(void *baton, mcp_parked_t *parked)
{
    work_t *work = baton;

    if (!work->is_started) {
        work->is_started = 1;
        work->started = mcp_job_start(work->job, mcp_gate_leave_parked,
                                      work->q->server->gate);
    }
    if (work->started == APR_SUCCESS) {
        mcp_outbox_set_waker(work->job->outbox, wake, parked);
    }
    else {
        mcp_park_wake(parked);
    }
}

static void awake(void *baton)
{
    mcp_outbox_set_waker(((work_t *)baton)->job->outbox, NULL, NULL);
}

static apr_time_t due(void *baton)
{
    return mcp_wait_due(&((work_t *)baton)->wait);
}

/* Its client says so through another request. */
static int is_called_off(void *baton, apr_pool_t *pool)
{
    return mcp_job_is_called_off(((work_t *)baton)->job);
}

static int resume(void *baton, int is_closing)
{
    work_t *work = baton;
    mcp_request_t *q = work->q;
    mcp_wait_e what;
    int result;

    if (!work->is_started || work->started != APR_SUCCESS) {
        mcp_job_release(work->job);
        return mcp_request_fail(q, give_back(q, work->started));
    }
    what = is_closing ? mcp_wait_break_off(&work->wait)
                      : mcp_wait_look(&work->wait);
    if (what == MCP_WAIT_MORE) {
        return SUSPENDED;
    }
    result = conclude(work, what);
    mcp_job_release(work->job);
    return q->last ? mcp_request_serve_stream(q) : result;
}

static int park(mcp_request_t *q, mcp_job_t *job)
{
    work_t *work = apr_palloc(q->r->pool, sizeof(*work));
    const mcp_park_work_t parking = {work,   sleep_on, awake,
                                     resume, due,      is_called_off};

    prepare(work, q, job);
    mcp_wait_begin(&work->wait);
    return mcp_park_request(q->r, &parking);
}

int mcp_request_work(mcp_request_t *q)
{
    work_t work;
    mcp_job_t *job;
    int result = OK;
    apr_status_t rv = create_job(q, &job, q->text);

    if (rv == APR_SUCCESS && q->parks) {
        return park(q, job);
    }
    if (rv == APR_SUCCESS) {
        prepare(&work, q, job);
        rv = run(&work, &result);
        mcp_job_release(job);
    }
    if (rv == APR_SUCCESS) {
        return q->last ? mcp_request_serve_stream(q) : result;
    }
    return mcp_request_fail(q, give_back(q, rv));
}

/* What the job has found out, in the request's pool. */
static mcp_err_t *take_verdict(mcp_request_t *q, mcp_wait_t *wait)
{
    const mcp_job_t *job = wait->job;

    if (mcp_wait_run(wait, mcp_gate_leave, q->server->gate) == MCP_WAIT_GONE) {
        q->r->connection->aborted = 1;
    }
    q->uid = apr_pstrdup(q->r->pool, job->served);
    return job->reply.error ? mcp_err_copy(q->r->pool, job->reply.error)
                            : NULL;
}

mcp_err_t *mcp_request_verify(mcp_request_t *q)
{
    mcp_stream_t stream;
    mcp_wait_t wait;
    mcp_job_t *job;
    mcp_err_t *err;
    apr_status_t rv;

    if (q->uid) {
        return NULL;
    }
    if (!mcp_gate_enter(q->server->gate, q->r->connection)) {
        return mcp_request_busy(q);
    }
    rv = create_job(q, &job, NULL);
    if (rv != APR_SUCCESS) {
        return give_back(q, rv);
    }
    mcp_stream_init(&stream, q->r);
    stream.allowed = 0; /* nothing is said before the verdict */
    make_wait(&wait, q, job, &stream);
    err = take_verdict(q, &wait);
    mcp_job_release(job);
    return err;
}
