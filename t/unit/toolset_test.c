/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/toolset.h"

#include "tap.h"
#include <apr_strings.h>
#include "tool/manifest.h"

#define MANY 250

static mcp_err_kind_e family_error = MCP_ERR_KINDS; /* none */
static int family_calls;

static mcp_err_t *run(mcp_tool_call_t *call)
{
    return NULL;
}

static mcp_err_t *list_members(apr_array_header_t **members,
                               const mcp_tool_t *tool, mcp_nc_t *nc,
                               apr_pool_t *pool)
{
    static const mcp_tool_member_t all[] = {
        {"search_mail", "mail", "Search: \"Mail\"", "Mails.", 0},
        {"search_files", "files", "Search: Files", "Files.", 0},
        {"search_static", "static", "Shadowed", "By a declared tool.", 0},
        {"find_other", "other", "Other", "Not of this family.", 0},
        {"search_bad name", "bad", "Bad", "A name with a space.", 0},
        {"search_files", "again", "Again", "A name twice.", 0},
    };
    apr_size_t i;

    family_calls++;
    if (family_error != MCP_ERR_KINDS) {
        return mcp_err_create(pool, family_error, "no");
    }
    *members = apr_array_make(pool, 2, sizeof(all[0]));
    for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        *(mcp_tool_member_t *)apr_array_push(*members) = all[i];
    }
    return NULL;
}

static const mcp_native_t natives[] = {
    {"plain", run, NULL},
    {"several", run, list_members},
    {NULL, NULL, NULL},
};

static const char *declare(const char *name, const char *more, int read_only)
{
    return apr_psprintf(
        tap_pool,
        "{\"name\":\"%s\",\"title\":\"T\",\"description\":\"D\","
        "\"annotations\":{\"readOnlyHint\":%s,\"destructiveHint\":false,"
        "\"idempotentHint\":true,\"openWorldHint\":false},\"input\":{"
        "\"type\":\"object\",\"additionalProperties\":false},%s}",
        name, read_only ? "true" : "false", more);
}

static mcp_registry_t *make_registry(const char *tools, const char *app)
{
    mcp_registry_t *registry = apr_pcalloc(tap_pool, sizeof(*registry));
    apr_array_header_t *list =
        apr_array_make(tap_pool, 8, sizeof(mcp_tool_t *));
    const char *text =
        apr_pstrcat(tap_pool, "{\"tools\":[", tools, "]}", NULL);
    mcp_err_t *err =
        mcp_manifest_parse(list, app, text, strlen(text), natives, tap_pool);

    if (err) {
        ok(0, "%s", err->message);
    }
    registry->tools = (const mcp_tool_t *const *)list->elts;
    registry->count = list->nelts;
    return registry;
}

/* Sorted by name, as a registry is. */
static mcp_registry_t *sample(void)
{
    static const char native[] = "\"native\":\"plain\"";
    const char *tools =
        apr_pstrcat(tap_pool, declare("aaa", native, 1), ",",
                    declare("deck",
                            "\"requires\":{\"app\":\"deck\"},"
                            "\"native\":\"plain\"",
                            1),
                    ",",
                    declare("files",
                            "\"requires\":{\"capability\":\"files/undelete\"},"
                            "\"native\":\"plain\"",
                            0),
                    ",",
                    declare("nc31",
                            "\"requires\":{\"nextcloud\":31},"
                            "\"native\":\"plain\"",
                            1),
                    ",",
                    declare("search_provider",
                            "\"family\":\"search_\","
                            "\"native\":\"several\"",
                            1),
                    ",", declare("search_static", native, 1), ",",
                    declare("zzz", native, 0), NULL);

    return make_registry(tools, "sample");
}

static mcp_json_t *capabilities(const char *text)
{
    mcp_json_t *json;

    mcp_json_parse(&json, text, strlen(text), tap_pool);
    return json;
}

static const char all_capabilities[] =
    "{\"version\":{\"major\":32},\"capabilities\":{\"deck\":{\"version\":"
    "\"1\"},\"files\":{\"undelete\":true}}}";

static const mcp_json_t *task_types; /* what Nextcloud can do, or NULL */

static mcp_err_t *make(mcp_toolset_t **toolset, const mcp_registry_t *registry,
                       const mcp_policy_t *policy, const char *offered)
{
    static const mcp_policy_t allow_all = {.rules = NULL};
    mcp_toolset_source_t source = {registry,
                                   policy ? policy : &allow_all,
                                   MCP_REV_2025_11_25,
                                   capabilities(offered),
                                   0,
                                   task_types};
    mcp_nc_t nc;
    apr_pool_t *scratch;
    mcp_err_t *err;

    memset(&nc, 0, sizeof(nc));
    apr_pool_create(&scratch, tap_pool);
    nc.pool = scratch;
    err = mcp_toolset_make(toolset, &source, &nc, tap_pool);
    err = mcp_err_copy(tap_pool, err);
    apr_pool_destroy(scratch);
    return err;
}

