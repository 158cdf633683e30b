/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The templates of a REST tool: a path, a query, a JSON body. A placeholder
 * is a whole segment or a whole string; nothing is ever put together from
 * parts, so there is no place where an argument could end one part of a
 * request and begin another.
 */

#include <string.h>
#include <apr_strings.h>
#include "util/proof.h"
#include "tool/rest_impl.h"

#define USER "@user"
#define BIT MCP_SCHEMA_BIT
#define TEXTS (BIT(MCP_JSON_STRING) | BIT(MCP_JSON_INT))
#define MAX_NAME 64

static const struct {
    const char *prefix;
    int fixed; /* segments after it that name the app or the API, and that no
                  argument may choose */
} prefixes[] = {
    {"/ocs/v2.php/", 2},
    {"/index.php/apps/", 1},
};

/* Between the braces of "{name}"; NULL when text has none. *is_wrong is set
 * for braces anywhere else. */
static const char *unwrap(const char *text, int *is_wrong, apr_pool_t *pool)
{
    apr_size_t len = strlen(text);

    *is_wrong = 0;
    if (!strpbrk(text, "{}")) {
        return NULL;
    }
    if (len < 3 || text[0] != '{' || text[len - 1] != '}'
        || strcspn(text + 1, "{}") != len - 2) {
        *is_wrong = 1;
        return NULL;
    }
    return apr_pstrmemdup(pool, text + 1, len - 2);
}

static const mcp_schema_property_t *use(mcp_rest_compile_t *compile,
                                        const char *name)
{
    const mcp_schema_property_t *property =
        mcp_schema_find_property(compile->input, name);

    if (property) {
        compile->used[property - compile->input->properties]++;
    }
    return property;
}

/* What a string in a template stands for: node becomes a CONST, a USER, or
 * a PARAM, whose property is handed out too. */
static mcp_err_t *read_text(mcp_rest_node_t *node,
                            const mcp_schema_property_t **property,
                            mcp_rest_compile_t *compile, const char *text,
                            const char *pointer)
{
    int is_wrong;
    const char *name = unwrap(text, &is_wrong, compile->pool);

    *property = NULL;
    if (is_wrong) {
        return mcp_proof_fail(compile->pool, pointer,
                              "a placeholder must be the whole text");
    }
    if (!name) {
        node->kind = MCP_REST_CONST;
        node->text = apr_pstrdup(compile->pool, text);
        return NULL;
    }
    if (!strcmp(name, USER)) {
        node->kind = MCP_REST_USER;
        return NULL;
    }
    *property = use(compile, name);
    if (!*property) {
        return mcp_proof_fail(compile->pool, pointer,
                              "{%s} has no property in input", name);
    }
    node->kind = MCP_REST_PARAM;
    node->text = (*property)->name;
    node->notice = (*property)->schema->notice;
    return NULL;
}

mcp_err_t *mcp_rest_read_param(const mcp_schema_property_t **out,
                               mcp_rest_compile_t *compile, const char *text,
                               const char *pointer)
{
    mcp_rest_node_t node = {.kind = MCP_REST_NONE};
    mcp_err_t *err = read_text(&node, out, compile, text, pointer);

    if (!err && node.kind != MCP_REST_PARAM) {
        err = mcp_proof_fail(compile->pool, pointer,
                             "must be a placeholder for a property");
    }
    return err;
}

/* Room for another child of parent, which was given room for all. */
static mcp_rest_node_t *add_child(mcp_rest_node_t *parent)
{
    return &parent->children[parent->count++];
}

static void make_room(mcp_rest_node_t *parent, mcp_rest_kind_e kind,
                      apr_size_t count, apr_pool_t *pool)
{
    parent->kind = kind;
    parent->children = apr_pcalloc(pool, (count + 1) * sizeof(*parent));
}

/* How many segments must not be placeholders; -1 when path has no prefix
 * that is allowed. */
static int count_fixed(const char *path)
{
    apr_size_t i;

    for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        apr_size_t len = strlen(prefixes[i].prefix);

        if (!strncmp(path, prefixes[i].prefix, len) && path[len]) {
            return 2 + prefixes[i].fixed;
        }
    }
    return -1;
}

