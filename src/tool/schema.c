/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Compiling an input schema, and proving that it says what it must: a schema
 * that passes here bounds every value a client can send. Each function takes
 * the JSON of one schema, where it stands, and the struct to fill in.
 */

#include "tool/schema_node.h"

#include <string.h>
#include <apr_strings.h>

#define BIT MCP_SCHEMA_BIT

static mcp_err_t *compile_node(const mcp_schema_t **out,
                               mcp_schema_compile_t *compile,
                               const mcp_json_t *json, const char *pointer,
                               int depth, const char *const *path);

static mcp_err_t *read_array(mcp_schema_node_t *node)
{
    mcp_schema_t *out = node->out;
    mcp_err_t *err = mcp_schema_read_range(&out->min_items, &out->max_items,
                                           node, "minItems", "maxItems");

    if (err || !(out->types & BIT(MCP_JSON_ARRAY))) {
        return err;
    }
    if (out->max_items < 0) {
        return mcp_proof_fail(mcp_schema_node_pool(node), node->pointer,
                              "needs a maxItems");
    }
    if (!mcp_json_has(node->json, "items")) {
        return mcp_proof_fail(mcp_schema_node_pool(node), node->pointer,
                              "needs items");
    }
    return compile_node(
        &out->items, node->compile, mcp_json_get(node->json, "items"),
        mcp_schema_node_at(node, "items"), node->depth + 1, NULL);
}

/* The names from the root to the property key of node. */
static const char *const *extend_path(const mcp_schema_node_t *node,
                                      const char *key)
{
    const char **path;
    int len = 0;

    if (!node->path) {
        return NULL;
    }
    while (node->path[len]) {
        len++;
    }
    path = apr_pcalloc(mcp_schema_node_pool(node),
                       ((apr_size_t)len + 2) * sizeof(*path));
    memcpy(path, node->path, (apr_size_t)len * sizeof(*path));
    path[len] = key;
    return path;
}

typedef struct {
    mcp_schema_node_t *node;
    mcp_err_t *err;
} each_t;

static int compile_property(void *baton, const char *key, mcp_json_t *value)
{
    each_t *each = baton;
    mcp_schema_node_t *node = each->node;
    apr_pool_t *pool = mcp_schema_node_pool(node);
    const char *pointer =
        mcp_proof_at(pool, mcp_schema_node_at(node, "properties"), key);
    mcp_schema_property_t *property;

    if (!mcp_proof_is_word(key, MCP_PROOF_MEMBER, 1, 64)) {
        each->err = mcp_proof_fail(pool, pointer,
                                   "the name must be 1 to 64 letters, "
                                   "digits, \"_\", \".\" or \"-\"");
        return 0;
    }
    if (!mcp_json_has(value, "description")) {
        each->err = mcp_proof_fail(pool, pointer, "needs a description");
        return 0;
    }
    property = &node->out->properties[node->out->property_count++];
    property->name = apr_pstrdup(pool, key);
    each->err =
        compile_node(&property->schema, node->compile, value, pointer,
                     node->depth + 1, extend_path(node, property->name));
    return !each->err;
}

static mcp_err_t *read_properties(mcp_schema_node_t *node)
{
    const mcp_json_t *json = mcp_json_get(node->json, "properties");
    each_t each = {.node = node};

    if (!mcp_json_has(node->json, "properties")) {
        return NULL;
    }
    if (mcp_json_type(json) != MCP_JSON_OBJECT) {
        return mcp_proof_fail(mcp_schema_node_pool(node),
                              mcp_schema_node_at(node, "properties"),
                              "must be an object");
    }
    if (mcp_json_length(json) > MCP_SCHEMA_MAX_PROPERTIES) {
        return mcp_proof_fail(
            mcp_schema_node_pool(node), mcp_schema_node_at(node, "properties"),
            "more than %d properties", MCP_SCHEMA_MAX_PROPERTIES);
    }
    node->out->properties = apr_pcalloc(mcp_schema_node_pool(node),
                                        (mcp_json_length(json) + 1)
                                            * sizeof(mcp_schema_property_t));
    mcp_json_each(json, compile_property, &each);
    return each.err;
}

static mcp_schema_property_t *find_property(const mcp_schema_t *schema,
                                            const char *name)
{
    int i;

    for (i = 0; i < schema->property_count; i++) {
        if (!strcmp(schema->properties[i].name, name)) {
            return &schema->properties[i];
        }
    }
    return NULL;
}

static mcp_err_t *read_required(mcp_schema_node_t *node)
{
    const mcp_json_t *json = mcp_json_get(node->json, "required");
    apr_size_t i;

    if (mcp_json_has(node->json, "required")
        && mcp_json_type(json) != MCP_JSON_ARRAY) {
        return mcp_proof_fail(mcp_schema_node_pool(node),
                              mcp_schema_node_at(node, "required"),
                              "must be an array of names");
    }
    for (i = 0; i < mcp_json_length(json); i++) {
        const char *name = mcp_json_str(mcp_json_at(json, i), "");
        mcp_schema_property_t *property = find_property(node->out, name);

        if (!property || property->required) {
            return mcp_proof_fail(
                mcp_schema_node_pool(node),
                mcp_proof_at_index(mcp_schema_node_pool(node),
                                   mcp_schema_node_at(node, "required"), i),
                property ? "is there twice" : "is no property");
        }
        property->required = 1;
    }
    return NULL;
}

