/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/policy.h"

#include <string.h>
#include <apr_strings.h>
#include "util/proof.h"
#include "util/text.h"

#define APP_PREFIX "app:"
#define MAX_PATTERN 128

static mcp_policy_rule_t *push(apr_array_header_t **rules, apr_pool_t *pool)
{
    if (!*rules) {
        *rules = apr_array_make(pool, 8, sizeof(mcp_policy_rule_t));
    }
    return apr_array_push(*rules);
}

const char *mcp_policy_add(apr_array_header_t **rules, const char *word,
                           apr_pool_t *pool)
{
    int is_all = !strcmp(word, "all");
    const char *pattern = word + 1;
    mcp_policy_rule_t *rule;
    int by_app;

    if (is_all || !strcmp(word, "none")) {
        rule = push(rules, pool);
        rule->allow = is_all;
        rule->by_app = 0;
        rule->pattern = "*";
        return NULL;
    }
    if (*word != '+' && *word != '-') {
        return apr_psprintf(pool,
                            "\"%s\" must begin with + or -, or be \"all\" or "
                            "\"none\"",
                            word);
    }
    by_app = !strncmp(pattern, APP_PREFIX, strlen(APP_PREFIX));
    pattern += by_app ? strlen(APP_PREFIX) : 0;
    if (!mcp_proof_is_word(pattern, MCP_PROOF_MEMBER "*?", 1, MAX_PATTERN)) {
        return apr_psprintf(pool,
                            "\"%s\" must name a tool or app:<app>; letters, "
                            "digits, \"_\", \"-\", \".\", \"*\" and \"?\" "
                            "may be used",
                            word);
    }
    rule = push(rules, pool);
    rule->allow = *word == '+';
    rule->by_app = by_app;
    rule->pattern = apr_pstrdup(pool, pattern);
    return NULL;
}

int mcp_policy_allows(const mcp_policy_t *policy, const mcp_tool_t *tool,
                      const char *name)
{
    const mcp_policy_rule_t *rules;
    int i;

    if (policy->read_only && !tool->read_only) {
        return 0;
    }
    if (!policy->rules || policy->rules->nelts == 0) {
        return 1;
    }
    rules = (const mcp_policy_rule_t *)policy->rules->elts;
    for (i = policy->rules->nelts - 1; i >= 0; i--) {
        if (mcp_text_glob(rules[i].pattern,
                          rules[i].by_app ? tool->app : name)) {
            return rules[i].allow;
        }
    }
    return !rules[0].allow;
}

/* Whether a name that begins with prefix could match: the members of a
 * family are known only per user. */
static int may_begin(const char *pattern, const char *prefix)
{
    apr_size_t literal = strcspn(pattern, "*?");
    apr_size_t len = strlen(prefix);

    return !strncmp(pattern, prefix, literal < len ? literal : len)
           && (literal >= len || pattern[literal] != '\0');
}

int mcp_policy_is_used(const mcp_policy_rule_t *rule,
                       const mcp_registry_t *registry)
{
    int i;

    for (i = 0; i < registry->count; i++) {
        const mcp_tool_t *tool = registry->tools[i];

        if (mcp_text_glob(rule->pattern,
                          rule->by_app ? tool->app : tool->name)) {
            return 1;
        }
        if (!rule->by_app && tool->family
            && may_begin(rule->pattern, tool->family)) {
            return 1;
        }
    }
    return 0;
}
