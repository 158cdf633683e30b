/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/wait.h"

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

static void begin(mcp_wait_t *wait)
{
    wait->begin = apr_time_now();
    wait->next = wait->begin + wait->keep_alive;
    wait->there = 1;
}

static void pass_on(mcp_wait_t *wait, const char *bytes, apr_size_t len)
{
    wait->there = mcp_stream_send(wait->stream, bytes, len);
    wait->next = apr_time_now() + wait->keep_alive;
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

static int is_late(mcp_wait_t *wait)
{
    return apr_time_now() > wait->begin + wait->job->settings.job_timeout
                                + GRACE
                                + mcp_outbox_patience(wait->job->outbox);
}

mcp_wait_e mcp_wait_for(mcp_wait_t *wait)
{
    begin(wait);
    while (wait->there) {
        const char *bytes;
        apr_size_t len;

        switch (mcp_outbox_wait(wait->job->outbox, SLICE, &bytes, &len)) {
        case MCP_OUTBOX_DONE:
            return mcp_job_is_called_off(wait->job) ? MCP_WAIT_CALLED_OFF
                                                    : MCP_WAIT_DONE;
        case MCP_OUTBOX_MESSAGE:
            pass_on(wait, bytes, len);
            break;
        case MCP_OUTBOX_NOTHING:
            break;
        }
        if (wait->there) {
            look_around(wait);
        }
        if (mcp_job_is_called_off(wait->job)) {
            return MCP_WAIT_CALLED_OFF;
        }
        if (is_late(wait)) {
            return MCP_WAIT_LATE;
        }
    }
    return MCP_WAIT_GONE;
}

static void post(void *baton, const char *bytes, apr_size_t len)
{
    mcp_wait_t *wait = baton;

    if (wait->there) {
        pass_on(wait, bytes, len);
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
    const mcp_job_host_t host = {{wait, post, begin_progress, NULL}, tick};

    begin(wait);
    mcp_job_run(wait->job, &host, ended, baton);
    if (mcp_job_is_called_off(wait->job)) {
        return MCP_WAIT_CALLED_OFF;
    }
    return wait->there ? MCP_WAIT_DONE : MCP_WAIT_GONE;
}
