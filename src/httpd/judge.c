/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/judge.h"

#include <httpd.h>
#include <http_config.h>

#include "mod_mcp.h"

#define HOOK "tool_policy"

/* For the type of the elements of an array of hooks. */
#define MCP_DECLARE(type) type
APR_DECLARE_EXTERNAL_HOOK(mcp, MCP, int, judge,
                          (const mcp_tool_query_t *query))

/* One objection is enough. */
static int run(const mcp_tool_query_t *query)
{
    const apr_array_header_t *hooks = apr_optional_hook_get(HOOK);
    int i;

    for (i = 0; hooks && i < hooks->nelts; i++) {
        int verdict = APR_ARRAY_IDX(hooks, i, mcp_LINK_judge_t).pFunc(query);

        if (verdict != OK && verdict != DECLINED) {
            return 0;
        }
    }
    return 1;
}

static int ask(const char *user, const mcp_tool_t *tool, const char *name,
               int is_call)
{
    const mcp_tool_query_t query = {
        .size = sizeof(query),
        .user = user && *user ? user : NULL,
        .tool = name,
        .app = tool->app,
        .is_call = is_call,
        .is_read_only = tool->read_only,
        .is_destructive = tool->destructive,
    };

    return run(&query);
}

mcp_policy_ask_fn *mcp_judge_find(void)
{
    return apr_optional_hook_get(HOOK) ? ask : NULL;
}
