/* SPDX-License-Identifier: Apache-2.0 */

/* The request of a REST tool and its answer. */

#include "nextcloud/answer.h"
#include "nextcloud/ocs.h"
#include "tool/rest_impl.h"

static int is_empty_ok(const mcp_rest_t *rest, int status)
{
    int i;

    for (i = 0; i < rest->empty_ok_count; i++) {
        if (rest->empty_ok[i] == status) {
            return 1;
        }
    }
    return 0;
}

/* A success without content; those that the manifest expects were told
 * apart before. */
static mcp_err_t *no_content(const mcp_tool_call_t *call, int status)
{
    mcp_err_t *err = mcp_err_create(
        call->pool, MCP_ERR_TOOL,
        "%s: Nextcloud's answer (status %d) has no content where some was "
        "expected",
        call->tool->name, status);

    err->upstream = status;
    return err;
}

static mcp_err_t *read_answer(const mcp_rest_t *rest, mcp_tool_call_t *call,
                              const mcp_http_response_t *response,
                              mcp_json_t **data)
{
    const char *what = call->tool->name;
    mcp_err_t *err;

    if (rest->ocs) {
        return mcp_ocs_parse(call->nc, response, what, data);
    }
    err = mcp_nc_check(call->nc, response, what);
    if (err) {
        return err;
    }
    if (mcp_json_parse(data, response->body, response->len, call->pool)) {
        return mcp_answer_not_json(call->nc, response, what);
    }
    return NULL;
}

mcp_err_t *mcp_rest_run(const mcp_rest_t *rest, mcp_tool_call_t *call)
{
    mcp_rest_values_t values = {call->args, call->nc->uid, call->notice};
    mcp_http_response_t *response;
    mcp_nc_request_t request;
    mcp_json_t *data = NULL;
    int empty;
    mcp_err_t *err = mcp_rest_build(&request, rest, &values, call->pool);

    if (!err) {
        err = mcp_nc_send(call->nc, &request, &response);
    }
    if (err) {
        return err;
    }
    empty = response->len == 0
            && (response->status / 100 == 2 || response->status == 304);
    if (empty && !is_empty_ok(rest, response->status)) {
        return no_content(call, response->status);
    }
    if (!empty) {
        err = read_answer(rest, call, response, &data);
    }
    if (!err) {
        mcp_result_set_structured(
            call->result, mcp_rest_shape(rest, data, empty, call->pool));
    }
    return err;
}
