/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/registry.h"

#include <stdlib.h>
#include <string.h>
#include <apr_strings.h>
#include "tool/manifest.h"

#define SUFFIX ".json"

static int compare_tools(const void *a, const void *b)
{
    return strcmp((*(const mcp_tool_t *const *)a)->name,
                  (*(const mcp_tool_t *const *)b)->name);
}

/* The tools from index on came from file; none may be there already. */
static mcp_err_t *check_new(const apr_array_header_t *tools, int first,
                            const char *file, apr_pool_t *pool)
{
    int i;
    int j;

    for (i = first; i < tools->nelts; i++) {
        const mcp_tool_t *tool = APR_ARRAY_IDX(tools, i, mcp_tool_t *);

        for (j = 0; j < i; j++) {
            const mcp_tool_t *other = APR_ARRAY_IDX(tools, j, mcp_tool_t *);

            if (!strcmp(tool->name, other->name)) {
                return mcp_err_create(
                    pool, MCP_ERR_INTERNAL,
                    "%s: /tools/%d/name: \"%s\" is declared already, in "
                    "%s%s",
                    file, i - first, tool->name,
                    other->foreign ? "provider " : other->app,
                    other->foreign ? other->app : SUFFIX);
            }
        }
    }
    if (tools->nelts > MCP_REGISTRY_MAX_TOOLS) {
        return mcp_err_create(pool, MCP_ERR_INTERNAL,
                              "%s: /tools: more than %d tools in all", file,
                              MCP_REGISTRY_MAX_TOOLS);
    }
    return NULL;
}

static mcp_err_t *load_files(apr_array_header_t *tools, const char *dir,
                             const apr_array_header_t *names,
                             const mcp_native_t *natives, apr_pool_t *pool)
{
    int i;

    for (i = 0; i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);
        int first = tools->nelts;
        mcp_err_t *err = mcp_manifest_read(
            tools, apr_pstrcat(pool, dir, "/", name, NULL), natives, pool);

        if (!err) {
            err = check_new(tools, first, name, pool);
        }
        if (err) {
            return err;
        }
    }
    return NULL;
}

static mcp_registry_t *make_registry(apr_array_header_t *tools,
                                     apr_pool_t *pool)
{
    mcp_registry_t *registry = apr_pcalloc(pool, sizeof(*registry));
    apr_array_header_t *families =
        apr_array_make(pool, 2, sizeof(mcp_tool_t *));
    int i;

    qsort(tools->elts, (size_t)tools->nelts, sizeof(mcp_tool_t *),
          compare_tools);
    for (i = 0; i < tools->nelts; i++) {
        mcp_tool_t *tool = APR_ARRAY_IDX(tools, i, mcp_tool_t *);

        if (tool->family) {
            APR_ARRAY_PUSH(families, mcp_tool_t *) = tool;
        }
    }
    registry->tools = (const mcp_tool_t *const *)tools->elts;
    registry->count = tools->nelts;
    registry->families = (const mcp_tool_t *const *)families->elts;
    registry->family_count = families->nelts;
    return registry;
}

mcp_err_t *mcp_registry_load(mcp_registry_t **registry, const char *dir,
                             const mcp_native_t *natives, apr_pool_t *pool)
{
    apr_array_header_t *tools =
        apr_array_make(pool, 128, sizeof(mcp_tool_t *));
    apr_array_header_t *names;
    mcp_err_t *err = mcp_manifest_file_list(&names, dir, pool);

    *registry = NULL;
    if (!err) {
        err = load_files(tools, dir, names, natives, pool);
    }
    if (!err) {
        *registry = make_registry(tools, pool);
    }
    return err;
}

mcp_err_t *mcp_registry_add(mcp_registry_t *registry,
                            const apr_array_header_t *tools,
                            const char *source, apr_pool_t *pool)
{
    apr_array_header_t *all = apr_array_make(
        pool, registry->count + tools->nelts, sizeof(mcp_tool_t *));
    int i;
    mcp_err_t *err;

    for (i = 0; i < registry->count; i++) {
        APR_ARRAY_PUSH(all, const mcp_tool_t *) = registry->tools[i];
    }
    apr_array_cat(all, tools);
    err = check_new(all, registry->count, source, pool);
    if (!err) {
        *registry = *make_registry(all, pool);
    }
    return err;
}

const mcp_tool_t *mcp_registry_find(const mcp_registry_t *registry,
                                    const char *name)
{
    int low = 0;
    int high = registry->count;

    while (low < high) {
        int middle = low + (high - low) / 2;
        int order = strcmp(name, registry->tools[middle]->name);

        if (order == 0) {
            return registry->tools[middle];
        }
        if (order < 0) {
            high = middle;
        }
        else {
            low = middle + 1;
        }
    }
    return NULL;
}
