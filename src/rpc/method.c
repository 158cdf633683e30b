/* SPDX-License-Identifier: Apache-2.0 */

#include "rpc/method.h"

#include <string.h>

#define FIRST MCP_REV_2024_11_05
#define LATEST (MCP_REVISIONS - 1)

static const mcp_method_t methods[] = {
    /* name, since, until, needs_user, needs_tools, is_local, soft_errors,
     * run */
    {"initialize", FIRST, MCP_REV_LATEST_LEGACY, 0, 0, 1, 0,
     mcp_method_initialize},
    {"ping", FIRST, MCP_REV_LATEST_LEGACY, 0, 0, 1, 0, mcp_method_ping},
    {"server/discover", MCP_REV_2026_07_28, LATEST, 0, 0, 1, 0,
     mcp_method_discover},
    {"tools/list", FIRST, LATEST, 1, 1, 1, 0, mcp_method_tools_list},
    {"tools/call", FIRST, LATEST, 1, 1, 0, 1, mcp_method_tools_call},
    {"resources/list", FIRST, LATEST, 0, 0, 1, 0, mcp_method_resources_list},
    {"resources/templates/list", FIRST, LATEST, 0, 0, 1, 0,
     mcp_method_resources_templates},
    {"resources/read", FIRST, LATEST, 1, 0, 0, 0, mcp_method_resources_read},
    {"prompts/list", FIRST, LATEST, 0, 0, 1, 0, mcp_method_prompts_list},
    {"prompts/get", FIRST, LATEST, 0, 0, 0, 0, mcp_method_prompts_get},
    {"tasks/get", MCP_REV_2025_11_25, LATEST, 1, 0, 1, 0,
     mcp_method_tasks_get},
    {"tasks/cancel", MCP_REV_2025_11_25, LATEST, 1, 0, 1, 0,
     mcp_method_tasks_cancel},
    {"tasks/update", MCP_REV_2026_07_28, LATEST, 1, 0, 1, 0,
     mcp_method_tasks_update},
    {"tasks/list", MCP_REV_2025_11_25, MCP_REV_LATEST_LEGACY, 1, 0, 1, 0,
     mcp_method_tasks_list},
    {"tasks/result", MCP_REV_2025_11_25, MCP_REV_LATEST_LEGACY, 1, 0, 1, 0,
     mcp_method_tasks_result},
    {"subscriptions/listen", MCP_REV_2026_07_28, LATEST, 1, 0, 1, 0,
     mcp_method_listen},
    {"skills/list", MCP_REV_2026_07_28, LATEST, 0, 0, 1, 0,
     mcp_method_skills_list},
    {"skills/get", MCP_REV_2026_07_28, LATEST, 0, 0, 1, 0,
     mcp_method_skills_get},
    {"resources/directory/read", MCP_REV_2026_07_28, LATEST, 0, 0, 1, 0,
     mcp_method_directory_read},
    {"resources/subscribe", FIRST, MCP_REV_LATEST_LEGACY, 1, 0, 1, 0,
     mcp_method_subscribe},
    {"resources/unsubscribe", FIRST, MCP_REV_LATEST_LEGACY, 1, 0, 1, 0,
     mcp_method_unsubscribe},
    {"logging/setLevel", FIRST, MCP_REV_LATEST_LEGACY, 0, 0, 1, 0,
     mcp_method_set_level},
    {"completion/complete", FIRST, LATEST, 1, 0, 0, 0, mcp_method_complete},
};

const mcp_method_t *mcp_method_find(const char *name, mcp_revision_e revision)
{
    apr_size_t i;

    for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        const mcp_method_t *method = &methods[i];

        if (!strcmp(method->name, name) && revision >= method->since
            && revision <= method->until) {
            return method;
        }
    }
    return NULL;
}

int mcp_method_is_local(const mcp_message_t *message,
                        const mcp_prompt_registry_t *prompts)
{
    const mcp_method_t *handler = message->handler;
    const mcp_prompt_t *prompt;

    if (!handler || handler->is_local) {
        return 1;
    }
    if (handler->run != mcp_method_prompts_get || !prompts) {
        return 0;
    }
    prompt = mcp_prompt_registry_find(
        prompts, mcp_json_get_str(message->params, "name", ""));
    return !prompt || prompt->is_fixed;
}

int mcp_method_has_skills(const mcp_rpc_call_t *call)
{
    return call->skills && call->resources;
}
