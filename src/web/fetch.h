/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_WEB_FETCH_H
#define MCP_WEB_FETCH_H

/*
 * A page of the web that somebody outside has named.
 *
 * The request goes out from inside the network, so it is a way in for whoever
 * can make a model ask for an address. What closes it: http and https on
 * their own ports only; each address is judged when it is connected to
 * (web/address.h), not when its name is looked up, so a name cannot change in
 * between; redirects are followed here, and each is judged like the first;
 * nothing of the user goes along. Hosts that the administrator lists
 * (MCPWebAllow) may be inside, and on the port that is listed.
 */

#include <apr_tables.h>
#include "nextcloud/http.h"

typedef struct mcp_web_t {
    apr_pool_t *pool;
    mcp_http_t *http;
    const apr_array_header_t *allow; /* const char *: "host" or "host:port",
                                        in lower case; or NULL */
    apr_size_t max;                  /* bytes of a page; the rest is cut */
    apr_time_t deadline;             /* for all redirects together */
    const volatile apr_uint32_t *cancelled; /* may be NULL */
    void (*tick)(void *baton);              /* as in mcp_http_request_t */
    void *baton;
} mcp_web_t;

typedef struct mcp_web_page_t {
    const char *url; /* where it was in the end */
    const mcp_http_response_t *response;
} mcp_web_page_t;

/* GET; any answer but a redirect is a success. MCP_ERR_TOOL says why an
 * address is not asked, or did not answer; MCP_ERR_CANCELLED. */
mcp_err_t *mcp_web_fetch(const mcp_web_t *web, const char *url,
                         mcp_web_page_t *page);

/* A word of MCPWebAllow as mcp_web_t wants it, or NULL: it is no host name or
 * address, with or without a port. */
const char *mcp_web_parse_host(const char *text, apr_pool_t *pool);

#endif /* MCP_WEB_FETCH_H */
