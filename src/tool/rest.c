/* SPDX-License-Identifier: Apache-2.0 */

/* Compiling the "call" of a manifest. */

#include "tool/rest.h"

#include <string.h>
#include <apr_strings.h>
#include "util/proof.h"
#include "tool/rest_impl.h"

static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

static mcp_err_t *read_method(mcp_rest_compile_t *compile,
                              const mcp_json_t *call, const char *pointer)
{
    const char *method = mcp_json_get_str(call, "method", "");
    apr_size_t i;

    for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        if (!strcmp(method, methods[i])) {
            compile->rest->method = methods[i];
            return NULL;
        }
    }
    return mcp_proof_fail(compile->pool,
                          mcp_proof_at(compile->pool, pointer, "method"),
                          "must be GET, POST, PUT, PATCH or DELETE");
}

static mcp_err_t *read_path(mcp_rest_compile_t *compile,
                            const mcp_json_t *call, const char *pointer)
{
    const char *path;
    mcp_err_t *err =
        mcp_proof_type(call, "path", MCP_JSON_STRING, pointer, compile->pool);

    if (!err) {
        err = mcp_proof_string(&path, call, "path", MCP_REST_MAX_PATH, pointer,
                               compile->pool);
    }
    return err ? err
               : mcp_rest_read_path(
                   compile, path,
                   mcp_proof_at(compile->pool, pointer, "path"));
}

static mcp_err_t *read_query(mcp_rest_compile_t *compile,
                             const mcp_json_t *call, const char *pointer)
{
    apr_pool_t *pool = compile->pool;
    const char *at = mcp_proof_at(pool, pointer, "query_arrays");
    const char *arrays = mcp_json_get_str(call, "query_arrays", "");
    int has_arrays = mcp_json_has(call, "query_arrays");

    if (mcp_json_has(call, "query")) {
        mcp_err_t *err =
            mcp_rest_read_query(compile, mcp_json_get(call, "query"),
                                mcp_proof_at(pool, pointer, "query"));

        if (err) {
            return err;
        }
    }
    compile->rest->comma = !strcmp(arrays, "comma");
    if (has_arrays && !compile->rest->comma && strcmp(arrays, "repeat") != 0) {
        return mcp_proof_fail(pool, at, "must be \"repeat\" or \"comma\"");
    }
    if (has_arrays != compile->has_query_array) {
        return has_arrays
                   ? mcp_proof_fail(pool, at, "no array is in the query")
                   : mcp_proof_fail(pool, pointer,
                                    "needs \"query_arrays\" for the array in "
                                    "the query");
    }
    return NULL;
}

static mcp_err_t *read_json(mcp_rest_compile_t *compile,
                            const mcp_json_t *call, const char *pointer)
{
    const char *at = mcp_proof_at(compile->pool, pointer, "json");

    if (!mcp_json_has(call, "json")) {
        return NULL;
    }
    if (!strcmp(compile->rest->method, "GET")) {
        return mcp_proof_fail(compile->pool, at, "a GET has no body");
    }
    return mcp_rest_read_json(compile, mcp_json_get(call, "json"), at);
}

static mcp_err_t *read_header(mcp_rest_compile_t *compile,
                              const mcp_json_t *call, const char *pointer)
{
    static const char *const allowed[] = {"If-Match", NULL};
    const mcp_json_t *header = mcp_json_get(call, "header");
    const char *at = mcp_proof_at(compile->pool, pointer, "header");
    const mcp_schema_property_t *property;
    mcp_err_t *err;

    if (!mcp_json_has(call, "header")) {
        return NULL;
    }
    err = mcp_proof_type(call, "header", MCP_JSON_OBJECT, pointer,
                         compile->pool);
    if (!err) {
        err = mcp_proof_keys(header, allowed, at, compile->pool);
    }
    if (!err) {
        err = mcp_proof_type(header, "If-Match", MCP_JSON_STRING, at,
                             compile->pool);
    }
    if (err) {
        return err;
    }
    at = mcp_proof_at(compile->pool, at, "If-Match");
    err = mcp_rest_read_param(&property, compile,
                              mcp_json_get_str(header, "If-Match", ""), at);
    if (!err
        && (property->schema->types != MCP_SCHEMA_BIT(MCP_JSON_STRING)
            || property->schema->notice)) {
        err = mcp_proof_fail(compile->pool, at,
                             "{%s} must be a string without x-mcp-notice",
                             property->name);
    }
    compile->rest->if_match = err ? NULL : property->name;
    return err;
}

static mcp_err_t *check_usage(mcp_rest_compile_t *compile, const char *pointer)
{
    const mcp_schema_t *input = compile->input;
    int i;

    for (i = 0; i < input->property_count; i++) {
        if (compile->used[i] != 1) {
            const char *at = mcp_proof_at(
                compile->pool,
                apr_pstrcat(compile->pool, pointer, "/input/properties", NULL),
                input->properties[i].name);

            return mcp_proof_fail(compile->pool, at,
                                  compile->used[i]
                                      ? "is used more than once in call"
                                      : "is not used in call");
        }
    }
    return NULL;
}

static mcp_err_t *read_call(mcp_rest_compile_t *compile,
                            const mcp_json_t *call, const char *pointer)
{
    static const char *const allowed[] = {
        "method", "path", "query", "query_arrays", "json", "header", NULL};
    static mcp_err_t *(*const steps[])(mcp_rest_compile_t *,
                                       const mcp_json_t *, const char *) = {
        read_method, read_path, read_query, read_json, read_header,
    };
    mcp_err_t *err = mcp_proof_keys(call, allowed, pointer, compile->pool);
    apr_size_t i;

    for (i = 0; !err && i < sizeof(steps) / sizeof(steps[0]); i++) {
        err = steps[i](compile, call, pointer);
    }
    return err;
}

mcp_err_t *mcp_rest_compile(const mcp_rest_t **out, const mcp_json_t *call,
                            const mcp_json_t *result,
                            const mcp_schema_t *input, const char *pointer,
                            apr_pool_t *pool)
{
    mcp_rest_compile_t compile = {.pool = pool, .input = input};
    const char *at = mcp_proof_at(pool, pointer, "call");
    mcp_err_t *err;

    *out = NULL;
    if (mcp_json_type(call) != MCP_JSON_OBJECT) {
        return mcp_proof_fail(pool, at, "must be an object");
    }
    compile.rest = apr_pcalloc(pool, sizeof(*compile.rest));
    err = read_call(&compile, call, at);
    if (!err) {
        err = check_usage(&compile, pointer);
    }
    if (!err) {
        err = mcp_rest_read_result(&compile, result,
                                   mcp_proof_at(pool, pointer, "result"));
    }
    *out = err ? NULL : compile.rest;
    return err;
}

const char *mcp_rest_method(const mcp_rest_t *rest)
{
    return rest->method;
}
