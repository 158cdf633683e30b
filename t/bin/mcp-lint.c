/* SPDX-License-Identifier: Apache-2.0 */

/*
 * mcp-lint [--prompts | --sizes] <dir>: proves the manifests of a directory,
 * of tools or of prompts, as httpd does at its start. Prints "OK n tools", or
 * what is wrong and where (exit status 1). With --sizes it prints, for each
 * tool, its name and the bytes of its entry in tools/list of the newest
 * revision; the members of a family have about as many each.
 */

#include <stdio.h>
#include <string.h>
#include <apr_general.h>
#include <apr_pools.h>
#include "prompt/prompt_registry.h"
#include "tool/definition.h"
#include "tool/registry.h"
#include "tools/native.h"

static mcp_err_t *lint_tools(int *count, const char *dir, apr_pool_t *pool)
{
    mcp_registry_t *registry;
    mcp_err_t *err = mcp_registry_load(&registry, dir, mcp_natives, pool);

    *count = err ? 0 : registry->count;
    return err;
}

static mcp_err_t *lint_prompts(int *count, const char *dir, apr_pool_t *pool)
{
    mcp_prompt_registry_t *registry;
    mcp_err_t *err = mcp_prompt_registry_load(&registry, dir, pool);

    *count = err ? 0 : registry->count;
    return err;
}

static void print_size(const mcp_tool_t *tool, apr_pool_t *pool)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 1024, pool);
    mcp_definition_write(&buf, tool, NULL,
                         (mcp_revision_e)(MCP_REVISIONS - 1));
    printf("%s %lu\n", tool->name, (unsigned long)buf.len);
}

static mcp_err_t *print_sizes(const char *dir, apr_pool_t *pool)
{
    mcp_registry_t *registry;
    mcp_err_t *err = mcp_registry_load(&registry, dir, mcp_natives, pool);
    int i;

    for (i = 0; !err && i < registry->count; i++) {
        print_size(registry->tools[i], pool);
    }
    return err;
}

static mcp_err_t *lint(const char *dir, const char *option, apr_pool_t *pool)
{
    int prompts = !strcmp(option, "--prompts");
    mcp_err_t *err;
    int count;

    if (!strcmp(option, "--sizes")) {
        return print_sizes(dir, pool);
    }
    err = prompts ? lint_prompts(&count, dir, pool)
                  : lint_tools(&count, dir, pool);
    if (!err) {
        printf("OK %d %s\n", count, prompts ? "prompts" : "tools");
    }
    return err;
}

static int is_option(const char *word)
{
    return !strcmp(word, "--prompts") || !strcmp(word, "--sizes");
}

int main(int argc, char **argv)
{
    apr_pool_t *pool;
    mcp_err_t *err;
    int status;

    if (argc < 2 || argc > 3 || (argc == 3 && !is_option(argv[1]))) {
        fprintf(stderr,
                "usage: %s [--prompts | --sizes] <directory of manifests>\n",
                argv[0]);
        return 2;
    }
    apr_initialize();
    apr_pool_create(&pool, NULL);
    err = lint(argv[argc - 1], argc == 3 ? argv[1] : "", pool);
    status = err != NULL;
    if (err) {
        fprintf(stderr, "%s\n", err->message);
    }
    apr_pool_destroy(pool);
    apr_terminate();
    return status;
}
