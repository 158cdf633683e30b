/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/taskprocessing.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/ocs.h"

#define API "/ocs/v2.php/taskprocessing"

/* Who Nextcloud shows as the app that wants the task done. */
#define APP_ID "mod_mcp"

/* Providers that run at once are done in a second; the others take minutes,
 * and asking costs Nextcloud a request. */
#define FIRST_DELAY apr_time_from_msec(400)
#define MAX_DELAY apr_time_from_sec(5)

/* Kept of the job's time, to tell Nextcloud that nobody waits any more. */
#define RESERVE apr_time_from_sec(1)
#define CANCEL_TIMEOUT apr_time_from_sec(3)

mcp_err_t *mcp_taskprocessing_types(mcp_nc_t *nc, mcp_json_t **types)
{
    mcp_json_t *data;
    mcp_err_t *err = mcp_ocs_get(nc, API "/tasktypes", NULL, &data);

    *types = err ? NULL : mcp_json_get(data, "types");
    return err;
}

const char *mcp_taskprocessing_file(apr_pool_t *pool, const mcp_json_t *task,
                                    apr_int64_t file_id)
{
    return apr_psprintf(
        pool, API "/tasks/%" APR_INT64_T_FMT "/file/%" APR_INT64_T_FMT,
        mcp_json_get_int(task, "id", 0), file_id);
}

static const char *task_path(const mcp_nc_t *nc, const mcp_json_t *task,
                             const char *before, const char *after)
{
    return apr_psprintf(nc->pool, API "%s%" APR_INT64_T_FMT "%s", before,
                        mcp_json_get_int(task, "id", 0), after);
}

/* The task in an answer about one. */
static mcp_err_t *get_task(const mcp_nc_t *nc, const mcp_json_t *data,
                           mcp_json_t **task)
{
    *task = mcp_json_get(data, "task");
    if (mcp_json_get_int(*task, "id", 0) > 0) {
        return NULL;
    }
    return mcp_err_create(nc->pool, MCP_ERR_TOOL,
                          "Nextcloud's answer names no task.");
}

static mcp_err_t *schedule(mcp_nc_t *nc, const mcp_taskprocessing_t *what,
                           mcp_json_t **task)
{
    mcp_json_t *body = mcp_json_object_create(nc->pool);
    mcp_json_t *data;
    mcp_err_t *err;

    mcp_json_set_str(body, "type", what->type);
    mcp_json_set_str(body, "appId", APP_ID);
    mcp_json_set(body, "input", (mcp_json_t *)what->input);
    err = mcp_ocs_call(nc, "POST", API "/schedule", body, &data);
    return err ? err : get_task(nc, data, task);
}

/* The job is at its end, so this gets a moment of its own. Whether it
 * succeeds changes nothing for whoever waits. */
static void cancel(const mcp_nc_t *nc, const mcp_json_t *task)
{
    mcp_nc_t last = *nc;
    mcp_json_t *data;

    last.cancelled = NULL;
    last.deadline = apr_time_now() + CANCEL_TIMEOUT;
    mcp_ocs_call(&last, "POST", task_path(nc, task, "/tasks/", "/cancel"),
                 NULL, &data);
}

static int is_status(const mcp_json_t *task, const char *status)
{
    return !strcmp(mcp_json_get_str(task, "status", ""), status);
}

static int is_over(const mcp_json_t *task)
{
    return is_status(task, "STATUS_SUCCESSFUL")
           || is_status(task, "STATUS_FAILED")
           || is_status(task, "STATUS_CANCELLED");
}

static void report(const mcp_taskprocessing_t *what, const mcp_json_t *task,
                   apr_time_t begun)
{
    double part = mcp_json_double(mcp_json_get(task, "progress"), -1);

    if (what->progress) {
        what->progress(what->baton, part < 0 ? -1 : part * 100,
                       (double)(apr_time_now() - begun) / APR_USEC_PER_SEC,
                       is_status(task, "STATUS_RUNNING"));
    }
}

static mcp_err_t *wait_for(mcp_nc_t *nc, const mcp_taskprocessing_t *what,
                           mcp_json_t **task)
{
    apr_interval_time_t delay = FIRST_DELAY;
    apr_time_t begun = apr_time_now();
    mcp_err_t *err = NULL;

    while (!err && !is_over(*task)) {
        mcp_json_t *data;

        report(what, *task, begun);
        err = mcp_nc_pause(nc, delay, RESERVE);
        if (!err) {
            err = mcp_ocs_get(nc, task_path(nc, *task, "/task/", ""), NULL,
                              &data);
        }
        if (!err) {
            err = get_task(nc, data, task);
        }
        delay = delay * 3 / 2 < MAX_DELAY ? delay * 3 / 2 : MAX_DELAY;
    }
    return err;
}

static mcp_err_t *too_slow(mcp_nc_t *nc, mcp_err_t *err)
{
    return mcp_err_push(nc->pool, err, MCP_ERR_TIMEOUT,
                        "Nextcloud's AI provider needs longer than a request "
                        "may take here, so the task was cancelled. The "
                        "administrator can allow more time (MCPJobTimeout); "
                        "a smaller task may do.");
}

static mcp_err_t *judge(mcp_nc_t *nc, const mcp_json_t *task)
{
    if (is_status(task, "STATUS_SUCCESSFUL")) {
        return NULL;
    }
    return mcp_err_create(
        nc->pool, MCP_ERR_TOOL,
        is_status(task, "STATUS_CANCELLED")
            ? "The task was cancelled at Nextcloud."
            : "Nextcloud's AI provider failed with this task. It does not "
              "say why; the administrator finds the reason in Nextcloud's "
              "log. Try again, or with other input.");
}

mcp_err_t *mcp_taskprocessing_run(mcp_nc_t *nc,
                                  const mcp_taskprocessing_t *what,
                                  mcp_json_t **task)
{
    mcp_err_t *err = schedule(nc, what, task);

    if (err) {
        return err;
    }
    err = wait_for(nc, what, task);
    if (!err) {
        return judge(nc, *task);
    }
    cancel(nc, *task);
    return err->kind == MCP_ERR_TIMEOUT ? too_slow(nc, err) : err;
}
