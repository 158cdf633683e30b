/* SPDX-License-Identifier: Apache-2.0 */

/* The schema as it is published. Limits that an argument only meets by
 * mistake are left out: they are checked all the same, and who breaks one is
 * told its value then. What holds for all tools stands in the instructions to
 * the client (rpc/about.c) instead. */

#include "tool/schema.h"

#include <string.h>
#include <apr_strings.h>
#include "util/text.h"

/* Below these a limit shapes what a model writes. */
#define TELLING_LENGTH 100
#define TELLING_ITEMS 50
#define TELLING_MAXIMUM 99

/* As many allow nearly anything. */
#define MANY_TYPES 3
#define MAX_KEY 128

static int is_over(const mcp_json_t *schema, const char *keyword,
                   apr_int64_t limit)
{
    return mcp_json_get_int(schema, keyword, 0) > limit;
}

static void strip_limits(mcp_json_t *schema)
{
    if (is_over(schema, "maxLength", TELLING_LENGTH)) {
        mcp_json_remove(schema, "maxLength");
    }
    if (is_over(schema, "maxItems", TELLING_ITEMS)) {
        mcp_json_remove(schema, "maxItems");
    }
    if (mcp_json_type(mcp_json_get(schema, "maximum")) == MCP_JSON_INT
        && is_over(schema, "maximum", TELLING_MAXIMUM)) {
        mcp_json_remove(schema, "maximum");
    }
    if (mcp_json_get_int(schema, "minLength", 0) == 1) {
        mcp_json_remove(schema, "minLength");
    }
    /* Ids, offsets and counts: nobody tries less. */
    if (mcp_json_type(mcp_json_get(schema, "minimum")) == MCP_JSON_INT
        && mcp_json_get_int(schema, "minimum", -1) >= 0
        && mcp_json_get_int(schema, "minimum", -1) <= 1) {
        mcp_json_remove(schema, "minimum");
    }
    /* Whatever it is, it is shorter. */
    if (mcp_json_has(schema, "format") || mcp_json_has(schema, "enum")) {
        mcp_json_remove(schema, "maxLength");
    }
    /* Unknown arguments are refused by name, with the nearest known one. */
    if (mcp_json_type(mcp_json_get(schema, "additionalProperties"))
        == MCP_JSON_BOOL) {
        mcp_json_remove(schema, "additionalProperties");
    }
}

/* The values of an enumeration say of what type they are, and of an object
 * whose members are nearly anything its description has to tell. */
static void strip_types(mcp_json_t *schema)
{
    const mcp_json_t *others = mcp_json_get(schema, "additionalProperties");

    if (mcp_json_has(schema, "enum")) {
        mcp_json_remove(schema, "type");
    }
    if (mcp_json_length(mcp_json_get(others, "type")) >= MANY_TYPES) {
        mcp_json_remove(schema, "additionalProperties");
    }
}

static int is_null(const mcp_json_t *type)
{
    return !strcmp(mcp_json_str(type, ""), "null");
}

/* Null is as good as nothing where nothing is allowed, and a switch that is
 * not given is off. */
static void strip_optional(mcp_json_t *property)
{
    const mcp_json_t *types = mcp_json_get(property, "type");
    mcp_json_t *first = mcp_json_at(types, 0);
    mcp_json_t *second = mcp_json_at(types, 1);

    if (mcp_json_length(types) == 2 && (is_null(first) || is_null(second))) {
        mcp_json_set(property, "type", is_null(first) ? second : first);
    }
    if (!mcp_json_get_bool(property, "default", 1)) {
        mcp_json_remove(property, "default");
    }
}

static int ends_with(const char *text, const char *end)
{
    apr_size_t len = strlen(text);

    return len > strlen(end) && !strcmp(text + len - strlen(end), end);
}

/* "Id or title" says nothing new: a name will do for an id with every tool. */
static int says_nothing(const char *text, const char *key)
{
    char known[MAX_KEY];

    apr_snprintf(known, sizeof(known), "%s%s", key,
                 ends_with(key, "_id") || ends_with(key, "_name")
                     ? "_or_id_name_title_token_address"
                     : "");
    return mcp_text_repeats(text, known);
}

static int is_required(const mcp_json_t *required, const char *key)
{
    apr_size_t i;

    for (i = 0; i < mcp_json_length(required); i++) {
        if (!strcmp(mcp_json_str(mcp_json_at(required, i), ""), key)) {
            return 1;
        }
    }
    return 0;
}

static int strip_property(void *baton, const char *key, mcp_json_t *value)
{
    if (says_nothing(mcp_json_get_str(value, "description", ""), key)) {
        mcp_json_remove(value, "description");
    }
    if (!is_required(baton, key)) {
        strip_optional(value);
    }
    mcp_schema_strip(value);
    return 1;
}

void mcp_schema_strip(mcp_json_t *schema)
{
    strip_limits(schema);
    strip_types(schema);
    mcp_json_remove(schema, "x-mcp-notice");
    mcp_json_each(mcp_json_get(schema, "properties"), strip_property,
                  mcp_json_get(schema, "required"));
    if (mcp_json_has(schema, "items")) {
        mcp_schema_strip(mcp_json_get(schema, "items"));
    }
    if (mcp_json_has(schema, "additionalProperties")) {
        mcp_schema_strip(mcp_json_get(schema, "additionalProperties"));
    }
}
