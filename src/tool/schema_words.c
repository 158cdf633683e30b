/* SPDX-License-Identifier: Apache-2.0 */

/* The keywords of JSON Schema that stand for themselves, without a schema
 * below them. */

#include "tool/schema_node.h"

#include <string.h>
#include <apr_strings.h>
#include "util/nearest.h"

#define MAX_COUNT 1000000000
#define MAX_ENUM 100

#define BIT MCP_SCHEMA_BIT
#define ANY (~0u)

static const struct {
    const char *name;
    unsigned int types; /* that it is good for */
} keywords[] = {
    {"type", ANY},
    {"title", ANY},
    {"description", ANY},
    {"enum", ANY},
    {"const", ANY},
    {"default", ANY},
    {"examples", ANY},
    {"x-mcp-header", ANY},
    {"x-mcp-notice", ANY},
    {"properties", BIT(MCP_JSON_OBJECT)},
    {"required", BIT(MCP_JSON_OBJECT)},
    {"additionalProperties", BIT(MCP_JSON_OBJECT)},
    {"items", BIT(MCP_JSON_ARRAY)},
    {"minItems", BIT(MCP_JSON_ARRAY)},
    {"maxItems", BIT(MCP_JSON_ARRAY)},
    {"minLength", BIT(MCP_JSON_STRING)},
    {"maxLength", BIT(MCP_JSON_STRING)},
    {"format", BIT(MCP_JSON_STRING)},
    {"minimum", MCP_SCHEMA_NUMBERS},
    {"maximum", MCP_SCHEMA_NUMBERS},
};
#define KEYWORDS (sizeof(keywords) / sizeof(keywords[0]))

static const struct {
    const char *name;
    const char *with_article;
    unsigned int types;
} types[] = {
    {"null", "null", BIT(MCP_JSON_NULL)},
    {"boolean", "a boolean", BIT(MCP_JSON_BOOL)},
    {"number", "a number", MCP_SCHEMA_NUMBERS},
    {"integer", "an integer", BIT(MCP_JSON_INT)},
    {"string", "a string", BIT(MCP_JSON_STRING)},
    {"array", "an array", BIT(MCP_JSON_ARRAY)},
    {"object", "an object", BIT(MCP_JSON_OBJECT)},
};
#define TYPES (sizeof(types) / sizeof(types[0]))

const char *mcp_schema_type_names(unsigned int mask, apr_pool_t *pool)
{
    const char *names = "";
    apr_size_t i;

    for (i = 0; i < TYPES; i++) {
        if ((mask & types[i].types) == types[i].types) {
            mask &= ~types[i].types;
            names = *names ? apr_pstrcat(pool, types[i].with_article, " or ",
                                         names, NULL)
                           : types[i].with_article;
        }
    }
    return names;
}

static unsigned int find_type(const char *name)
{
    apr_size_t i;

    for (i = 0; i < TYPES; i++) {
        if (!strcmp(name, types[i].name)) {
            return types[i].types;
        }
    }
    return 0;
}

static mcp_err_t *read_type(mcp_schema_node_t *node)
{
    const mcp_json_t *type = mcp_json_get(node->json, "type");
    int is_list = mcp_json_type(type) == MCP_JSON_ARRAY;
    apr_size_t count = is_list ? mcp_json_length(type) : 1;
    apr_size_t i;

    if (!mcp_json_has(node->json, "type")) {
        return mcp_proof_fail(mcp_schema_node_pool(node), node->pointer,
                              "needs a type");
    }
    for (i = 0; i < count; i++) {
        const mcp_json_t *one = is_list ? mcp_json_at(type, i) : type;
        unsigned int bits = find_type(mcp_json_str(one, ""));

        if (!bits) {
            return mcp_proof_fail(mcp_schema_node_pool(node),
                                  mcp_schema_node_at(node, "type"),
                                  "must be null, boolean, number, integer, "
                                  "string, array, object, or an array of "
                                  "these");
        }
        if (node->out->types & bits) {
            return mcp_proof_fail(mcp_schema_node_pool(node),
                                  mcp_schema_node_at(node, "type"),
                                  "names a type twice");
        }
        node->out->types |= bits;
    }
    return count ? NULL
                 : mcp_proof_fail(mcp_schema_node_pool(node),
                                  mcp_schema_node_at(node, "type"),
                                  "must not be empty");
}

