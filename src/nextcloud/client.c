/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/client.h"

#include <string.h>
#include <apr_atomic.h>
#include <apr_strings.h>
#include "nextcloud/answer.h"
#include "nextcloud/changes.h"
#include "util/buf.h"
#include "util/text.h"

#define MAX_PATH_BYTES 4000

/* A lock of a write in progress is gone after milliseconds. */
#define LOCK_DELAY apr_time_from_msec(100)
#define LOCK_MAX_DELAY apr_time_from_msec(400) /* 1 s in all */

const char *mcp_nc_base_path(const mcp_nc_t *nc)
{
    const char *url = nc->config->url ? nc->config->url : "";
    const char *host = strstr(url, "://");

    host = host ? host + 3 : url;
    return host + strcspn(host, "/");
}

const char *mcp_nc_query_add(apr_pool_t *pool, const char *query,
                             const char *name, const char *value)
{
    return apr_pstrcat(pool, query ? query : "", query && *query ? "&" : "",
                       mcp_text_encode_segment(pool, name), "=",
                       mcp_text_encode_segment(pool, value), NULL);
}

static const char *segment_fault(const char *segment, apr_size_t len)
{
    apr_size_t i;

    if ((len == 1 || len == 2) && !strncmp(segment, "..", len)) {
        return "\".\" and \"..\" are not allowed in it";
    }
    for (i = 0; i < len; i++) {
        if ((unsigned char)segment[i] < ' ' || segment[i] == 0x7f) {
            return "control characters are not allowed in it";
        }
    }
    return NULL;
}

mcp_err_t *mcp_nc_encode_path(const char **encoded, const char *path,
                              apr_pool_t *pool)
{
    apr_size_t len = strlen(path);
    const char *fault = NULL;
    mcp_buf_t buf;

    *encoded = NULL;
    if (len > MAX_PATH_BYTES) {
        fault = "it is longer than 4000 bytes";
    }
    else if (!mcp_text_is_utf8(path, len)) {
        fault = "it is not UTF-8";
    }
    mcp_buf_init(&buf, len + 1, pool);
    while (!fault && *path) {
        len = strcspn(path, "/");
        fault = segment_fault(path, len);
        if (len && !fault) {
            mcp_buf_add_str(&buf, "/");
            mcp_buf_add_str(&buf, mcp_text_encode_segment(
                                      pool, apr_pstrmemdup(pool, path, len)));
        }
        path += len;
        if (*path == '/' && !*++path) {
            mcp_buf_add_str(&buf, "/");
        }
    }
    if (fault) {
        return mcp_err_create(pool, MCP_ERR_TOOL,
                              "the path cannot be used: %s", fault);
    }
    *encoded = buf.len ? buf.data : "/";
    return NULL;
}

/* The next character of an encoded path as a server may understand it. */
static char next_char(const char **path)
{
    const char *s = *path;

    if (s[0] != '%' || !s[1] || !s[2]) {
        *path += s[0] != '\0';
        return s[0];
    }
    *path += 3;
    if (s[1] == '2' && (s[2] == 'e' || s[2] == 'E')) {
        return '.';
    }
    if ((s[1] == '2' && (s[2] == 'f' || s[2] == 'F'))
        || (s[1] == '5' && (s[2] == 'c' || s[2] == 'C'))) {
        return '/';
    }
    return '%';
}

/* Would "/a/%2e%2E/b", or another form of it, leave the place that the path
 * was made for? Values from outside are encoded one by one, and the encoding
 * of ".." is "..". */
static int has_dot_segment(const char *path)
{
    apr_size_t len = 0;
    apr_size_t dots = 0;

    for (;;) {
        char c = next_char(&path);

        if (c && c != '/') {
            len++;
            dots += c == '.';
            continue;
        }
        if (len && len == dots && len <= 2) {
            return 1;
        }
        if (!c) {
            return 0;
        }
        len = dots = 0;
    }
}

static mcp_err_t *check_path(const char *path, apr_pool_t *pool)
{
    const char *s;

    for (s = path; *s; s++) {
        if (*s <= ' ' || *s >= 0x7f || strchr("?#\\", *s)) {
            break;
        }
    }
    if (*path != '/' || *s) {
        return mcp_err_create(pool, MCP_ERR_INTERNAL,
                              "the path of a request to Nextcloud is not "
                              "encoded");
    }
    if (has_dot_segment(path)) {
        return mcp_err_create(pool, MCP_ERR_TOOL,
                              "\".\" and \"..\" are not allowed as a name or "
                              "id");
    }
    return NULL;
}

/* How long a job that is cancelled may go on waiting. */
#define PAUSE_STEP apr_time_from_msec(50)

