/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/answer.h"

#include <string.h>

#include <apr_strings.h>
#include <http_protocol.h>

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
    /* How long the others are is known when they have been written. */
    if (!reply->quotes) {
        ap_set_content_length(r, (apr_off_t)reply->len);
    }
    /* A failed write means that the client has gone, which the connection
     * notices for itself. */
    (void)mcp_answer_write_body(r, reply);
    return OK;
}

int mcp_answer_error(request_rec *r, const mcp_err_t *err)
{
    mcp_reply_t reply;

    memset(&reply, 0, sizeof(reply));
    mcp_reply_error(&reply, NULL, err, 0, r->pool);
    return mcp_answer_send(r, &reply);
}