typedef struct {
    mcp_schema_node_t *node;
    mcp_err_t *err;
} each_t;

static int check_keyword(void *baton, const char *key, mcp_json_t *value)
{
    each_t *each = baton;
    mcp_schema_node_t *node = each->node;
    const char *names[KEYWORDS];
    const char *nearest;
    apr_size_t i;

    for (i = 0; i < KEYWORDS; i++) {
        names[i] = keywords[i].name;
        if (strcmp(key, names[i]) != 0) {
            continue;
        }
        if (!(keywords[i].types & node->out->types)) {
            each->err = mcp_proof_fail(
                mcp_schema_node_pool(node), mcp_schema_node_at(node, key),
                "has no meaning for %s",
                mcp_schema_type_names(node->out->types,
                                      mcp_schema_node_pool(node)));
        }
        return !each->err;
    }
    nearest = mcp_nearest_find(key, names, (int)KEYWORDS);
    each->err = mcp_proof_fail(mcp_schema_node_pool(node),
                               mcp_schema_node_at(node, key),
                               "not a keyword that is supported%s%s%s",
                               nearest ? " (did you mean \"" : "",
                               nearest ? nearest : "", nearest ? "\"?)" : "");
    return 0;
}

static mcp_err_t *check_keywords(mcp_schema_node_t *node)
{
    each_t each = {.node = node};

    mcp_json_each(node->json, check_keyword, &each);
    return each.err;
}

static mcp_err_t *read_texts(mcp_schema_node_t *node)
{
    const char *ignored;
    mcp_err_t *err = mcp_proof_string(
        &ignored, node->json, "description", MCP_SCHEMA_MAX_DESCRIPTION,
        node->pointer, mcp_schema_node_pool(node));

    return err ? err
               : mcp_proof_string(&ignored, node->json, "title",
                                  MCP_SCHEMA_MAX_DESCRIPTION, node->pointer,
                                  mcp_schema_node_pool(node));
}

static void read_scalar(mcp_schema_scalar_t *out, const mcp_json_t *json,
                        apr_pool_t *pool)
{
    out->type = mcp_json_type(json);
    out->number = mcp_json_double(json, 0);
    out->integer = out->type == MCP_JSON_BOOL ? mcp_json_bool(json, 0)
                                              : mcp_json_int(json, 0);
    if (out->type == MCP_JSON_STRING) {
        out->len = mcp_json_str_len(json);
        out->text = apr_pstrmemdup(pool, mcp_json_str(json, ""), out->len);
    }
}

static mcp_err_t *check_value(const mcp_schema_node_t *node,
                              const mcp_json_t *value, const char *pointer)
{
    mcp_json_type_e type = mcp_json_type(value);

    if (type == MCP_JSON_ARRAY || type == MCP_JSON_OBJECT) {
        return mcp_proof_fail(mcp_schema_node_pool(node), pointer,
                              "must not be an array or object");
    }
    if (!(node->out->types & BIT(type))) {
        return mcp_proof_fail(
            mcp_schema_node_pool(node), pointer, "is not %s",
            mcp_schema_type_names(node->out->types,
                                  mcp_schema_node_pool(node)));
    }
    return NULL;
}

/* enum, or const as an enum of one. */
static mcp_err_t *read_values(mcp_schema_node_t *node)
{
    int is_const = mcp_json_has(node->json, "const");
    const char *key = is_const ? "const" : "enum";
    const mcp_json_t *json = mcp_json_get(node->json, key);
    apr_size_t count = is_const ? 1 : mcp_json_length(json);
    mcp_schema_scalar_t *values;
    apr_size_t i;

    if (!mcp_json_has(node->json, key)) {
        return NULL;
    }
    if (is_const && mcp_json_has(node->json, "enum")) {
        return mcp_proof_fail(mcp_schema_node_pool(node), node->pointer,
                              "has both enum and const");
    }
    if (!is_const
        && (mcp_json_type(json) != MCP_JSON_ARRAY || count < 1
            || count > MAX_ENUM)) {
        return mcp_proof_fail(mcp_schema_node_pool(node),
                              mcp_schema_node_at(node, key),
                              "must be an array of 1 to %d values", MAX_ENUM);
    }
    values = apr_pcalloc(mcp_schema_node_pool(node), count * sizeof(*values));
    for (i = 0; i < count; i++) {
        const mcp_json_t *value = is_const ? json : mcp_json_at(json, i);
        mcp_err_t *err = check_value(
            node, value,
            is_const ? mcp_schema_node_at(node, key)
                     : mcp_proof_at_index(mcp_schema_node_pool(node),
                                          mcp_schema_node_at(node, key), i));

        if (err) {
            return err;
        }
        read_scalar(&values[i], value, mcp_schema_node_pool(node));
    }
    node->out->values = values;
    node->out->value_count = (int)count;
    return NULL;
}

