/* SPDX-License-Identifier: Apache-2.0 */

/* Bringing valid arguments to the one form that tools read. */

#include <string.h>
#include "tool/schema_impl.h"

#define BIT MCP_SCHEMA_BIT

static void settle_object(const mcp_schema_t *schema, mcp_json_t *object,
                          apr_pool_t *pool);

/* 1.0 is an integer to JSON Schema, but not to mcp_json_int. */
static int must_be_int(const mcp_schema_t *schema, const mcp_json_t *value)
{
    return mcp_json_type(value) == MCP_JSON_DOUBLE
           && !(schema->types & BIT(MCP_JSON_DOUBLE));
}

static void settle_array(const mcp_schema_t *items, mcp_json_t *to,
                         const mcp_json_t *from, apr_pool_t *pool)
{
    apr_size_t i;

    for (i = 0; i < mcp_json_length(from); i++) {
        mcp_json_t *value = mcp_json_at(from, i);

        if (must_be_int(items, value)) {
            mcp_json_add_int(to, (apr_int64_t)mcp_json_double(value, 0));
        }
        else if (mcp_json_type(value) == MCP_JSON_ARRAY) {
            settle_array(items->items, mcp_json_add_array(to), value, pool);
        }
        else {
            settle_object(items, value, pool);
            mcp_json_add(to, value);
        }
    }
}

static void settle_property(const mcp_schema_property_t *property,
                            mcp_json_t *object, apr_pool_t *pool)
{
    const mcp_schema_t *schema = property->schema;
    mcp_json_t *value = mcp_json_get(object, property->name);

    if (must_be_int(schema, value)) {
        mcp_json_set_int(object, property->name,
                         (apr_int64_t)mcp_json_double(value, 0));
    }
    else if (mcp_json_type(value) == MCP_JSON_ARRAY) {
        mcp_json_t *array = mcp_json_array_create(pool);

        settle_array(schema->items, array, value, pool);
        mcp_json_set(object, property->name, array);
    }
    else if (!value && !(schema->types & BIT(MCP_JSON_NULL))) {
        mcp_json_remove(object, property->name);
    }
    else {
        settle_object(schema, value, pool);
    }
}

static void settle_object(const mcp_schema_t *schema, mcp_json_t *object,
                          apr_pool_t *pool)
{
    int i;

    if (mcp_json_type(object) != MCP_JSON_OBJECT) {
        return;
    }
    for (i = 0; i < schema->property_count; i++) {
        settle_property(&schema->properties[i], object, pool);
    }
}

static void set_default(mcp_json_t *object, const char *name, const char *text,
                        apr_pool_t *pool)
{
    mcp_json_t *value;

    if (!mcp_json_parse_trusted(&value, text, strlen(text), pool)) {
        mcp_json_set(object, name, value);
    }
}

void mcp_schema_fill_defaults(const mcp_schema_t *schema, mcp_json_t *object,
                              apr_pool_t *pool)
{
    int i;

    settle_object(schema, object, pool);
    for (i = 0; i < schema->property_count; i++) {
        const mcp_schema_property_t *property = &schema->properties[i];

        if (property->schema->default_text
            && !mcp_json_has(object, property->name)) {
            set_default(object, property->name, property->schema->default_text,
                        pool);
        }
    }
}
