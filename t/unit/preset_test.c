/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/preset.h"

#include "tap.h"
#include <apr_file_info.h>
#include <apr_fnmatch.h>
#include <apr_strings.h>

static const mcp_tool_t tools[] = {
    {.name = "get_file_content", .app = "files", .read_only = 1},
    {.name = "delete_file", .app = "files", .destructive = 1},
    {.name = "list_calendars", .app = "calendar", .read_only = 1},
    {.name = "find_person_in_users", .app = "people", .read_only = 1},
};

/* One letter a tool that the presets allow. */
static const char *allowed(const char *first, const char *second)
{
    static char got[5];
    mcp_policy_t policy;
    apr_array_header_t *rules = NULL;
    int i;

    ok(!mcp_preset_add(&rules, first, tap_pool), "%s is a preset", first);
    if (second) {
        ok(!mcp_preset_add(&rules, second, tap_pool), "%s too", second);
    }
    memset(&policy, 0, sizeof(policy));
    policy.toolset = rules;
    for (i = 0; i < 4; i++) {
        got[i] = '-';
        if (mcp_policy_allows(&policy, &tools[i], tools[i].name)) {
            got[i] = "rdcp"[i];
        }
    }
    return got;
}

/* A new app is to be found by who configures with presets. */
static void test_delivered(void)
{
    apr_array_header_t *files;
    int i;

    ok(apr_match_glob("conf/tools.d/*.json", &files, tap_pool) == APR_SUCCESS
           && files->nelts > 0,
       "there are manifests");
    for (i = 0; i < files->nelts; i++) {
        char *app = apr_pstrdup(tap_pool, APR_ARRAY_IDX(files, i, char *));

        *strchr(app, '.') = '\0';
        ok(mcp_preset_has(app), "%s is in a preset", app);
    }
}

int main(void)
{
    apr_array_header_t *rules = NULL;
    const char *wrong;

    tap_start();
    is_str(allowed("all", NULL), "rdcp", "all");
    is_str(allowed("files", NULL), "rd-p", "files");
    is_str(allowed("groupware", NULL), "--cp", "groupware");
    is_str(allowed("files", "groupware"), "rdcp", "two");
    is_str(allowed("readonly", NULL), "r-cp", "readonly alone");
    is_str(allowed("files", "readonly"), "r--p", "readonly after");
    is_str(allowed("readonly", "files"), "r--p", "readonly before");
    is_str(allowed("readonly", "readonly"), "r-cp", "readonly twice");
    is_str(allowed("readonly", "all"), "r-cp", "readonly and all");
    wrong = mcp_preset_add(&rules, "flies", tap_pool);
    ok(wrong && strstr(wrong, "\"flies\" is none of: all, readonly, files"),
       "an unknown one is told what there is");
    test_delivered();
    ok(mcp_preset_has("calendar") && !mcp_preset_has("flies"), "apps");
    return tap_end();
}
