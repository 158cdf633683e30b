/* SPDX-License-Identifier: Apache-2.0 */

/*
 * For t/82-policy.t: who may have which tool.
 *
 *   PolicyHide USER TOOL      is not on the user's list
 *   PolicyRefuse USER TOOL    is on it, but must not be called
 *
 * "*" is every user, "-" one without a name; "destructive" every tool that
 * destroys.
 */

#include <string.h>

#include <httpd.h>
#include <http_config.h>

#include "mod_mcp.h"

typedef struct {
    int is_call;
    const char *user;
    const char *tool;
} rule_t;

static apr_array_header_t *rules;

static int is_for(const rule_t *rule, const mcp_tool_query_t *query)
{
    const char *user = query->user ? query->user : "-";

    return rule->is_call == query->is_call
           && (!strcmp(rule->user, "*") || !strcmp(rule->user, user))
           && (!strcmp(rule->tool, query->tool)
               || (query->is_destructive
                   && !strcmp(rule->tool, "destructive")));
}

static int judge(const mcp_tool_query_t *query)
{
    int i;

    for (i = 0; rules && i < rules->nelts; i++) {
        if (is_for(&APR_ARRAY_IDX(rules, i, rule_t), query)) {
            return HTTP_FORBIDDEN;
        }
    }
    return DECLINED;
}

static const char *add_rule(cmd_parms *cmd, void *unused, const char *user,
                            const char *tool)
{
    rule_t *rule = apr_array_push(rules);

    rule->is_call = cmd->info != NULL;
    rule->user = user;
    rule->tool = tool;
    return NULL;
}

static int begin(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    rules = apr_array_make(pconf, 4, sizeof(rule_t));
    return OK;
}

static char is_call[] = "call";

static const command_rec directives[] = {
    AP_INIT_TAKE2("PolicyHide", add_rule, NULL, RSRC_CONF, "user and tool"),
    AP_INIT_TAKE2("PolicyRefuse", add_rule, is_call, RSRC_CONF,
                  "user and tool"),
    {.name = NULL},
};

static void register_hooks(apr_pool_t *pool)
{
    ap_hook_pre_config(begin, NULL, NULL, APR_HOOK_MIDDLE);
    APR_OPTIONAL_HOOK(mcp, tool_policy, judge, NULL, NULL, APR_HOOK_MIDDLE);
}

AP_DECLARE_MODULE(mcp_policy) = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, directives,
    register_hooks,          0,
};
