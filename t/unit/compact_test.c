/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/compact.h"

#include "tap.h"
#include <apr_strings.h>
#include "tool/manifest.h"
#include "tool/preset.h"

static mcp_err_t *run(mcp_tool_call_t *call)
{
    return NULL;
}

static const mcp_native_t natives[] = {
    {"plain", run, NULL},
    {NULL, NULL, NULL},
};

#define TOOL(name, description, read_only, destructive)                       \
    "{\"name\":\"" name "\",\"title\":\"T\",\"description\":\"" description   \
    "\",\"annotations\":{\"readOnlyHint\":" read_only                         \
    ",\"destructiveHint\":" destructive ",\"idempotentHint\":true,"           \
    "\"openWorldHint\":false},\"input\":{\"type\":\"object\","                \
    "\"additionalProperties\":false},\"native\":\"plain\"}"

static const char manifest[] = "{\"tools\":[" TOOL(
    "delete_file", "Remove a document.", "false",
    "true") "," TOOL("get_file", "Read a document.", "true",
                     "false") "," TOOL("list_boards", "Boards.", "true",
                                       "false") "]}";

static mcp_toolset_t *make(int read_only)
{
    static mcp_policy_t policy;
    apr_array_header_t *all =
        apr_array_make(tap_pool, 8, sizeof(mcp_tool_t *));
    mcp_registry_t *registry = apr_pcalloc(tap_pool, sizeof(*registry));
    mcp_toolset_source_t source = {.registry = registry,
                                   .policy = &policy,
                                   .revision = MCP_REV_2026_07_28};
    mcp_toolset_t *toolset = NULL;
    mcp_nc_t nc;
    mcp_err_t *err = mcp_manifest_parse(all, "files", manifest,
                                        strlen(manifest), natives, tap_pool);

    is_str(err ? err->message : NULL, NULL, "the manifest is sound");
    registry->tools = (const mcp_tool_t *const *)all->elts;
    registry->count = all->nelts;
    policy.compact = 1;
    policy.read_only = read_only;
    memset(&nc, 0, sizeof(nc));
    nc.pool = tap_pool;
    err = mcp_toolset_make(&toolset, &source, &nc, tap_pool);
    is_str(err ? err->message : NULL, NULL, "built");
    return toolset;
}

static mcp_json_t *list(const mcp_toolset_t *toolset)
{
    const char *bytes;
    const char *next;
    mcp_json_t *json = NULL;
    apr_size_t len;

    mcp_toolset_page(toolset, NULL, &bytes, &len, &next);
    ok(!next, "on one page");
    bytes = apr_pstrcat(tap_pool, "[", apr_pstrmemdup(tap_pool, bytes, len),
                        "]", NULL);
    ok(!mcp_json_parse(&json, bytes, strlen(bytes), tap_pool), "is JSON");
    return json;
}

static void test_list(void)
{
    mcp_json_t *tools = list(make(0));
    mcp_json_t *call = mcp_json_at(tools, 0);
    mcp_json_t *finder = mcp_json_at(tools, 1);

    is_int(mcp_json_length(tools), 2, "two tools");
    is_str(mcp_json_get_str(call, "name", ""), "call_tool", "one calls");
    is_str(mcp_json_get_str(finder, "name", ""), "find_tools", "one finds");
    ok(strstr(mcp_json_get_str(finder, "description", ""),
              "3 tools; apps: files."),
       "says what there is");
    ok(mcp_json_get_bool(mcp_json_get(finder, "annotations"), "readOnlyHint",
                         0),
       "finding only reads");
    ok(mcp_json_get_bool(mcp_json_get(call, "annotations"), "destructiveHint",
                         0),
       "calling may destroy");
    call = mcp_json_at(list(make(1)), 0);
    ok(mcp_json_get_bool(mcp_json_get(call, "annotations"), "readOnlyHint", 0),
       "but not where nothing writes");
}

/* The names that find_tools answers, or its error. */
static const char *find(const mcp_toolset_t *toolset, const char *args)
{
    mcp_result_t *result = mcp_result_create(tap_pool);
    const char *text;
    const char *all = "";
    mcp_json_t *json = NULL;
    mcp_json_t *tools;
    apr_size_t len;
    apr_size_t i;

    mcp_json_parse(&json, args, strlen(args), tap_pool);
    mcp_compact_find(result, toolset, json, tap_pool);
    text = mcp_result_print(result, MCP_REV_2026_07_28, NULL, &len, tap_pool);
    mcp_json_parse(&json, text, len, tap_pool);
    if (mcp_result_is_error(result)) {
        return mcp_json_get_str(mcp_json_at(mcp_json_get(json, "content"), 0),
                                "text", "?");
    }
    tools = mcp_json_get(mcp_json_get(json, "structuredContent"), "tools");
    for (i = 0; i < mcp_json_length(tools); i++) {
        mcp_json_t *tool = mcp_json_at(tools, i);

        ok(mcp_json_has(tool, "inputSchema"), "with its schema");
        all = apr_pstrcat(tap_pool, all, *all ? " " : "",
                          mcp_json_get_str(tool, "name", "?"), NULL);
    }
    return all;
}

static void test_find(void)
{
    const mcp_toolset_t *toolset = make(0);

    is_str(find(toolset, "{\"query\":\"delete a FILE\"}"),
           "delete_file get_file list_boards", "most words first");
    is_str(find(toolset, "{\"query\":\"boards\"}"), "list_boards", "one");
    is_str(find(toolset, "{\"query\":\"remove documents\"}"),
           "delete_file get_file", "by the description, in singular");
    is_str(find(toolset, "{\"query\":\"boards\",\"limit\":1}"), "list_boards",
           "limit");
    is_str(find(toolset, "{\"app\":\"files\",\"limit\":2}"),
           "get_file delete_file", "by app alone, short names first");
    ok(strstr(find(toolset, "{\"query\":\"zebra\"}"), "one of: files"),
       "no hit says what there is");
    ok(strstr(find(toolset, "{\"query\":\"object\"}"), "No tool matches"),
       "words of the schema do not count");
    ok(strstr(find(toolset, "{\"qeury\":\"x\"}"), "query"),
       "a wrong argument is named");
    ok(strstr(find(toolset, "{\"app\":\"deck\"}"), "one of: files"),
       "an app that is not there");
}

int main(void)
{
    tap_start();
    test_list();
    test_find();
    return tap_end();
}
