/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/wait.h"

#include "job/replay.h"
#include "rpc/notify.h"

/* How often to look whether the client is still there. */
#define SLICE apr_time_from_msec(100)

/* A job ends itself at its deadline; one that has not even got a thread by
 * then is given up a little later. */
#define GRACE apr_time_from_sec(2)

/* A sign of life while the job is silent. To a client that asked for
 * progress it is one, as many extend their time limit on progress only; a
 * job that reports its own is not interfered with. */
static int keep_alive(mcp_wait_t *wait)
{
    double seconds =
        (double)apr_time_as_msec(apr_time_now() - wait->begin) / 1000;
    const char *bytes;
    apr_size_t len;

    if (!wait->token || !mcp_outbox_may_report(wait->job->outbox, seconds)) {
        return mcp_stream_keep_alive(wait->stream);
    }
    bytes =
        mcp_notify_progress(wait->token, seconds, -1, "Waiting for Nextcloud",
                            &len, wait->stream->r->pool);
    return mcp_stream_send(wait->stream, bytes, len);
}

void mcp_wait_begin(mcp_wait_t *wait)
{
    wait->begin = apr_time_now();
    wait->next = wait->begin + wait->keep_alive;
    wait->there = 1;
}

/* What the client must not miss is kept before it is sent: a write that
 * succeeds has not arrived yet. */
static void pass_on(mcp_wait_t *wait, const mcp_letter_t *letter)
{
    const char *stream = wait->job->stream;
    apr_pool_t *pool = wait->stream->r->pool;
    const char *id = NULL;

    if (stream && letter->number) {
        mcp_job_keep(wait->job, letter, pool);
        id = mcp_replay_event_id(stream, letter->number, pool);
    }
    wait->there =
        mcp_stream_send_event(wait->stream, id, letter->bytes, letter->len);
    wait->next = apr_time_now() + wait->keep_alive;
}

/* The client goes, and comes back for the rest if it knows where to: then
 * what is on its way here is kept for it. */
static void leave(mcp_wait_t *wait)
{
    mcp_job_t *job = wait->job;
    apr_pool_t *pool = wait->stream->r->pool;
    int keep = job->stream && wait->stream->begun;
    mcp_letter_t letter;
    mcp_outbox_e what;

    mcp_outbox_leave(job->outbox, keep);
    while ((what = mcp_outbox_wait(job->outbox, 0, &letter))
           == MCP_OUTBOX_MESSAGE) {
        if (keep && letter.number) {
            mcp_job_keep(job, &letter, pool);
        }
    }
    /* It has ended before we left, and so has kept nothing itself. */
    if (keep && what == MCP_OUTBOX_DONE) {
        mcp_wait_keep_reply(wait, &job->reply);
    }
}

void mcp_wait_keep_reply(const mcp_wait_t *wait, const mcp_reply_t *reply)
{
    mcp_job_keep_reply(wait->job, reply, mcp_outbox_last(wait->job->outbox),
                       wait->stream->r->pool);
}

/* Nothing has come for a while: does the client know that we are there, and
 * is it? */
static void look_around(mcp_wait_t *wait)
{
    if (apr_time_now() >= wait->next) {
        wait->there = keep_alive(wait);
        wait->next = apr_time_now() + wait->keep_alive;
    }
    wait->there = wait->there && !mcp_stream_is_closed(wait->stream, 0);
}

static apr_time_t last_moment(const mcp_wait_t *wait)
{
    return wait->begin + wait->job->settings.job_timeout + GRACE
           + mcp_outbox_patience(wait->job->outbox);
}

apr_time_t mcp_wait_due(const mcp_wait_t *wait)
{
    apr_time_t last = last_moment(wait);

    return wait->next < last ? wait->next : last;
}

/* Nothing has come, or something that is not the end. */
static mcp_wait_e go_on(mcp_wait_t *wait)
{
    if (wait->there) {
        look_around(wait);
    }
    if (mcp_job_is_called_off(wait->job)) {
        return MCP_WAIT_CALLED_OFF;
    }
    if (apr_time_now() > last_moment(wait)) {
        return MCP_WAIT_LATE;
    }
    return wait->there ? MCP_WAIT_MORE : MCP_WAIT_GONE;
}

/* One letter, or none in that time. */
static mcp_wait_e take_one(mcp_wait_t *wait, apr_interval_time_t timeout,
                           mcp_outbox_e *what)
{
    mcp_letter_t letter;

    *what = mcp_outbox_wait(wait->job->outbox, timeout, &letter);
    switch (*what) {
    case MCP_OUTBOX_DONE:
        return mcp_job_is_called_off(wait->job) ? MCP_WAIT_CALLED_OFF
                                                : MCP_WAIT_DONE;
    case MCP_OUTBOX_MESSAGE:
        if (!letter.bytes) {
            /* Its first event says how to come back. */
            wait->there = mcp_stream_open(wait->stream);
            return wait->there ? MCP_WAIT_CLOSED : MCP_WAIT_GONE;
        }
        pass_on(wait, &letter);
        break;
    case MCP_OUTBOX_NOTHING:
        break;
    }
    return go_on(wait);
}

static mcp_wait_e end(mcp_wait_t *wait, mcp_wait_e what)
{
    if (what == MCP_WAIT_CLOSED || what == MCP_WAIT_GONE) {
        leave(wait);
    }
    return what;
}

mcp_wait_e mcp_wait_for(mcp_wait_t *wait)
{
    mcp_wait_e what;
    mcp_outbox_e came;

    mcp_wait_begin(wait);
    do {
        what = take_one(wait, SLICE, &came);
    } while (what == MCP_WAIT_MORE);
    return end(wait, what);
}

mcp_wait_e mcp_wait_look(mcp_wait_t *wait)
{
    mcp_wait_e what;
    mcp_outbox_e came;

    do {
        what = take_one(wait, 0, &came);
    } while (what == MCP_WAIT_MORE && came == MCP_OUTBOX_MESSAGE);
    return end(wait, what);
}

mcp_wait_e mcp_wait_break_off(mcp_wait_t *wait)
{
    wait->there = 0;
    return end(wait, MCP_WAIT_GONE);
}

static void post(void *baton, const char *bytes, apr_size_t len)
{
    const mcp_letter_t letter = {bytes, len, 0};
    mcp_wait_t *wait = baton;

    if (wait->there) {
        pass_on(wait, &letter);
    }
}

static double begin_progress(void *baton)
{
    return mcp_outbox_begin_progress(((mcp_wait_t *)baton)->job->outbox);
}

static void tick(void *baton)
{
    mcp_wait_t *wait = baton;

    if (wait->there) {
        look_around(wait);
    }
    if (!wait->there) {
        mcp_job_cancel(wait->job);
    }
}

mcp_wait_e mcp_wait_run(mcp_wait_t *wait, void (*ended)(void *baton),
                        void *baton)
{
    const mcp_job_host_t host = {
        {wait, post, post, begin_progress, NULL, NULL}, tick};

    mcp_wait_begin(wait);
    mcp_job_run(wait->job, &host, ended, baton);
    if (mcp_job_is_called_off(wait->job)) {
        return MCP_WAIT_CALLED_OFF;
    }
    return wait->there ? MCP_WAIT_DONE : MCP_WAIT_GONE;
}
