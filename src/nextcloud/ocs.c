/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/ocs.h"

#include <apr_strings.h>
#include "nextcloud/answer.h"
#include "nextcloud/fault.h"

mcp_err_t *mcp_nc_check(const mcp_nc_t *nc, const mcp_http_response_t *resp,
                        const char *what)
{
    if (resp->status / 100 == 2) {
        return NULL;
    }
    return mcp_fault_err(resp->status, resp, what, nc->pool);
}

/* ocs/v1.php answers 200 whatever happens, and some of OCS's own codes mean
 * what HTTP has another number for (developer manual, "OCS APIs"). */
static int http_status_of(int code)
{
    switch (code) {
    case 996:
        return 500;
    case 997:
        return 401;
    case 998:
        return 404;
    default:
        return code >= 400 && code < 600 ? code : 400;
    }
}

static int is_success(int code)
{
    return code == 100 || (code >= 200 && code < 300);
}

mcp_err_t *mcp_ocs_parse(const mcp_nc_t *nc, const mcp_http_response_t *resp,
                         const char *what, mcp_json_t **data)
{
    const mcp_json_t *ocs;
    const mcp_json_t *meta;
    mcp_json_t *json;
    mcp_err_t *err;
    int code;

    *data = NULL;
    if (resp->status == 304) {
        return NULL; /* long polls of Talk without news */
    }
    err = mcp_nc_check(nc, resp, what);
    if (err || !resp->len) {
        return err;
    }
    if (mcp_json_parse(&json, resp->body, resp->len, nc->pool)) {
        return mcp_answer_not_json(nc, resp, what);
    }
    ocs = mcp_json_get(json, "ocs");
    meta = mcp_json_get(ocs, "meta");
    if (!meta) {
        *data = json;
        return NULL;
    }
    code = (int)mcp_json_get_int(meta, "statuscode", 0);
    if (!is_success(code)) {
        return mcp_fault_err(http_status_of(code), resp, what, nc->pool);
    }
    *data = mcp_json_get(ocs, "data");
    return NULL;
}

mcp_err_t *mcp_ocs_send(mcp_nc_t *nc, const mcp_nc_request_t *request,
                        mcp_json_t **data)
{
    mcp_http_response_t *response;
    mcp_err_t *err = mcp_nc_send(nc, request, &response);

    *data = NULL;
    if (err) {
        return err;
    }
    return mcp_ocs_parse(
        nc, response,
        apr_pstrcat(nc->pool, request->method, " ", request->path, NULL),
        data);
}

mcp_err_t *mcp_ocs_get(mcp_nc_t *nc, const char *path, const char *query,
                       mcp_json_t **data)
{
    mcp_nc_request_t request = {.method = "GET", .path = path, .query = query};

    return mcp_ocs_send(nc, &request, data);
}

mcp_err_t *mcp_ocs_call(mcp_nc_t *nc, const char *method, const char *path,
                        const mcp_json_t *body, mcp_json_t **data)
{
    mcp_nc_request_t request = {.method = method, .path = path};

    if (body) {
        request.content_type = "application/json";
        request.body = mcp_json_print(body, &request.body_len, nc->pool);
    }
    return mcp_ocs_send(nc, &request, data);
}
