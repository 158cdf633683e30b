/* SPDX-License-Identifier: Apache-2.0 */

/* The functions that mod_mcp.h promises to other modules. */

#include "foreign/foreign.h"

#include <string.h>

#include <apr_atomic.h>
#include <apr_strings.h>

#include "util/buf.h"
#include "util/json_member.h"

#define KIND(kind) (1u << (kind))
#define SPEAKS (KIND(MCP_FOREIGN_TOOL) | KIND(MCP_FOREIGN_PROMPT))
#define HOLDS (SPEAKS | KIND(MCP_FOREIGN_RESOURCE))

static apr_pool_t *get_pool(const mcp_call_t *call)
{
    return call->pool;
}

static const char *get_arguments(const mcp_call_t *call)
{
    return call->args ? mcp_json_print(call->args, NULL, call->pool) : "{}";
}

/* Without a Nextcloud the user has no name. */
static const char *get_user(const mcp_call_t *call)
{
    const char *uid = call->nc->uid;

    return uid && *uid ? uid : NULL;
}

static int is_cancelled(const mcp_call_t *call)
{
    const mcp_nc_t *nc = call->nc;

    if (nc->tick) {
        nc->tick(nc->baton);
    }
    return (nc->cancelled
            && apr_atomic_read32((volatile apr_uint32_t *)nc->cancelled))
           || (nc->deadline && apr_time_now() >= nc->deadline);
}

static void report_progress(mcp_call_t *call, double done, double total,
                            const char *message)
{
    const mcp_tool_client_t *client = call->client;

    if (client) {
        client->progress(client->baton, done, total, message);
    }
}

static const char *copy(const mcp_call_t *call, const char *text)
{
    return apr_pstrdup(call->pool, text);
}

static const char *copy_bytes(const mcp_call_t *call, const char *bytes,
                              apr_size_t len)
{
    return len ? apr_pmemdup(call->pool, bytes, len) : "";
}

/* The first reason stays. */
static void end_with(mcp_call_t *call, mcp_err_t *err)
{
    if (!call->err) {
        call->err = err;
    }
}

/* Is the call of one of these kinds? Else what its module does is a fault,
 * which nobody would see if it were left out silently. */
static int is_for(mcp_call_t *call, unsigned kinds, const char *what)
{
    if (kinds & KIND(call->kind)) {
        return 1;
    }
    end_with(call, mcp_err_create(call->pool, MCP_ERR_INTERNAL,
                                  "A module of this server gave %s where "
                                  "there is no place for it",
                                  what));
    return 0;
}

static void add_text(mcp_call_t *call, const char *text)
{
    if (!is_for(call, SPEAKS, "a text")) {
        return;
    }
    mcp_result_add_text(call->result, copy(call, text), strlen(text));
}

static void add_image(mcp_call_t *call, const char *mime, const char *bytes,
                      apr_size_t len)
{
    if (!is_for(call, SPEAKS, "an image")) {
        return;
    }
    mcp_result_add_image(call->result, copy_bytes(call, bytes, len), len,
                         copy(call, mime));
}

static void add_audio(mcp_call_t *call, const char *mime, const char *bytes,
                      apr_size_t len)
{
    if (!is_for(call, SPEAKS, "audio")) {
        return;
    }
    mcp_result_add_audio(call->result, copy_bytes(call, bytes, len), len,
                         copy(call, mime));
}

static void add_resource_text(mcp_call_t *call, const char *uri,
                              const char *mime, const char *text)
{
    if (!is_for(call, HOLDS, "a resource")) {
        return;
    }
    mcp_result_add_resource(call->result, copy(call, uri), copy(call, mime),
                            copy(call, text), strlen(text));
}

static void add_resource_blob(mcp_call_t *call, const char *uri,
                              const char *mime, const char *bytes,
                              apr_size_t len)
{
    if (!is_for(call, HOLDS, "a resource")) {
        return;
    }
    mcp_result_add_blob(call->result, copy(call, uri), copy(call, mime),
                        copy_bytes(call, bytes, len), len);
}