/* What is wrong with the placeholder of a segment, or NULL. */
static const char *judge_segment(const mcp_schema_property_t *property)
{
    if (!property->required) {
        return "must be required: it is part of the path";
    }
    if (property->schema->types & ~TEXTS) {
        return "must be a string or an integer: it is part of the path";
    }
    if (property->schema->notice) {
        return "has x-mcp-notice and cannot be part of the path";
    }
    return NULL;
}

static mcp_err_t *read_segment(mcp_rest_compile_t *compile,
                               const char *segment, int is_fixed,
                               const char *pointer)
{
    mcp_rest_node_t *node = add_child(&compile->rest->path);
    const mcp_schema_property_t *property;
    const char *wrong;
    mcp_err_t *err;

    err = read_text(node, &property, compile, segment, pointer);
    if (err) {
        return err;
    }
    if (node->kind != MCP_REST_CONST && is_fixed) {
        return mcp_proof_fail(compile->pool, pointer,
                              "%s is where the app or the API is named",
                              segment);
    }
    if (property && (wrong = judge_segment(property))) {
        return mcp_proof_fail(compile->pool, pointer, "%s %s", segment, wrong);
    }
    if (node->kind == MCP_REST_CONST
        && (!mcp_proof_is_word(segment, MCP_PROOF_MEMBER "~$@:!,", 1,
                               MCP_REST_MAX_PATH)
            || !strcmp(segment, ".") || !strcmp(segment, ".."))) {
        return mcp_proof_fail(compile->pool, pointer,
                              "has an empty segment, a dot segment, or "
                              "characters that a path must not have");
    }
    return NULL;
}

mcp_err_t *mcp_rest_read_path(mcp_rest_compile_t *compile, const char *path,
                              const char *pointer)
{
    int fixed = count_fixed(path);
    char *rest = apr_pstrdup(compile->pool, path + 1);
    mcp_err_t *err = NULL;
    int i;

    if (fixed < 0) {
        return mcp_proof_fail(compile->pool, pointer,
                              "must begin with /ocs/v2.php/ or "
                              "/index.php/apps/");
    }
    make_room(&compile->rest->path, MCP_REST_ARRAY, strlen(path),
              compile->pool);
    for (i = 0; !err && rest; i++) {
        char *slash = strchr(rest, '/');

        if (slash) {
            *slash++ = '\0';
        }
        err = read_segment(compile, rest, i < fixed, pointer);
        rest = slash;
    }
    return err;
}

typedef struct {
    mcp_rest_compile_t *compile;
    mcp_rest_node_t *parent;
    const char *pointer;
    int depth;
    mcp_err_t *err;
} each_t;

/* What is wrong with a property in the query, or NULL. */
static const char *judge_query(mcp_rest_compile_t *compile,
                               const mcp_schema_t *schema)
{
    unsigned int scalars = MCP_SCHEMA_SCALARS | BIT(MCP_JSON_NULL);

    if (schema->types & BIT(MCP_JSON_ARRAY)) {
        compile->has_query_array = 1;
        if (schema->items->types & ~MCP_SCHEMA_SCALARS) {
            return "must have items that are strings, numbers or booleans: "
                   "it is part of the query";
        }
    }
    if (schema->types & ~(scalars | BIT(MCP_JSON_ARRAY))) {
        return "must not be an object: it is part of the query";
    }
    return NULL;
}

static int read_query_member(void *baton, const char *key, mcp_json_t *value)
{
    each_t *each = baton;
    mcp_rest_compile_t *compile = each->compile;
    const char *pointer = mcp_proof_at(compile->pool, each->pointer, key);
    mcp_rest_node_t *node = add_child(each->parent);
    const mcp_schema_property_t *property = NULL;
    const char *wrong;

    node->name = apr_pstrdup(compile->pool, key);
    if (!mcp_proof_is_word(key, MCP_PROOF_MEMBER "[]:", 1, MAX_NAME)) {
        each->err = mcp_proof_fail(compile->pool, pointer,
                                   "the name has characters that are not "
                                   "supported");
    }
    else if (mcp_json_type(value) == MCP_JSON_STRING) {
        each->err = read_text(node, &property, compile,
                              mcp_json_str(value, ""), pointer);
    }
    else if (BIT(mcp_json_type(value)) & MCP_SCHEMA_SCALARS) {
        node->kind = MCP_REST_CONST;
        node->text = mcp_json_print(value, NULL, compile->pool);
    }
    else {
        each->err = mcp_proof_fail(compile->pool, pointer,
                                   "must be a placeholder, string, number or "
                                   "boolean");
    }
    wrong = property ? judge_query(compile, property->schema) : NULL;
    if (wrong) {
        each->err = mcp_proof_fail(compile->pool, pointer, "{%s} %s",
                                   property->name, wrong);
    }
    return !each->err;
}

