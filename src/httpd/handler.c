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
#include "httpd/config.h"
#include "httpd/fixups.h"
#include "httpd/origin.h"
#include "httpd/private.h"
#include "httpd/subscribe.h"
#include "httpd/wait.h"
#include "job/local.h"
#include "job/short.h"
#include "job/stage.h"
#include "rpc/notify.h"

#define RETRY_AFTER 1

/* What one request carries from step to step; lives in r->pool. */
typedef struct request_t {
    request_rec *r;
    mcp_server_config_t *server;
    const mcp_dir_config_t *config;
    mcp_settings_t settings;
    const char *authorization;
    const char *uid; /* whose that is, if it is known already */
    mcp_head_t head;
    const char *text;
    apr_size_t len;
    mcp_body_t body;
    const mcp_reply_t *last; /* of a stream that is to follow, or NULL */
} request_t;

static mcp_err_t *check_method(request_t *q)
{
    const char *method = q->r->method;

    if (!strcmp(method, "POST")) {
        return NULL;
    }
    return mcp_err_create(q->r->pool, MCP_ERR_HTTP_METHOD,
                          "This endpoint takes POST; it offers no stream for "
                          "GET and no sessions for DELETE");
}

/* An unauthenticated GET or DELETE is shown the challenge too: clients look
 * for it there. Any other method does not exist, whoever asks. */
static int is_known_method(const request_rec *r)
{
    return r->method_number == M_POST || r->method_number == M_GET
           || r->method_number == M_DELETE;
}

static mcp_err_t *check_credential(request_t *q)
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

static mcp_err_t *check_media_type(request_t *q)
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

/* A header without the white space around its value. */
static const char *get_header(request_rec *r, const char *name)
{
    const char *value = apr_table_get(r->headers_in, name);
    apr_size_t len;

    if (!value) {
        return NULL;
    }
    value += strspn(value, " \t");
    len = strlen(value);
    while (len > 0 && strchr(" \t", value[len - 1])) {
        len--;
    }
    return apr_pstrmemdup(r->pool, value, len);
}

#define PARAM_PREFIX "Mcp-Param-"

static void read_head(request_t *q)
{
    const apr_array_header_t *headers = apr_table_elts(q->r->headers_in);
    apr_table_t *params = apr_table_make(q->r->pool, 2);
    int i;

    for (i = 0; i < headers->nelts; i++) {
        const char *name = APR_ARRAY_IDX(headers, i, apr_table_entry_t).key;

        if (!strncasecmp(name, PARAM_PREFIX, strlen(PARAM_PREFIX))) {
            apr_table_setn(params, name + strlen(PARAM_PREFIX),
                           get_header(q->r, name));
        }
    }
    q->head.version = get_header(q->r, "MCP-Protocol-Version");
    q->head.method = get_header(q->r, "Mcp-Method");
    q->head.name = get_header(q->r, "Mcp-Name");
    q->head.params = params;
}

/* Only what looks like a tool's name may reach a log: the rest is the
 * client's own text. */
static const char *tool_name(const mcp_message_t *message)
{
    const char *name = mcp_json_get_str(message->params, "name", "");
    apr_size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

    return len > 0 && len <= 64 && name[len] == '\0' ? name : NULL;
}

/* For LogFormat: %{mcp-method}n, %{mcp-tool}n, and %u. Names of methods and
 * tools only; arguments are the user's. */
static void note_request(request_t *q, const char *uid)
{
    const mcp_message_t *message = q->body.messages;
    apr_table_t *notes = q->r->notes;

    if (message->handler) {
        apr_table_setn(notes, "mcp-method", message->handler->name);
        if (message->handler->run == mcp_method_tools_call
            && tool_name(message)) {
            apr_table_set(notes, "mcp-tool", tool_name(message));
        }
    }
    if (uid && *uid && !q->r->user) {
        q->r->user = apr_pstrdup(q->r->pool, uid);
    }
}

static mcp_err_t *busy(request_t *q)
{
    mcp_err_t *err = mcp_err_create(q->r->pool, MCP_ERR_BUSY,
                                    "This server works on as many requests "
                                    "as it can; try again in a moment");

    err->retry_after = RETRY_AFTER;
    return err;
}

static int send_failure(request_t *q, const mcp_err_t *err)
{
    mcp_reply_t reply;

    memset(&reply, 0, sizeof(reply));
    mcp_reply_error(&reply, q->body.error_id, err, q->body.modern, q->r->pool);
    return mcp_answer_send(q->r, &reply);
}

/* The client has gone. MCP 2026-07-28 calls that a cancellation, earlier
 * revisions say that it is none: there the job goes on for itself. */
static int abandon(request_t *q, mcp_job_t *job)
{
    if (q->body.modern) {
        mcp_job_cancel(job);
    }
    q->r->connection->aborted = 1;
    return OK;
}

static void fail_late(request_t *q, mcp_reply_t *reply)
{
    mcp_err_t *err =
        mcp_err_create(q->r->pool, MCP_ERR_TIMEOUT,
                       "The request took longer than this server allows "
                       "(MCPJobTimeout)");

    memset(reply, 0, sizeof(*reply));
    mcp_reply_error(reply, q->body.error_id, err, q->body.modern, q->r->pool);
}

/* An answer that ends a stream is kept until then, and the stream does not
 * hold on to whoever made it. 0: this is none. */
static int keep_for_stream(request_t *q, const mcp_reply_t *reply,
                           const char *uid)
{
    mcp_reply_t *last;

    if (!mcp_subscribe_is_asked(q->body.messages, reply)) {
        return 0;
    }
    last = apr_pmemdup(q->r->pool, reply, sizeof(*reply));
    last->body = apr_pstrmemdup(q->r->pool, reply->body, reply->len);
    q->last = last;
    q->uid = apr_pstrdup(q->r->pool, uid ? uid : "");
    return 1;
}

