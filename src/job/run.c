/* SPDX-License-Identifier: Apache-2.0 */

/* A job at work: its stages, the methods that it is for, and what it says to
 * its client; on a job thread, or on that of its host. */

#include "job/job.h"

#include <string.h>

#include <apr_atomic.h>

#include "job/dispatch.h"
#include "job/exchange.h"
#include "job/stage.h"
#include "job/task_host.h"
#include "job/watch.h"
#include "util/quote.h"

static mcp_stage_fn *const stages[] = {
    mcp_stage_auth,
    mcp_stage_session,
    mcp_stage_guard,
    mcp_stage_tools,
};

/* The last word, to whoever is there. */
static void finish(mcp_job_t *job)
{
    mcp_letter_t letter;

    if (mcp_outbox_finish(job->outbox, &letter.number) == MCP_OUTBOX_KEPT) {
        mcp_job_keep_reply(job,
                           mcp_job_is_called_off(job) ? NULL : &job->reply,
                           letter.number, job->pool);
    }
}

/* While it waits for Nextcloud. */
static void tick(void *baton)
{
    mcp_job_t *job = baton;

    if (job->host) {
        job->host->tick(job->host->line.baton);
    }
    mcp_exchange_look(job);
}

static void open_nextcloud(mcp_job_t *job, mcp_http_t *http)
{
    mcp_nc_t *nc = &job->nc;

    nc->pool = job->pool;
    nc->http = http;
    nc->config = &job->settings.nextcloud;
    nc->authorization = job->authorization;
    nc->client_ip = job->client_ip;
    nc->deadline = job->task ? job->task->deadline
                             : apr_time_now() + job->settings.job_timeout;
    nc->cancelled = &job->cancelled;
    nc->tick = tick;
    nc->baton = job;
    if (job->engine->store) {
        nc->changed = mcp_watch_touch;
        nc->changed_baton = job;
    }
}

static mcp_err_t *run_stages(mcp_job_t *job)
{
    apr_size_t i;

    for (i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
        mcp_err_t *err = stages[i](job);

        if (err) {
            return err;
        }
    }
    return NULL;
}

static mcp_err_t *refused(void *baton, mcp_err_t *err)
{
    return mcp_stage_auth_again(baton, err);
}

static void post(void *baton, const char *bytes, apr_size_t len)
{
    mcp_job_say(baton, bytes, len, 1);
}

static void post_progress(void *baton, const char *bytes, apr_size_t len)
{
    mcp_job_say(baton, bytes, len, 0);
}

static void close_stream(void *baton)
{
    mcp_job_t *job = baton;

    if (mcp_outbox_state(job->outbox) == MCP_OUTBOX_HEARD) {
        mcp_job_say(job, NULL, 0, 0);
    }
}

static double begin_progress(void *baton)
{
    return mcp_outbox_begin_progress(((mcp_job_t *)baton)->outbox);
}

static mcp_err_t *ask(void *baton, const char **answer, const char *method,
                      const char *params)
{
    return mcp_exchange_ask(baton, answer, method, params);
}

static void fail(mcp_job_t *job, mcp_reply_t *reply, const mcp_err_t *err)
{
    mcp_reply_error(reply, job->body.error_id, err, job->body.modern,
                    job->pool);
}

/* Nothing was asked but whose the credential is. */
static void verify(mcp_job_t *job)
{
    mcp_err_t *err = mcp_stage_auth(job);

    if (!err) {
        err = mcp_stage_session(job);
    }
    if (!err && !job->nc.uid) {
        err = job->trouble;
    }
    if (err) {
        fail(job, &job->reply, err);
    }
}

static mcp_err_t *read_body(mcp_job_t *job)
{
    if (job->parsed) {
        job->body = *job->parsed;
        return NULL;
    }
    return mcp_message_parse(&job->body, job->text, job->len, 1, &job->head,
                             job->pool);
}

static void build_reply(mcp_job_t *job, mcp_reply_t *reply)
{
    const mcp_rpc_line_t outbox = {
        job,
        post,
        post_progress,
        begin_progress,
        job->head.session && job->can_ask ? ask : NULL,
        job->stream ? close_stream : NULL,
    };
    mcp_task_host_t host;
    mcp_dispatch_t dispatch;
    mcp_err_t *err;

    memset(&dispatch, 0, sizeof(dispatch));
    err = read_body(job);
    if (err) {
        fail(job, reply, err);
        return;
    }
    dispatch.failure = run_stages(job);
    if (dispatch.failure && dispatch.failure->kind == MCP_ERR_SESSION) {
        fail(job, reply, dispatch.failure);
        return;
    }
    if (!dispatch.failure && job->head.session) {
        mcp_exchange_deliver(job->engine, job->head.session, &job->body,
                             job->pool);
    }
    dispatch.pool = job->pool;
    dispatch.settings = &job->settings;
    dispatch.head = &job->head;
    dispatch.toolset = job->toolset;
    dispatch.nc = &job->nc;
    dispatch.line = job->host ? &job->host->line : &outbox;
    dispatch.secret = job->engine->verdicts.secret;
    dispatch.store = job->engine->store;
    dispatch.uid = job->nc.uid;
    dispatch.host = mcp_task_host_open(&host, job);
    dispatch.task = job->task ? mcp_job_task_copy(job->task, job->pool) : NULL;
    dispatch.quotes = apr_array_make(job->pool, 1, sizeof(mcp_quote_t));
    dispatch.refused = refused;
    dispatch.baton = job;
    mcp_dispatch_run(&dispatch, &job->body, reply);
}

