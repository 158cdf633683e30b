/* SPDX-License-Identifier: Apache-2.0 */

#include "web/fetch.h"

#include <string.h>
#include <apr_lib.h>
#include <apr_network_io.h>
#include <apr_strings.h>
#include "web/address.h"

#define MAX_REDIRECTS 5
#define MAX_URL 4000
#define CONNECT_TIMEOUT apr_time_from_sec(10)

/* What a model can read, and nothing that would need unpacking. */
#define ACCEPT                                                                \
    "text/html,application/xhtml+xml,text/*;q=0.9,"                           \
    "application/json;q=0.9,application/xml;q=0.8,*/*;q=0.1"

/* A host as URLs write it: a name, an IPv4 address, or an IPv6 address in
 * brackets. libcurl reads some other forms too; none of them is let in, so
 * that both of us see the same host. */
static int is_host(const char *text, apr_size_t len)
{
    apr_size_t i;
    int is_v6 = len > 2 && text[0] == '[' && text[len - 1] == ']';

    for (i = is_v6; i < len - is_v6; i++) {
        if (is_v6 ? !apr_isxdigit(text[i]) && !strchr(":.", text[i])
                  : !apr_isalnum(text[i]) && !strchr(".-_", text[i])) {
            return 0;
        }
    }
    return len > 0;
}

static int is_port(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text)
           && strlen(text) <= 5;
}

/* Where the host ends in "host:port". */
static apr_size_t host_len(const char *text)
{
    const char *end = text[0] == '[' ? strchr(text, ']') : NULL;

    return end ? (apr_size_t)(end - text) + 1 : strcspn(text, ":/?#");
}

const char *mcp_web_parse_host(const char *text, apr_pool_t *pool)
{
    apr_size_t len = host_len(text);
    char *host = apr_pstrdup(pool, text);

    if (!is_host(text, len)
        || (text[len] && (text[len] != ':' || !is_port(text + len + 1)))) {
        return NULL;
    }
    for (len = 0; host[len]; len++) {
        host[len] = (char)apr_tolower(host[len]);
    }
    return host;
}

/* The parts of a URL that are judged. */
typedef struct {
    const char *host; /* in lower case, with brackets */
    int port;
    int is_usual; /* the port is the scheme's own */
    int is_listed;
} place_t;

static mcp_err_t *refuse(const mcp_web_t *web, const char *why)
{
    return mcp_err_create(web->pool, MCP_ERR_TOOL,
                          "This address is not fetched: %s", why);
}

/* Is "host" (with a usual port) or "host:port" in the list? */
static int is_listed(const mcp_web_t *web, const place_t *place)
{
    const char *full =
        apr_psprintf(web->pool, "%s:%d", place->host, place->port);
    int i;

    for (i = 0; web->allow && i < web->allow->nelts; i++) {
        const char *entry = APR_ARRAY_IDX(web->allow, i, const char *);

        if (!strcmp(entry, full)
            || (place->is_usual && !strcmp(entry, place->host))) {
            return 1;
        }
    }
    return 0;
}

static int has_odd_characters(const char *url)
{
    for (; *url; url++) {
        if (*url <= ' ' || *url >= 0x7f || *url == '\\') {
            return 1;
        }
    }
    return 0;
}

static mcp_err_t *read_place(place_t *place, const mcp_web_t *web,
                             const char *url)
{
    int is_https = !strncasecmp(url, "https://", 8);
    const char *authority = url + (is_https ? 8 : 7);
    apr_size_t len;
    const char *port;
    char *host;

    if (!is_https && strncasecmp(url, "http://", 7) != 0) {
        return refuse(web, "it must begin with http:// or https://");
    }
    if (strlen(url) > MAX_URL || has_odd_characters(url)) {
        return refuse(web, "it is too long, or has characters that have to "
                           "be percent-encoded (in a host name: xn--…)");
    }
    len = host_len(authority);
    if (memchr(authority, '@', strcspn(authority, "/?#"))) {
        return refuse(web, "it holds a user name");
    }
    if (!is_host(authority, len)) {
        return refuse(web, "it has no host name that can be asked");
    }
    host = apr_pstrmemdup(web->pool, authority, len);
    place->host = mcp_web_parse_host(host, web->pool);
    port = apr_pstrmemdup(web->pool, authority + len,
                          strcspn(authority + len, "/?#"));
    if (*port && (*port != ':' || (port[1] && !is_port(port + 1)))) {
        return refuse(web, "its port is none");
    }
    place->port = port[0] && port[1] ? (int)apr_atoi64(port + 1)
                  : is_https         ? 443
                                     : 80;
    place->is_usual = place->port == (is_https ? 443 : 80);
    place->is_listed = is_listed(web, place);
    if (!place->is_usual && !place->is_listed) {
        return refuse(web, "only the usual ports are asked, 80 for http and "
                           "443 for https");
    }
    return NULL;
}

/* For mcp_http_request_t: baton is the place. */
static int vet(void *baton, const struct sockaddr *address)
{
    return ((const place_t *)baton)->is_listed
           || mcp_web_address_is_public(address);
}

/* What went wrong out there is no trouble of Nextcloud's. */
static mcp_err_t *explain(const mcp_web_t *web, mcp_err_t *err)
{
    switch (err->kind) {
    case MCP_ERR_FORBIDDEN:
        return mcp_err_push(web->pool, err, MCP_ERR_TOOL,
                            "This address is not fetched: it is on the "
                            "inside of a network, where only people go.");
    case MCP_ERR_CANCELLED:
    case MCP_ERR_INTERNAL:
        return err;
    default:
        return mcp_err_push(web->pool, err, MCP_ERR_TOOL, "%s.", err->message);
    }
}

static mcp_err_t *get(const mcp_web_t *web, place_t *place, const char *url,
                      mcp_http_response_t **response)
{
    apr_table_t *headers = apr_table_make(web->pool, 2);
    mcp_http_request_t request = {
        .method = "GET",
        .url = url,
        .headers = headers,
        .connect_timeout = CONNECT_TIMEOUT,
        .timeout = web->deadline - apr_time_now(),
        .max_response = web->max,
        .fresh = 1,
        .close = 1,
        .keep_prefix = 1,
        .cancelled = web->cancelled,
        .tick = web->tick,
        .baton = web->baton,
        .peer = "the server",
        .vet = vet,
        .vet_baton = place,
    };
    mcp_err_t *err;

    if (request.timeout <= 0) {
        return mcp_err_create(web->pool, MCP_ERR_TOOL,
                              "The page did not come in time.");
    }
    apr_table_setn(headers, "Accept", ACCEPT);
    err = mcp_http_send(web->http, &request, response, web->pool);
    return err ? explain(web, err) : NULL;
}

mcp_err_t *mcp_web_fetch(const mcp_web_t *web, const char *url,
                         mcp_web_page_t *page)
{
    int i;

    for (i = 0; i <= MAX_REDIRECTS; i++) {
        mcp_http_response_t *response;
        place_t place;
        mcp_err_t *err = read_place(&place, web, url);

        if (!err) {
            err = get(web, &place, url, &response);
        }
        if (err) {
            return err;
        }
        page->url = url;
        page->response = response;
        if (!response->redirect) {
            return NULL;
        }
        url = apr_pstrmemdup(web->pool, response->redirect,
                             strcspn(response->redirect, "#"));
    }
    return mcp_err_create(web->pool, MCP_ERR_TOOL,
                          "The page redirects more than %d times.",
                          MAX_REDIRECTS);
}