/* The names of a toolset's tools, taken from its listing. */
static const char *names(const mcp_toolset_t *toolset)
{
    const char *bytes;
    const char *next;
    const char *all = "";
    mcp_json_t *list;
    apr_size_t len;
    apr_size_t i;

    mcp_toolset_page(toolset, NULL, &bytes, &len, &next);
    bytes = apr_pstrcat(tap_pool, "[", apr_pstrmemdup(tap_pool, bytes, len),
                        "]", NULL);
    if (mcp_json_parse(&list, bytes, strlen(bytes), tap_pool)) {
        return "not JSON";
    }
    for (i = 0; i < mcp_json_length(list); i++) {
        all = apr_pstrcat(tap_pool, all, *all ? " " : "",
                          mcp_json_get_str(mcp_json_at(list, i), "name", "?"),
                          NULL);
    }
    return all;
}

static void test_all(void)
{
    mcp_toolset_t *toolset;
    const mcp_tool_t *tool;
    const char *member;
    const char *bytes;
    const char *next;
    apr_size_t len;

    ok(!make(&toolset, sample(), NULL, all_capabilities), "built");
    is_str(names(toolset),
           "aaa deck files nc31 search_files search_mail search_static zzz",
           "all tools, the family's members among them");
    is_int(mcp_toolset_count(toolset), 8, "count");
    tool = mcp_toolset_find(toolset, "search_files", &member);
    is_str(tool->name, "search_provider", "a member's tool");
    is_str(member, "files", "and its member");
    tool = mcp_toolset_find(toolset, "search_static", &member);
    is_str(tool->name, "search_static", "a declared tool wins");
    ok(!member, "and is no member");
    ok(!mcp_toolset_find(toolset, "search_provider", &member),
       "the family itself cannot be called");
    ok(!mcp_toolset_find(toolset, "", &member), "no name");
    ok(!mcp_toolset_find(toolset, "zzzz", &member), "beyond the last");
    mcp_toolset_page(toolset, "search_files", &bytes, &len, &next);
    ok(!strncmp(bytes,
                "{\"name\":\"search_mail\",\"title\":\"Search: "
                "\\\"Mail\\\"\",\"description\":\"Mails.\","
                "\"inputSchema\":",
                70),
       "a member shows its own texts");
}

static void test_offered(void)
{
    mcp_toolset_t *toolset;

    make(&toolset, sample(), NULL,
         "{\"version\":{\"major\":30},\"capabilities\":{\"files\":{"
         "\"undelete\":false}}}");
    is_str(names(toolset), "aaa search_files search_mail search_static zzz",
           "what this Nextcloud lacks is left out");
    make(&toolset, sample(), NULL, "{}");
    is_str(names(toolset), "aaa search_files search_mail search_static zzz",
           "nothing known, nothing offered");
}

static mcp_registry_t *demanding(void)
{
    return make_registry(
        apr_pstrcat(tap_pool,
                    declare("draw",
                            "\"requires\":{\"task_type\":\"core:draw\"},"
                            "\"native\":\"plain\"",
                            1),
                    ",",
                    declare("plan",
                            "\"requires\":{\"app\":\"deck\","
                            "\"version\":\"3.5\"},\"native\":\"plain\"",
                            1),
                    ",",
                    declare("rain",
                            "\"requires\":{\"service\":\"weather\"},"
                            "\"native\":\"plain\"",
                            1),
                    NULL),
        "demanding");
}

static void test_version(void)
{
    static const struct {
        const char *version;
        int is_enough;
    } cases[] = {
        {"3.5", 1},   {"3.5.0", 1},   {"3.10", 1}, {"4", 1},
        {"3.4.9", 0}, {"3", 0},       {"2.9", 0},  {"", 0},
        {"x", 0},     {"3.5-dev", 1}, {"30.1", 1},
    };
    mcp_toolset_t *toolset;
    apr_size_t i;

    task_types = capabilities("{\"core:sing\":{}}");
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        make(&toolset, demanding(), NULL,
             apr_psprintf(tap_pool,
                          "{\"capabilities\":{\"deck\":{\"version\":"
                          "\"%s\"}}}",
                          cases[i].version));
        is_str(names(toolset), cases[i].is_enough ? "plan" : "",
               cases[i].version[0] ? cases[i].version : "no version");
    }
}

static void test_task_type_and_service(void)
{
    mcp_policy_t policy = {.services = 1U << MCP_SERVICE_WEATHER};
    mcp_toolset_t *toolset;

    task_types = capabilities("{\"core:draw\":{}}");
    make(&toolset, demanding(), NULL, "{}");
    is_str(names(toolset), "draw", "the task type is there, no service is on");
    make(&toolset, demanding(), &policy, "{}");
    is_str(names(toolset), "draw rain", "the service is on");
    policy.services = 1U << MCP_SERVICE_WEB;
    task_types = capabilities("{}");
    make(&toolset, demanding(), &policy, "{}");
    is_str(names(toolset), "", "another service is on, no task types");
    task_types = NULL;
}

