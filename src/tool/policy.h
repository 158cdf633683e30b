/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_POLICY_H
#define MCP_TOOL_POLICY_H

/*
 * What the administrator allows: MCPTools, MCPToolset and MCPReadOnly of a
 * Location; and which calls the user is asked about (MCPConfirm).
 *
 * Rules are tried in order, the last that matches wins. A rule is "+x" or
 * "-x" where x is a tool's name, a glob ("delete_*"), "app:<app>" (glob too)
 * or "hint:<hint>", which goes by the tool's annotations. The words "all"
 * and "none" set everything. A list that begins with "-" starts from all,
 * any other from none.
 */

#include <apr_tables.h>
#include "tool/registry.h"
#include "tool/tool.h"

/* What another module has to say (mod_mcp.h, tool_policy): may user ("" when
 * there is no Nextcloud) see the tool, or run it now? Any job thread. */
typedef int mcp_policy_ask_fn(const char *user, const mcp_tool_t *tool,
                              const char *name, int is_call);

/* Lists of mcp_policy_rule_t. They are made at start-up and shared by all
 * settings, so equal address means equal rules. */
typedef struct mcp_policy_t {
    const apr_array_header_t *rules;   /* MCPTools; NULL: allow all */
    int read_only;                     /* MCPReadOnly */
    const apr_array_header_t *toolset; /* MCPToolset; NULL: allow all. What
                                          both lists allow is there. */
    const apr_array_header_t *confirm; /* MCPConfirm; NULL: none. "Allow"
                                          means: ask the user first. */
    int confirm_or_refuse;  /* MCPConfirmFallback: without a way to ask,
                               1: refuse, 0: run */
    int compact;            /* MCPCompact: list find_tools and call_tool */
    mcp_policy_ask_fn *ask; /* NULL: no other module has a say */
    unsigned int services;  /* MCPService: bit 1 << mcp_service_e: it is on */
} mcp_policy_t;

typedef enum {
    MCP_POLICY_NAME, /* pattern: a glob for the name */
    MCP_POLICY_APP,  /* pattern: a glob for the app */
    MCP_POLICY_HINT  /* pattern: the name of a hint */
} mcp_policy_by_e;

typedef struct mcp_policy_rule_t {
    int allow;
    mcp_policy_by_e by;
    const char *pattern;
} mcp_policy_rule_t;

/* Parse one word and push it onto rules (made when *rules is NULL).
 * NULL, or a message that says what is wrong (httpd's convention). */
const char *mcp_policy_add(apr_array_header_t **rules, const char *word,
                           apr_pool_t *pool);

/* Push one rule. pattern must live as long as rules. */
void mcp_policy_push(apr_array_header_t **rules, int allow, mcp_policy_by_e by,
                     const char *pattern, apr_pool_t *pool);

/* May this tool be listed and called? name: the tool's, or the member's of
 * a family. */
int mcp_policy_allows(const mcp_policy_t *policy, const mcp_tool_t *tool,
                      const char *name);

/* The same of other modules. is_call: it is about to run. */
int mcp_policy_admits(const mcp_policy_t *policy, const char *user,
                      const mcp_tool_t *tool, const char *name, int is_call);

/* Must the user be asked before this tool runs? */
int mcp_policy_confirms(const mcp_policy_t *policy, const mcp_tool_t *tool,
                        const char *name);

/* Is there a tool or app in the registry that the rule can match?
 * For a start-up warning about a mistyped name. */
int mcp_policy_is_used(const mcp_policy_rule_t *rule,
                       const mcp_registry_t *registry);

/* What stands before the pattern in a rule's word: "", "app:" or "hint:". */
const char *mcp_policy_prefix(const mcp_policy_rule_t *rule);

#endif /* MCP_TOOL_POLICY_H */
