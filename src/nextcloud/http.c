/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/http.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <apr_atomic.h>
#include <apr_lib.h>
#include <apr_network_io.h>
#include <apr_strings.h>
#include <apr_uri.h>
#include <curl/curl.h>
#include "mod_mcp.h"
#include "nextcloud/body.h"
#include "nextcloud/http_transfer.h"
#include "util/text.h"

/* Of all header fields together; libcurl limits each line to 100 KiB. */
#define MAX_HEADER_BYTES (256 * 1024)
/* Room for the body of an error whatever the caller's limit is: it says what
 * went wrong, and Nextcloud wraps some of them in 20 kB of HTML. */
#define MIN_ERROR_BYTES (64 * 1024)
/* Bodies beyond it are refused whatever the configuration says. */
#define MAX_BODY_BYTES ((apr_size_t)1 << 30)

struct mcp_http_t {
    CURL *curl;
    CURLM *multi; /* keeps the connections */
};

/* One exchange, on the stack of mcp_http_send. */
typedef struct exchange_t {
    const mcp_http_request_t *request;
    mcp_http_response_t *response;
    apr_pool_t *pool;
    mcp_body_t body;
    apr_size_t header_bytes;
    int over;    /* there was more than the limit */
    int refused; /* an address that vet does not allow */
    char reason[CURL_ERROR_SIZE];
} exchange_t;

static apr_status_t cleanup_global(void *baton)
{
    curl_global_cleanup();
    return APR_SUCCESS;
}

apr_status_t mcp_http_child_init(apr_pool_t *pchild)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return APR_EGENERAL;
    }
    apr_pool_cleanup_register(pchild, NULL, cleanup_global,
                              apr_pool_cleanup_null);
    return APR_SUCCESS;
}

static apr_status_t cleanup_handle(void *baton)
{
    mcp_http_t *http = baton;

    curl_easy_cleanup(http->curl);
    curl_multi_cleanup(http->multi);
    return APR_SUCCESS;
}

mcp_http_t *mcp_http_create(apr_pool_t *pool)
{
    mcp_http_t *http = apr_pcalloc(pool, sizeof(*http));

    http->curl = curl_easy_init();
    http->multi = curl_multi_init();
    apr_pool_cleanup_register(pool, http, cleanup_handle,
                              apr_pool_cleanup_null);
    return http;
}

static apr_size_t limit_of(const exchange_t *x)
{
    apr_size_t limit = x->request->max_response;

    if (x->response->status >= 400 && limit < MIN_ERROR_BYTES) {
        limit = MIN_ERROR_BYTES;
    }
    return limit < MAX_BODY_BYTES ? limit : MAX_BODY_BYTES;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *baton)
{
    exchange_t *x = baton;
    const char *announced =
        apr_table_get(x->response->headers, "Content-Length");
    apr_int64_t hint = announced ? apr_strtoi64(announced, NULL, 10) : 0;
    apr_size_t len = size * count;
    apr_size_t taken = mcp_body_add(&x->body, bytes, len, limit_of(x),
                                    hint > 0 ? (apr_size_t)hint : 0);

    /* Any other number than len makes libcurl stop. */
    x->over = taken < len;
    return taken;
}

static void read_status(exchange_t *x, const char *line)
{
    const char *space = strchr(line, ' ');

    /* The first line of the final answer, or of a "100 Continue" before. */
    x->response->status = space ? (int)strtol(space, NULL, 10) : 0;
    apr_table_clear(x->response->headers);
}

static size_t on_header(char *bytes, size_t size, size_t count, void *baton)
{
    exchange_t *x = baton;
    apr_size_t len = size * count;
    char *line = apr_pstrmemdup(x->pool, bytes, len);
    char *value = strchr(line, ':');

    x->header_bytes += len;
    if (x->header_bytes > MAX_HEADER_BYTES) {
        return 0;
    }
    if (!strncmp(line, "HTTP/", 5)) {
        read_status(x, line);
    }
    else if (value) {
        *value++ = '\0';
        apr_collapse_spaces(line, line);
        /* A session of somebody's has no business in here. */
        if (strcasecmp(line, "Set-Cookie") != 0) {
            while (apr_isspace(*value)) {
                value++;
            }
            for (len = strlen(value); len && apr_isspace(value[len - 1]);) {
                value[--len] = '\0';
            }
            apr_table_mergen(x->response->headers, line, value);
        }
    }
    return size * count;
}