static void test_policy(void)
{
    mcp_policy_t policy = {.read_only = 1};
    apr_array_header_t *rules = NULL;
    mcp_toolset_t *toolset;

    make(&toolset, sample(), &policy, all_capabilities);
    is_str(names(toolset),
           "aaa deck nc31 search_files search_mail search_static",
           "read only");
    policy.read_only = 0;
    mcp_policy_add(&rules, "-search_ma*", tap_pool);
    mcp_policy_add(&rules, "-deck", tap_pool);
    policy.rules = rules;
    make(&toolset, sample(), &policy, all_capabilities);
    is_str(names(toolset), "aaa files nc31 search_files search_static zzz",
           "rules hold for members by their own names");
    mcp_policy_add(&rules, "none", tap_pool);
    make(&toolset, sample(), &policy, all_capabilities);
    is_int(mcp_toolset_count(toolset), 0, "none");
    is_str(names(toolset), "", "an empty page");
}

static void test_family_errors(void)
{
    mcp_toolset_t *toolset;
    mcp_err_t *err;
    mcp_policy_t policy = {.read_only = 1};
    mcp_registry_t *writing = make_registry(declare("search_provider",
                                                    "\"family\":\"search_\","
                                                    "\"native\":\"several\"",
                                                    0),
                                            "search");

    family_error = MCP_ERR_TOOL;
    ok(!make(&toolset, sample(), NULL, all_capabilities), "refused");
    is_str(names(toolset), "aaa deck files nc31 search_static zzz",
           "the family is left out");
    family_error = MCP_ERR_UNAVAILABLE;
    err = make(&toolset, sample(), NULL, all_capabilities);
    ok(err && err->kind == MCP_ERR_UNAVAILABLE && !toolset,
       "other errors are errors");
    family_error = MCP_ERR_KINDS;
    family_calls = 0;
    make(&toolset, writing, &policy, all_capabilities);
    is_int(family_calls, 0, "a family that cannot be allowed is not asked");
}

static void test_pages(void)
{
    const char *tools = "";
    mcp_toolset_t *toolset;
    const char *after = NULL;
    int pages = 0;
    apr_size_t total = 0;
    int i;

    for (i = 0; i < MANY; i++) {
        tools = apr_pstrcat(tap_pool, tools, i ? "," : "",
                            declare(apr_psprintf(tap_pool, "tool_%03d", i),
                                    "\"native\":\"plain\"", 1),
                            NULL);
    }
    make(&toolset, make_registry(tools, "many"), NULL, "{}");
    do {
        const char *bytes;
        apr_size_t len;
        mcp_json_t *page;

        mcp_toolset_page(toolset, after, &bytes, &len, &after);
        bytes = apr_pstrcat(tap_pool, "[",
                            apr_pstrmemdup(tap_pool, bytes, len), "]", NULL);
        ok(!mcp_json_parse(&page, bytes, strlen(bytes), tap_pool), "a page");
        total += mcp_json_length(page);
        pages++;
        if (pages == 1) {
            is_str(after, "tool_099", "goes on after");
        }
    } while (after && pages < 10);
    is_int(pages, 3, "three pages");
    is_int(total, MANY, "all tools");
}

static void test_cursor_places(void)
{
    mcp_toolset_t *toolset;
    const char *bytes;
    const char *next;
    apr_size_t len;

    make(&toolset, sample(), NULL, all_capabilities);
    mcp_toolset_page(toolset, "", &bytes, &len, &next);
    ok(!strncmp(bytes, "{\"name\":\"aaa\"", 13) && !next, "the first page");
    mcp_toolset_page(toolset, "gone_since", &bytes, &len, &next);
    ok(!strncmp(bytes, "{\"name\":\"nc31\"", 14),
       "after a tool that is there no more");
    mcp_toolset_page(toolset, "zzz", &bytes, &len, &next);
    ok(len == 0 && !next, "after the last");
}

static void test_class(void)
{
    is_int(mcp_toolset_listing_class(MCP_REV_2024_11_05), 0, "2024-11-05");
    is_int(mcp_toolset_listing_class(MCP_REV_2025_03_26), 1, "2025-03-26");
    is_int(mcp_toolset_listing_class(MCP_REV_2025_06_18), 2, "2025-06-18");
    is_int(mcp_toolset_listing_class(MCP_REV_2026_07_28), 4, "2026-07-28");
}

int main(void)
{
    tap_start();
    test_all();
    test_offered();
    test_version();
    test_task_type_and_service();
    test_policy();
    test_family_errors();
    test_pages();
    test_cursor_places();
    test_class();
    return tap_end();
}
