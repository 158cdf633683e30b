/* SPDX-License-Identifier: Apache-2.0 */

#include "rpc/listen.h"

#include <string.h>

#include <apr_strings.h>

#include "rpc/about.h"
#include "rpc/page.h"
#include "rpc/task_methods.h"
#include "rpc/topics.h"

#define ID "\"io.modelcontextprotocol/subscriptionId\":"

/* Of one kind; each is looked at whenever anything has changed. */
#define MAX_NAMES 64
#define MAX_NAME 4096

static mcp_err_t *wrong(apr_pool_t *pool, const char *what)
{
    return mcp_err_create(pool, MCP_ERR_PARAMS, "Invalid params: %s", what);
}

static mcp_err_t *read_flag(int *flag, const mcp_json_t *wanted,
                            const char *name, apr_pool_t *pool)
{
    *flag = mcp_json_get_bool(wanted, name, 0);
    if (!mcp_json_has(wanted, name)
        || mcp_json_type(mcp_json_get(wanted, name)) == MCP_JSON_BOOL) {
        return NULL;
    }
    return wrong(pool, apr_pstrcat(pool, "notifications.", name,
                                   " must be true or false", NULL));
}

static mcp_err_t *read_names(apr_array_header_t **names,
                             const mcp_json_t *wanted, const char *member,
                             apr_pool_t *pool)
{
    const mcp_json_t *list = mcp_json_get(wanted, member);
    apr_size_t count = mcp_json_length(list);
    apr_size_t i;

    *names = apr_array_make(pool, (int)count, sizeof(char *));
    if (mcp_json_has(wanted, member)
        && (mcp_json_type(list) != MCP_JSON_ARRAY || count > MAX_NAMES)) {
        return wrong(pool, apr_psprintf(pool,
                                        "notifications.%s must be an array "
                                        "of at most %d strings",
                                        member, MAX_NAMES));
    }
    for (i = 0; i < count; i++) {
        const char *name = mcp_json_str(mcp_json_at(list, i), NULL);

        if (!name || strlen(name) > MAX_NAME) {
            return wrong(pool, apr_psprintf(pool,
                                            "notifications.%s must hold "
                                            "strings of at most %d bytes",
                                            member, MAX_NAME));
        }
        APR_ARRAY_PUSH(*names, const char *) = apr_pstrdup(pool, name);
    }
    return NULL;
}

/* Only what this Location can read can change. */
static void keep_known(mcp_listen_t *listen, const mcp_rpc_call_t *call)
{
    apr_array_header_t *known =
        apr_array_make(listen->pool, listen->uris->nelts, sizeof(char *));
    int i;

    for (i = 0; call->resources && i < listen->uris->nelts; i++) {
        mcp_resource_call_t read;

        memset(&read, 0, sizeof(read));
        read.pool = call->pool;
        read.uri = APR_ARRAY_IDX(listen->uris, i, const char *);
        if (mcp_resource_registry_find(call->resources, &read)) {
            APR_ARRAY_PUSH(known, const char *) = read.uri;
        }
    }
    listen->uris = known;
}

/* Only the user's own: what is not there cannot be told from what is
 * others'. */
static void keep_own(mcp_listen_t *listen, const mcp_rpc_call_t *call)
{
    apr_array_header_t *own =
        apr_array_make(listen->pool, listen->tasks->nelts, sizeof(char *));
    int i;

    for (i = 0; i < listen->tasks->nelts; i++) {
        const char *id = APR_ARRAY_IDX(listen->tasks, i, const char *);
        mcp_task_t *task;

        if (mcp_task_store_read(
                &task, call->store, id,
                mcp_topics_user(call->nextcloud, call->uid, call->pool),
                call->pool)
                == APR_SUCCESS
            && !task->is_legacy) {
            APR_ARRAY_PUSH(own, const char *) = id;
        }
    }
    listen->tasks = own;
}

/* A server without a store hears of nothing; lists that are not offered do
 * not change. */
static void keep_honoured(mcp_listen_t *listen, const mcp_rpc_call_t *call)
{
    int hears = call->store != NULL;

    listen->tools &= hears;
    listen->prompts &= hears && call->prompts;
    listen->resources &= hears && call->resources;
    keep_known(listen, call);
    if (!hears) {
        apr_array_clear(listen->uris);
    }
    keep_own(listen, call);
}

