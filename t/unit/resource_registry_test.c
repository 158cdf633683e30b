/* SPDX-License-Identifier: Apache-2.0 */

#include "resource/resource_registry.h"

#include "tap.h"
#include <apr_strings.h>

#define MANY 250

static mcp_err_t *read_one(mcp_resource_call_t *call)
{
    return NULL;
}

static mcp_err_t *read_file(mcp_resource_call_t *call)
{
    return NULL;
}

static const mcp_resource_t resources[] = {
    {.uri = "x://two",
     .name = "two",
     .title = "The second",
     .description = "D",
     .mime = "text/plain",
     .read = read_one},
    {.uri = "x://one",
     .name = "one",
     .title = "A \"title\"",
     .read = read_one},
    {.uri = NULL},
};

static const mcp_resource_template_t templates[] = {
    {.uri_template = "x://f/{+path}{?offset,length}",
     .prefix = "x://f/",
     .name = "file",
     .title = "File",
     .description = "D",
     .read = read_file},
    {.uri_template = NULL},
};

static const mcp_resource_t more[] = {
    {.uri = "x://f/fixed",
     .name = "fixed",
     .title = "T",
     .description = "D",
     .mime = "a/b",
     .read = read_one},
    {.uri = NULL},
};

static const mcp_resource_source_t first = {resources, templates};
static const mcp_resource_source_t second = {more, NULL};
static const mcp_resource_source_t *const sources[] = {&first, &second, NULL};

static mcp_resource_read_fn *find(const mcp_resource_registry_t *registry,
                                  const char *uri)
{
    mcp_resource_call_t call;

    memset(&call, 0, sizeof(call));
    call.pool = tap_pool;
    call.uri = uri;
    return mcp_resource_registry_find(registry, &call);
}

static const char *page(const mcp_listing_t *listing, mcp_revision_e revision,
                        const char *after, const char **next)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 64, tap_pool);
    mcp_listing_page(&buf, listing, revision, after, next);
    return buf.data;
}

static void test_listing(const mcp_resource_registry_t *registry)
{
    const char *next;

    is_int(registry->resources.count, 3, "the resources of both sources");
    is_str(
        page(&registry->resources, MCP_REV_2025_03_26, "x://f/fixed", &next),
        "{\"uri\":\"x://one\",\"name\":\"one\"},{\"uri\":\"x://two\","
        "\"name\":\"two\",\"description\":\"D\",\"mimeType\":"
        "\"text/plain\"}",
        "as 2025-03-26 knows them, sorted");
    is_str(next, NULL, "no next page");
    is_str(page(&registry->resources, MCP_REV_2026_07_28, "x://g", &next),
           "{\"uri\":\"x://one\",\"name\":\"one\",\"title\":\"A "
           "\\\"title\\\"\"},{\"uri\":\"x://two\",\"name\":\"two\",\"title\":"
           "\"The second\",\"description\":\"D\",\"mimeType\":\"text/plain\"}",
           "as 2026-07-28 knows them, after one that is not there");
    is_str(page(&registry->resources, MCP_REV_2026_07_28, "x://two", &next),
           "", "nothing after the last");
    is_str(page(&registry->templates, MCP_REV_2025_06_18, NULL, &next),
           "{\"uriTemplate\":\"x://f/{+path}{?offset,length}\",\"name\":"
           "\"file\",\"title\":\"File\",\"description\":\"D\"}",
           "a template");
}

static void test_find(const mcp_resource_registry_t *registry)
{
    const mcp_resource_template_t *item = &templates[0];

    ok(find(registry, "x://one") == read_one, "by URI");
    ok(find(registry, "x://f/a") == read_file, "by prefix");
    ok(find(registry, "x://f/fixed") == read_one,
       "a resource before a template");
    ok(!find(registry, "x://three"), "none");
    ok(!find(registry, ""), "no URI");
    ok(mcp_resource_registry_template(registry, item->uri_template) == item,
       "a template by its text");
    ok(!mcp_resource_registry_template(registry, "x://f/a"), "and only so");
    ok(mcp_resource_has_variable(item, "path")
           && mcp_resource_has_variable(item, "offset")
           && mcp_resource_has_variable(item, "length"),
       "its variables");
    ok(!mcp_resource_has_variable(item, "f")
           && !mcp_resource_has_variable(item, "")
           && !mcp_resource_has_variable(item, "pat")
           && !mcp_resource_has_variable(item, "x"),
       "and no others");
}

static void test_pages(void)
{
    apr_array_header_t *entries =
        apr_array_make(tap_pool, MANY, sizeof(mcp_listing_entry_t));
    mcp_listing_t listing;
    const char *after = NULL;
    int pages = 0;
    int count = 0;
    int i;

    for (i = MANY - 1; i >= 0; i--) {
        mcp_listing_entry_t *entry = apr_array_push(entries);
        int revision;

        entry->name = apr_psprintf(tap_pool, "%04d", i);
        for (revision = 0; revision < MCP_REVISIONS; revision++) {
            entry->text[revision] = entry->name;
        }
    }
    mcp_listing_set(&listing, entries);
    do {
        const char *text = page(&listing, MCP_REV_2025_11_25, after, &after);

        for (i = 0; *text; text += strcspn(text, ",") + 1) {
            i++;
            count++;
            if (!text[strcspn(text, ",")]) {
                break;
            }
        }
        ok(i <= MCP_LISTING_PAGE, "page %d has no more than its due", ++pages);
    } while (after);
    is_int(pages, 3, "three pages");
    is_int(count, MANY, "with all of them");
}

static void test_builtin(void)
{
    static const mcp_resource_source_t *const own[] = {&mcp_resource_builtin,
                                                       NULL};
    const mcp_resource_registry_t *registry =
        mcp_resource_registry_create(own, 0, tap_pool);

    is_int(registry->resources.count, 3, "Nextcloud's own resources");
    is_int(registry->templates.count, 1, "and their template");
    ok(find(registry, "nextcloud://files/") != NULL, "the root");
    ok(find(registry, "nextcloud://files/a/b") != NULL, "a file");
    ok(!find(registry, "nextcloud://files"), "no other spelling");
    ok(!find(registry, "nextcloud://user/bob"), "nobody else");
}

int main(void)
{
    const mcp_resource_registry_t *registry;

    tap_start();
    registry = mcp_resource_registry_create(sources, 0, tap_pool);
    test_listing(registry);
    test_find(registry);
    test_pages();
    test_builtin();
    return tap_end();
}