static void add_link(mcp_call_t *call, const mcp_link_t *link)
{
    mcp_result_link_t mine;

    if (!is_for(call, SPEAKS, "a link")) {
        return;
    }
    mine.uri = copy(call, link->uri);
    mine.name = copy(call, link->name);
    mine.title = copy(call, link->title);
    mine.description = copy(call, link->description);
    mine.mime = copy(call, link->mime);
    mine.size = link->bytes;
    mcp_result_add_link(call->result, &mine);
}

static const char *set_structured(mcp_call_t *call, const char *text)
{
    mcp_json_t *json;
    mcp_err_t *err = mcp_json_parse(&json, text, strlen(text), call->pool);

    if (err) {
        return err->message;
    }
    if (!is_for(call, KIND(MCP_FOREIGN_TOOL), "structured content")) {
        return "only a tool has structured content";
    }
    mcp_result_set_structured(call->result, json);
    return NULL;
}

static void set_error(mcp_call_t *call, const char *message)
{
    if (call->kind == MCP_FOREIGN_TOOL) {
        mcp_result_set_error(call->result, copy(call, message));
        return;
    }
    end_with(call, mcp_err_create(call->pool, MCP_ERR_TOOL, "%s", message));
}

static mcp_err_kind_e kind_of(const mcp_call_t *call, mcp_fail_e code)
{
    switch (code) {
    case MCP_FAIL_NOT_FOUND:
        return call->kind == MCP_FOREIGN_RESOURCE ? MCP_ERR_RESOURCE
                                                  : MCP_ERR_PARAMS;
    case MCP_FAIL_PARAMS:
        return MCP_ERR_PARAMS;
    default:
        return MCP_ERR_INTERNAL;
    }
}

static void fail(mcp_call_t *call, mcp_fail_e code, const char *message,
                 const char *data)
{
    apr_pool_t *pool = call->pool;
    mcp_err_t *err = mcp_err_create(pool, kind_of(call, code), "%s", message);
    mcp_json_t *json;

    if (data && !mcp_json_parse(&json, data, strlen(data), pool)) {
        err->data = copy(call, data);
    }
    end_with(call, err);
}

/* Members that an older module's structure does not have are zero. */
static mcp_upstream_request_t read_request(
    const mcp_upstream_request_t *request)
{
    mcp_upstream_request_t mine;
    apr_size_t size = request->size;

    memset(&mine, 0, sizeof(mine));
    memcpy(&mine, request, size < sizeof(mine) ? size : sizeof(mine));
    return mine;
}

static apr_table_t *copy_headers(const mcp_call_t *call,
                                 const apr_table_t *headers)
{
    apr_table_t *mine;

    if (!headers) {
        return NULL;
    }
    mine = apr_table_clone(call->pool, headers);
    /* The credential is not the tool's to choose. */
    apr_table_unset(mine, "Authorization");
    apr_table_unset(mine, "Cookie");
    return mine;
}

static const char *explain(mcp_call_t *call, mcp_err_t *err)
{
    if (err->kind == MCP_ERR_UNAUTHORIZED || err->kind == MCP_ERR_CANCELLED) {
        end_with(call, err);
    }
    return err->message;
}

static const char *send_upstream(mcp_call_t *call,
                                 const mcp_upstream_request_t *request,
                                 const mcp_upstream_response_t **out)
{
    mcp_upstream_request_t mine = read_request(request);
    mcp_upstream_response_t *answer;
    mcp_http_response_t *response;
    mcp_nc_request_t send;
    mcp_err_t *err;

    *out = NULL;
    memset(&send, 0, sizeof(send));
    send.method = mine.method;
    send.path = mine.path;
    send.query = mine.query;
    send.headers = copy_headers(call, mine.headers);
    send.content_type = mine.content_type;
    send.body = mine.body;
    send.body_len = mine.body_len;
    err = mcp_nc_send(call->nc, &send, &response);
    if (err) {
        return explain(call, err);
    }
    answer = apr_pcalloc(call->pool, sizeof(*answer));
    answer->status = response->status;
    answer->headers = response->headers;
    answer->body = response->body;
    answer->len = response->len;
    *out = answer;
    return NULL;
}

