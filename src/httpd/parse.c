/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/parse.h"

#include <errno.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_uri.h>

#include <httpd.h>

static const char *format_time(apr_pool_t *pool, apr_interval_time_t time)
{
    if (time % APR_USEC_PER_SEC) {
        return apr_psprintf(pool, "%" APR_TIME_T_FMT "ms",
                            apr_time_as_msec(time));
    }
    return apr_psprintf(pool, "%" APR_TIME_T_FMT "s", apr_time_sec(time));
}

const char *mcp_parse_time(apr_interval_time_t *value, const char *text,
                           apr_interval_time_t low, apr_interval_time_t high,
                           apr_pool_t *pool)
{
    apr_interval_time_t time;

    if (!apr_isdigit(*text)
        || ap_timeout_parameter_parse(text, &time, "s") != APR_SUCCESS
        || time < low || time > high) {
        return apr_psprintf(pool,
                            "\"%s\" is not a time from %s to %s (a number "
                            "with ms, s, min or h; without a unit: seconds)",
                            text, format_time(pool, low),
                            format_time(pool, high));
    }
    *value = time;
    return NULL;
}

static apr_off_t unit_factor(const char *unit)
{
    if (*unit == '\0') {
        return 1;
    }
    if (unit[1] != '\0') {
        return 0;
    }
    switch (apr_tolower(*unit)) {
    case 'k':
        return 1024;
    case 'm':
        return 1024 * 1024;
    case 'g':
        return 1024 * 1024 * 1024;
    default:
        return 0;
    }
}

const char *mcp_parse_size(apr_off_t *value, const char *text, apr_off_t low,
                           apr_off_t high, apr_pool_t *pool)
{
    char *end = NULL;
    apr_off_t number = 0;
    apr_off_t factor = 0;

    if (apr_isdigit(*text)
        && apr_strtoff(&number, text, &end, 10) == APR_SUCCESS) {
        factor = unit_factor(end);
    }
    if (factor == 0 || number > high / factor || number * factor < low) {
        return apr_psprintf(
            pool,
            "\"%s\" is not a number of bytes from %" APR_OFF_T_FMT
            " to %" APR_OFF_T_FMT " (K, M and G may follow it)",
            text, low, high);
    }
    *value = number * factor;
    return NULL;
}

const char *mcp_parse_int(int *value, const char *text, int low, int high,
                          apr_pool_t *pool)
{
    char *end = NULL;
    apr_int64_t number;

    errno = 0;
    number = apr_strtoi64(text, &end, 10);
    if (errno || end == text || *end || number < low || number > high) {
        return apr_psprintf(pool, "\"%s\" is not a number from %d to %d", text,
                            low, high);
    }
    *value = (int)number;
    return NULL;
}

static int is_host_text(const char *text)
{
    if (!*text) {
        return 0;
    }
    for (; *text; text++) {
        if (!apr_isalnum(*text) && !strchr(".-_:[]", *text)) {
            return 0;
        }
    }
    return 1;
}

/* Scheme and host only; what may follow is the caller's to say. */
static int parse_http_uri(apr_uri_t *uri, const char *text, apr_pool_t *pool)
{
    return apr_uri_parse(pool, text, uri) == APR_SUCCESS && uri->scheme
           && (!strcmp(uri->scheme, "http") || !strcmp(uri->scheme, "https"))
           && uri->hostname && is_host_text(uri->hostname) && !uri->user
           && !uri->password && !uri->query && !uri->fragment;
}

const char *mcp_parse_url(const char **value, const char *text,
                          apr_pool_t *pool)
{
    apr_uri_t uri;
    apr_size_t len = strlen(text);

    if (!strcmp(text, "self") || !strcmp(text, "none")) {
        *value = text;
        return NULL;
    }
    if (!parse_http_uri(&uri, text, pool)) {
        return apr_psprintf(pool,
                            "\"%s\" is neither \"self\" nor \"none\" nor a "
                            "URL like http://127.0.0.1 or "
                            "https://cloud.example.com/nextcloud (no user, "
                            "query or fragment)",
                            text);
    }
    while (len > 0 && text[len - 1] == '/') {
        len--;
    }
    *value = apr_pstrmemdup(pool, text, len);
    return NULL;
}

const char *mcp_parse_host(const char **value, const char *text,
                           apr_pool_t *pool)
{
    char *host;
    char *scope;
    apr_port_t port;

    if (!is_host_text(text)
        || apr_parse_addr_port(&host, &scope, &port, text, pool) != APR_SUCCESS
        || !host || scope) {
        return apr_psprintf(pool,
                            "\"%s\" is not a host name like "
                            "cloud.example.com or cloud.example.com:8443",
                            text);
    }
    *value = text;
    return NULL;
}

const char *mcp_parse_origin(const char **value, const char *text,
                             apr_pool_t *pool)
{
    apr_uri_t uri;

    if (strcmp(text, "*") != 0
        && (!parse_http_uri(&uri, text, pool) || (uri.path && *uri.path))) {
        return apr_psprintf(pool,
                            "\"%s\" is neither \"*\" nor an origin like "
                            "https://app.example.com or "
                            "http://localhost:6274 (no path)",
                            text);
    }
    *value = text;
    return NULL;
}
