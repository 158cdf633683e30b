/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/answer.h"

#include <stdlib.h>
#include <string.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include "nextcloud/fault.h"

#define MAX_RETRY_AFTER (24 * 3600)

/* "https://cloud.example.com:8443": config->url without its path. */
static const char *origin_of(const mcp_nc_t *nc)
{
    return apr_pstrmemdup(
        nc->pool, nc->config->url,
        (apr_size_t)(mcp_nc_base_path(nc) - nc->config->url));
}

static const char *header_of(const mcp_http_response_t *response,
                             const char *name)
{
    const char *value = apr_table_get(response->headers, name);

    return value ? value : "";
}

static int retry_after(const mcp_http_response_t *response)
{
    const char *value = header_of(response, "Retry-After");
    long seconds = apr_isdigit(*value) ? strtol(value, NULL, 10) : 0;

    return seconds < MAX_RETRY_AFTER ? (int)seconds : MAX_RETRY_AFTER;
}

static int is_mentioned(const mcp_http_response_t *response, const char *text)
{
    return strstr(response->body, text) != NULL;
}

static mcp_err_t *check_401(const mcp_nc_t *nc,
                            const mcp_http_response_t *response)
{
    mcp_fault_t fault;

    /* Nextcloud knows the user, but an app wants another kind of credential:
     * Bookmarks takes Basic only. No reason to send the user to log in. */
    if (*header_of(response, "X-User-Id")) {
        return mcp_err_create(nc->pool, MCP_ERR_TOOL,
                              "this app of Nextcloud does not accept the "
                              "kind of credential in use (401 Unauthorized): "
                              "it may want Basic authentication with an app "
                              "password");
    }
    mcp_fault_read(&fault, response, nc->pool);
    if (fault.exception && strstr(fault.exception, "PasswordLoginForbidden")) {
        return mcp_err_create(nc->pool, MCP_ERR_UNAUTHORIZED,
                              "Nextcloud accepts no login password here: use "
                              "an app password");
    }
    /* Sabre's text joins the complaints of every login method: no use. */
    return mcp_err_create(nc->pool, MCP_ERR_UNAUTHORIZED,
                          "Nextcloud refuses the credential (401 %s)",
                          fault.exception || !*fault.message ? "Unauthorized"
                                                             : fault.message);
}

static mcp_err_t *check_429(const mcp_nc_t *nc,
                            const mcp_http_response_t *response)
{
    mcp_fault_t fault;

    mcp_fault_read(&fault, response, nc->pool);
    return mcp_err_create(nc->pool, MCP_ERR_THROTTLED,
                          "Nextcloud refuses requests for now (429 Too Many "
                          "Requests%s%s), as it does after many failed "
                          "logins from one address: try again later",
                          *fault.message ? ": " : "", fault.message);
}

static mcp_err_t *check_503(const mcp_nc_t *nc,
                            const mcp_http_response_t *response)
{
    mcp_fault_t fault;

    mcp_fault_read(&fault, response, nc->pool);
    if (fault.exception && strstr(fault.message, "Account disabled")) {
        return mcp_err_create(nc->pool, MCP_ERR_UNAUTHORIZED,
                              "the Nextcloud account is disabled");
    }
    if (!strcmp(header_of(response, "X-Nextcloud-Maintenance-Mode"), "1")
        || is_mentioned(response, "ServerMaintenanceMode")
        || is_mentioned(response, "maintenance mode")) {
        return mcp_err_create(nc->pool, MCP_ERR_UNAVAILABLE,
                              "Nextcloud is in maintenance mode: try again "
                              "later");
    }
    return mcp_err_create(nc->pool, MCP_ERR_UNAVAILABLE,
                          "Nextcloud is not available (503 Service "
                          "Unavailable%s%s)",
                          *fault.message ? ": " : "", fault.message);
}

/* Scheme and host of a Location; the rest may be personal. */
static const char *target_of(const mcp_nc_t *nc, const char *location)
{
    const char *host = strstr(location, "://");
    const char *target;

    if (!host || host > location + strcspn(location, "/")) {
        return "another page of its own";
    }
    host += 3;
    target =
        apr_pstrmemdup(nc->pool, location,
                       (apr_size_t)(host + strcspn(host, "/?#") - location));
    return strcmp(target, origin_of(nc)) ? target : "another page of its own";
}

static mcp_err_t *check_redirect(const mcp_nc_t *nc,
                                 const mcp_http_response_t *response)
{
    const char *location = header_of(response, "Location");

    if (!*location) {
        return NULL;
    }
    return mcp_err_create(nc->pool, MCP_ERR_UNAVAILABLE,
                          "Nextcloud at %s redirects to %s instead of "
                          "answering (%d): the administrator should check "
                          "MCPNextcloudURL",
                          origin_of(nc), target_of(nc, location),
                          response->status);
}

static mcp_err_t *check_400(const mcp_nc_t *nc,
                            const mcp_http_response_t *response)
{
    if (!is_mentioned(response, "Trusted domain error")
        && !(mcp_fault_is_html(response)
             && is_mentioned(response, "trusted_domains"))) {
        return NULL;
    }
    return mcp_err_create(nc->pool, MCP_ERR_UNAVAILABLE,
                          "Nextcloud does not accept the host name in %s: "
                          "the administrator should add it to "
                          "trusted_domains in Nextcloud's config.php, or "
                          "set MCPNextcloudHost to a name that is there",
                          origin_of(nc));
}

/* From a web server in front of PHP, as its HTML tells. */
static mcp_err_t *check_gateway(const mcp_nc_t *nc,
                                const mcp_http_response_t *response)
{
    if (!mcp_fault_is_html(response)) {
        return NULL;
    }
    return mcp_err_create(
        nc->pool, MCP_ERR_UNAVAILABLE, "Nextcloud is not available (%d %s)",
        response->status, mcp_fault_reason(response->status));
}

mcp_err_t *mcp_answer_check(const mcp_nc_t *nc,
                            const mcp_http_response_t *response)
{
    mcp_err_t *err = NULL;

    switch (response->status) {
    case 400:
        err = check_400(nc, response);
        break;
    case 401:
        err = check_401(nc, response);
        break;
    case 429:
        err = check_429(nc, response);
        break;
    case 502:
    case 504:
        err = check_gateway(nc, response);
        break;
    case 503:
        err = check_503(nc, response);
        break;
    default:
        if (response->status / 100 == 3 && response->status != 304) {
            err = check_redirect(nc, response);
        }
        break;
    }
    if (err) {
        err->upstream = response->status;
        err->retry_after = retry_after(response);
    }
    return err;
}

mcp_err_t *mcp_answer_not_json(const mcp_nc_t *nc,
                               const mcp_http_response_t *response,
                               const char *what)
{
    const char *type = header_of(response, "Content-Type");
    mcp_err_t *err;

    if (mcp_fault_is_html(response)) {
        err = mcp_err_create(nc->pool, MCP_ERR_UNAVAILABLE,
                             "%s: %s answers with a web page where JSON was "
                             "due: the administrator should check that "
                             "MCPNextcloudURL is the address of a Nextcloud",
                             what, origin_of(nc));
    }
    else {
        err = mcp_err_create(nc->pool, MCP_ERR_TOOL,
                             "%s: Nextcloud's answer is not the JSON that "
                             "was due",
                             what);
        mcp_err_detail(nc->pool, err, "Content-Type %s, %lu bytes", type,
                       (unsigned long)response->len);
    }
    err->upstream = response->status;
    return err;
}