static int can_ask(const mcp_call_t *call, const char *method)
{
    const mcp_tool_client_t *client = call->client;

    return client && client->can_ask(client->baton, method);
}

static const char *ask(mcp_call_t *call, const char *key, const char *method,
                       const char *params)
{
    const mcp_tool_client_t *client = call->client;
    apr_pool_t *pool = call->pool;
    const char *answer = NULL;
    mcp_err_t *err;

    if (client) {
        err = client->ask(client->baton, &answer, key, method, params);
    }
    else {
        err = mcp_err_create(pool, MCP_ERR_INTERNAL, "There is no client");
    }
    if (err) {
        end_with(call, err);
        return NULL;
    }
    return answer;
}

static const mcp_json_t *find(mcp_call_t *call, const char *text,
                              const char *pointer)
{
    apr_pool_t *pool = call->pool;
    mcp_json_t *json;

    if (mcp_json_parse(&json, text, strlen(text), pool)) {
        return NULL;
    }
    return mcp_json_member_at(json, pointer, pool);
}

static const char *get_string(mcp_call_t *call, const char *json,
                              const char *pointer)
{
    return mcp_json_str(find(call, json, pointer), NULL);
}

static double get_number(mcp_call_t *call, const char *json,
                         const char *pointer, double fallback)
{
    return mcp_json_double(find(call, json, pointer), fallback);
}

static const char *quote(mcp_call_t *call, const char *text)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, strlen(text) + 16, call->pool);
    mcp_buf_add_json_str(&buf, text, strlen(text));
    return buf.data;
}

static void set_role(mcp_call_t *call, const char *role)
{
    if (is_for(call, KIND(MCP_FOREIGN_PROMPT), "a role")) {
        mcp_result_set_role(call->result,
                            strcmp(role, "assistant") ? "user" : "assistant");
    }
}

static void add_value(mcp_call_t *call, const char *value)
{
    if (is_for(call, KIND(MCP_FOREIGN_COMPLETION), "a value")) {
        mcp_suggest_add(call->found, copy(call, value));
    }
}

static void write_log(mcp_call_t *call, const char *level, const char *text)
{
    const mcp_tool_client_t *client = call->client;

    if (client) {
        client->log(client->baton, level, text);
    }
}

static void close_stream(mcp_call_t *call)
{
    const mcp_tool_client_t *client = call->client;

    if (client) {
        client->close_stream(client->baton);
    }
}

static void report_change(mcp_call_t *call, mcp_changed_e what,
                          const char *uri)
{
    static const mcp_change_e changes[] = {
        MCP_CHANGE_TOOLS,
        MCP_CHANGE_PROMPTS,
        MCP_CHANGE_RESOURCES,
        MCP_CHANGE_RESOURCE,
    };
    const mcp_tool_client_t *client = call->client;

    if (client && (unsigned int)what < sizeof(changes) / sizeof(changes[0])) {
        client->changed(client->baton, changes[what], uri ? uri : "");
    }
}

static int begin_task(mcp_call_t *call)
{
    const mcp_tool_client_t *client = call->client;

    return client && client->begin_task(client->baton);
}

const mcp_api_t mcp_foreign_api = {
    sizeof(mcp_api_t), get_pool,          get_arguments,
    get_user,          is_cancelled,      report_progress,
    add_text,          add_image,         add_audio,
    add_resource_text, add_resource_blob, add_link,
    set_structured,    set_error,         fail,
    send_upstream,     can_ask,           ask,
    get_string,        get_number,        quote,
    set_role,          add_value,         report_change,
    begin_task,        write_log,         close_stream,
};
