/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/invoke.h"

#include <apr_strings.h>
#include "tool/rest.h"
#include "tool/schema.h"
#include "util/log.h"

static int check_arguments(mcp_tool_call_t *call)
{
    const mcp_schema_t *input = call->tool->input;
    const char *mistakes;

    if (!call->args) {
        call->args = mcp_json_object_create(call->pool);
    }
    mistakes = mcp_schema_check(input, call->args, call->pool);
    if (mistakes) {
        mcp_result_set_error(
            call->result,
            apr_pstrcat(call->pool, "Invalid arguments: ", mistakes, NULL));
        return 0;
    }
    mcp_schema_fill_defaults(input, call->args, call->pool);
    return 1;
}

/* Errors of the tool's own making. The kinds that are about JSON or size
 * concern what Nextcloud sent here; the client's message was in order. */
static int is_result(const mcp_err_t *err)
{
    switch (err->kind) {
    case MCP_ERR_TOOL:
    case MCP_ERR_TOO_LARGE:
    case MCP_ERR_PARSE:
        return 1;
    default:
        return 0;
    }
}

mcp_err_t *mcp_tool_invoke(mcp_tool_call_t *call)
{
    const mcp_tool_t *tool = call->tool;
    mcp_err_t *err;

    /* The schema of another module's tool is its own affair. */
    if (!tool->foreign && !check_arguments(call)) {
        return NULL;
    }
    err = tool->native ? tool->native->run(call)
                       : mcp_rest_run(tool->rest, call);
    if (!err || !is_result(err)) {
        return err;
    }
    mcp_log(MCP_LOG_INFO, err->status,
            MCP_LOGNO(0401) "tool %s failed (%s, Nextcloud's status %d)",
            tool->name, mcp_err_name(err->kind), err->upstream);
    mcp_result_set_error(call->result, err->message);
    return NULL;
}
