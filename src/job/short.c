/* SPDX-License-Identifier: Apache-2.0 */

#include "job/short.h"

#include "rpc/method.h"

/* Members of families and what call_tool calls are not in the registry. */
static int is_short_tool(const mcp_engine_t *engine, const mcp_body_t *body)
{
    const mcp_json_t *params = body->messages[0].params;
    const mcp_tool_t *tool = mcp_registry_find(
        engine->registry, mcp_json_get_str(params, "name", ""));

    return tool && (!tool->foreign || tool->quick)
           && tool->task == MCP_TOOL_TASK_NEVER
           && (body->modern || tool->read_only);
}

int mcp_job_is_short(const mcp_engine_t *engine,
                     const mcp_settings_t *settings, const mcp_body_t *body)
{
    const mcp_message_t *message = body->messages;

    if (body->count != 1 || body->is_batch || !message->handler) {
        return 0;
    }
    if (message->handler->run == mcp_method_tools_list) {
        return 1;
    }
    /* Where users are asked, an answer may be long in coming. */
    return message->handler->run == mcp_method_tools_call
           && !settings->policy.confirm && is_short_tool(engine, body);
}
