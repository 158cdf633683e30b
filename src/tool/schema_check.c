/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Checking a value against a compiled schema, and telling a language model
 * what is wrong: all mistakes at once, so that it needs one more try and not
 * one per mistake.
 */

#include <string.h>
#include <apr_strings.h>
#include "util/nearest.h"
#include "tool/schema_impl.h"
#include "util/buf.h"
#include "util/text.h"

#define MAX_MISTAKES 20
#define MAX_ENUM_SHOWN 30
/* Bytes of a name that the client made up and we repeat. */
#define MAX_NAME 64

#define BIT MCP_SCHEMA_BIT

typedef struct {
    mcp_buf_t mistakes;
    int count;
    apr_pool_t *pool;
} check_t;

/* Where a value stands: a chain on the stack, written out only for a
 * mistake. */
typedef struct place_t {
    const struct place_t *up; /* NULL: the root */
    const char *name;         /* NULL: an element of an array */
    apr_size_t index;
} place_t;

static void check_value(check_t *check, const mcp_schema_t *schema,
                        const mcp_json_t *value, const place_t *place);

static int is_full(const check_t *check)
{
    return check->count >= MAX_MISTAKES;
}

static const char *write_place(const place_t *place, apr_pool_t *pool)
{
    const char *up;
    apr_size_t len;

    if (!place->up) {
        return "";
    }
    up = write_place(place->up, pool);
    if (!place->name) {
        return apr_psprintf(pool, "%s[%" APR_SIZE_T_FMT "]", up, place->index);
    }
    len = strlen(place->name);
    len = mcp_text_utf8_cut(place->name, len, MAX_NAME);
    return apr_pstrcat(pool, up, *up ? "." : "",
                       len ? apr_pstrmemdup(pool, place->name, len) : "\"\"",
                       NULL);
}

/* Begin the sentence of a mistake; NULL when there are enough of them. */
static mcp_buf_t *begin(check_t *check, const place_t *place)
{
    const char *where;

    if (is_full(check)) {
        return NULL;
    }
    if (check->count++ > 0) {
        mcp_buf_add_str(&check->mistakes, "; ");
    }
    where = write_place(place, check->pool);
    mcp_buf_add_str(&check->mistakes, *where ? where : "arguments");
    mcp_buf_add_str(&check->mistakes, ": ");
    return &check->mistakes;
}

static void add_scalar(mcp_buf_t *buf, const mcp_schema_scalar_t *scalar)
{
    switch (scalar->type) {
    case MCP_JSON_STRING:
        mcp_buf_add_json_str(buf, scalar->text, scalar->len);
        break;
    case MCP_JSON_INT:
        mcp_buf_addf(buf, "%" APR_INT64_T_FMT, scalar->integer);
        break;
    case MCP_JSON_DOUBLE:
        mcp_buf_addf(buf, "%.15g", scalar->number);
        break;
    case MCP_JSON_BOOL:
        mcp_buf_add_str(buf, scalar->integer ? "true" : "false");
        break;
    default:
        mcp_buf_add_str(buf, "null");
        break;
    }
}

/* -1, 0 or 1; exact where both are integers. */
static int compare_number(const mcp_json_t *value,
                          const mcp_schema_scalar_t *limit)
{
    if (mcp_json_type(value) == MCP_JSON_INT && limit->type == MCP_JSON_INT) {
        apr_int64_t integer = mcp_json_int(value, 0);

        return integer < limit->integer ? -1 : integer > limit->integer;
    }
    return mcp_json_double(value, 0) < limit->number
               ? -1
               : mcp_json_double(value, 0) > limit->number;
}

static int equals(const mcp_json_t *value, const mcp_schema_scalar_t *scalar)
{
    mcp_json_type_e type = mcp_json_type(value);

    if (BIT(type) & MCP_SCHEMA_NUMBERS) {
        return (BIT(scalar->type) & MCP_SCHEMA_NUMBERS)
               && compare_number(value, scalar) == 0;
    }
    if (type != scalar->type) {
        return 0;
    }
    if (type == MCP_JSON_STRING) {
        return mcp_json_str_len(value) == scalar->len
               && !memcmp(mcp_json_str(value, ""), scalar->text, scalar->len);
    }
    return type != MCP_JSON_BOOL
           || mcp_json_bool(value, 0) == (scalar->integer != 0);
}