static int add_line(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);

    *list = longer ? longer : *list;
    return longer != NULL;
}

static int is_token(const char *text)
{
    const char *s;

    for (s = text; *s; s++) {
        if (!apr_isalnum(*s) && !strchr("!#$%&'*+-.^_`|~", *s)) {
            return 0;
        }
    }
    return s != text;
}

/* To libcurl, "Name:" takes a header of its own out, and "Name;" is a header
 * without value. */
static mcp_err_t *add_header(struct curl_slist **list, const char *name,
                             const char *value, apr_pool_t *pool)
{
    char *line = apr_pstrcat(pool, name, *value ? ": " : ";", value, NULL);
    int good = !strpbrk(value, "\r\n") && is_token(name);
    int done = good && add_line(list, line);

    mcp_text_wipe(line, strlen(line));
    if (done) {
        return NULL;
    }
    return mcp_err_create(pool, MCP_ERR_INTERNAL,
                          good ? "out of memory"
                               : "a header for Nextcloud has a name or value "
                                 "that HTTP does not allow");
}

static mcp_err_t *make_lists(struct curl_slist **headers,
                             struct curl_slist **connect_to,
                             const mcp_http_request_t *request,
                             apr_pool_t *pool)
{
    const char *to = request->connect_to;
    apr_table_t *none = apr_table_make(pool, 1);
    const apr_array_header_t *fields =
        apr_table_elts(request->headers ? request->headers : none);
    const apr_table_entry_t *field = (apr_table_entry_t *)fields->elts;
    mcp_err_t *err = NULL;
    int typed = 0;
    int i;

    for (i = 0; i < fields->nelts && !err; i++, field++) {
        err = add_header(headers, field->key, field->val, pool);
        typed |= !strcasecmp(field->key, "Content-Type");
    }
    /* Neither wait for "100 Continue" nor call a body a form. */
    if (!err
        && (!add_line(headers, "Expect:")
            || (request->close && !add_line(headers, "Connection: close"))
            || (!typed && !add_line(headers, "Content-Type:"))
            || (to
                && !add_line(connect_to,
                             apr_pstrcat(pool, "::", to, NULL))))) {
        err = mcp_err_create(pool, MCP_ERR_INTERNAL, "out of memory");
    }
    return err;
}

static long to_ms(apr_interval_time_t time)
{
    apr_interval_time_t ms = (time + 999) / 1000;

    return ms < 1 ? 1 : ms > INT_MAX ? INT_MAX : (long)ms;
}

static curl_socket_t on_open(void *baton, curlsocktype purpose,
                             struct curl_sockaddr *address)
{
    exchange_t *x = baton;

    if (!x->request->vet(x->request->vet_baton, &address->addr)) {
        x->refused = 1;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC,
                  address->protocol);
}

#define SET(option, value)                                                    \
    do {                                                                      \
        if (code == CURLE_OK) {                                               \
            code = curl_easy_setopt(curl, option, value);                     \
        }                                                                     \
    } while (0)

static CURLcode set_method(CURL *curl, const mcp_http_request_t *request)
{
    const char *method = request->method;
    const char *body = request->body;
    CURLcode code = CURLE_OK;

    if (!body && (!strcmp(method, "POST") || !strcmp(method, "PUT"))) {
        body = ""; /* these say Content-Length: 0 (RFC 9110, section 8.6) */
    }
    if (body) {
        SET(CURLOPT_POSTFIELDSIZE_LARGE,
            (curl_off_t)(request->body ? request->body_len : 0));
        SET(CURLOPT_POSTFIELDS, body);
    }
    else if (!strcmp(method, "HEAD")) {
        SET(CURLOPT_NOBODY, 1L);
    }
    SET(CURLOPT_CUSTOMREQUEST, method);
    return code;
}

