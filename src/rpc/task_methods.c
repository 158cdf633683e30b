/* SPDX-License-Identifier: Apache-2.0 */

/* tasks/get, tasks/update and tasks/cancel. They read the store and leave
 * messages there; the child that works on the task answers for it. */

#include "rpc/task_methods.h"

#include <string.h>

#include <apr_strings.h>

#include "rpc/about.h"
#include "rpc/ask.h"
#include "rpc/page.h"
#include "rpc/task_call.h"
#include "rpc/task_text.h"
#include "rpc/topics.h"

/* 2025-11-25 wants a task to be cancelled before the answer says so. Its
 * keeper looks ten times a second. */
#define CANCEL_PATIENCE apr_time_from_sec(2)
#define CANCEL_SLICE apr_time_from_msec(50)

mcp_err_t *mcp_task_methods_check_offered(const mcp_rpc_call_t *call)
{
    if (!mcp_task_call_is_offered(call)) {
        return mcp_err_create(call->pool, MCP_ERR_METHOD,
                              "Method not found: this server has no tasks");
    }
    return mcp_task_call_need_extension(call);
}

static mcp_err_t *unknown(const mcp_rpc_call_t *call)
{
    return mcp_err_create(call->pool, MCP_ERR_PARAMS,
                          "Invalid params: there is no task of yours with "
                          "this taskId, or it is over and forgotten");
}

static mcp_err_t *read_task(mcp_task_t **task, const mcp_rpc_call_t *call,
                            const char *id)
{
    const char *owner =
        mcp_topics_user(call->nextcloud, call->uid, call->pool);
    apr_status_t rv =
        mcp_task_store_read(task, call->store, id, owner, call->pool);
    int is_legacy = !mcp_revision_is_modern(call->message->revision);

    if (rv == APR_SUCCESS && (*task)->is_legacy == is_legacy) {
        return NULL;
    }
    if (rv == APR_SUCCESS || rv == APR_NOTFOUND) {
        return unknown(call);
    }
    return mcp_err_detail(
        call->pool,
        mcp_err_create(call->pool, MCP_ERR_INTERNAL,
                       "This server cannot read its tasks now; try again"),
        "the store fails: %d", rv);
}

mcp_err_t *mcp_task_methods_find(mcp_task_t **task, const mcp_rpc_call_t *call)
{
    const char *id = mcp_json_get_str(call->message->params, "taskId", NULL);
    mcp_err_t *err = mcp_task_methods_check_offered(call);

    if (!err && !id) {
        err = mcp_err_create(call->pool, MCP_ERR_PARAMS,
                             "Invalid params: \"taskId\" must be a string");
    }
    return err ? err : read_task(task, call, id);
}

/* A task as the whole result: what 2026-07-28 calls a DetailedTask, or the
 * bare one of 2025-11-25. */
static void print(const mcp_rpc_call_t *call, const mcp_task_t *task,
                  const char **result, apr_size_t *len)
{
    apr_size_t size;
    mcp_buf_t buf;

    mcp_buf_init(&buf, 1024, call->pool);
    mcp_buf_add_str(&buf, "{");
    if (task->is_legacy) {
        mcp_buf_add_str(&buf, mcp_task_text_members(task, call->pool));
    }
    else {
        const char *text =
            mcp_task_text_detail(task, call->store, &size, call->pool);

        mcp_buf_add(&buf, text, size);
    }
    mcp_page_finish(&buf, call->message->revision, MCP_PAGE_FLEETING, 0, NULL);
    *result = buf.data;
    *len = buf.len;
}

static void acknowledge(const mcp_rpc_call_t *call, const char **result,
                        apr_size_t *len)
{
    *result = apr_pstrcat(call->pool, "{" MCP_RESULT_COMPLETE ",\"_meta\":",
                          mcp_about_meta(call->message->revision), "}", NULL);
    *len = strlen(*result);
}

mcp_err_t *mcp_method_tasks_get(mcp_rpc_call_t *call, const char **result,
                                apr_size_t *len)
{
    mcp_task_t *task;
    mcp_err_t *err = mcp_task_methods_find(&task, call);

    if (!err) {
        print(call, task, result, len);
    }
    return err;
}