static int is_whole(double number)
{
    return number >= -0x1p63 && number < 0x1p63
           && number == (double)(apr_int64_t)number;
}

static int has_type(const mcp_schema_t *schema, const mcp_json_t *value)
{
    mcp_json_type_e type = mcp_json_type(value);

    return (schema->types & BIT(type))
           || (type == MCP_JSON_DOUBLE && (schema->types & BIT(MCP_JSON_INT))
               && is_whole(mcp_json_double(value, 0.5)));
}

static const char *name_type(const mcp_json_t *value, apr_pool_t *pool)
{
    unsigned int bits = BIT(mcp_json_type(value));

    if (bits == BIT(MCP_JSON_DOUBLE)) {
        bits = MCP_SCHEMA_NUMBERS;
    }
    return mcp_schema_type_names(bits, pool);
}

static void check_enum(check_t *check, const mcp_schema_t *schema,
                       const mcp_json_t *value, const place_t *place)
{
    mcp_buf_t *buf;
    int i;

    for (i = 0; i < schema->value_count; i++) {
        if (equals(value, &schema->values[i])) {
            return;
        }
    }
    buf = begin(check, place);
    if (!buf) {
        return;
    }
    mcp_buf_add_str(buf,
                    schema->value_count == 1 ? "must be " : "must be one of ");
    for (i = 0; i < schema->value_count && i < MAX_ENUM_SHOWN; i++) {
        mcp_buf_add_str(buf, i ? ", " : "");
        add_scalar(buf, &schema->values[i]);
    }
    if (i < schema->value_count) {
        mcp_buf_add_str(buf, " ...");
    }
}

static void check_number(check_t *check, const mcp_schema_t *schema,
                         const mcp_json_t *value, const place_t *place)
{
    const mcp_schema_scalar_t *limit = NULL;
    const char *word = "least";
    mcp_buf_t *buf;

    if (schema->minimum && compare_number(value, schema->minimum) < 0) {
        limit = schema->minimum;
    }
    else if (schema->maximum && compare_number(value, schema->maximum) > 0) {
        limit = schema->maximum;
        word = "most";
    }
    buf = limit ? begin(check, place) : NULL;
    if (buf) {
        mcp_buf_addf(buf, "must be at %s ", word);
        add_scalar(buf, limit);
        mcp_buf_add_str(buf, ", not ");
        mcp_buf_add_str(buf, mcp_json_print(value, NULL, check->pool));
    }
}

/* A count that is out of its bounds; what: "characters" or "items". */
static void check_count(check_t *check, apr_int64_t count, apr_int64_t min,
                        apr_int64_t max, const char *what,
                        const place_t *place)
{
    const char *word = NULL;
    mcp_buf_t *buf;

    if (count < min) {
        word = "least";
    }
    else if (max >= 0 && count > max) {
        word = "most";
        min = max;
    }
    buf = word ? begin(check, place) : NULL;
    if (buf && min == 1 && count == 0) {
        mcp_buf_add_str(buf, "must not be empty");
    }
    else if (buf) {
        mcp_buf_addf(buf,
                     "must have at %s %" APR_INT64_T_FMT
                     " %s, not %" APR_INT64_T_FMT,
                     word, min, what, count);
    }
}

static apr_int64_t count_characters(const char *text, apr_size_t len)
{
    apr_int64_t count = 0;
    apr_size_t i;

    for (i = 0; i < len; i++) {
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    }
    return count;
}

static void check_string(check_t *check, const mcp_schema_t *schema,
                         const mcp_json_t *value, const place_t *place)
{
    const char *text = mcp_json_str(value, "");
    apr_size_t len = mcp_json_str_len(value);

    check_count(check, count_characters(text, len), schema->min_length,
                schema->max_length, "characters", place);
    if (schema->format && !mcp_format_is(schema->format, text, len)) {
        mcp_buf_t *buf = begin(check, place);

        if (buf) {
            mcp_buf_addf(buf, "must be %s",
                         mcp_format_describe(schema->format));
        }
    }
}

