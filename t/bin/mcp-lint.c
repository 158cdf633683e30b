/* SPDX-License-Identifier: Apache-2.0 */

/*
 * mcp-lint <dir>: proves the manifests of a directory as httpd does at its
 * start. Prints "OK n tools", or what is wrong and where (exit status 1).
 */

#include <stdio.h>
#include <apr_general.h>
#include <apr_pools.h>
#include "tool/registry.h"
#include "tools/native.h"

static int lint(const char *dir, apr_pool_t *pool)
{
    mcp_registry_t *registry;
    mcp_err_t *err = mcp_registry_load(&registry, dir, mcp_natives, pool);

    if (err) {
        fprintf(stderr, "%s\n", err->message);
        return 1;
    }
    printf("OK %d tools\n", registry->count);
    return 0;
}

int main(int argc, char **argv)
{
    apr_pool_t *pool;
    int status;

    if (argc != 2) {
        fprintf(stderr, "usage: %s <directory of manifests>\n", argv[0]);
        return 2;
    }
    apr_initialize();
    apr_pool_create(&pool, NULL);
    status = lint(argv[1], pool);
    apr_pool_destroy(pool);
    apr_terminate();
    return status;
}