mcp_err_t *mcp_listen_read(mcp_listen_t *listen, const mcp_rpc_call_t *call)
{
    const mcp_json_t *wanted =
        mcp_json_get(call->message->params, "notifications");
    apr_pool_t *pool = call->pool;
    mcp_err_t *err = NULL;

    memset(listen, 0, sizeof(*listen));
    listen->pool = pool;
    listen->id = apr_pstrdup(pool, call->message->id);
    if (mcp_json_type(wanted) != MCP_JSON_OBJECT) {
        return wrong(pool, "\"notifications\" must be an object that says "
                           "what to listen for");
    }
    err = read_flag(&listen->tools, wanted, "toolsListChanged", pool);
    if (!err) {
        err = read_flag(&listen->prompts, wanted, "promptsListChanged", pool);
    }
    if (!err) {
        err = read_flag(&listen->resources, wanted, "resourcesListChanged",
                        pool);
    }
    if (!err) {
        err = read_names(&listen->uris, wanted, "resourceSubscriptions", pool);
    }
    if (!err) {
        err = read_names(&listen->tasks, wanted, "taskIds", pool);
    }
    if (!err && listen->tasks->nelts > 0) {
        err = mcp_task_methods_check_offered(call);
    }
    if (!err) {
        keep_honoured(listen, call);
    }
    return err;
}

const char *mcp_listen_notify(const mcp_listen_t *listen, const char *method,
                              const char *params, apr_size_t *len,
                              apr_pool_t *pool)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 512, pool);
    mcp_buf_addf(&buf, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/%s\"",
                 method);
    if (listen->id) {
        mcp_buf_addf(&buf, ",\"params\":{%s%s\"_meta\":{" ID "%s}}",
                     params ? params : "", params ? "," : "", listen->id);
    }
    else if (params) {
        mcp_buf_addf(&buf, ",\"params\":{%s}", params);
    }
    mcp_buf_add_str(&buf, "}");
    *len = buf.len;
    return buf.data;
}

static void add_names(mcp_buf_t *buf, const char *member,
                      const apr_array_header_t *names)
{
    int i;

    if (names->nelts == 0) {
        return;
    }
    mcp_buf_addf(buf, "%s\"%s\":[", buf->data[buf->len - 1] == '{' ? "" : ",",
                 member);
    for (i = 0; i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);

        mcp_buf_add_str(buf, i > 0 ? "," : "");
        mcp_buf_add_json_str(buf, name, strlen(name));
    }
    mcp_buf_add_str(buf, "]");
}

static void add_flag(mcp_buf_t *buf, const char *member, int flag)
{
    if (flag) {
        mcp_buf_addf(buf, "%s\"%s\":true",
                     buf->data[buf->len - 1] == '{' ? "" : ",", member);
    }
}

const char *mcp_listen_acknowledge(const mcp_listen_t *listen, apr_size_t *len,
                                   apr_pool_t *pool)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 512, pool);
    mcp_buf_add_str(&buf, "\"notifications\":{");
    add_flag(&buf, "toolsListChanged", listen->tools);
    add_flag(&buf, "promptsListChanged", listen->prompts);
    add_flag(&buf, "resourcesListChanged", listen->resources);
    add_names(&buf, "resourceSubscriptions", listen->uris);
    add_names(&buf, "taskIds", listen->tasks);
    mcp_buf_add_str(&buf, "}");
    return mcp_listen_notify(listen, "subscriptions/acknowledged", buf.data,
                             len, pool);
}

mcp_err_t *mcp_method_listen(mcp_rpc_call_t *call, const char **result,
                             apr_size_t *len)
{
    mcp_listen_t listen;
    mcp_err_t *err = mcp_listen_read(&listen, call);
    mcp_buf_t buf;

    if (err) {
        return err;
    }
    mcp_buf_init(&buf, 256, call->pool);
    mcp_buf_addf(&buf, "{" MCP_RESULT_COMPLETE ",\"_meta\":{" ID "%s,%s}",
                 call->message->id,
                 mcp_about_meta(call->message->revision) + 1);
    *result = buf.data;
    *len = buf.len;
    return NULL;
}
