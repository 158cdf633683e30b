/* SPDX-License-Identifier: Apache-2.0 */

#include "rpc/message.h"

#include <string.h>

#include "rpc/era.h"
#include "rpc/method.h"
#include "rpc/mirror.h"

/* More messages in one batch than a client has reason to send would let one
 * request hold a job's thread for long. */
#define MAX_BATCH 32

mcp_json_t *mcp_message_meta(const mcp_message_t *message)
{
    mcp_json_t *meta = mcp_json_get(message->params, "_meta");

    return mcp_json_type(meta) == MCP_JSON_OBJECT ? meta : NULL;
}

static mcp_err_t *invalid(apr_pool_t *pool, const char *why)
{
    return mcp_err_create(pool, MCP_ERR_REQUEST, "Invalid request: %s", why);
}

static mcp_err_t *read_id(mcp_message_t *message, const mcp_json_t *json,
                          apr_pool_t *pool)
{
    const mcp_json_t *id = mcp_json_get(json, "id");
    mcp_json_type_e type = mcp_json_type(id);

    if (type != MCP_JSON_STRING && type != MCP_JSON_INT) {
        return invalid(pool, "\"id\" must be a string or an integer");
    }
    message->id = mcp_json_print(id, NULL, pool);
    return NULL;
}

static mcp_err_t *read_call(mcp_message_t *message, const mcp_json_t *json,
                            apr_pool_t *pool)
{
    message->kind =
        message->id ? MCP_MESSAGE_REQUEST : MCP_MESSAGE_NOTIFICATION;
    message->method = mcp_json_str(mcp_json_get(json, "method"), NULL);
    if (!message->method) {
        return invalid(pool, "\"method\" must be a string");
    }
    message->params = mcp_json_get(json, "params");
    if (mcp_json_has(json, "params")
        && mcp_json_type(message->params) != MCP_JSON_OBJECT) {
        return invalid(pool, "\"params\" must be an object");
    }
    return NULL;
}

static mcp_err_t *read_message(mcp_message_t *message, mcp_json_t *json,
                               apr_pool_t *pool)
{
    mcp_err_t *err;

    if (mcp_json_type(json) != MCP_JSON_OBJECT) {
        return invalid(pool, "a JSON-RPC message is an object");
    }
    if (mcp_json_has(json, "id")) {
        err = read_id(message, json, pool);
        if (err) {
            return err;
        }
    }
    if (strcmp(mcp_json_get_str(json, "jsonrpc", ""), "2.0") != 0) {
        return invalid(pool, "\"jsonrpc\" must be \"2.0\"");
    }
    if (mcp_json_has(json, "method")) {
        return read_call(message, json, pool);
    }
    if (message->id
        && mcp_json_has(json, "result") != mcp_json_has(json, "error")) {
        message->kind = MCP_MESSAGE_RESPONSE;
        message->answer = json;
        return NULL;
    }
    return invalid(pool, "neither a \"method\" nor one of \"result\" and "
                         "\"error\"");
}

/* The ladder of one message after its JSON-RPC shape: era, version, mirrored
 * headers, method. */
static mcp_err_t *check_message(mcp_message_t *message, const mcp_head_t *head,
                                apr_pool_t *pool)
{
    mcp_err_t *err = mcp_era_check(message, head, pool);

    if (err || message->kind != MCP_MESSAGE_REQUEST) {
        return err;
    }
    if (mcp_revision_is_modern(message->revision)) {
        err = mcp_mirror_check(message, head, pool);
        if (err) {
            return err;
        }
    }
    message->handler = mcp_method_find(message->method, message->revision);
    if (!message->handler) {
        return mcp_err_create(pool, MCP_ERR_METHOD,
                              "Method not found: this server has no such "
                              "method in MCP %s",
                              mcp_revision_name(message->revision));
    }
    return NULL;
}

static mcp_err_t *parse_single(mcp_body_t *body, mcp_json_t *json,
                               const mcp_head_t *head, apr_pool_t *pool)
{
    mcp_message_t *message = apr_pcalloc(pool, sizeof(*message));
    mcp_err_t *err = read_message(message, json, pool);

    body->messages = message;
    body->count = 1;
    body->requests = message->kind == MCP_MESSAGE_REQUEST;
    body->error_id = message->id;
    if (err) {
        return err;
    }
    body->modern = mcp_era_is_claimed(message)
                   || mcp_revision_is_modern(mcp_revision_find(head->version));
    return check_message(message, head, pool);
}

/* 2025-03-26 has batches, 2024-11-05 says nothing, later revisions forbid
 * them; without session and header it is taken to be 2025-03-26. */
static mcp_err_t *check_batch(const mcp_head_t *head, apr_size_t count,
                              apr_pool_t *pool)
{
    if (count == 0) {
        return invalid(pool, "a batch must not be empty");
    }
    if (count > MAX_BATCH) {
        return mcp_err_create(pool, MCP_ERR_REQUEST,
                              "Invalid request: a batch may hold %d messages",
                              MAX_BATCH);
    }
    if (mcp_era_legacy(head) >= MCP_REV_2025_06_18) {
        return mcp_err_create(pool, MCP_ERR_REQUEST,
                              "Invalid request: MCP %s has no batches",
                              mcp_revision_name(mcp_era_legacy(head)));
    }
    return NULL;
}

static mcp_err_t *read_element(mcp_message_t *message, mcp_json_t *json,
                               apr_pool_t *pool)
{
    mcp_err_t *err = read_message(message, json, pool);

    if (err) {
        return err;
    }
    if (mcp_era_is_claimed(message)) {
        return invalid(pool, "MCP 2026-07-28 has no batches");
    }
    if (message->method && !strcmp(message->method, "initialize")) {
        return invalid(pool, "initialize must not be part of a batch");
    }
    return NULL;
}

static mcp_err_t *parse_batch(mcp_body_t *body, const mcp_json_t *json,
                              const mcp_head_t *head, apr_pool_t *pool)
{
    apr_size_t count = mcp_json_length(json);
    mcp_err_t *err = check_batch(head, count, pool);

    if (err) {
        return err;
    }
    body->is_batch = 1;
    body->messages = apr_pcalloc(pool, count * sizeof(*body->messages));
    for (; body->count < (int)count; body->count++) {
        mcp_message_t *message = &body->messages[body->count];

        err = read_element(message, mcp_json_at(json, body->count), pool);
        if (err) {
            return err;
        }
        err = check_message(message, head, pool);
        if (err && err->kind != MCP_ERR_METHOD) {
            return err;
        }
        message->error = err;
        body->requests += message->kind == MCP_MESSAGE_REQUEST;
    }
    return NULL;
}

mcp_err_t *mcp_message_parse(mcp_body_t *body, const char *text,
                             apr_size_t len, int trusted,
                             const mcp_head_t *head, apr_pool_t *pool)
{
    mcp_json_t *json;
    mcp_err_t *err;

    memset(body, 0, sizeof(*body));
    err = trusted ? mcp_json_parse_trusted(&json, text, len, pool)
                  : mcp_json_parse(&json, text, len, pool);
    if (err) {
        return err;
    }
    if (mcp_json_type(json) == MCP_JSON_ARRAY) {
        return parse_batch(body, json, head, pool);
    }
    return parse_single(body, json, head, pool);
}