static void check_array(check_t *check, const mcp_schema_t *schema,
                        const mcp_json_t *value, const place_t *place)
{
    apr_size_t len = mcp_json_length(value);
    place_t child = {place, NULL, 0};

    check_count(check, (apr_int64_t)len, schema->min_items, schema->max_items,
                "items", place);
    for (; child.index < len && !is_full(check); child.index++) {
        check_value(check, schema->items, mcp_json_at(value, child.index),
                    &child);
    }
}

typedef struct {
    check_t *check;
    const mcp_schema_t *schema;
    const place_t *place;
} members_t;

static int is_absent(const mcp_schema_property_t *property,
                     const mcp_json_t *value)
{
    return mcp_json_type(value) == MCP_JSON_NULL && !property->required
           && !(property->schema->types & BIT(MCP_JSON_NULL));
}

static void report_unknown(const members_t *members, const place_t *place)
{
    const mcp_schema_t *schema = members->schema;
    const char *names[MCP_SCHEMA_MAX_PROPERTIES];
    mcp_buf_t *buf = begin(members->check, place);
    const char *nearest;
    int i;

    if (!buf) {
        return;
    }
    for (i = 0; i < schema->property_count; i++) {
        names[i] = schema->properties[i].name;
    }
    nearest = mcp_nearest_find(place->name, names, i);
    mcp_buf_addf(buf, "no such %s",
                 members->place->up ? "property" : "parameter");
    if (nearest) {
        mcp_buf_addf(buf, " (did you mean \"%s\"?)", nearest);
    }
}

static int check_member(void *baton, const char *key, mcp_json_t *value)
{
    const members_t *members = baton;
    const mcp_schema_property_t *property =
        mcp_schema_find_property(members->schema, key);
    place_t place = {members->place, key, 0};

    if (property) {
        if (!is_absent(property, value)) {
            check_value(members->check, property->schema, value, &place);
        }
    }
    else if (members->schema->additional) {
        check_value(members->check, members->schema->additional, value,
                    &place);
    }
    else {
        report_unknown(members, &place);
    }
    return !is_full(members->check);
}

static void check_object(check_t *check, const mcp_schema_t *schema,
                         const mcp_json_t *value, const place_t *place)
{
    members_t members = {check, schema, place};
    int i;

    for (i = 0; i < schema->property_count; i++) {
        const mcp_schema_property_t *property = &schema->properties[i];

        if (property->required && !mcp_json_has(value, property->name)) {
            place_t child = {place, property->name, 0};
            mcp_buf_t *buf = begin(check, &child);

            if (buf) {
                mcp_buf_add_str(buf, "is required");
            }
        }
    }
    mcp_json_each(value, check_member, &members);
}

static void check_value(check_t *check, const mcp_schema_t *schema,
                        const mcp_json_t *value, const place_t *place)
{
    if (!has_type(schema, value)) {
        mcp_buf_t *buf = begin(check, place);

        if (buf) {
            mcp_buf_addf(buf, "must be %s, not %s",
                         mcp_schema_type_names(schema->types, check->pool),
                         name_type(value, check->pool));
        }
        return;
    }
    if (schema->value_count) {
        check_enum(check, schema, value, place);
        return;
    }
    switch (mcp_json_type(value)) {
    case MCP_JSON_INT:
    case MCP_JSON_DOUBLE:
        check_number(check, schema, value, place);
        break;
    case MCP_JSON_STRING:
        check_string(check, schema, value, place);
        break;
    case MCP_JSON_ARRAY:
        check_array(check, schema, value, place);
        break;
    case MCP_JSON_OBJECT:
        check_object(check, schema, value, place);
        break;
    default:
        break;
    }
}

const char *mcp_schema_check(const mcp_schema_t *schema,
                             const mcp_json_t *value, apr_pool_t *pool)
{
    check_t check = {.pool = pool};
    place_t root = {NULL, NULL, 0};

    mcp_buf_init(&check.mistakes, 0, pool);
    check_value(&check, schema, value, &root);
    if (is_full(&check)) {
        mcp_buf_add_str(&check.mistakes, "; and perhaps more");
    }
    return check.count ? check.mistakes.data : NULL;
}
