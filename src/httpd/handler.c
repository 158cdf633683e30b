/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One request, top to bottom. The order of the checks is part of the
 * protocol: Host and Origin, preflight, method, credential, media type,
 * size, JSON, JSON-RPC and era, and only then anything that costs.
 */

#include "httpd/handler.h"

#include <string.h>

#include <apr_strings.h>
#include <http_core.h>
#include <http_protocol.h>

#include "httpd/answer.h"
#include "httpd/input.h"
#include "httpd/fixups.h"
#include "httpd/origin.h"
#include "httpd/private.h"
#include "httpd/request.h"
#include "job/stage.h"

static mcp_err_t *refuse_method(mcp_request_t *q)
{
    return mcp_err_create(q->r->pool, MCP_ERR_HTTP_METHOD,
                          "This endpoint takes POST; GET and DELETE only for "
                          "a session that exists, named in Mcp-Session-Id");
}

/* An unauthenticated GET or DELETE is shown the challenge too: clients look
 * for it there. Any other method does not exist, whoever asks. */
static int is_known_method(const request_rec *r)
{
    return r->method_number == M_POST || r->method_number == M_GET
           || r->method_number == M_DELETE;
}

static mcp_err_t *check_credential(mcp_request_t *q)
{
    q->authorization = mcp_fixups_authorization(q->r);
    if (!q->settings.nextcloud.url) {
        q->authorization = ""; /* there is nobody to ask who this is */
    }
    if (!q->authorization) {
        return mcp_err_create(q->r->pool, MCP_ERR_UNAUTHORIZED,
                              "Send your Nextcloud login name and an app "
                              "password as Authorization: Basic, or the app "
                              "password as Bearer");
    }
    switch (mcp_stage_auth_recall(q->server->engine, &q->settings,
                                  q->authorization, &q->uid, q->r->pool)) {
    case MCP_VERDICT_REFUSED:
        return mcp_err_create(q->r->pool, MCP_ERR_UNAUTHORIZED,
                              "Nextcloud refused this credential a moment "
                              "ago; use the login name and an app password");
    case MCP_VERDICT_OLD:
        if (mcp_verdict_claim(&q->server->engine->verdicts,
                              q->settings.nextcloud.url, q->authorization,
                              q->r->pool)) {
            q->uid = NULL; /* the job asks */
        }
        break;
    case MCP_VERDICT_GOOD:
    case MCP_VERDICT_UNKNOWN:
        break;
    }
    return NULL;
}

static mcp_err_t *check_media_type(mcp_request_t *q)
{
    const char *type = apr_table_get(q->r->headers_in, "Content-Type");
    apr_size_t len = strlen("application/json");

    if (type && !strncasecmp(type, "application/json", len)
        && (type[len] == '\0' || ap_strchr_c("; \t", type[len]))) {
        return NULL;
    }
    return mcp_err_create(q->r->pool, MCP_ERR_MEDIA_TYPE,
                          "Content-Type must be application/json");
}

/* Everything up to the parsed body. */
static mcp_err_t *receive(mcp_request_t *q)
{
    mcp_err_t *err = check_media_type(q);

    if (!err) {
        err = mcp_input_read(q->r, mcp_config_max_body(q->config), &q->text,
                             &q->len);
    }
    if (!err) {
        err = mcp_message_parse(&q->body, q->text, q->len, 0, &q->head,
                                q->r->pool);
    }
    return err ? err : mcp_request_check_session(q);
}

static int serve_post(mcp_request_t *q)
{
    mcp_err_t *err = receive(q);

    return err ? mcp_request_fail(q, err) : mcp_request_serve(q);
}

/* 1: of a session, for which there are GET and DELETE. */
static int has_session(const mcp_request_t *q)
{
    return q->session_id && !q->r->header_only
           && !mcp_revision_is_modern(mcp_revision_find(q->head.version));
}

static int handle(mcp_request_t *q)
{
    mcp_err_t *err;

    if (!is_known_method(q->r)) {
        return mcp_request_fail(q, refuse_method(q));
    }
    if (!q->server->engine) {
        err = mcp_err_create(q->r->pool, MCP_ERR_INTERNAL,
                             "This server could not start its MCP threads; "
                             "its error log says why");
        return mcp_request_fail(q, err);
    }
    err = check_credential(q);
    if (err) {
        return mcp_request_fail(q, err);
    }
    mcp_request_read_head(q);
    mcp_request_find_session(q);
    if (q->r->method_number == M_POST) {
        return serve_post(q);
    }
    if (!has_session(q)) {
        return mcp_request_fail(q, refuse_method(q));
    }
    return q->r->method_number == M_GET ? mcp_request_serve_get(q)
                                        : mcp_request_serve_delete(q);
}

int mcp_handler(request_rec *r)
{
    mcp_request_t *q;
    mcp_err_t *err;

    if (!r->handler || strcmp(r->handler, MCP_HANDLER) != 0) {
        return DECLINED;
    }
    q = apr_pcalloc(r->pool, sizeof(*q));
    q->r = r;
    q->server = mcp_config_server(r->server);
    q->config = mcp_config_dir(r);
    err = mcp_origin_check(r, q->config);
    if (err) {
        return mcp_answer_error(r, err);
    }
    mcp_origin_add_headers(r);
    if (r->method_number == M_OPTIONS) {
        return mcp_origin_preflight(r);
    }
    mcp_config_settings(&q->settings, q->config, r);
    return handle(q);
}