/* The reply to a request that became a task has gone; what comes now is the
 * end of the task, unless it has said so itself. */
static void answer(mcp_job_t *job)
{
    mcp_reply_t reply;

    memset(&reply, 0, sizeof(reply));
    build_reply(job, &reply);
    if (job->task) {
        mcp_task_host_conclude(job, &reply);
    }
    else {
        job->reply = reply;
    }
}

static void enlist(mcp_job_t *job)
{
    apr_thread_mutex_lock(job->engine->mutex);
    job->deadline = apr_time_now() + job->settings.job_timeout;
    APR_RING_INSERT_TAIL(&job->engine->jobs, job, mcp_job_t, link);
    apr_thread_mutex_unlock(job->engine->mutex);
}

static void delist(mcp_job_t *job)
{
    apr_thread_mutex_lock(job->engine->mutex);
    APR_RING_REMOVE(job, link);
    if (APR_RING_EMPTY(&job->engine->jobs, mcp_job_t, link)) {
        apr_thread_cond_signal(job->engine->idle);
    }
    apr_thread_mutex_unlock(job->engine->mutex);
}

/* Nobody waits for it, nobody hears of its errors. */
static void run_errand(mcp_job_t *job)
{
    if (!mcp_stage_auth(job) && job->nc.uid) {
        job->errand(job);
    }
}

/* A job that waited for a thread until its waiter gave up asks Nextcloud for
 * nothing. */
static void work(mcp_job_t *job)
{
    mcp_kits_t *kits = job->engine->kits;
    mcp_kit_client_t *client;

    if (apr_atomic_read32(&job->cancelled)) {
        return;
    }
    if (mcp_kits_take_client(kits, &client) != APR_SUCCESS) {
        fail(job, &job->reply,
             mcp_err_create(job->pool, MCP_ERR_INTERNAL,
                            "This server is out of memory"));
        return;
    }
    open_nextcloud(job, client->http);
    if (job->errand) {
        run_errand(job);
    }
    else if (job->text) {
        answer(job);
    }
    else {
        verify(job);
    }
    job->nc.http = NULL;
    mcp_kits_give_client(kits, client);
    if (!job->answered) {
        job->served = job->nc.uid;
    }
}

void mcp_job_run(mcp_job_t *job, const mcp_job_host_t *host,
                 void (*ended)(void *baton), void *baton)
{
    job->host = host;
    enlist(job);
    work(job);
    delist(job);
    ended(baton);
}

static void leave_gate(mcp_job_t *job)
{
    if (job->ended) {
        job->ended(job->baton);
        job->ended = NULL;
    }
}

void mcp_job_end(mcp_job_t *job)
{
    delist(job);
    /* Before the answer goes out: its client may come back at once. */
    leave_gate(job);
    if (job->task) {
        mcp_job_task_leave(job->task);
    }
    if (!job->answered) {
        finish(job);
    }
    mcp_job_release(job);
}

static void run(void *data)
{
    mcp_job_t *job = data;

    work(job);
    if (job->task && mcp_job_task_is_waiting(job->task)) {
        leave_gate(job);
        mcp_keeper_suspend(job->engine->keeper, job->task);
    }
    else {
        mcp_job_end(job);
    }
}

static apr_status_t push(mcp_job_t *job)
{
    job->item.run = run;
    job->item.baton = job;
    return mcp_threads_push(job->engine->threads, &job->item);
}

void mcp_job_resume(mcp_job_t *job)
{
    if (push(job) != APR_SUCCESS) {
        mcp_task_host_conclude(job, NULL);
        mcp_job_end(job);
    }
}

apr_status_t mcp_job_start(mcp_job_t *job, void (*ended)(void *baton),
                           void *baton)
{
    apr_status_t rv;

    job->ended = ended;
    job->baton = baton;
    apr_atomic_inc32(&job->references);
    enlist(job);
    rv = push(job);
    if (rv != APR_SUCCESS) {
        delist(job);
        apr_atomic_dec32(&job->references);
    }
    return rv;
}
