/* SPDX-License-Identifier: Apache-2.0 */

/* The module: what fixture.h describes, put together in one provider. */

#include <ap_provider.h>
#include <httpd.h>
#include <http_config.h>

#include "fixture.h"

static const mcp_provider_tool_t *const tool_tables[] = {
    fixture_content_tools, fixture_schema_tools, fixture_question_tools,
    fixture_legacy_tools,  fixture_change_tools, fixture_task_tools,
};

static const mcp_provider_tool_t *join_tools(apr_pool_t *pool)
{
    apr_array_header_t *all =
        apr_array_make(pool, 64, sizeof(mcp_provider_tool_t));
    apr_size_t i;

    for (i = 0; i < sizeof(tool_tables) / sizeof(tool_tables[0]); i++) {
        const mcp_provider_tool_t *tool;

        for (tool = tool_tables[i]; tool->definition; tool++) {
            APR_ARRAY_PUSH(all, mcp_provider_tool_t) = *tool;
        }
    }
    apr_array_push(all); /* zeros: the end */
    return (const mcp_provider_tool_t *)all->elts;
}

/* httpd calls it anew each time it reads its configuration, with a pool that
 * lives as long as the module is loaded. */
static void register_hooks(apr_pool_t *pool)
{
    const mcp_provider_t all = {
        MCP_PROVIDER_STUFF,
        .name = "conformance",
        .tools = join_tools(pool),
        .item_size = sizeof(mcp_provider_item_t),
        .resources = fixture_resources,
        .templates = fixture_templates,
        .prompts = fixture_prompts,
    };

    ap_register_provider(pool, MCP_PROVIDER_GROUP, all.name,
                         MCP_PROVIDER_VERSION,
                         apr_pmemdup(pool, &all, sizeof(all)));
}

AP_DECLARE_MODULE(mcp_conformance) = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, register_hooks, 0,
};
