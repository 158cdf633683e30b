/* SPDX-License-Identifier: Apache-2.0 */

/* When two values are one, as JSON Schema and MCP understand it: numbers by
 * their value, objects whatever the order of their members. */

#include "util/json.h"

#include <math.h>
#include <string.h>

#define TWO_TO_63 9223372036854775808.0

/* Exact: a conversion to double would make 2^53 and 2^53 + 1 equal. */
static int int_equals_double(apr_int64_t i, double d)
{
    return d >= -TWO_TO_63 && d < TWO_TO_63 && d == floor(d)
           && (apr_int64_t)d == i;
}

static int numbers_equal(const mcp_json_t *a, const mcp_json_t *b)
{
    int a_int = mcp_json_type(a) == MCP_JSON_INT;
    int b_int = mcp_json_type(b) == MCP_JSON_INT;

    if (a_int && b_int) {
        return mcp_json_int(a, 0) == mcp_json_int(b, 0);
    }
    if (a_int) {
        return int_equals_double(mcp_json_int(a, 0), mcp_json_double(b, 0));
    }
    if (b_int) {
        return int_equals_double(mcp_json_int(b, 0), mcp_json_double(a, 0));
    }
    return mcp_json_double(a, 0) == mcp_json_double(b, 0);
}

typedef struct {
    const mcp_json_t *other;
    int is_equal;
} compare_t;

static int compare_member(void *baton, const char *key, mcp_json_t *value)
{
    compare_t *compare = baton;
    mcp_json_t *other;

    compare->is_equal = mcp_json_find(&other, compare->other, key)
                        && mcp_json_equal(value, other);
    return compare->is_equal;
}

static int objects_equal(const mcp_json_t *a, const mcp_json_t *b)
{
    compare_t compare = {b, 1};

    if (mcp_json_length(a) != mcp_json_length(b)) {
        return 0;
    }
    mcp_json_each(a, compare_member, &compare);
    return compare.is_equal;
}

static int arrays_equal(const mcp_json_t *a, const mcp_json_t *b)
{
    apr_size_t len = mcp_json_length(a);
    apr_size_t i;

    if (len != mcp_json_length(b)) {
        return 0;
    }
    for (i = 0; i < len; i++) {
        if (!mcp_json_equal(mcp_json_at(a, i), mcp_json_at(b, i))) {
            return 0;
        }
    }
    return 1;
}

static int is_number(mcp_json_type_e type)
{
    return type == MCP_JSON_INT || type == MCP_JSON_DOUBLE;
}

int mcp_json_equal(const mcp_json_t *a, const mcp_json_t *b)
{
    mcp_json_type_e type = mcp_json_type(a);

    if (is_number(type) && is_number(mcp_json_type(b))) {
        return numbers_equal(a, b);
    }
    if (type != mcp_json_type(b)) {
        return 0;
    }
    switch (type) {
    case MCP_JSON_BOOL:
        return mcp_json_bool(a, 0) == mcp_json_bool(b, 0);
    case MCP_JSON_STRING:
        return mcp_json_str_len(a) == mcp_json_str_len(b)
               && !memcmp(mcp_json_str(a, ""), mcp_json_str(b, ""),
                          mcp_json_str_len(a));
    case MCP_JSON_ARRAY:
        return arrays_equal(a, b);
    case MCP_JSON_OBJECT:
        return objects_equal(a, b);
    default:
        return 1;
    }
}