static CURLcode set_limits(CURL *curl, const mcp_http_request_t *request)
{
    apr_interval_time_t connect = request->connect_timeout;
    CURLcode code = CURLE_OK;

    if (connect <= 0 || connect > request->timeout) {
        connect = request->timeout;
    }
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_CONNECTTIMEOUT_MS, to_ms(connect));
    SET(CURLOPT_TIMEOUT_MS, to_ms(request->timeout));
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_PROXY, ""); /* nor one from the environment */
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_TCP_NODELAY, 1L);
    SET(CURLOPT_PATH_AS_IS, 1L);
    SET(CURLOPT_FORBID_REUSE, (long)request->close);
    SET(CURLOPT_FRESH_CONNECT, (long)request->fresh);
    return code;
}

static CURLcode set_options(CURL *curl, exchange_t *x,
                            struct curl_slist *headers,
                            struct curl_slist *connect_to)
{
    CURLcode code = set_limits(curl, x->request);

    SET(CURLOPT_URL, x->request->url);
    SET(CURLOPT_USERAGENT, "mod_mcp/" MOD_MCP_VERSION);
    SET(CURLOPT_HTTPHEADER, headers);
    SET(CURLOPT_CONNECT_TO, connect_to);
    SET(CURLOPT_ERRORBUFFER, x->reason);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, x);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, x);
    if (x->request->vet) {
        SET(CURLOPT_OPENSOCKETFUNCTION, on_open);
        SET(CURLOPT_OPENSOCKETDATA, x);
    }
    return code == CURLE_OK ? set_method(curl, x->request) : code;
}

static const char *name_of(const mcp_http_request_t *request)
{
    return request->peer ? request->peer : "Nextcloud";
}

/* "host:port" for messages: a path may be personal. */
static const char *peer_of(const mcp_http_request_t *request, apr_pool_t *pool)
{
    apr_uri_t uri;

    if (request->connect_to) {
        return request->connect_to;
    }
    if (apr_uri_parse(pool, request->url, &uri) != APR_SUCCESS
        || !uri.hostname) {
        return "its address";
    }
    if (!uri.port) {
        uri.port = apr_uri_port_of_scheme(uri.scheme);
    }
    return apr_psprintf(pool, strchr(uri.hostname, ':') ? "[%s]:%d" : "%s:%d",
                        uri.hostname, (int)uri.port);
}

static mcp_err_t *connect_err(CURL *curl, exchange_t *x, CURLcode code)
{
    const char *why = curl_easy_strerror(code);
    long number = 0;
    char text[128];
    mcp_err_t *err;

    /* It stays from one exchange to the next. */
    if (code == CURLE_COULDNT_CONNECT) {
        curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &number);
    }
    if (number) {
        why = apr_strerror((apr_status_t)number, text, sizeof(text));
    }
    else if (code == CURLE_OPERATION_TIMEDOUT) {
        why = "it does not answer";
    }
    err = mcp_err_create(x->pool, MCP_ERR_UNAVAILABLE,
                         "cannot connect to %s at %s: %s", name_of(x->request),
                         peer_of(x->request, x->pool), why);
    err->status = (apr_status_t)number;
    return err;
}

static mcp_err_t *timeout_err(CURL *curl, exchange_t *x, CURLcode code)
{
    curl_off_t total = 0;
    curl_off_t connected = 0;

    curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &total);
    curl_easy_getinfo(curl, CURLINFO_PRETRANSFER_TIME_T, &connected);
    if (!connected && total < x->request->timeout) {
        return connect_err(curl, x, code);
    }
    return mcp_err_create(x->pool, MCP_ERR_TIMEOUT,
                          "%s at %s has not answered within %g seconds",
                          name_of(x->request), peer_of(x->request, x->pool),
                          (double)apr_time_as_msec(x->request->timeout)
                              / 1000);
}

static mcp_err_t *cancelled_err(const exchange_t *x)
{
    return mcp_err_create(x->pool, MCP_ERR_CANCELLED,
                          "cancelled while talking to %s",
                          name_of(x->request));
}

