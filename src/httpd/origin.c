/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/origin.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_uri.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_vhost.h>

#define ALLOW_METHODS "GET, POST, DELETE, OPTIONS"
#define ALLOW_HEADERS                                                         \
    "Authorization, Content-Type, Accept, MCP-Protocol-Version, "             \
    "Mcp-Session-Id, Mcp-Method, Mcp-Name, Last-Event-ID"
#define EXPOSE_HEADERS                                                        \
    "Mcp-Session-Id, WWW-Authenticate, MCP-Protocol-Version, Retry-After"
#define PREFLIGHT_SECONDS "7200"
#define PARAM_PREFIX "mcp-param-"

static int is_loopback_name(const char *host)
{
    return !strcasecmp(host, "localhost") || !strcmp(host, "::1")
           || !strcmp(host, "[::1]") || !strncmp(host, "127.", 4);
}

static int is_on_loopback(const request_rec *r)
{
    const char *ip = r->connection->local_ip;

    return is_loopback_name(ip) || !strcmp(ip, "::ffff:127.0.0.1");
}

/* An address cannot be rebound: only names can. */
static int is_address(const char *host)
{
    const char *c;

    if (strchr(host, ':')) {
        return 1;
    }
    for (c = host; *c; c++) {
        if (!apr_isdigit(*c) && *c != '.') {
            return 0;
        }
    }
    return *host != '\0';
}

static apr_port_t port_of(const apr_uri_t *uri)
{
    return uri->port ? uri->port : apr_uri_port_of_scheme(uri->scheme);
}

/* Is this host the host of an origin that the administrator allowed? */
static int is_listed_host(const apr_array_header_t *origins, const char *host,
                          apr_pool_t *pool)
{
    int i;

    for (i = 0; origins && i < origins->nelts; i++) {
        apr_uri_t uri;

        if (apr_uri_parse(pool, APR_ARRAY_IDX(origins, i, const char *), &uri)
                == APR_SUCCESS
            && uri.hostname && !strcasecmp(uri.hostname, host)) {
            return 1;
        }
    }
    return 0;
}

static int is_good_host(request_rec *r, const mcp_dir_config_t *config)
{
    /* HTTP/1.0 without Host names nobody. */
    return !r->hostname || is_address(r->hostname)
           || (is_loopback_name(r->hostname) && is_on_loopback(r))
           || ap_matches_request_vhost(r, r->hostname,
                                       r->connection->local_addr->port)
           || is_listed_host(config->origins, r->hostname, r->pool);
}

static int is_listed_origin(const apr_array_header_t *origins,
                            const char *origin)
{
    int i;

    for (i = 0; origins && i < origins->nelts; i++) {
        const char *listed = APR_ARRAY_IDX(origins, i, const char *);

        if (!strcmp(listed, "*") || !strcasecmp(listed, origin)) {
            return 1;
        }
    }
    return 0;
}

/* The page came from this very host and port. */
static int is_same_origin(request_rec *r, const apr_uri_t *uri)
{
    return r->hostname && !strcasecmp(uri->hostname, r->hostname)
           && (port_of(uri) == r->parsed_uri.port
               || port_of(uri) == ap_get_server_port(r)
               || port_of(uri) == r->connection->local_addr->port);
}

static int is_good_origin(request_rec *r, const mcp_dir_config_t *config,
                          const char *origin)
{
    apr_uri_t uri;

    if (is_listed_origin(config->origins, origin)) {
        return 1;
    }
    if (apr_uri_parse(r->pool, origin, &uri) != APR_SUCCESS || !uri.scheme
        || !uri.hostname) {
        return 0;
    }
    return is_same_origin(r, &uri)
           || (is_loopback_name(uri.hostname) && is_on_loopback(r));
}

mcp_err_t *mcp_origin_check(request_rec *r, const mcp_dir_config_t *config)
{
    const char *origin = apr_table_get(r->headers_in, "Origin");

    if (!is_good_host(r, config)) {
        return mcp_err_create(r->pool, MCP_ERR_FORBIDDEN,
                              "The Host header names no host of this server: "
                              "set ServerName or ServerAlias to it");
    }
    if (origin && !is_good_origin(r, config, origin)) {
        return mcp_err_create(r->pool, MCP_ERR_FORBIDDEN,
                              "Pages of this Origin may not call this "
                              "server: MCPAllowOrigin allows them");
    }
    return NULL;
}

void mcp_origin_add_headers(request_rec *r)
{
    const char *origin = apr_table_get(r->headers_in, "Origin");

    if (!origin) {
        return;
    }
    apr_table_setn(r->headers_out, "Access-Control-Allow-Origin", origin);
    apr_table_setn(r->headers_out, "Access-Control-Expose-Headers",
                   EXPOSE_HEADERS);
    apr_table_mergen(r->headers_out, "Vary", "Origin");
}

/* The asked-for headers that repeat tool arguments: which there are depends
 * on the tools, so what has the prefix is allowed. */
static const char *param_headers(request_rec *r)
{
    const char *asked =
        apr_table_get(r->headers_in, "Access-Control-Request-Headers");
    const char *list = "";
    char *last;
    char *name;

    if (!asked) {
        return list;
    }
    for (name = apr_strtok(apr_pstrdup(r->pool, asked), ", \t", &last); name;
         name = apr_strtok(NULL, ", \t", &last)) {
        if (!strncasecmp(name, PARAM_PREFIX, strlen(PARAM_PREFIX))
            && !ap_strchr_c(name, '"')) {
            list = apr_pstrcat(r->pool, list, ", ", name, NULL);
        }
    }
    return list;
}

int mcp_origin_preflight(request_rec *r)
{
    apr_table_setn(r->headers_out, "Allow", ALLOW_METHODS);
    if (apr_table_get(r->headers_in, "Origin")) {
        apr_table_setn(r->headers_out, "Access-Control-Allow-Methods",
                       ALLOW_METHODS);
        apr_table_setn(
            r->headers_out, "Access-Control-Allow-Headers",
            apr_pstrcat(r->pool, ALLOW_HEADERS, param_headers(r), NULL));
        apr_table_setn(r->headers_out, "Access-Control-Max-Age",
                       PREFLIGHT_SECONDS);
    }
    r->status = HTTP_NO_CONTENT;
    return OK;
}
