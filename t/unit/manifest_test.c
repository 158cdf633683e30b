/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Every fault that a manifest can have is a file of its own in
 * t/fixtures/manifests/bad, named by its fault; manifest_faults.h says where
 * it must be found and a word of the reason. Run from the top of the source.
 */

#include "tool/manifest.h"

#include "tap.h"
#include <apr_file_io.h>
#include <apr_strings.h>
#include "manifest_faults.h"

#define FIXTURES "t/fixtures/manifests/"

static mcp_err_t *run(mcp_tool_call_t *call)
{
    return NULL;
}

static mcp_err_t *list_members(apr_array_header_t **members,
                               const mcp_tool_t *tool, mcp_nc_t *nc,
                               apr_pool_t *pool)
{
    return NULL;
}

static const mcp_native_t natives[] = {
    {"plain", run, NULL},
    {"several", run, list_members},
    {NULL, NULL, NULL},
};

static char *read_file(const char *path, apr_size_t *len, apr_pool_t *pool)
{
    apr_file_t *file;
    apr_finfo_t info;
    char *text;

    if (apr_file_open(&file, path, APR_FOPEN_READ, 0, pool)) {
        return NULL;
    }
    apr_file_info_get(&info, APR_FINFO_SIZE, file);
    text = apr_pcalloc(pool, (apr_size_t)info.size + 1);
    apr_file_read_full(file, text, (apr_size_t)info.size, len);
    apr_file_close(file);
    return text;
}

static mcp_err_t *parse(apr_array_header_t **tools, const char *path,
                        apr_pool_t *pool)
{
    apr_size_t len = 0;
    const char *text = read_file(path, &len, pool);

    *tools = apr_array_make(pool, 4, sizeof(mcp_tool_t *));
    if (!text) {
        return mcp_err_create(pool, MCP_ERR_INTERNAL, "%s is not there", path);
    }
    return mcp_manifest_parse(*tools, "app", text, len, natives, pool);
}

static void test_fault(int i, apr_pool_t *pool)
{
    apr_array_header_t *tools;
    const char *path =
        apr_pstrcat(pool, FIXTURES "bad/", faults[i].name, ".json", NULL);
    const char *begin = apr_pstrcat(pool, faults[i].pointer, ": ", NULL);
    mcp_err_t *err = parse(&tools, path, pool);

    ok(err != NULL, "%s is refused", faults[i].name);
    if (!err) {
        return;
    }
    if (!ok(!strncmp(err->message, begin, strlen(begin)), "%s: where",
            faults[i].name)
        || !ok(strstr(err->message, faults[i].word) != NULL, "%s: why",
               faults[i].name)) {
        printf("# %s\n", err->message);
    }
}

/* No fixture without an entry. */
static void test_complete(void)
{
    apr_finfo_t info;
    apr_dir_t *dir;
    int files = 0;

    apr_dir_open(&dir, FIXTURES "bad", tap_pool);
    while (apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        files += strstr(info.name, ".json") != NULL;
    }
    apr_dir_close(dir);
    is_int(files, FAULTS, "every faulty manifest is in the table");
}

static const mcp_tool_t *find(const apr_array_header_t *tools,
                              const char *name)
{
    int i;

    for (i = 0; i < tools->nelts; i++) {
        const mcp_tool_t *tool = APR_ARRAY_IDX(tools, i, mcp_tool_t *);

        if (!strcmp(tool->name, name)) {
            return tool;
        }
    }
    return NULL;
}

static void test_good(void)
{
    apr_array_header_t *tools;
    const mcp_tool_t *tool;
    mcp_err_t *err = parse(&tools, FIXTURES "good/deck.json", tap_pool);

    is_str(err ? err->message : NULL, NULL, "deck.json is sound");
    is_int(tools->nelts, 3, "and has three tools");
    tool = find(tools, "deck_create_card");
    is_str(tool->app, "app", "the app comes from the file's name");
    is_str(tool->require.app, "deck", "requires.app");
    is_int(tool->require.min_major, 30, "requires.nextcloud");
    ok(tool->rest && !tool->native, "it is data");
    ok(!strstr(tool->input_schema, "x-mcp-notice"), "x-mcp-notice is ours");
    ok(!strncmp(tool->input_schema,
                "{\"type\":\"object\",\"required\":[\"board_id\"", 38),
       "the order of the keys stays");
    ok(find(tools, "deck_delete_card")->destructive, "destructiveHint");
    ok(find(tools, "deck_list_boards")->output_schema, "outputSchema");

    err = parse(&tools, FIXTURES "good/forms.json", tap_pool);
    is_str(err ? err->message : NULL, NULL, "forms.json is sound");
    tool = find(tools, "search_provider");
    is_str(tool->family, "search_", "a family");
    ok(!tool->definition[0], "without a definition of its own");
    ok(tool->native == &natives[1], "its native");
    ok(strstr(find(tools, "form_path")->definition[MCP_REV_2026_07_28],
              "\"x-mcp-header\":\"Token\""),
       "x-mcp-header is published");
}

static void test_definitions(void)
{
    apr_array_header_t *tools;
    const mcp_tool_t *tool;

    parse(&tools, FIXTURES "good/deck.json", tap_pool);
    tool = find(tools, "deck_list_boards");
    is_str(tool->definition[MCP_REV_2024_11_05],
           "{\"name\":\"deck_list_boards\",\"description\":\"List the "
           "boards.\\nArchived ones too.\",\"inputSchema\":{\"type\":"
           "\"object\",\"properties\":{}}}",
           "as 2024-11-05 knows it");
    is_str(tool->definition[MCP_REV_2025_03_26],
           "{\"name\":\"deck_list_boards\",\"description\":\"List the "
           "boards.\\nArchived ones too.\",\"inputSchema\":{\"type\":"
           "\"object\",\"properties\":{}},"
           "\"annotations\":{\"title\":\"List Deck boards\","
           "\"readOnlyHint\":true}}",
           "as 2025-03-26 knows it");
    is_str(tool->definition[MCP_REV_2025_06_18],
           "{\"name\":\"deck_list_boards\","
           "\"description\":\"List the boards.\\nArchived ones too.\","
           "\"inputSchema\":{\"type\":\"object\",\"properties\":{}},"
           "\"outputSchema\":{\"type\":\"object\","
           "\"properties\":{\"boards\":{\"type\":\"array\"}},\"required\":"
           "[\"boards\"]},\"annotations\":{"
           "\"readOnlyHint\":true}}",
           "as 2025-06-18 knows it");
    ok(tool->definition[MCP_REV_2025_06_18]
           == tool->definition[MCP_REV_2026_07_28],
       "later revisions share it");
    is_int(tool->definition_len[0], strlen(tool->definition[0]), "length");
}

int main(void)
{
    int i;

    tap_start();
    for (i = 0; i < FAULTS; i++) {
        apr_pool_t *pool;

        apr_pool_create(&pool, tap_pool);
        test_fault(i, pool);
        apr_pool_destroy(pool);
    }
    test_complete();
    test_good();
    test_definitions();
    return tap_end();
}