mcp_err_t *mcp_nc_pause(const mcp_nc_t *nc, apr_interval_time_t time,
                        apr_interval_time_t reserve)
{
    apr_time_t end = apr_time_now() + time;

    if (nc->deadline && end > nc->deadline - reserve) {
        return mcp_err_create(nc->pool, MCP_ERR_TIMEOUT,
                              "no time is left to wait for Nextcloud");
    }
    for (;;) {
        apr_interval_time_t left = end - apr_time_now();

        if (nc->cancelled
            && apr_atomic_read32((volatile apr_uint32_t *)nc->cancelled)) {
            return mcp_err_create(nc->pool, MCP_ERR_CANCELLED,
                                  "the request was cancelled");
        }
        if (left <= 0) {
            return NULL;
        }
        apr_sleep(left < PAUSE_STEP ? left : PAUSE_STEP);
        if (nc->tick) {
            nc->tick(nc->baton);
        }
    }
}

static apr_table_t *make_headers(const mcp_nc_t *nc,
                                 const mcp_nc_request_t *request)
{
    apr_table_t *headers = request->headers
                               ? apr_table_copy(nc->pool, request->headers)
                               : apr_table_make(nc->pool, 8);

    apr_table_setn(headers, "OCS-APIRequest", "true");
    if (request->accept || !apr_table_get(headers, "Accept")) {
        apr_table_setn(headers, "Accept",
                       request->accept ? request->accept : "application/json");
    }
    if (request->content_type) {
        apr_table_setn(headers, "Content-Type", request->content_type);
    }
    apr_table_unset(headers, "Authorization");
    if (nc->authorization && !request->anonymous) {
        apr_table_setn(headers, "Authorization", nc->authorization);
    }
    apr_table_unset(headers, "X-Forwarded-For");
    if (nc->client_ip && nc->config->forward_client) {
        apr_table_setn(headers, "X-Forwarded-For", nc->client_ip);
    }
    return headers;
}

/* Time left of the job, or of one exchange if that is shorter. */
static apr_interval_time_t time_left(const mcp_nc_t *nc)
{
    apr_interval_time_t left = nc->config->timeout;

    if (nc->deadline && nc->deadline - apr_time_now() < left) {
        left = nc->deadline - apr_time_now();
    }
    return left;
}

static mcp_err_t *send_once(mcp_nc_t *nc, mcp_http_request_t *request,
                            mcp_http_response_t **response)
{
    request->timeout = time_left(nc);
    if (request->timeout <= 0) {
        return mcp_err_create(nc->pool, MCP_ERR_TIMEOUT,
                              "no time is left to ask Nextcloud");
    }
    return mcp_http_send(nc->http, request, response, nc->pool);
}

/* Repeating is safe whatever the method: a locked request did nothing. */
static mcp_err_t *send_patiently(mcp_nc_t *nc, mcp_http_request_t *request,
                                 mcp_http_response_t **response)
{
    apr_interval_time_t delay;

    for (delay = LOCK_DELAY;; delay += LOCK_DELAY) {
        mcp_err_t *err = send_once(nc, request, response);

        if (err || (*response)->status != 423 || delay > LOCK_MAX_DELAY
            || time_left(nc) <= delay) {
            return err;
        }
        err = mcp_nc_pause(nc, delay, 0);
        if (err) {
            return err;
        }
    }
}

mcp_err_t *mcp_nc_send(mcp_nc_t *nc, const mcp_nc_request_t *request,
                       mcp_http_response_t **response)
{
    const mcp_nc_config_t *config = nc->config;
    const char *query = request->query;
    mcp_http_request_t http = {
        .method = request->method,
        .connect_to = config->connect_to,
        .body = request->body,
        .body_len = request->body_len,
        .connect_timeout = config->connect_timeout,
        .max_response = request->max_response ? request->max_response
                                              : config->max_response,
        .close = config->close,
        .fresh = request->fresh,
        .keep_prefix = request->keep_prefix,
        .cancelled = nc->cancelled,
        .tick = nc->tick,
        .baton = nc->baton,
    };
    mcp_err_t *err = check_path(request->path, nc->pool);

    *response = NULL;
    if (!err && !config->url) {
        err = mcp_err_create(nc->pool, MCP_ERR_TOOL,
                             "This server works without a Nextcloud "
                             "(MCPNextcloudURL none)");
    }
    if (err) {
        return err;
    }
    http.url =
        apr_pstrcat(nc->pool, config->url, request->path,
                    query && *query ? "?" : "", query ? query : "", NULL);
    http.headers = make_headers(nc, request);
    err = send_patiently(nc, &http, response);
    if (!err) {
        err = mcp_answer_check(nc, *response);
    }
    if (err) {
        *response = NULL;
    }
    else if ((*response)->status < 400) {
        mcp_changes_tell(nc, request);
    }
    return err;
}
