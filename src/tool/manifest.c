/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/manifest.h"

#include "tool/definition.h"

/* Where the tools of a file go. */
typedef struct {
    apr_array_header_t *tools;
    const mcp_native_t *natives;
} target_t;

static mcp_err_t *take(void *baton, mcp_json_t *element, const char *pointer,
                       const char *app, apr_pool_t *pool)
{
    const target_t *target = baton;
    mcp_tool_t *tool;
    mcp_err_t *err =
        mcp_manifest_tool(&tool, element, pointer, target->natives, pool);

    if (err) {
        return err;
    }
    tool->app = app;
    if (!tool->family) {
        mcp_definition_prepare(tool, pool);
    }
    APR_ARRAY_PUSH(target->tools, mcp_tool_t *) = tool;
    return NULL;
}

mcp_err_t *mcp_manifest_parse(apr_array_header_t *tools, const char *app,
                              const char *text, apr_size_t len,
                              const mcp_native_t *natives, apr_pool_t *pool)
{
    target_t target = {tools, natives};
    mcp_manifest_kind_t kind = {"tools", take, &target};

    return mcp_manifest_file_parse(&kind, app, text, len, pool);
}

mcp_err_t *mcp_manifest_read(apr_array_header_t *tools, const char *path,
                             const mcp_native_t *natives, apr_pool_t *pool)
{
    target_t target = {tools, natives};
    mcp_manifest_kind_t kind = {"tools", take, &target};

    return mcp_manifest_file_read(&kind, path, pool);
}
