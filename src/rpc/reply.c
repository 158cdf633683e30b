/* SPDX-License-Identifier: Apache-2.0 */

#include "rpc/reply.h"

#include <string.h>

#include "rpc/about.h"
#include "util/quote.h"

#define HTTP_OK 200
#define HTTP_ACCEPTED 202

static void add_envelope(mcp_buf_t *buf, const char *id, const char *member)
{
    mcp_buf_addf(buf,
                 "{\"jsonrpc\":\"2.0\",\"id\":%s,\"%s\":", id ? id : "null",
                 member);
}

static void add_error_object(mcp_buf_t *buf, const mcp_err_t *err)
{
    mcp_buf_addf(buf,
                 "{\"code\":%d,\"message\":", mcp_err_rpc_code(err->kind));
    mcp_buf_add_json_str(buf, err->message, strlen(err->message));
    if (err->data) {
        mcp_buf_addf(buf, ",\"data\":%s", err->data);
    }
    mcp_buf_add_str(buf, "}");
}

const char *mcp_reply_error_object(const mcp_err_t *err, apr_pool_t *pool)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 256, pool);
    add_error_object(&buf, err);
    return buf.data;
}

static void add_error(mcp_buf_t *buf, const char *id, const mcp_err_t *err)
{
    add_envelope(buf, id, "error");
    add_error_object(buf, err);
    mcp_buf_add_str(buf, "}");
}

void mcp_reply_result(mcp_reply_t *reply, const mcp_body_t *body,
                      const char *result, apr_size_t len, apr_pool_t *pool)
{
    mcp_buf_t buf;

    memset(reply, 0, sizeof(*reply));
    mcp_buf_init(&buf, len + 128, pool);
    add_envelope(&buf, body->messages->id, "result");
    mcp_buf_add(&buf, result, len);
    mcp_buf_add_str(&buf, "}");
    reply->status = HTTP_OK;
    reply->body = buf.data;
    reply->len = buf.len;
}

void mcp_reply_error(mcp_reply_t *reply, const char *id, const mcp_err_t *err,
                     int modern, apr_pool_t *pool)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 256, pool);
    add_error(&buf, id, err);
    reply->status = mcp_err_http_status(err->kind, modern);
    reply->body = buf.data;
    reply->len = buf.len;
    reply->retry_after = err->retry_after;
    reply->error = err;
}

/* Trouble on the way to Nextcloud, as a result that the model can read. */
static int is_soft(const mcp_message_t *message, const mcp_err_t *err)
{
    if (!message->handler || !message->handler->soft_errors) {
        return 0;
    }
    switch (err->kind) {
    case MCP_ERR_UNAVAILABLE:
    case MCP_ERR_THROTTLED:
    case MCP_ERR_TIMEOUT:
    case MCP_ERR_TOO_LARGE: /* of Nextcloud's answer */
    case MCP_ERR_TOOL:
        return 1;
    default:
        return 0;
    }
}

int mcp_reply_soften(const mcp_message_t *message, const mcp_err_t *err,
                     mcp_result_t **result, apr_pool_t *pool)
{
    if (!is_soft(message, err)) {
        return 0;
    }
    *result = mcp_result_create(pool);
    mcp_result_set_error(*result, err->message);
    return 1;
}

/* The result of a method, and its quotes: those from first on. */
static void add_result(mcp_buf_t *buf, const char *result, apr_size_t len,
                       int first)
{
    int i;

    for (i = first; buf->quotes && i < buf->quotes->nelts; i++) {
        APR_ARRAY_IDX(buf->quotes, i, mcp_quote_t).at += buf->len;
    }
    mcp_buf_add(buf, result, len);
}

/* One request's answer; returns the error that the HTTP status follows. */
static const mcp_err_t *add_answer(mcp_buf_t *buf, mcp_reply_t *reply,
                                   const mcp_message_t *message,
                                   mcp_reply_run_fn *run, void *baton)
{
    const char *result = NULL;
    mcp_result_t *failed;
    apr_size_t len = 0;
    const mcp_err_t *err = message->error;
    int first = buf->quotes ? buf->quotes->nelts : 0;

    if (!err) {
        err = run(baton, message, &result, &len);
    }
    if (err) {
        reply->error = err;
        if (!mcp_reply_soften(message, err, &failed, buf->pool)) {
            add_error(buf, message->id, err);
            return err;
        }
        result = mcp_result_print(failed, message->revision,
                                  mcp_about_meta(message->revision), &len,
                                  buf->pool);
    }
    if (!result) {
        reply->is_pending = 1;
        return NULL;
    }
    add_envelope(buf, message->id, "result");
    add_result(buf, result, len, first);
    mcp_buf_add_str(buf, "}");
    return NULL;
}

static void build_batch(mcp_buf_t *buf, mcp_reply_t *reply,
                        const mcp_body_t *body, mcp_reply_run_fn *run,
                        void *baton)
{
    const char *separator = "[";
    int i;

    for (i = 0; i < body->count; i++) {
        const mcp_message_t *message = &body->messages[i];

        if (message->kind == MCP_MESSAGE_REQUEST) {
            const mcp_err_t *err;

            mcp_buf_add_str(buf, separator);
            separator = ",";
            err = add_answer(buf, reply, message, run, baton);
            if (err && err->kind == MCP_ERR_UNAUTHORIZED) {
                reply->status = mcp_err_http_status(err->kind, 0);
            }
        }
    }
    mcp_buf_add_str(buf, "]");
}

static void build_single(mcp_buf_t *buf, mcp_reply_t *reply,
                         const mcp_body_t *body, mcp_reply_run_fn *run,
                         void *baton)
{
    const mcp_err_t *err =
        add_answer(buf, reply, &body->messages[0], run, baton);

    if (err) {
        reply->status = mcp_err_http_status(err->kind, body->modern);
        reply->retry_after = err->retry_after;
    }
}

void mcp_reply_build(mcp_reply_t *reply, const mcp_body_t *body,
                     mcp_reply_run_fn *run, void *baton,
                     apr_array_header_t *quotes, apr_pool_t *pool)
{
    mcp_buf_t buf;

    memset(reply, 0, sizeof(*reply));
    if (body->requests == 0) {
        reply->status = HTTP_ACCEPTED;
        return;
    }
    reply->status = HTTP_OK;
    mcp_buf_init(&buf, 1024, pool);
    buf.quotes = quotes;
    if (body->is_batch) {
        build_batch(&buf, reply, body, run, baton);
    }
    else {
        build_single(&buf, reply, body, run, baton);
    }
    reply->body = buf.data;
    reply->len = buf.len;
    reply->quotes = quotes && quotes->nelts > 0 ? quotes : NULL;
}
