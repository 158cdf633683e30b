/* SPDX-License-Identifier: Apache-2.0 */

/* Tools that say that something has changed. */

#include "fixture.h"

static void change(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    static const mcp_changed_e changes[] = {
        MCP_CHANGED_TOOLS, MCP_CHANGED_PROMPTS, MCP_CHANGED_RESOURCES};
    const char *what = baton;

    api->changed(call, changes[*what - '0'], NULL);
    api->add_text(call, "Told.");
}

static void change_resource(mcp_call_t *call, const mcp_api_t *api,
                            void *baton)
{
    api->changed(call, MCP_CHANGED_RESOURCE,
                 api->get_string(call, api->arguments(call), "/uri"));
    api->add_text(call, "Told.");
}

const mcp_provider_tool_t fixture_change_tools[] = {
    TOOL("test_trigger_tool_change", "Says that the list of tools changed",
         EMPTY, change, "0"),
    TOOL("test_trigger_prompt_change", "Says that the list of prompts changed",
         EMPTY, change, "1"),
    TOOL("test_trigger_resource_change",
         "Says that the list of resources changed", EMPTY, change, "2"),
    TOOL("test_trigger_resource_update", "Says that a resource changed",
         ONE_STRING("uri"), change_resource, NULL),
    NO_MORE_TOOLS,
};
