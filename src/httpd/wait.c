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
static int keep_alive(mcp_wait_t *wait, apr_time_t begin)
{
    double seconds = (double)apr_time_as_msec(apr_time_now() - begin) / 1000;
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

mcp_wait_e mcp_wait_for(mcp_wait_t *wait)
{
    apr_time_t begin = apr_time_now();
    apr_time_t limit = begin + wait->job->settings.job_timeout + GRACE;
    apr_time_t next = begin + wait->keep_alive;
    int there = 1;

    for (;;) {
        const char *bytes;
        apr_size_t len;

        switch (mcp_outbox_wait(wait->job->outbox, SLICE, &bytes, &len)) {
        case MCP_OUTBOX_DONE:
            return MCP_WAIT_DONE;
        case MCP_OUTBOX_MESSAGE:
            there = mcp_stream_send(wait->stream, bytes, len);
            next = apr_time_now() + wait->keep_alive;
            break;
        case MCP_OUTBOX_NOTHING:
            if (apr_time_now() >= next) {
                there = keep_alive(wait, begin);
                next = apr_time_now() + wait->keep_alive;
            }
            break;
        }
        if (!there || mcp_stream_is_closed(wait->stream, 0)) {
            return MCP_WAIT_GONE;
        }
        if (apr_time_now() > limit) {
            return MCP_WAIT_LATE;
        }
    }
}
