/* SPDX-License-Identifier: Apache-2.0 */

#include "job/task_host.h"

#include <apr_atomic.h>

#include "rpc/topics.h"

static const mcp_task_t *begin(void *baton, int is_legacy,
                               apr_interval_time_t ttl)
{
    mcp_job_t *job = baton;
    mcp_task_setup_t setup;

    if (!job->task) {
        setup.job = job;
        setup.owner =
            mcp_topics_user(&job->settings.nextcloud, job->nc.uid, job->pool);
        setup.is_legacy = is_legacy;
        setup.run = job->settings.task_run;
        setup.ttl = ttl;
        job->task = mcp_job_task_create(job->engine->keeper, &setup);
    }
    if (!job->task) {
        return NULL;
    }
    /* A request may take as long as the work it is for. */
    mcp_job_prolong(job, job->task->deadline);
    job->settings.nextcloud.timeout = job->settings.task_run;
    return mcp_job_task_copy(job->task, job->pool);
}

/* The waiter gets its reply and goes; what the job's pool holds of it is
 * read by the waiter only from now on. */
static void answer_request(void *baton, const char *result, apr_size_t len)
{
    mcp_job_t *job = baton;
    int number; /* of interest to clients that come back: not to these */

    if (!job->answered) {
        mcp_reply_result(&job->reply, &job->body, result, len, job->pool);
        job->served = job->nc.uid;
        job->answered = 1;
        (void)mcp_outbox_finish(job->outbox, &number);
    }
}

/* What a tool says that was told to stop is not what it would have said. A
 * client that cancelled has its answer already; else the server ends. */
static void change(void *baton, const mcp_task_change_t *what)
{
    static const mcp_task_change_t stopped = {
        MCP_TASK_FAILED,
        "The server was stopped",
        NULL,
        "{\"code\":-32603,\"message\":\"The server was stopped while this "
        "was worked on; call the tool again\"}",
        NULL,
        0};
    mcp_job_t *job = baton;
    int is_cancelled = apr_atomic_read32(&job->cancelled) != 0;

    (void)mcp_job_task_change(job->task, is_cancelled ? &stopped : what);
}

const mcp_task_host_t *mcp_task_host_open(mcp_task_host_t *host,
                                          mcp_job_t *job)
{
    if (!job->engine->store || job->settings.task_run == 0 || job->host) {
        return NULL;
    }
    host->baton = job;
    host->begin = begin;
    host->answer = answer_request;
    host->change = change;
    return host;
}

void mcp_task_host_conclude(mcp_job_t *job, const mcp_reply_t *reply)
{
    mcp_task_change_t failed = {MCP_TASK_FAILED,
                                NULL,
                                NULL,
                                "{\"code\":-32603,\"message\":\"The work was "
                                "not finished\"}",
                                NULL,
                                0};

    if (mcp_job_task_is_waiting(job->task)) {
        return;
    }
    if (reply && reply->error) {
        failed.error = mcp_reply_error_object(reply->error, job->pool);
    }
    (void)mcp_job_task_change(job->task, &failed);
}
