/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/policy.h"

#include <string.h>
#include <apr_strings.h>
#include "util/proof.h"
#include "util/text.h"

#define MAX_PATTERN 128

static const char *const prefixes[] = {"", "app:", "hint:"};

static int is_read_only(const mcp_tool_t *tool)
{
    return tool->read_only;
}

static int is_writing(const mcp_tool_t *tool)
{
    return !tool->read_only;
}

static int is_destructive(const mcp_tool_t *tool)
{
    return tool->destructive;
}

static int is_open_world(const mcp_tool_t *tool)
{
    return tool->open_world;
}

static const struct {
    const char *name;
    int (*has)(const mcp_tool_t *tool);
} hints[] = {
    {"read-only", is_read_only},
    {"writes", is_writing},
    {"destructive", is_destructive},
    {"open-world", is_open_world},
};

#define HINTS (sizeof(hints) / sizeof(hints[0]))

static apr_size_t find_hint(const char *name)
{
    apr_size_t i;

    for (i = 0; i < HINTS && strcmp(hints[i].name, name) != 0; i++) {
    }
    return i;
}

void mcp_policy_push(apr_array_header_t **rules, int allow, mcp_policy_by_e by,
                     const char *pattern, apr_pool_t *pool)
{
    mcp_policy_rule_t *rule;

    if (!*rules) {
        *rules = apr_array_make(pool, 8, sizeof(mcp_policy_rule_t));
    }
    rule = apr_array_push(*rules);
    rule->allow = allow;
    rule->by = by;
    rule->pattern = pattern;
}

const char *mcp_policy_prefix(const mcp_policy_rule_t *rule)
{
    return prefixes[rule->by];
}

/* Which kind of rule text is, and where its pattern begins. */
static mcp_policy_by_e read_prefix(const char **pattern, const char *text)
{
    mcp_policy_by_e by;

    for (by = MCP_POLICY_HINT; by > MCP_POLICY_NAME; by--) {
        apr_size_t len = strlen(prefixes[by]);

        if (!strncmp(text, prefixes[by], len)) {
            *pattern = text + len;
            return by;
        }
    }
    *pattern = text;
    return MCP_POLICY_NAME;
}

static const char *check_pattern(mcp_policy_by_e by, const char *pattern,
                                 const char *word, apr_pool_t *pool)
{
    if (by == MCP_POLICY_HINT) {
        return find_hint(pattern) < HINTS
                   ? NULL
                   : apr_psprintf(pool,
                                  "\"%s\" must be hint:read-only, "
                                  "hint:writes, hint:destructive or "
                                  "hint:open-world",
                                  word);
    }
    if (mcp_proof_is_word(pattern, MCP_PROOF_MEMBER "*?", 1, MAX_PATTERN)) {
        return NULL;
    }
    return apr_psprintf(pool,
                        "\"%s\" must name a tool, app:<app> or "
                        "hint:<hint>; letters, digits, \"_\", \"-\", "
                        "\".\", \"*\" and \"?\" may be used",
                        word);
}

const char *mcp_policy_add(apr_array_header_t **rules, const char *word,
                           apr_pool_t *pool)
{
    int is_all = !strcmp(word, "all");
    const char *pattern;
    const char *wrong;
    mcp_policy_by_e by;

    if (is_all || !strcmp(word, "none")) {
        mcp_policy_push(rules, is_all, MCP_POLICY_NAME, "*", pool);
        return NULL;
    }
    if (*word != '+' && *word != '-') {
        return apr_psprintf(pool,
                            "\"%s\" must begin with + or -, or be \"all\" or "
                            "\"none\"",
                            word);
    }
    by = read_prefix(&pattern, word + 1);
    wrong = check_pattern(by, pattern, word, pool);
    if (!wrong) {
        mcp_policy_push(rules, *word == '+', by, apr_pstrdup(pool, pattern),
                        pool);
    }
    return wrong;
}

static int matches(const mcp_policy_rule_t *rule, const mcp_tool_t *tool,
                   const char *name)
{
    if (rule->by == MCP_POLICY_HINT) {
        apr_size_t hint = find_hint(rule->pattern);

        return hint < HINTS && hints[hint].has(tool);
    }
    return mcp_text_glob(rule->pattern,
                         rule->by == MCP_POLICY_APP ? tool->app : name);
}

static int judge(const apr_array_header_t *list, int without,
                 const mcp_tool_t *tool, const char *name)
{
    const mcp_policy_rule_t *rules;
    int i;

    if (!list || list->nelts == 0) {
        return without;
    }
    rules = (const mcp_policy_rule_t *)list->elts;
    for (i = list->nelts - 1; i >= 0; i--) {
        if (matches(&rules[i], tool, name)) {
            return rules[i].allow;
        }
    }
    return !rules[0].allow;
}

int mcp_policy_allows(const mcp_policy_t *policy, const mcp_tool_t *tool,
                      const char *name)
{
    return (tool->read_only || !policy->read_only)
           && judge(policy->toolset, 1, tool, name)
           && judge(policy->rules, 1, tool, name);
}

int mcp_policy_admits(const mcp_policy_t *policy, const char *user,
                      const mcp_tool_t *tool, const char *name, int is_call)
{
    return !policy->ask || policy->ask(user, tool, name, is_call);
}

int mcp_policy_confirms(const mcp_policy_t *policy, const mcp_tool_t *tool,
                        const char *name)
{
    return judge(policy->confirm, 0, tool, name);
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

        if (matches(rule, tool, tool->name)) {
            return 1;
        }
        if (rule->by == MCP_POLICY_NAME && tool->family
            && may_begin(rule->pattern, tool->family)) {
            return 1;
        }
    }
    return 0;
}
