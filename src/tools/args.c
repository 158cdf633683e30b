/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/args.h"

#include "tool/notice.h"

int mcp_args_has(const mcp_tool_call_t *call, const char *arg)
{
    return mcp_json_get(call->args, arg) != NULL;
}

void mcp_args_copy(mcp_json_t *body, const char *member,
                   const mcp_tool_call_t *call, const char *arg)
{
    if (mcp_json_has(call->args, arg)) {
        mcp_json_set(body, member, mcp_json_get(call->args, arg));
    }
}

void mcp_args_publish(mcp_json_t *body, const char *member,
                      const mcp_tool_call_t *call, const char *arg)
{
    const char *text = mcp_json_get_str(call->args, arg, NULL);

    if (text) {
        mcp_json_set_str(body, member,
                         mcp_notice_add(text, call->notice, call->pool));
    }
}

mcp_err_t *mcp_args_need_change(const mcp_tool_call_t *call,
                                const mcp_json_t *changes)
{
    if (mcp_json_length(changes)) {
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_TOOL,
                          "There is nothing to change: pass at least one of "
                          "the other parameters too.");
}

mcp_err_t *mcp_args_explain(const mcp_tool_call_t *call, mcp_err_t *err,
                            const mcp_args_fault_t *faults)
{
    if (!err || err->kind != MCP_ERR_TOOL) {
        return err;
    }
    for (; faults->message; faults++) {
        if (faults->status == err->upstream) {
            return mcp_err_push(call->pool, err, MCP_ERR_TOOL, "%s",
                                faults->message);
        }
    }
    return err;
}
