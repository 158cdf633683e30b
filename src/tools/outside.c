/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/outside.h"

#include <stdlib.h>
#include <string.h>
#include <apr_strings.h>
#include "mod_mcp.h"
#include "nextcloud/fault.h"

#define TIMEOUT apr_time_from_sec(20)
#define MAX_ANSWER (4 * 1024 * 1024)

/* Ten metres; MET Norway refuses more. */
#define DECIMALS 4

apr_time_t mcp_outside_deadline(const mcp_tool_call_t *call)
{
    apr_time_t end = apr_time_now() + TIMEOUT;

    return call->nc->deadline && call->nc->deadline < end ? call->nc->deadline
                                                          : end;
}

static const char *base_of(const mcp_tool_call_t *call, mcp_service_e service)
{
    const char *url = call->services ? call->services->of[service].url : NULL;

    return url ? url : mcp_service_url(service);
}

/* The terms of most of these services want to know who asks, and where to
 * complain. */
static apr_table_t *make_headers(const mcp_tool_call_t *call)
{
    apr_table_t *headers = apr_table_make(call->pool, 2);

    apr_table_setn(headers, "Accept", "application/json,text/html;q=0.9");
    apr_table_setn(headers, "User-Agent",
                   apr_pstrcat(call->pool, "mod_mcp/" MOD_MCP_VERSION " (+",
                               call->nc->config->public_url
                                   ? call->nc->config->public_url
                                   : "no Nextcloud",
                               ")", NULL));
    return headers;
}

static mcp_err_t *judge(mcp_tool_call_t *call, const char *name,
                        const mcp_http_response_t *response)
{
    int status = response->status;
    mcp_err_t *err;

    if (status >= 200 && status < 300) {
        return NULL;
    }
    err = mcp_err_create(
        call->pool, MCP_ERR_TOOL, "The service %s answers %d %s%s.", name,
        status, mcp_fault_reason(status),
        status == 429 ? "; it is asked too often, try later" : "");
    err->upstream = status;
    return err;
}

mcp_err_t *mcp_outside_get(mcp_http_response_t **response,
                           mcp_tool_call_t *call, mcp_service_e service,
                           const char *path, const char *query)
{
    const char *name = mcp_service_name(service);
    mcp_http_request_t request = {
        .method = "GET",
        .url = apr_pstrcat(call->pool, base_of(call, service), path,
                           query ? "?" : "", query, NULL),
        .headers = make_headers(call),
        .timeout = mcp_outside_deadline(call) - apr_time_now(),
        .max_response = MAX_ANSWER,
        .cancelled = call->nc->cancelled,
        .tick = call->nc->tick,
        .baton = call->nc->baton,
        .peer = name,
    };
    mcp_err_t *err =
        mcp_http_send(call->nc->http, &request, response, call->pool);

    if (err && err->kind != MCP_ERR_CANCELLED
        && err->kind != MCP_ERR_INTERNAL) {
        return mcp_err_push(call->pool, err, MCP_ERR_TOOL,
                            "The service %s cannot be used now: %s.", name,
                            err->message);
    }
    return err ? err : judge(call, name, *response);
}

mcp_err_t *mcp_outside_get_json(mcp_json_t **json, mcp_tool_call_t *call,
                                mcp_service_e service, const char *path,
                                const char *query)
{
    mcp_http_response_t *response;
    mcp_err_t *err = mcp_outside_get(&response, call, service, path, query);

    if (!err) {
        err = mcp_json_parse(json, response->body, response->len, call->pool);
        err = err ? mcp_err_push(call->pool, err, MCP_ERR_TOOL,
                                 "What the service %s answers is no JSON.",
                                 mcp_service_name(service))
                  : NULL;
    }
    return err;
}

static mcp_err_t *read_number(const char **out, mcp_tool_call_t *call,
                              const char *arg, int limit)
{
    const char *text = mcp_json_get_str(call->args, arg, "");
    char *end;
    double value = strtod(text, &end);

    if (end == text || *end || !(value >= -limit && value <= limit)
        || strspn(text, "+-.0123456789") != strlen(text)) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "%s must be a number of degrees between -%d and "
                              "%d, such as 52.52.",
                              arg, limit, limit);
    }
    *out = apr_psprintf(call->pool, "%.*f", DECIMALS, value);
    return NULL;
}

mcp_err_t *mcp_outside_place(mcp_place_t *place, mcp_tool_call_t *call,
                             const char *lat, const char *lon)
{
    mcp_err_t *err = read_number(&place->lat, call, lat, 90);

    return err ? err : read_number(&place->lon, call, lon, 180);
}
