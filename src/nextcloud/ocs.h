/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_OCS_H
#define MCP_NEXTCLOUD_OCS_H

/*
 * The OCS API: {"ocs":{"meta":{status,statuscode,message},"data":…}}.
 *
 * Both the HTTP status and meta.statuscode are checked; 100, 200 and 201 are
 * success. The error's message is meant for a model: what Nextcloud said,
 * with its status. Source: Nextcloud developer manual, "OCS APIs".
 */

#include "nextcloud/client.h"
#include "util/json.h"

/* Send request and hand out ocs.data (belongs to nc->pool; NULL when it is
 * null). A bare JSON answer without envelope is handed out whole.
 * A failure is MCP_ERR_TOOL with upstream = HTTP status (with HTTP 200, what
 * meta.statuscode comes to), MCP_ERR_UNAVAILABLE when a web page comes, or
 * one of mcp_nc_send's. */
mcp_err_t *mcp_ocs_send(mcp_nc_t *nc, const mcp_nc_request_t *request,
                        mcp_json_t **data);

/* The same for an answer that is there already; what names what was asked
 * for. An empty answer and 304 give NULL. */
mcp_err_t *mcp_ocs_parse(const mcp_nc_t *nc, const mcp_http_response_t *resp,
                         const char *what, mcp_json_t **data);

/* GET path?query. */
mcp_err_t *mcp_ocs_get(mcp_nc_t *nc, const char *path, const char *query,
                       mcp_json_t **data);

/* method with a JSON body (body may be NULL). */
mcp_err_t *mcp_ocs_call(mcp_nc_t *nc, const char *method, const char *path,
                        const mcp_json_t *body, mcp_json_t **data);

/* The check behind mcp_ocs_send, for REST answers of any form: NULL when
 * the status is 2xx, else an MCP_ERR_TOOL that says what the answer says
 * (OCS meta.message, {"message"}, {"error"}, sabre s:message, or the
 * status text). */
mcp_err_t *mcp_nc_check(const mcp_nc_t *nc, const mcp_http_response_t *resp,
                        const char *what);

#endif /* MCP_NEXTCLOUD_OCS_H */
