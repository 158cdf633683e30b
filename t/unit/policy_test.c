/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/policy.h"

#include "tap.h"

static const mcp_tool_t read_tool = {
    .name = "list_shares", .app = "shares", .read_only = 1};
static const mcp_tool_t delete_tool = {
    .name = "delete_file", .app = "files", .destructive = 1};
static const mcp_tool_t family_tool = {.name = "search_provider",
                                       .app = "search",
                                       .read_only = 1,
                                       .family = "search_"};

/* Rules as words, and which of three tools they allow: list_shares,
 * delete_file, search_files. */
static const struct {
    const char *words;
    const char *want;
} cases[] = {
    {"", "lds"},
    {"all", "lds"},
    {"none", "---"},
    {"-delete_file", "l-s"},
    {"-delete_*", "l-s"},
    {"+delete_file", "-d-"},
    {"+list_*", "l--"},
    {"all -app:files", "l-s"},
    {"none +app:files", "-d-"},
    {"none +app:f*", "-d-"},
    {"-app:* +search_files", "--s"},
    {"+search_*", "--s"},
    {"+search_mail", "---"},
    {"+search_provider", "---"},
    {"all none +list_share?", "l--"},
    {"-list_shares all", "lds"},
    {"+* -*", "---"},
    {"-Delete_file", "lds"},
    {"-hint:writes", "l-s"},
    {"-hint:destructive", "l-s"},
    {"+hint:read-only", "l-s"},
    {"none +hint:destructive +search_files", "-ds"},
    {"-hint:open-world", "lds"},
};

static void add_words(mcp_policy_t *policy, const char *words)
{
    apr_array_header_t *rules = NULL;
    char copy[128];
    char *rest = copy;

    snprintf(copy, sizeof(copy), "%s", words);
    while (*rest) {
        char *end = rest + strcspn(rest, " ");
        const char *wrong;

        end += *end ? (*end = '\0', 1) : 0;
        wrong = mcp_policy_add(&rules, rest, tap_pool);
        if (wrong) {
            ok(0, "%s", wrong);
        }
        rest = end;
    }
    policy->rules = rules;
}

static void test_rules(void)
{
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mcp_policy_t policy = {.rules = NULL};
        char got[4] = "---";

        add_words(&policy, cases[i].words);
        if (mcp_policy_allows(&policy, &read_tool, "list_shares")) {
            got[0] = 'l';
        }
        if (mcp_policy_allows(&policy, &delete_tool, "delete_file")) {
            got[1] = 'd';
        }
        if (mcp_policy_allows(&policy, &family_tool, "search_files")) {
            got[2] = 's';
        }
        is_str(got, cases[i].want, cases[i].words);
    }
}

static void test_read_only(void)
{
    mcp_policy_t policy = {.read_only = 1};

    ok(mcp_policy_allows(&policy, &read_tool, "list_shares"), "may read");
    ok(!mcp_policy_allows(&policy, &delete_tool, "delete_file"),
       "may not write");
    add_words(&policy, "+delete_file");
    ok(!mcp_policy_allows(&policy, &delete_tool, "delete_file"),
       "not even when a rule allows the tool");
}

static void test_wrong_words(void)
{
    static const char *const words[] = {
        "",     "delete_file", "+",          "-",         "+app:",
        "+a b", "+a/b",        "ALL",        "+\xc3\xa4", "+app:a:b",
        "!x",   "*",           "+hint:safe", "-hint:",    "-hint:*",
    };
    apr_size_t i;

    for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        apr_array_header_t *rules = NULL;

        ok(mcp_policy_add(&rules, words[i], tap_pool) && !rules,
           "\"%s\" is no rule", words[i]);
    }
}

static void test_is_used(void)
{
    const mcp_tool_t *tools[] = {&delete_tool, &read_tool, &family_tool};
    const mcp_registry_t registry = {tools, 3, NULL, 0};
    static const struct {
        mcp_policy_rule_t rule;
        int used;
    } rules[] = {
        {{0, 0, "delete_file"}, 1}, {{0, 0, "delete_files"}, 0},
        {{0, 0, "delete_*"}, 1},    {{0, 0, "*"}, 1},
        {{0, 0, "remove_*"}, 0},    {{0, 1, "files"}, 1},
        {{0, 1, "file"}, 0},        {{0, 1, "f*"}, 1},
        {{0, 0, "search_mail"}, 1}, {{0, 0, "sea*"}, 1},
        {{0, 0, "seal*"}, 0},       {{0, 0, "search_talk*"}, 1},
        {{0, 0, "sea"}, 0},         {{0, 1, "search_"}, 0},
    };
    apr_size_t i;

    for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        is_int(mcp_policy_is_used(&rules[i].rule, &registry), rules[i].used,
               rules[i].rule.pattern);
    }
}

int main(void)
{
    tap_start();
    test_rules();
    test_read_only();
    test_wrong_words();
    test_is_used();
    return tap_end();
}