static int serve_stream(request_t *q)
{
    mcp_subscribe_t subscribe;
    mcp_err_t *err;

    subscribe.r = q->r;
    subscribe.server = q->server;
    subscribe.config = q->config;
    subscribe.settings = &q->settings;
    subscribe.head = &q->head;
    subscribe.body = &q->body;
    subscribe.uid = q->uid;
    subscribe.last = q->last;
    err = mcp_subscribe_serve(&subscribe);
    return err ? send_failure(q, err) : OK;
}

static void make_wait(mcp_wait_t *wait, request_t *q, mcp_job_t *job,
                      mcp_stream_t *stream)
{
    mcp_stream_init(stream, q->r);
    /* The answer to a batch is one array, which no event can hold. */
    stream->allowed &= !q->body.is_batch;
    wait->job = job;
    wait->stream = stream;
    wait->token = mcp_notify_token(q->body.messages, q->r->pool);
    wait->keep_alive = mcp_config_keep_alive(q->config);
}

static int answer_job(request_t *q, mcp_wait_t *wait, mcp_wait_e what)
{
    mcp_reply_t late;

    switch (what) {
    case MCP_WAIT_DONE:
        note_request(q, wait->job->nc.uid);
        if (keep_for_stream(q, &wait->job->reply, wait->job->nc.uid)) {
            return OK;
        }
        return mcp_stream_finish(wait->stream, &wait->job->reply);
    case MCP_WAIT_GONE:
        return abandon(q, wait->job);
    case MCP_WAIT_LATE:
        break;
    }
    mcp_job_cancel(wait->job);
    fail_late(q, &late);
    return mcp_stream_finish(wait->stream, &late);
}

/* On this thread or on another. *result: of the handler. */
static apr_status_t work(request_t *q, mcp_job_t *job, int *result)
{
    mcp_gate_t *gate = q->server->gate;
    mcp_stream_t stream;
    mcp_wait_t wait;
    apr_status_t rv;

    make_wait(&wait, q, job, &stream);
    if (mcp_job_is_short(q->server->engine, &q->settings, &q->body)) {
        *result =
            answer_job(q, &wait, mcp_wait_run(&wait, mcp_gate_leave, gate));
        return APR_SUCCESS;
    }
    rv = mcp_job_start(job, mcp_gate_leave, gate);
    if (rv == APR_SUCCESS) {
        *result = answer_job(q, &wait, mcp_wait_for(&wait));
    }
    return rv;
}

static int run_job(request_t *q)
{
    mcp_job_input_t input;
    mcp_job_t *job;
    apr_status_t rv;
    int result;

    input.settings = &q->settings;
    input.authorization = q->authorization;
    input.uid = q->uid;
    input.client_ip = q->r->useragent_ip;
    input.text = q->text;
    input.len = q->len;
    input.head = &q->head;
    rv = mcp_job_create(&job, q->server->engine, &input);
    if (rv == APR_SUCCESS) {
        rv = work(q, job, &result);
        mcp_job_release(job);
    }
    if (rv == APR_SUCCESS) {
        return q->last ? serve_stream(q) : result;
    }
    mcp_gate_leave(q->server->gate);
    return send_failure(
        q, mcp_err_detail(q->r->pool, busy(q), "cannot start a job: %d", rv));
}

static int answer_locally(request_t *q, mcp_local_trust_e trust,
                          mcp_reply_t *reply)
{
    mcp_local_t local;

    local.engine = q->server->engine;
    local.settings = &q->settings;
    local.head = &q->head;
    local.body = &q->body;
    local.pool = q->r->pool;
    local.uid = q->uid;
    if (!mcp_local_answer(&local, trust, reply)) {
        return 0;
    }
    note_request(q, q->uid);
    (void)keep_for_stream(q, reply, q->uid);
    return 1;
}

static int send_local(request_t *q, const mcp_reply_t *reply)
{
    return q->last ? serve_stream(q) : mcp_answer_send(q->r, reply);
}

/* Try to answer from what is known; else take a place and a job. */
static int serve(request_t *q)
{
    mcp_reply_t reply;

    if (answer_locally(q, MCP_LOCAL_VERIFIED, &reply)) {
        return send_local(q, &reply);
    }
    if (mcp_gate_enter(q->server->gate, q->r->connection)) {
        return run_job(q);
    }
    if (answer_locally(q, MCP_LOCAL_ANY, &reply)) {
        return send_local(q, &reply);
    }
    return send_failure(q, busy(q));
}

/* Everything up to the parsed body. */
static mcp_err_t *receive(request_t *q)
{
    mcp_err_t *err = check_credential(q);

    if (!err) {
        err = check_method(q);
    }
    if (!err) {
        err = check_media_type(q);
    }
    if (!err) {
        err = mcp_input_read(q->r, mcp_config_max_body(q->config), &q->text,
                             &q->len);
    }
    if (!err) {
        read_head(q);
        err = mcp_message_parse(&q->body, q->text, q->len, 0, &q->head,
                                q->r->pool);
    }
    return err;
}

static int handle(request_t *q)
{
    mcp_err_t *err;

    if (!is_known_method(q->r)) {
        return send_failure(q, check_method(q));
    }
    if (!q->server->engine) {
        err = mcp_err_create(q->r->pool, MCP_ERR_INTERNAL,
                             "This server could not start its MCP threads; "
                             "its error log says why");
        return send_failure(q, err);
    }
    err = receive(q);
    return err ? send_failure(q, err) : serve(q);
}

int mcp_handler(request_rec *r)
{
    request_t *q;
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