static mcp_err_t *read_additional(mcp_schema_node_t *node)
{
    const mcp_json_t *json = mcp_json_get(node->json, "additionalProperties");

    if (!mcp_json_has(node->json, "additionalProperties")) {
        return mcp_proof_fail(mcp_schema_node_pool(node), node->pointer,
                              "needs additionalProperties");
    }
    if (mcp_json_type(json) == MCP_JSON_BOOL && !mcp_json_bool(json, 1)) {
        return NULL;
    }
    if (node->depth == 1 || mcp_json_type(json) != MCP_JSON_OBJECT) {
        return mcp_proof_fail(mcp_schema_node_pool(node),
                              mcp_schema_node_at(node, "additionalProperties"),
                              node->depth == 1 ? "must be false"
                                               : "must be false or a schema");
    }
    return compile_node(&node->out->additional, node->compile, json,
                        mcp_schema_node_at(node, "additionalProperties"),
                        node->depth + 1, NULL);
}

static mcp_err_t *read_object(mcp_schema_node_t *node)
{
    mcp_err_t *err;

    if (!(node->out->types & BIT(MCP_JSON_OBJECT))) {
        return NULL;
    }
    err = read_properties(node);
    if (!err) {
        err = read_required(node);
    }
    return err ? err : read_additional(node);
}

static mcp_err_t *check_example(const mcp_schema_node_t *node,
                                const mcp_json_t *value, const char *pointer)
{
    const char *wrong =
        mcp_schema_check(node->out, value, mcp_schema_node_pool(node));

    return wrong ? mcp_proof_fail(mcp_schema_node_pool(node), pointer,
                                  "does not fit its own schema: %s", wrong)
                 : NULL;
}

static mcp_err_t *read_examples(mcp_schema_node_t *node)
{
    const mcp_json_t *examples = mcp_json_get(node->json, "examples");
    mcp_err_t *err = NULL;
    apr_size_t i;

    if (mcp_json_has(node->json, "default")) {
        const mcp_json_t *value = mcp_json_get(node->json, "default");

        node->out->default_text =
            mcp_json_print(value, NULL, mcp_schema_node_pool(node));
        err = check_example(node, value, mcp_schema_node_at(node, "default"));
    }
    if (!err && mcp_json_has(node->json, "examples")) {
        err = mcp_proof_type(node->json, "examples", MCP_JSON_ARRAY,
                             node->pointer, mcp_schema_node_pool(node));
    }
    for (i = 0; !err && i < mcp_json_length(examples); i++) {
        err = check_example(
            node, mcp_json_at(examples, i),
            mcp_proof_at_index(mcp_schema_node_pool(node),
                               mcp_schema_node_at(node, "examples"), i));
    }
    return err;
}

static mcp_err_t *compile_node(const mcp_schema_t **out,
                               mcp_schema_compile_t *compile,
                               const mcp_json_t *json, const char *pointer,
                               int depth, const char *const *path)
{
    static mcp_err_t *(*const steps[])(mcp_schema_node_t *) = {
        mcp_schema_read_words,      read_array,    read_object,
        mcp_schema_read_extensions, read_examples,
    };
    mcp_schema_node_t node = {compile, json, pointer, depth, path, NULL};
    apr_size_t i;

    if (mcp_json_type(json) != MCP_JSON_OBJECT) {
        return mcp_proof_fail(compile->pool, pointer, "must be a schema");
    }
    if (depth > MCP_SCHEMA_MAX_DEPTH) {
        return mcp_proof_fail(compile->pool, pointer,
                              "nested more than %d deep",
                              MCP_SCHEMA_MAX_DEPTH);
    }
    node.out = apr_pcalloc(compile->pool, sizeof(*node.out));
    for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        mcp_err_t *err = steps[i](&node);

        if (err) {
            return err;
        }
    }
    *out = node.out;
    return NULL;
}

mcp_err_t *mcp_schema_compile(const mcp_schema_t **out,
                              const mcp_json_t *schema, const char *pointer,
                              apr_pool_t *pool)
{
    static const char *const root[] = {NULL};
    mcp_schema_compile_t compile = {pool, NULL};
    mcp_schema_t *compiled;
    mcp_err_t *err;

    *out = NULL;
    compile.headers = apr_array_make(pool, 2, sizeof(mcp_schema_header_t));
    err = compile_node(out, &compile, schema, pointer, 1, root);
    if (err) {
        return err;
    }
    if ((*out)->types != BIT(MCP_JSON_OBJECT)) {
        return mcp_proof_fail(pool, mcp_proof_at(pool, pointer, "type"),
                              "must be object");
    }
    compiled = (mcp_schema_t *)*out;
    compiled->headers = (const mcp_schema_header_t *)compile.headers->elts;
    compiled->header_count = compile.headers->nelts;
    return NULL;
}

const mcp_schema_header_t *mcp_schema_headers(const mcp_schema_t *schema,
                                              int *count)
{
    *count = schema->header_count;
    return schema->headers;
}

const mcp_schema_property_t *mcp_schema_find_property(
    const mcp_schema_t *schema, const char *name)
{
    return find_property(schema, name);
}

int mcp_schema_has_property(const mcp_schema_t *schema, const char *name)
{
    return find_property(schema, name) != NULL;
}

int mcp_schema_is_required(const mcp_schema_t *schema, const char *name)
{
    const mcp_schema_property_t *property = find_property(schema, name);

    return property && property->required;
}