mcp_err_t *mcp_rest_read_query(mcp_rest_compile_t *compile,
                               const mcp_json_t *query, const char *pointer)
{
    each_t each = {compile, &compile->rest->query, pointer, 1, NULL};

    if (mcp_json_type(query) != MCP_JSON_OBJECT) {
        return mcp_proof_fail(compile->pool, pointer, "must be an object");
    }
    make_room(each.parent, MCP_REST_OBJECT, mcp_json_length(query),
              compile->pool);
    mcp_json_each(query, read_query_member, &each);
    return each.err;
}

static mcp_err_t *read_value(mcp_rest_node_t *node,
                             mcp_rest_compile_t *compile,
                             const mcp_json_t *json, const char *pointer,
                             int depth);

static int read_member(void *baton, const char *key, mcp_json_t *value)
{
    each_t *each = baton;
    mcp_rest_node_t *node = add_child(each->parent);
    apr_pool_t *pool = each->compile->pool;

    node->name = apr_pstrdup(pool, key);
    each->err =
        read_value(node, each->compile, value,
                   mcp_proof_at(pool, each->pointer, key), each->depth + 1);
    return !each->err;
}

static mcp_err_t *read_array(mcp_rest_node_t *node,
                             mcp_rest_compile_t *compile,
                             const mcp_json_t *json, const char *pointer,
                             int depth)
{
    mcp_err_t *err = NULL;
    apr_size_t i;

    make_room(node, MCP_REST_ARRAY, mcp_json_length(json), compile->pool);
    for (i = 0; !err && i < mcp_json_length(json); i++) {
        err = read_value(add_child(node), compile, mcp_json_at(json, i),
                         mcp_proof_at_index(compile->pool, pointer, i),
                         depth + 1);
    }
    return err;
}

/* Any JSON; strings may be placeholders, the rest is constant. */
static mcp_err_t *read_value(mcp_rest_node_t *node,
                             mcp_rest_compile_t *compile,
                             const mcp_json_t *json, const char *pointer,
                             int depth)
{
    each_t each = {compile, node, pointer, depth, NULL};
    const mcp_schema_property_t *property;
    mcp_err_t *err = NULL;

    if (depth > MCP_REST_MAX_DEPTH) {
        return mcp_proof_fail(compile->pool, pointer,
                              "nested more than %d deep", MCP_REST_MAX_DEPTH);
    }
    switch (mcp_json_type(json)) {
    case MCP_JSON_OBJECT:
        make_room(node, MCP_REST_OBJECT, mcp_json_length(json), compile->pool);
        mcp_json_each(json, read_member, &each);
        return each.err;
    case MCP_JSON_ARRAY:
        return read_array(node, compile, json, pointer, depth);
    case MCP_JSON_STRING:
        err = read_text(node, &property, compile, mcp_json_str(json, ""),
                        pointer);
        if (err || node->kind != MCP_REST_CONST) {
            return err;
        }
        break;
    default:
        break;
    }
    node->kind = MCP_REST_CONST;
    node->text = mcp_json_print(json, NULL, compile->pool);
    return NULL;
}

mcp_err_t *mcp_rest_read_json(mcp_rest_compile_t *compile,
                              const mcp_json_t *json, const char *pointer)
{
    if (mcp_json_type(json) != MCP_JSON_OBJECT) {
        return mcp_proof_fail(compile->pool, pointer, "must be an object");
    }
    return read_value(&compile->rest->json, compile, json, pointer, 1);
}
