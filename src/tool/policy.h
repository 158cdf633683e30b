/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_POLICY_H
#define MCP_TOOL_POLICY_H

/*
 * What the administrator allows: MCPTools and MCPReadOnly of a Location.
 *
 * Rules are tried in order, the last that matches wins. A rule is "+x" or
 * "-x" where x is a tool's name, a glob ("delete_*"), or "app:<app>" (glob
 * too). The words "all" and "none" set everything. A list that begins with
 * "-" starts from all, any other from none.
 */

#include <apr_tables.h>
#include "tool/registry.h"
#include "tool/tool.h"

typedef struct mcp_policy_t {
    const apr_array_header_t
        *rules; /* of mcp_policy_rule_t; NULL: allow all */
    int read_only;
} mcp_policy_t;

typedef struct mcp_policy_rule_t {
    int allow;
    int by_app;
    const char *pattern;
} mcp_policy_rule_t;

/* Parse one word and push it onto rules (made when *rules is NULL).
 * NULL, or a message that says what is wrong (httpd's convention). */
const char *mcp_policy_add(apr_array_header_t **rules, const char *word,
                           apr_pool_t *pool);

/* May this tool be listed and called? name: the tool's, or the member's of
 * a family. */
int mcp_policy_allows(const mcp_policy_t *policy, const mcp_tool_t *tool,
                      const char *name);

/* Is there a tool or app in the registry that the rule can match?
 * For a start-up warning about a mistyped name. */
int mcp_policy_is_used(const mcp_policy_rule_t *rule,
                       const mcp_registry_t *registry);

#endif /* MCP_TOOL_POLICY_H */
