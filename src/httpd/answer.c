/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/answer.h"

#include <string.h>

#include <apr_buckets.h>
#include <apr_strings.h>
#include <http_protocol.h>
#include <util_filter.h>

#include "httpd/log.h"
#include "httpd/mpm.h"
#include "util/quote.h"

/* A client follows the first challenge that it knows. There is no OAuth
 * behind this endpoint, so Bearer (which works, with an app password) is not
 * offered: it would send clients to look for an authorization server. */
#define CHALLENGE "Basic realm=\"Nextcloud app password\", charset=\"UTF-8\""

static void add_status_headers(request_rec *r, const mcp_reply_t *reply)
{
    if (reply->status == HTTP_UNAUTHORIZED) {
        apr_table_setn(r->err_headers_out, "WWW-Authenticate", CHALLENGE);
    }
    if (reply->status == HTTP_METHOD_NOT_ALLOWED) {
        apr_table_setn(r->headers_out, "Allow", "POST, OPTIONS");
    }
    if (reply->retry_after > 0) {
        apr_table_setn(r->headers_out, "Retry-After",
                       apr_itoa(r->pool, reply->retry_after));
    }
}

/* A client that was refused for lack of places comes back soon. If its
 * connection kept a worker until then, the jobs that have a place could wait
 * for that very worker. */
static void close_refused(request_rec *r, const mcp_reply_t *reply)
{
    if (reply->status == HTTP_SERVICE_UNAVAILABLE && !mcp_mpm_is_async()) {
        r->connection->keepalive = AP_CONN_CLOSE;
    }
}

static int write_part(void *r, const char *bytes, apr_size_t len)
{
    return ap_rwrite(bytes, (int)len, r) >= 0;
}

int mcp_answer_write_body(request_rec *r, const mcp_reply_t *reply)
{
    if (!reply->quotes) {
        return write_part(r, reply->body, reply->len);
    }
    return mcp_quote_write(reply->body, reply->len, reply->quotes, write_part,
                           r, r->pool);
}

/* All at once, as the only body of the request, and without a copy: the
 * buckets are written, or set aside by who cannot write them yet, before
 * this returns. */
static void send_parts(request_rec *r, const apr_array_header_t *parts)
{
    apr_bucket_alloc_t *alloc = r->connection->bucket_alloc;
    apr_bucket_brigade *all = apr_brigade_create(r->pool, alloc);
    int i;

    for (i = 0; i < parts->nelts; i++) {
        const struct iovec *part = &APR_ARRAY_IDX(parts, i, struct iovec);

        APR_BRIGADE_INSERT_TAIL(
            all,
            apr_bucket_transient_create(part->iov_base, part->iov_len, alloc));
    }
    APR_BRIGADE_INSERT_TAIL(all, apr_bucket_eos_create(alloc));
    (void)ap_pass_brigade(r->output_filters, all);
}

/* A failed write means that the client has gone, which the connection
 * notices for itself. */
static void send_body(request_rec *r, const mcp_reply_t *reply)
{
    const apr_array_header_t *parts =
        mcp_quote_parts(reply->body, reply->len, reply->quotes, r->pool);

    if (!parts) {
        /* How long this is is known when it has been written. */
        (void)mcp_answer_write_body(r, reply);
        return;
    }
    ap_set_content_length(r,
                          (apr_off_t)mcp_quote_len(reply->len, reply->quotes));
    send_parts(r, parts);
}

int mcp_answer_send(request_rec *r, const mcp_reply_t *reply)
{
    if (reply->error) {
        mcp_log_request_error(r, reply->error);
    }
    r->status = reply->status;
    add_status_headers(r, reply);
    close_refused(r, reply);
    /* Answers are one user's: no cache on the way may keep them. */
    apr_table_setn(r->headers_out, "Cache-Control", "no-store");
    if (!reply->body) {
        ap_set_content_length(r, 0);
        return OK;
    }
    ap_set_content_type(r, "application/json");
    send_body(r, reply);
    return OK;
}

int mcp_answer_error(request_rec *r, const mcp_err_t *err)
{
    mcp_reply_t reply;

    memset(&reply, 0, sizeof(reply));
    mcp_reply_error(&reply, NULL, err, 0, r->pool);
    return mcp_answer_send(r, &reply);
}
