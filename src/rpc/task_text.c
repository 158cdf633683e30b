/* SPDX-License-Identifier: Apache-2.0 */

#include "rpc/task_text.h"

#include <string.h>

#include "rpc/about.h"
#include "util/buf.h"
#include "util/text.h"

/* How often a client should ask. */
#define POLL_LEGACY "\"pollInterval\":1000"
#define POLL "\"pollIntervalMs\":1000"

#define GONE                                                                  \
    "{\"code\":-32603,\"message\":\"The result is gone: the store of this "   \
    "server had no room for it (MCPStore)\"}"

static const char *iso(apr_time_t time, apr_pool_t *pool)
{
    return mcp_text_seconds_to_iso(pool, apr_time_sec(time));
}

const char *mcp_task_text_members(const mcp_task_t *task, apr_pool_t *pool)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 512, pool);
    mcp_buf_addf(&buf,
                 "\"taskId\":\"%s\",\"status\":\"%s\",\"createdAt\":\"%s\","
                 "\"lastUpdatedAt\":\"%s\",\"%s\":%" APR_INT64_T_FMT ",%s",
                 task->id, mcp_task_status_name(task->status),
                 iso(task->created, pool), iso(task->updated, pool),
                 task->is_legacy ? "ttl" : "ttlMs",
                 (apr_int64_t)apr_time_as_msec(task->ttl),
                 task->is_legacy ? POLL_LEGACY : POLL);
    if (task->message) {
        mcp_buf_add_str(&buf, ",\"statusMessage\":");
        mcp_buf_add_json_str(&buf, task->message, strlen(task->message));
    }
    return buf.data;
}

const char *mcp_task_text_created(const mcp_task_t *task, apr_size_t *len,
                                  apr_pool_t *pool)
{
    const char *members = mcp_task_text_members(task, pool);
    mcp_buf_t buf;

    mcp_buf_init(&buf, 768, pool);
    if (task->is_legacy) {
        mcp_buf_addf(&buf, "{\"task\":{%s}}", members);
    }
    else {
        mcp_buf_addf(&buf, "{\"resultType\":\"task\",%s,\"_meta\":%s}",
                     members, mcp_about_meta(MCP_REV_2026_07_28));
    }
    *len = buf.len;
    return buf.data;
}

static void add_result(mcp_buf_t *buf, const mcp_task_t *task,
                       const mcp_store_t *store)
{
    const char *result;
    apr_size_t len;

    if (mcp_task_store_read_result(&result, &len, store, task->id, buf->pool)
        == APR_SUCCESS) {
        mcp_buf_add_str(buf, ",\"result\":");
        mcp_buf_add(buf, result, len);
    }
}

const char *mcp_task_text_detail(const mcp_task_t *stored,
                                 const mcp_store_t *store, apr_size_t *len,
                                 apr_pool_t *pool)
{
    mcp_task_t task = *stored;
    mcp_buf_t result;
    mcp_buf_t buf;

    mcp_buf_init(&result, 1024, pool);
    if (task.has_result) {
        add_result(&result, &task, store);
        if (result.len == 0) {
            task.status = MCP_TASK_FAILED;
            task.error = GONE;
        }
    }
    mcp_buf_init(&buf, result.len + 1024, pool);
    mcp_buf_add_str(&buf, mcp_task_text_members(&task, pool));
    mcp_buf_add(&buf, result.data, result.len);
    if (task.status == MCP_TASK_INPUT_REQUIRED) {
        mcp_buf_addf(&buf, ",\"inputRequests\":%s", task.inputs);
    }
    if (task.status == MCP_TASK_FAILED) {
        mcp_buf_addf(&buf, ",\"error\":%s", task.error ? task.error : GONE);
    }
    *len = buf.len;
    return buf.data;
}
