/* SPDX-License-Identifier: Apache-2.0 */

/* The answer to a POST: from memory, or by a job and a place at the gate. */

#include "httpd/request.h"

#include <string.h>

#include <apr_strings.h>

#include "httpd/answer.h"
#include "httpd/subscribe.h"
#include "httpd/wait.h"
#include "job/local.h"
#include "job/replay.h"
#include "job/short.h"
#include "rpc/notify.h"

#define RETRY_AFTER 1

/* When a client that has lost its stream comes back. */
#define RETRY_MS 500

#define MAX_KEPT (64 * 1024)

/* Only what looks like a tool's name may reach a log: the rest is the
 * client's own text. */
static const char *tool_name(const mcp_message_t *message)
{
    const char *name = mcp_json_get_str(message->params, "name", "");
    apr_size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

    return len > 0 && len <= 64 && name[len] == '\0' ? name : NULL;
}

/* For LogFormat: %{mcp-method}n, %{mcp-tool}n, and %u. Names of methods and
 * tools only; arguments are the user's. */
static void note_request(mcp_request_t *q, const char *uid)
{
    const mcp_message_t *message = q->body.messages;
    apr_table_t *notes = q->r->notes;

    if (message->handler) {
        apr_table_setn(notes, "mcp-method", message->handler->name);
        if (message->handler->run == mcp_method_tools_call
            && tool_name(message)) {
            apr_table_set(notes, "mcp-tool", tool_name(message));
        }
    }
    if (uid && *uid && !q->r->user) {
        q->r->user = apr_pstrdup(q->r->pool, uid);
    }
}

static mcp_err_t *busy(mcp_request_t *q)
{
    mcp_err_t *err = mcp_err_create(q->r->pool, MCP_ERR_BUSY,
                                    "This server works on as many requests "
                                    "as it can; try again in a moment");

    err->retry_after = RETRY_AFTER;
    return err;
}

int mcp_request_fail(mcp_request_t *q, const mcp_err_t *err)
{
    mcp_reply_t reply;

    memset(&reply, 0, sizeof(reply));
    mcp_reply_error(&reply, q->body.error_id, err, q->body.modern, q->r->pool);
    return mcp_answer_send(q->r, &reply);
}

/* The client has gone. MCP 2026-07-28 calls that a cancellation, earlier
 * revisions say that it is none: there the job goes on for itself. */
