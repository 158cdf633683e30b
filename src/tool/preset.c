/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/preset.h"

#include <string.h>
#include <apr_strings.h>

#define MAX_APPS 12

/* People are in most sets: whom to share with, to invite, to write to. */
static const struct {
    const char *name;
    const char *apps[MAX_APPS];
} presets[] = {
    {"files", {"files", "shares", "search", "people"}},
    {"groupware",
     {"calendar", "tasks", "contacts", "mail", "notifications", "people"}},
    {"talk", {"talk", "circles", "notifications", "people"}},
    {"projects",
     {"deck", "tables", "forms", "openproject", "circles", "people"}},
    {"knowledge",
     {"notes", "bookmarks", "cookbook", "search", "context_chat", "memory",
      "skills"}},
    {"assistant",
     {"assignments", "audio2text", "image_gen", "doc_gen", "context_chat",
      "memory", "skills"}},
    {"web",
     {"web", "weather", "openstreetmap", "here", "duckduckgo", "youtube"}},
};

#define PRESETS (sizeof(presets) / sizeof(presets[0]))

/* Whatever else is named, nothing that writes: this rule stays the last. */
static void add_read_only(apr_array_header_t **rules, apr_pool_t *pool)
{
    mcp_policy_push(rules, 0, MCP_POLICY_HINT, "writes", pool);
}

static int is_read_only(const apr_array_header_t *rules)
{
    return rules && rules->nelts > 0
           && APR_ARRAY_IDX(rules, rules->nelts - 1, mcp_policy_rule_t).by
                  == MCP_POLICY_HINT;
}

/* Apps come before the rule that takes away what writes. */
static void add_pattern(apr_array_header_t **rules, mcp_policy_by_e by,
                        const char *pattern, apr_pool_t *pool)
{
    int read_only = is_read_only(*rules);

    if (read_only) {
        apr_array_pop(*rules);
    }
    mcp_policy_push(rules, 1, by, pattern, pool);
    if (read_only) {
        add_read_only(rules, pool);
    }
}

static const char *unknown(const char *name, apr_pool_t *pool)
{
    const char *names = "all, readonly";
    apr_size_t i;

    for (i = 0; i < PRESETS; i++) {
        names = apr_pstrcat(pool, names, ", ", presets[i].name, NULL);
    }
    return apr_psprintf(pool, "\"%s\" is none of: %s", name, names);
}

const char *mcp_preset_add(apr_array_header_t **rules, const char *name,
                           apr_pool_t *pool)
{
    apr_size_t i;
    int app;

    if (!strcmp(name, "all")) {
        add_pattern(rules, MCP_POLICY_NAME, "*", pool);
        return NULL;
    }
    if (!strcmp(name, "readonly")) {
        if (!is_read_only(*rules)) {
            add_read_only(rules, pool);
        }
        return NULL;
    }
    for (i = 0; i < PRESETS; i++) {
        if (strcmp(presets[i].name, name) != 0) {
            continue;
        }
        for (app = 0; app < MAX_APPS && presets[i].apps[app]; app++) {
            add_pattern(rules, MCP_POLICY_APP, presets[i].apps[app], pool);
        }
        return NULL;
    }
    return unknown(name, pool);
}

int mcp_preset_has(const char *app)
{
    apr_size_t i;
    int j;

    for (i = 0; i < PRESETS; i++) {
        for (j = 0; j < MAX_APPS && presets[i].apps[j]; j++) {
            if (!strcmp(presets[i].apps[j], app)) {
                return 1;
            }
        }
    }
    return 0;
}
