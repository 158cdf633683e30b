/* SPDX-License-Identifier: Apache-2.0 */

/* Loading a folder of manifests: order, doubles, owners and permissions. */

#include "tool/registry.h"

#include "tap.h"
#include <apr_file_io.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tool/manifest.h"

static mcp_err_t *run(mcp_tool_call_t *call)
{
    return NULL;
}

static const mcp_native_t natives[] = {
    {"plain", run, NULL},
    {NULL, NULL, NULL},
};

static const char *const tiny =
    "{\"tools\":[{\"name\":\"%s\",\"title\":\"T\",\"description\":\"D\","
    "\"annotations\":{\"readOnlyHint\":true,\"destructiveHint\":false,"
    "\"idempotentHint\":true,\"openWorldHint\":false},\"input\":{\"type\":"
    "\"object\",\"additionalProperties\":false},\"native\":\"plain\"}]}";

static const char *temp_dir(void)
{
    const char *base;
    char *dir;

    apr_temp_dir_get(&base, tap_pool);
    dir = apr_pstrcat(tap_pool, base, "/mcp-manifest-XXXXXX", NULL);
    return mkdtemp(dir);
}

static const char *write_file(const char *dir, const char *name,
                              const char *text, mode_t mode)
{
    const char *path = apr_pstrcat(tap_pool, dir, "/", name, NULL);
    FILE *file = fopen(path, "w");

    fputs(text, file);
    fclose(file);
    chmod(path, mode);
    return path;
}

static const char *declare(const char *name)
{
    apr_size_t len = strlen(tiny) + strlen(name);
    char *text = apr_palloc(tap_pool, len);
    const char *hole = strstr(tiny, "%s");

    snprintf(text, len, "%.*s%s%s", (int)(hole - tiny), tiny, name, hole + 2);
    return text;
}

/* What loading dir comes to: NULL or the message from the file's name on. */
static const char *load(mcp_registry_t **registry, const char *dir)
{
    mcp_err_t *err = mcp_registry_load(registry, dir, natives, tap_pool);

    return err ? err->message : NULL;
}

static void test_registry(const char *dir)
{
    mcp_registry_t *registry;
    const char *second;

    is_str(load(&registry, dir), NULL, "an empty folder is no fault");
    is_int(registry->count, 0, "but has no tools");
    write_file(dir, "b.json", declare("tool_a"), 0644);
    second = write_file(dir, "a.json", declare("tool_b"), 0600);
    write_file(dir, "README", "no manifest", 0666);
    write_file(dir, ".hidden.json", "no manifest", 0666);
    is_str(load(&registry, dir), NULL, "two manifests");
    is_int(registry->count, 2, "make two tools");
    is_str(registry->tools[0]->name, "tool_a", "sorted by name");
    is_str(registry->tools[0]->app, "b", "app");
    ok(mcp_registry_find(registry, "tool_b") == registry->tools[1], "found");
    ok(!mcp_registry_find(registry, "tool_c"), "not found");
    ok(!mcp_registry_find(registry, ""), "no name, no tool");
    write_file(dir, "a.json", declare("tool_a"), 0600);
    is_str(load(&registry, dir),
           "b.json: /tools/0/name: \"tool_a\" is declared already, in a.json",
           "unique across manifests");
    ok(!registry, "no registry when one is faulty");
    unlink(second);
}

/* Two manifests that are one tool too many together. */
static void test_many(const char *dir)
{
    mcp_registry_t *registry;
    const char *paths[2];
    int file;
    int i;

    for (file = 0; file < 2; file++) {
        apr_array_header_t *tools =
            apr_array_make(tap_pool, 300, sizeof(char *));

        for (i = file; i < MCP_REGISTRY_MAX_TOOLS / 2 + 2 * file; i++) {
            const char *text =
                declare(apr_psprintf(tap_pool, "tool_%c_%d", 'a' + file, i));
            apr_size_t begin = strlen("{\"tools\":[");

            APR_ARRAY_PUSH(tools, const char *) = apr_pstrmemdup(
                tap_pool, text + begin, strlen(text) - begin - strlen("]}"));
        }
        paths[file] = write_file(
            dir, file ? "z.json" : "y.json",
            apr_pstrcat(tap_pool, "{\"tools\":[",
                        apr_array_pstrcat(tap_pool, tools, ','), "]}", NULL),
            0644);
    }
    is_str(load(&registry, dir), "z.json: /tools: more than 512 tools in all",
           "513 tools");
    unlink(paths[1]);
    ok(!load(&registry, dir) && registry->count == 256, "256 tools");
    unlink(paths[0]);
}

static void test_permissions(const char *dir)
{
    mcp_registry_t *registry;
    const char *path = write_file(dir, "b.json", declare("tool_a"), 0664);

    is_str(load(&registry, dir),
           "b.json: /: must not be writable by its group or by others",
           "writable by the group");
    chmod(path, 0646);
    ok(load(&registry, dir) != NULL, "writable by others");
    chmod(path, 0644);
    chmod(dir, 0777);
    ok(strstr(load(&registry, dir), "must not be writable") != NULL,
       "a folder that others can write to");
    chmod(dir, 0700);
    if (geteuid() == 0) {
        ok(!chown(path, 12345, 0) && strstr(load(&registry, dir), "belong"),
           "another user's file");
        ok(!chown(path, 0, 0) && !load(&registry, dir), "root's file");
    }
    unlink(path);
}

static void test_files(const char *dir)
{
    mcp_registry_t *registry;
    const char *path = write_file(dir, "My App.json", "{}", 0644);
    char *large;

    ok(strstr(load(&registry, dir), "named after an app") != NULL,
       "a name that is no app");
    unlink(path);
    path = apr_pstrcat(tap_pool, dir, "/d.json", NULL);
    ok(!mkdir(path, 0755) && strstr(load(&registry, dir), "regular file"),
       "a folder named like a manifest");
    rmdir(path);
    large = apr_palloc(tap_pool, MCP_MANIFEST_MAX_SIZE + 2);
    memset(large, ' ', MCP_MANIFEST_MAX_SIZE + 1);
    large[MCP_MANIFEST_MAX_SIZE + 1] = '\0';
    path = write_file(dir, "large.json", large, 0644);
    is_str(load(&registry, dir), "large.json: /: longer than 262144 bytes",
           "too long a file");
    unlink(path);
    ok(!symlink("/nowhere", path) && strstr(load(&registry, dir), "opened"),
       "a link to nowhere");
    unlink(path);
    ok(strstr(load(&registry, "/no/such/folder"), "cannot be opened") != NULL,
       "no folder");
}

static void remove_dir(const char *dir)
{
    unlink(apr_pstrcat(tap_pool, dir, "/README", NULL));
    unlink(apr_pstrcat(tap_pool, dir, "/.hidden.json", NULL));
    ok(!rmdir(dir), "tidied up");
}

int main(void)
{
    const char *dir;

    tap_start();
    dir = temp_dir();
    test_registry(dir);
    test_permissions(dir);
    test_many(dir);
    test_files(dir);
    remove_dir(dir);
    return tap_end();
}