static mcp_err_t *transfer_err(CURL *curl, exchange_t *x, CURLcode code)
{
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
        return timeout_err(curl, x, code);
    case CURLE_ABORTED_BY_CALLBACK:
        return cancelled_err(x);
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_WRITE_ERROR:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL: /* HTTP/0.9, or no HTTP at all */
        return mcp_err_create(
            x->pool, MCP_ERR_UNAVAILABLE, "%s at %s broke its answer off",
            name_of(x->request), peer_of(x->request, x->pool));
    case CURLE_URL_MALFORMAT:
    case CURLE_OUT_OF_MEMORY:
    case CURLE_UNKNOWN_OPTION:
    case CURLE_BAD_FUNCTION_ARGUMENT:
        return mcp_err_create(x->pool, MCP_ERR_INTERNAL,
                              "cannot make a request to %s: %s",
                              name_of(x->request), curl_easy_strerror(code));
    default: /* names, connections, TLS */
        return connect_err(curl, x, code);
    }
}

static mcp_err_t *finish(CURL *curl, exchange_t *x, CURLcode code)
{
    mcp_http_response_t *response = x->response;
    char *redirect = NULL;
    mcp_err_t *err;

    if (x->refused && code == CURLE_COULDNT_CONNECT) {
        return mcp_err_create(x->pool, MCP_ERR_FORBIDDEN,
                              "%s at %s has no address that may be asked",
                              name_of(x->request),
                              peer_of(x->request, x->pool));
    }
    if (code != CURLE_OK && !x->over) {
        err = transfer_err(curl, x, code);
        return mcp_err_detail(x->pool, err, "libcurl %d: %s", (int)code,
                              x->reason);
    }
    if (x->over && !x->request->keep_prefix && response->status < 400) {
        return mcp_err_create(x->pool, MCP_ERR_TOO_LARGE,
                              "the answer of %s is larger than the %lu bytes "
                              "that are allowed here",
                              name_of(x->request), (unsigned long)limit_of(x));
    }
    if (x->body.data) {
        response->body = x->body.data;
    }
    response->len = x->body.len;
    response->truncated = x->over;
    if (curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &redirect) == CURLE_OK
        && redirect) {
        response->redirect = apr_pstrdup(x->pool, redirect);
    }
    return NULL;
}

static void free_list(struct curl_slist *list)
{
    struct curl_slist *item;

    /* One of the lines is the Authorization header. */
    for (item = list; item; item = item->next) {
        mcp_text_wipe(item->data, strlen(item->data));
    }
    curl_slist_free_all(list);
}

mcp_err_t *mcp_http_send(mcp_http_t *http, const mcp_http_request_t *request,
                         mcp_http_response_t **response, apr_pool_t *pool)
{
    struct curl_slist *headers = NULL;
    struct curl_slist *connect_to = NULL;
    exchange_t x = {.request = request, .pool = pool, .body.pool = pool};
    CURLcode code;
    mcp_err_t *err;

    *response = NULL;
    x.response = apr_pcalloc(pool, sizeof(*x.response));
    x.response->headers = apr_table_make(pool, 16);
    x.response->body = "";
    if (!http->curl || !http->multi || !is_token(request->method)) {
        return mcp_err_create(pool, MCP_ERR_INTERNAL,
                              "cannot make a request to Nextcloud");
    }
    if (mcp_http_is_cancelled(request)) {
        return cancelled_err(&x);
    }
    err = make_lists(&headers, &connect_to, request, pool);
    if (err) {
        goto leave;
    }
    code = set_options(http->curl, &x, headers, connect_to);
    if (code == CURLE_OK) {
        code = mcp_http_transfer(http->multi, http->curl, request);
    }
    err = finish(http->curl, &x, code);
    if (!err) {
        *response = x.response;
    }

leave:
    /* After, not before: the handle must not keep pointers into pool. */
    curl_easy_reset(http->curl);
    free_list(headers);
    free_list(connect_to);
    return err;
}
