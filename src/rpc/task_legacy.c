/* SPDX-License-Identifier: Apache-2.0 */

/* tasks/list and tasks/result, which only 2025-11-25 has. */

#include "rpc/task_methods.h"

#include <string.h>

#include <apr_strings.h>

#include "rpc/page.h"
#include "rpc/task_text.h"
#include "rpc/topics.h"

#define PAGE 20

/* Where everybody is the same user nobody may see what there is. */
static mcp_err_t *check_list(const mcp_rpc_call_t *call)
{
    mcp_err_t *err = mcp_task_methods_check_offered(call);

    if (!err && !call->nextcloud->url) {
        err = mcp_err_create(call->pool, MCP_ERR_METHOD,
                             "Method not found: without users there is no "
                             "list of tasks");
    }
    return err;
}

/* Those after the id after, as many as a page has; NULL or the last one's
 * id. */
static const char *add_page(mcp_buf_t *buf, const mcp_rpc_call_t *call,
                            const char *after)
{
    const char *owner =
        mcp_topics_user(call->nextcloud, call->uid, call->pool);
    apr_array_header_t *ids =
        mcp_task_store_list(call->store, owner, call->pool);
    int count = 0;
    int i;

    for (i = 0; i < ids->nelts; i++) {
        const char *id = APR_ARRAY_IDX(ids, i, const char *);
        mcp_task_t *task;

        if ((after && strcmp(id, after) <= 0)
            || mcp_task_store_read(&task, call->store, id, owner, call->pool)
                   != APR_SUCCESS
            || !task->is_legacy) {
            continue;
        }
        mcp_buf_addf(buf, "%s{%s}", count > 0 ? "," : "",
                     mcp_task_text_members(task, call->pool));
        if (++count == PAGE) {
            return i + 1 < ids->nelts ? id : NULL;
        }
    }
    return NULL;
}

mcp_err_t *mcp_method_tasks_list(mcp_rpc_call_t *call, const char **result,
                                 apr_size_t *len)
{
    const char *after = NULL;
    mcp_err_t *err = check_list(call);
    mcp_buf_t buf;

    if (!err) {
        err = mcp_page_read_cursor(&after, call->message->params, call->pool);
    }
    if (err) {
        return err;
    }
    mcp_buf_init(&buf, 4096, call->pool);
    mcp_buf_add_str(&buf, "{\"tasks\":[");
    after = add_page(&buf, call, after);
    mcp_buf_add_str(&buf, "]");
    mcp_page_add_cursor(&buf, after);
    mcp_page_finish(&buf, call->message->revision, MCP_PAGE_FLEETING, 0, NULL);
    *result = buf.data;
    *len = buf.len;
    return NULL;
}

/* As it was when the task failed. */
static mcp_err_t *stored_error(const mcp_rpc_call_t *call,
                               const mcp_task_t *task)
{
    const char *text = task->error ? task->error : "{}";
    mcp_err_kind_e kind = MCP_ERR_INTERNAL;
    mcp_json_t *json;
    mcp_err_t *err =
        mcp_json_parse_trusted(&json, text, strlen(text), call->pool);

    if (err) {
        return err;
    }
    if (mcp_json_get_int(json, "code", 0) == -32602) {
        kind = MCP_ERR_PARAMS;
    }
    err = mcp_err_create(
        call->pool, kind, "%s",
        mcp_json_get_str(json, "message", "The result is gone"));
    if (mcp_json_has(json, "data")) {
        err->data =
            mcp_json_print(mcp_json_get(json, "data"), NULL, call->pool);
    }
    return err;
}

static mcp_err_t *read_result(const mcp_rpc_call_t *call,
                              const mcp_task_t *task, const char **result,
                              apr_size_t *len)
{
    if (task->status == MCP_TASK_CANCELLED) {
        return mcp_err_create(call->pool, MCP_ERR_CANCELLED,
                              "The task was cancelled");
    }
    if (!task->has_result
        || mcp_task_store_read_result(result, len, call->store, task->id,
                                      call->pool)
               != APR_SUCCESS) {
        return stored_error(call, task);
    }
    return NULL;
}

/* Without a result until there is one: whoever asks waits for it. */
mcp_err_t *mcp_method_tasks_result(mcp_rpc_call_t *call, const char **result,
                                   apr_size_t *len)
{
    mcp_task_t *task;
    mcp_err_t *err = mcp_task_methods_find(&task, call);

    *result = NULL;
    *len = 0;
    if (err || !mcp_task_is_final(task->status)) {
        return err;
    }
    return read_result(call, task, result, len);
}
