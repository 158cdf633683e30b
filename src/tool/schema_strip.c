/* SPDX-License-Identifier: Apache-2.0 */

/* The schema as it is published. Limits that an argument only meets by
 * mistake are left out: they are checked all the same, and who breaks one is
 * told its value then. */

#include "tool/schema.h"

#include "util/text.h"

/* Below these a limit shapes what a model writes. */
#define TELLING_LENGTH 100
#define TELLING_ITEMS 50

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
    if (mcp_json_get_int(schema, "minLength", 0) == 1) {
        mcp_json_remove(schema, "minLength");
    }
    /* Ids and offsets; a range with both ends says something. */
    if (mcp_json_has(schema, "minimum") && !mcp_json_has(schema, "maximum")
        && mcp_json_type(mcp_json_get(schema, "minimum")) == MCP_JSON_INT
        && mcp_json_get_int(schema, "minimum", -1) >= 0
        && mcp_json_get_int(schema, "minimum", -1) <= 1) {
        mcp_json_remove(schema, "minimum");
    }
    /* Unknown arguments are refused by name, with the nearest known one. */
    if (mcp_json_type(mcp_json_get(schema, "additionalProperties"))
        == MCP_JSON_BOOL) {
        mcp_json_remove(schema, "additionalProperties");
    }
}

/* The values of an enumeration say of what type they are. */
static void strip_type(mcp_json_t *schema)
{
    if (mcp_json_has(schema, "enum")) {
        mcp_json_remove(schema, "type");
    }
}

static int strip_property(void *baton, const char *key, mcp_json_t *value)
{
    if (mcp_text_repeats(mcp_json_get_str(value, "description", ""), key)) {
        mcp_json_remove(value, "description");
    }
    mcp_schema_strip(value);
    return 1;
}

void mcp_schema_strip(mcp_json_t *schema)
{
    strip_limits(schema);
    strip_type(schema);
    mcp_json_remove(schema, "x-mcp-notice");
    mcp_json_each(mcp_json_get(schema, "properties"), strip_property, NULL);
    if (mcp_json_has(schema, "items")) {
        mcp_schema_strip(mcp_json_get(schema, "items"));
    }
    if (mcp_json_has(schema, "additionalProperties")) {
        mcp_schema_strip(mcp_json_get(schema, "additionalProperties"));
    }
}
