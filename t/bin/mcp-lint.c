/* SPDX-License-Identifier: Apache-2.0 */

/*
 * mcp-lint [--prompts] <dir>: proves the manifests of a directory, of tools
 * or of prompts, as httpd does at its start. Prints "OK n tools", or what is
 * wrong and where (exit status 1).
 */

#include <stdio.h>
#include <string.h>
#include <apr_general.h>
#include <apr_pools.h>
#include "prompt/prompt_registry.h"
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

static int lint(const char *dir, int prompts, apr_pool_t *pool)
{
    int count;
    mcp_err_t *err = prompts ? lint_prompts(&count, dir, pool)
                             : lint_tools(&count, dir, pool);

    if (err) {
        fprintf(stderr, "%s\n", err->message);
        return 1;
    }
    printf("OK %d %s\n", count, prompts ? "prompts" : "tools");
    return 0;
}

int main(int argc, char **argv)
{
    int prompts = argc == 3 && !strcmp(argv[1], "--prompts");
    apr_pool_t *pool;
    int status;

    if (argc != 2 + prompts) {
        fprintf(stderr, "usage: %s [--prompts] <directory of manifests>\n",
                argv[0]);
        return 2;
    }
    apr_initialize();
    apr_pool_create(&pool, NULL);
    status = lint(argv[1 + prompts], prompts, pool);
    apr_pool_destroy(pool);
    apr_terminate();
    return status;
}