static mcp_err_t *not_taken(const mcp_rpc_call_t *call, apr_status_t rv)
{
    return mcp_err_detail(
        call->pool,
        mcp_err_create(call->pool, MCP_ERR_INTERNAL,
                       "This server cannot take this now; try again"),
        "the store fails: %d", rv);
}

static mcp_err_t *cancel_legacy(mcp_rpc_call_t *call, mcp_task_t *task,
                                const char **result, apr_size_t *len)
{
    apr_time_t limit = apr_time_now() + CANCEL_PATIENCE;
    const char *id = task->id;
    mcp_err_t *err = NULL;

    while (!err && !mcp_task_is_final(task->status)
           && apr_time_now() < limit) {
        apr_sleep(CANCEL_SLICE);
        err = read_task(&task, call, id);
    }
    if (!err && task->status != MCP_TASK_CANCELLED) {
        err = mcp_err_create(call->pool, MCP_ERR_PARAMS,
                             "Invalid params: the task is %s and cannot be "
                             "cancelled",
                             mcp_task_status_name(task->status));
    }
    if (!err) {
        print(call, task, result, len);
    }
    return err;
}

mcp_err_t *mcp_method_tasks_cancel(mcp_rpc_call_t *call, const char **result,
                                   apr_size_t *len)
{
    mcp_task_t *task;
    apr_status_t rv = APR_SUCCESS;
    mcp_err_t *err = mcp_task_methods_find(&task, call);

    if (err) {
        return err;
    }
    if (!mcp_task_is_final(task->status)) {
        rv = mcp_task_store_cancel(call->store, task, call->pool);
    }
    if (rv != APR_SUCCESS) {
        return not_taken(call, rv);
    }
    if (!task->is_legacy) {
        acknowledge(call, result, len);
        return NULL;
    }
    if (mcp_task_is_final(task->status)) {
        return mcp_err_create(call->pool, MCP_ERR_PARAMS,
                              "Invalid params: the task is over (%s)",
                              mcp_task_status_name(task->status));
    }
    return cancel_legacy(call, task, result, len);
}

typedef struct update_t {
    const mcp_rpc_call_t *call;
    const mcp_task_t *task;
    const mcp_json_t *responses;
    mcp_err_t *err;
    int store; /* 0: only look at them */
} update_t;

/* One question that is open. */
static int take_answer(void *baton, const char *key, mcp_json_t *question)
{
    update_t *update = baton;
    apr_pool_t *pool = update->call->pool;
    mcp_json_t *answer = mcp_json_get(update->responses, key);
    const char *method = mcp_json_get_str(question, "method", "");

    if (!mcp_json_has(update->responses, key)) {
        return 1;
    }
    if (!mcp_ask_is_answer(answer, method)) {
        update->err = mcp_err_create(
            pool, MCP_ERR_PARAMS,
            "Invalid params: inputResponses has no valid result of %s for one "
            "of its keys",
            method);
    }
    else if (update->store) {
        apr_status_t rv =
            mcp_task_store_answer(update->call->store, update->task, key,
                                  mcp_json_print(answer, NULL, pool), pool);

        update->err = rv == APR_SUCCESS ? NULL : not_taken(update->call, rv);
    }
    return update->err == NULL;
}

mcp_err_t *mcp_method_tasks_update(mcp_rpc_call_t *call, const char **result,
                                   apr_size_t *len)
{
    update_t update = {call, NULL, NULL, NULL, 0};
    mcp_json_t *inputs;
    mcp_task_t *task;
    mcp_err_t *err = mcp_task_methods_find(&task, call);

    if (err) {
        return err;
    }
    update.task = task;
    update.responses = mcp_json_get(call->message->params, "inputResponses");
    if (mcp_json_type(update.responses) != MCP_JSON_OBJECT) {
        return mcp_err_create(call->pool, MCP_ERR_PARAMS,
                              "Invalid params: inputResponses must be an "
                              "object");
    }
    /* Other keys are of no question, or of one that has been answered. */
    if (task->status == MCP_TASK_INPUT_REQUIRED
        && !mcp_json_parse_trusted(&inputs, task->inputs, strlen(task->inputs),
                                   call->pool)) {
        mcp_json_each(inputs, take_answer, &update);
        if (!update.err) {
            update.store = 1;
            mcp_json_each(inputs, take_answer, &update);
        }
    }
    if (!update.err) {
        acknowledge(call, result, len);
    }
    return update.err;
}
