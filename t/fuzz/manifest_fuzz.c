/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A manifest and, after a NUL, arguments. Whatever manifest is accepted and
 * whatever arguments are valid for it, the request keeps its form: as many
 * segments as the template has, no way up, nothing that ends the path or a
 * query value early, a body that is JSON.
 */

#include "tool/manifest.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <apr_general.h>
#include "tool/rest_impl.h"

#define USER "al ice/../x"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

static void must(int condition)
{
    if (!condition) {
        abort();
    }
}

static void must_be_json(const char *text, apr_pool_t *pool)
{
    mcp_json_t *json;

    must(!mcp_json_parse_trusted(&json, text, strlen(text), pool));
}

static int count(const char *text, char c)
{
    int n = 0;

    for (; *text; text++) {
        n += *text == c;
    }
    return n;
}

static void check_request(const mcp_rest_t *rest,
                          const mcp_nc_request_t *request, apr_pool_t *pool)
{
    must(!strncmp(request->path, "/ocs/v2.php/", 12)
         || !strncmp(request->path, "/index.php/apps/", 16));
    must(count(request->path, '/') == rest->path.count);
    must(!strpbrk(request->path, "?# {}\"\\\r\n"));
    must(!strstr(request->path, "/../") && !strstr(request->path, "/./"));
    must(!strstr(request->path, "//"));
    if (request->query) {
        must(!strpbrk(request->query, "?#/ {}\"\\\r\n"));
        must(count(request->query, '&') + 1 == count(request->query, '='));
    }
    if (request->body) {
        must(strcmp(rest->method, "GET") != 0);
        must(strlen(request->body) == request->body_len);
        must_be_json(request->body, pool);
    }
    if (request->headers) {
        must(!strpbrk(apr_table_get(request->headers, "If-Match"), "\r\n"));
    }
}

static void check_rest(const mcp_rest_t *rest, mcp_json_t *args,
                       apr_pool_t *pool)
{
    mcp_rest_values_t values = {args, "alice", "notice\n\"\xc3\xa4"};
    mcp_nc_request_t request;
    mcp_err_t *err = mcp_rest_build(&request, rest, &values, pool);
    mcp_json_t *shape;

    must(!err || err->kind == MCP_ERR_TOOL);
    if (!err) {
        check_request(rest, &request, pool);
    }
    values.uid = USER;
    err = mcp_rest_build(&request, rest, &values, pool);
    if (!err) {
        check_request(rest, &request, pool);
    }
    shape = mcp_rest_shape(rest, args, 0, pool);
    must(mcp_json_type(shape) == MCP_JSON_OBJECT);
    must_be_json(mcp_json_print(shape, NULL, pool), pool);
}

static void check_tool(const mcp_tool_t *tool, const char *text,
                       apr_size_t len, apr_pool_t *pool)
{
    mcp_json_t *args;
    int i;

    must(!tool->native != !tool->rest);
    must(!tool->read_only || !tool->destructive);
    for (i = 0; i < MCP_REVISIONS && !tool->family; i++) {
        must_be_json(tool->definition[i], pool);
        must(!strstr(tool->definition[i], "\"x-mcp-notice\":"));
    }
    if (mcp_json_parse(&args, text, len, pool)
        || mcp_schema_check(tool->input, args, pool)) {
        return;
    }
    mcp_schema_fill_defaults(tool->input, args, pool);
    must(!mcp_schema_check(tool->input, args, pool));
    if (tool->rest) {
        check_rest(tool->rest, args, pool);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    const char *nul = size ? memchr(text, '\0', size) : NULL;
    apr_size_t len = nul ? (apr_size_t)(nul - text) : size;
    apr_array_header_t *tools;
    apr_pool_t *pool;
    mcp_err_t *err;
    int i;

    apr_initialize(); /* counts its calls */
    apr_pool_create(&pool, NULL);
    tools = apr_array_make(pool, 4, sizeof(mcp_tool_t *));
    err = mcp_manifest_parse(tools, "app", text, len, natives, pool);
    must(!err || *err->message == '/');
    for (i = 0; !err && i < tools->nelts; i++) {
        const mcp_tool_t *tool = APR_ARRAY_IDX(tools, i, mcp_tool_t *);

        if (nul) {
            check_tool(tool, nul + 1, size - len - 1, pool);
        }
        else {
            check_tool(tool, "{}", 2, pool);
        }
    }
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}