static int abandon(mcp_request_t *q, mcp_job_t *job)
{
    if (q->body.modern) {
        mcp_job_cancel(job);
    }
    q->r->connection->aborted = 1;
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

/* An answer that ends a stream is kept until then, and the stream does not
 * hold on to whoever made it. 0: this is none. */
static int keep_for_stream(mcp_request_t *q, const mcp_reply_t *reply,
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

static int serve_stream(mcp_request_t *q)
{
    mcp_subscribe_t subscribe;
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
    err = mcp_subscribe_serve(&subscribe);
    return err ? mcp_request_fail(q, err) : OK;
}

static void make_wait(mcp_wait_t *wait, mcp_request_t *q, mcp_job_t *job,
                      mcp_stream_t *stream)
{
    mcp_stream_init(stream, q->r);
    /* The answer to a batch is one array, which no event can hold; that to
     * initialize has a header that is not known before. */
    stream->allowed &= !q->body.is_batch && !mcp_request_is_initialize(q);
    wait->job = job;
    wait->stream = stream;
    wait->token = mcp_notify_token(q->body.messages, q->r->pool);
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

static int is_resumable(const mcp_wait_t *wait)
{
    return wait->job->stream && wait->stream->begun;
}

/* Large ones would drive out too much else, for a case that is rare: the
 * connection breaks while the answer is on its way. */
static void keep_reply(mcp_wait_t *wait)
{
    mcp_job_t *job = wait->job;

    if (!is_resumable(wait)) {
        return;
    }
    wait->stream->last_id = mcp_replay_event_id(
        job->stream, mcp_outbox_last(job->outbox), wait->stream->r->pool);
    if (job->reply.len <= MAX_KEPT) {
        mcp_wait_keep_reply(wait, &job->reply);
    }
}

static int answer_job(mcp_request_t *q, mcp_wait_t *wait, mcp_wait_e what)
{
    mcp_reply_t late;

    switch (what) {
    case MCP_WAIT_DONE:
        note_request(q, wait->job->nc.uid);
        if (keep_for_stream(q, &wait->job->reply, wait->job->nc.uid)) {
            return OK;
        }
        mcp_request_begin_session(q, &wait->job->reply, wait->job->nc.uid);
        keep_reply(wait);
        return mcp_stream_finish(wait->stream, &wait->job->reply);
    case MCP_WAIT_GONE:
        return abandon(q, wait->job);
    case MCP_WAIT_CLOSED:
        return OK;
    case MCP_WAIT_CALLED_OFF:
        if (is_resumable(wait)) {
            mcp_wait_keep_reply(wait, NULL);
        }
        return end_silently(q, wait->stream);
    case MCP_WAIT_LATE:
        break;
    }
    mcp_job_cancel(wait->job);
    fail_late(q, &late);
    return mcp_stream_finish(wait->stream, &late);
}

/* Clients of earlier revisions stumble over an event without a message
 * (MCP 2025-11-25, basic/transports). */
static void make_resumable(const mcp_request_t *q, mcp_job_t *job,
                           mcp_stream_t *stream)
{
    if (!q->head.session || q->head.session->revision < MCP_REV_2025_11_25
        || !stream->allowed) {
        return;
    }
    job->stream = mcp_replay_name(job->pool);
    if (job->stream) {
        stream->first_id = mcp_replay_event_id(job->stream, 0, q->r->pool);
        stream->retry = RETRY_MS;
    }
}

/* On this thread or on another. *result: of the handler. */
static apr_status_t work(mcp_request_t *q, mcp_job_t *job, int *result)
{
    mcp_gate_t *gate = q->server->gate;
    mcp_stream_t stream;
    mcp_wait_t wait;
    apr_status_t rv;

    make_wait(&wait, q, job, &stream);
    job->can_ask = stream.allowed;
    if (mcp_job_is_short(q->server->engine, &q->settings, &q->body)) {
        *result =
            answer_job(q, &wait, mcp_wait_run(&wait, mcp_gate_leave, gate));
        return APR_SUCCESS;
    }
    make_resumable(q, job, &stream);
    rv = mcp_job_start(job, mcp_gate_leave, gate);
    if (rv == APR_SUCCESS) {
        *result = answer_job(q, &wait, mcp_wait_for(&wait));
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
    mcp_gate_leave(q->server->gate);
    return mcp_err_detail(q->r->pool, busy(q), "cannot start a job: %d", rv);
}

static int run_job(mcp_request_t *q)
{
    mcp_job_t *job;
    int result = OK;
    apr_status_t rv = create_job(q, &job, q->text);

    if (rv == APR_SUCCESS) {
        rv = work(q, job, &result);
        mcp_job_release(job);
    }
    if (rv == APR_SUCCESS) {
        return q->last ? serve_stream(q) : result;
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
    q->uid = apr_pstrdup(q->r->pool, job->nc.uid);
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
        return busy(q);
    }
    rv = create_job(q, &job, NULL);
    if (rv != APR_SUCCESS) {
        return give_back(q, rv);
    }
    mcp_stream_init(&stream, q->r);
    stream.allowed = 0; /* nothing is said before the verdict */
    wait.job = job;
    wait.stream = &stream;
    wait.token = NULL;
    wait.keep_alive = mcp_config_keep_alive(q->config);
    err = take_verdict(q, &wait);
    mcp_job_release(job);
    return err;
}

static int answer_locally(mcp_request_t *q, mcp_local_trust_e trust,
                          mcp_reply_t *reply)
{
    mcp_local_t local;

    local.engine = q->server->engine;
    local.settings = &q->settings;
    local.head = &q->head;
    local.body = &q->body;
    local.pool = q->r->pool;
    local.uid = q->uid;
    if (!mcp_local_answer(&local, trust, reply)) {
        return 0;
    }
    note_request(q, q->uid);
    (void)keep_for_stream(q, reply, q->uid);
    return 1;
}

static int send_local(mcp_request_t *q, const mcp_reply_t *reply)
{
    mcp_stream_t stream;

    mcp_request_begin_session(q, reply, q->uid);
    if (q->last) {
        return serve_stream(q);
    }
    mcp_stream_init(&stream, q->r);
    stream.allowed &= !q->body.is_batch;
    return mcp_stream_finish(&stream, reply);
}

/* Try to answer from what is known; else take a place and a job. */
int mcp_request_serve(mcp_request_t *q)
{
    mcp_reply_t reply;

    /* Only Nextcloud can say whether the session is this user's. */
    if (q->is_unsure) {
        return mcp_gate_enter(q->server->gate, q->r->connection)
                   ? run_job(q)
                   : mcp_request_fail(q, busy(q));
    }
    if (answer_locally(q, MCP_LOCAL_VERIFIED, &reply)) {
        return send_local(q, &reply);
    }
    if (mcp_gate_enter(q->server->gate, q->r->connection)) {
        return run_job(q);
    }
    if (answer_locally(q, MCP_LOCAL_ANY, &reply)) {
        return send_local(q, &reply);
    }
    return mcp_request_fail(q, busy(q));
}