static mcp_err_t *read_count(apr_int64_t *out, const mcp_schema_node_t *node,
                             const char *key)
{
    *out = -1;
    return mcp_proof_int(out, node->json, key, 0, MAX_COUNT, node->pointer,
                         mcp_schema_node_pool(node));
}

mcp_err_t *mcp_schema_read_range(apr_int64_t *min, apr_int64_t *max,
                                 const mcp_schema_node_t *node,
                                 const char *min_key, const char *max_key)
{
    mcp_err_t *err = read_count(min, node, min_key);

    if (!err) {
        err = read_count(max, node, max_key);
    }
    if (!err && *max >= 0 && *min > *max) {
        err = mcp_proof_fail(mcp_schema_node_pool(node),
                             mcp_schema_node_at(node, min_key),
                             "is greater than %s", max_key);
    }
    return err;
}

static mcp_err_t *read_number(const mcp_schema_scalar_t **out,
                              const mcp_schema_node_t *node, const char *key)
{
    const mcp_json_t *json = mcp_json_get(node->json, key);
    mcp_schema_scalar_t *scalar;

    if (!mcp_json_has(node->json, key)) {
        return NULL;
    }
    if (!(BIT(mcp_json_type(json)) & MCP_SCHEMA_NUMBERS)) {
        return mcp_proof_fail(mcp_schema_node_pool(node),
                              mcp_schema_node_at(node, key),
                              "must be a number");
    }
    scalar = apr_pcalloc(mcp_schema_node_pool(node), sizeof(*scalar));
    read_scalar(scalar, json, mcp_schema_node_pool(node));
    *out = scalar;
    return NULL;
}

static mcp_err_t *read_numbers(mcp_schema_node_t *node)
{
    mcp_schema_t *out = node->out;
    mcp_err_t *err = read_number(&out->minimum, node, "minimum");

    if (!err) {
        err = read_number(&out->maximum, node, "maximum");
    }
    if (!err && out->minimum && out->maximum
        && out->minimum->number > out->maximum->number) {
        err = mcp_proof_fail(mcp_schema_node_pool(node),
                             mcp_schema_node_at(node, "minimum"),
                             "is greater than maximum");
    }
    return err;
}

static mcp_err_t *read_string(mcp_schema_node_t *node)
{
    mcp_schema_t *out = node->out;
    const char *format;
    mcp_err_t *err = mcp_schema_read_range(&out->min_length, &out->max_length,
                                           node, "minLength", "maxLength");

    if (!err) {
        err = mcp_proof_string(&format, node->json, "format", 32,
                               node->pointer, mcp_schema_node_pool(node));
    }
    if (err) {
        return err;
    }
    out->format = format ? mcp_format_find(format) : MCP_FORMAT_NONE;
    if (format && !out->format) {
        return mcp_proof_fail(mcp_schema_node_pool(node),
                              mcp_schema_node_at(node, "format"),
                              "must be date, date-time, email or uri");
    }
    if ((out->types & BIT(MCP_JSON_STRING)) && out->max_length < 0
        && !out->format && !out->value_count) {
        return mcp_proof_fail(mcp_schema_node_pool(node), node->pointer,
                              "needs a maxLength");
    }
    return NULL;
}

mcp_err_t *mcp_schema_read_words(mcp_schema_node_t *node)
{
    static mcp_err_t *(*const steps[])(mcp_schema_node_t *) = {
        read_type,   check_keywords, read_texts,
        read_values, read_string,    read_numbers,
    };
    mcp_err_t *err = NULL;
    apr_size_t i;

    for (i = 0; !err && i < sizeof(steps) / sizeof(steps[0]); i++) {
        err = steps[i](node);
    }
    return err;
}
