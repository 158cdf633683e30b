/* SPDX-License-Identifier: Apache-2.0 */

/*
 * x-mcp-header in a schema of any form. Clients drop a tool that declares
 * one wrongly, so a wrong one is found here (MCP 2026-07-28,
 * basic/transports/streamable-http, "Custom headers").
 */

#include "foreign/foreign.h"

#include <string.h>
#include <strings.h>
#include <apr_strings.h>
#include "tool/schema_impl.h"
#include "util/proof.h"

#define KEYWORD "x-mcp-header"
#define MAX_HEADER 64

typedef struct walk_t {
    apr_pool_t *pool;
    apr_array_header_t *headers; /* of mcp_schema_header_t */
    const char *pointer;
    const apr_array_header_t *path; /* of names; NULL: no way leads here by
                                       properties alone */
    mcp_err_t *err;
} walk_t;

static int walk_schema(walk_t *walk, const mcp_json_t *schema);

static int is_declared(const walk_t *walk, const char *header)
{
    int i;

    for (i = 0; i < walk->headers->nelts; i++) {
        if (!strcasecmp(
                APR_ARRAY_IDX(walk->headers, i, mcp_schema_header_t).header,
                header)) {
            return 1;
        }
    }
    return 0;
}

static int read_type(mcp_json_type_e *type, const mcp_json_t *schema)
{
    static const struct {
        const char *name;
        mcp_json_type_e type;
    } types[] = {{"string", MCP_JSON_STRING},
                 {"integer", MCP_JSON_INT},
                 {"boolean", MCP_JSON_BOOL}};
    const char *name = mcp_json_get_str(schema, "type", "");
    apr_size_t i;

    for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (!strcmp(name, types[i].name)) {
            *type = types[i].type;
            return 1;
        }
    }
    return 0;
}

static int fail(walk_t *walk, const char *why)
{
    walk->err = mcp_proof_fail(
        walk->pool, mcp_proof_at(walk->pool, walk->pointer, KEYWORD), "%s",
        why);
    return 0;
}

/* The names from the root as an array that ends with NULL. */
static const char *const *copy_path(const walk_t *walk)
{
    apr_array_header_t *path = apr_array_copy(walk->pool, walk->path);

    APR_ARRAY_PUSH(path, const char *) = NULL;
    return (const char *const *)path->elts;
}

static int read_header(walk_t *walk, const mcp_json_t *schema)
{
    const char *name = mcp_json_get_str(schema, KEYWORD, "");
    mcp_schema_header_t *header;
    mcp_json_type_e type;

    if (!walk->path || walk->path->nelts == 0) {
        return fail(walk, "is for properties only, and not inside items, "
                          "anyOf, $defs and the like");
    }
    if (!mcp_proof_is_word(name,
                           MCP_PROOF_UPPER MCP_PROOF_LOWER MCP_PROOF_DIGIT
                           "!#$%&'*+-.^_`|~",
                           1, MAX_HEADER)) {
        return fail(walk, "must be a token (RFC 9110) of 1 to 64 characters");
    }
    if (is_declared(walk, name)) {
        return fail(walk, "is declared twice");
    }
    if (!read_type(&type, schema)) {
        return fail(walk, "is for one type: string, integer or boolean");
    }
    header = apr_array_push(walk->headers);
    header->header = apr_pstrdup(walk->pool, name);
    header->path = copy_path(walk);
    header->type = type;
    return 1;
}

/* Go on with a part of what walk stands at. name: of a property that can be
 * reached, or NULL. */
static int descend(walk_t *walk, const char *key, const mcp_json_t *part,
                   const char *name)
{
    walk_t next = *walk;

    next.pointer = mcp_proof_at(walk->pool, walk->pointer, key);
    next.path = NULL;
    if (name && walk->path) {
        apr_array_header_t *path = apr_array_copy(walk->pool, walk->path);

        APR_ARRAY_PUSH(path, const char *) = apr_pstrdup(walk->pool, name);
        next.path = path;
    }
    if (walk_schema(&next, part)) {
        return 1;
    }
    walk->err = next.err;
    return 0;
}

static int visit_property(void *baton, const char *key, mcp_json_t *value)
{
    return descend(baton, key, value, key);
}

static int is_data(const char *key)
{
    return !strcmp(key, "const") || !strcmp(key, "enum")
           || !strcmp(key, "default") || !strcmp(key, "examples");
}

static int visit_keyword(void *baton, const char *key, mcp_json_t *value)
{
    walk_t *walk = baton;

    if (!strcmp(key, "properties")
        && mcp_json_type(value) == MCP_JSON_OBJECT) {
        walk_t inner = *walk;

        inner.pointer = mcp_proof_at(walk->pool, walk->pointer, key);
        mcp_json_each(value, visit_property, &inner);
        walk->err = inner.err;
        return !walk->err;
    }
    return is_data(key) || descend(walk, key, value, NULL);
}

/* 1, or 0 and walk->err. As deep as the parser allows. */
static int walk_schema(walk_t *walk, const mcp_json_t *schema)
{
    apr_size_t i;

    if (mcp_json_type(schema) == MCP_JSON_ARRAY) {
        for (i = 0; i < mcp_json_length(schema); i++) {
            const char *index = apr_psprintf(walk->pool, "%d", (int)i);

            if (!descend(walk, index, mcp_json_at(schema, i), NULL)) {
                return 0;
            }
        }
    }
    if (mcp_json_type(schema) != MCP_JSON_OBJECT) {
        return 1;
    }
    if (mcp_json_has(schema, KEYWORD) && !read_header(walk, schema)) {
        return 0;
    }
    mcp_json_each(schema, visit_keyword, walk);
    return !walk->err;
}

mcp_err_t *mcp_foreign_headers(const mcp_schema_t **out,
                               const mcp_json_t *schema, const char *pointer,
                               apr_pool_t *pool)
{
    mcp_schema_t *made = apr_pcalloc(pool, sizeof(*made));
    walk_t walk = {pool, NULL, pointer, NULL, NULL};

    walk.headers = apr_array_make(pool, 1, sizeof(mcp_schema_header_t));
    walk.path = apr_array_make(pool, 1, sizeof(char *));
    walk_schema(&walk, schema);
    made->headers = (const mcp_schema_header_t *)walk.headers->elts;
    made->header_count = walk.headers->nelts;
    *out = made;
    return walk.err;
}
