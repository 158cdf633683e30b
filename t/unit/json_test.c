/* SPDX-License-Identifier: Apache-2.0 */

/* Reading, building, printing and comparing values. Which texts are taken at
 * all: json_scan_test.c. */

#include "util/json.h"

#include <float.h>
#include <stdlib.h>
#include <apr_strings.h>
#include "tap.h"
#include "util/buf.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static mcp_json_t *value_of(const char *text)
{
    mcp_json_t *json;
    mcp_err_t *err = mcp_json_parse(&json, text, strlen(text), tap_pool);

    if (err) {
        printf("Bail out! %s: %s\n", text, err->message);
        exit(1);
    }
    return json;
}

static void test_types(void)
{
    static const struct {
        const char *text;
        mcp_json_type_e type;
        const char *name;
    } cases[] = {
        {"null", MCP_JSON_NULL, "null"},
        {"true", MCP_JSON_BOOL, "boolean"},
        {"1", MCP_JSON_INT, "integer"},
        {"1.0", MCP_JSON_DOUBLE, "number"},
        {"1e2", MCP_JSON_DOUBLE, "number"},
        {"\"\"", MCP_JSON_STRING, "string"},
        {"[]", MCP_JSON_ARRAY, "array"},
        {"{}", MCP_JSON_OBJECT, "object"},
    };
    apr_size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        mcp_json_t *json = value_of(cases[i].text);

        is_int(mcp_json_type(json), cases[i].type, cases[i].text);
        is_str(mcp_json_type_name(json), cases[i].name, cases[i].name);
        ok(mcp_json_length(json) == 0, "length of %s", cases[i].text);
    }
    is_str(mcp_json_print(NULL, NULL, tap_pool), "null", "print of NULL");
}

static void test_values(void)
{
    mcp_json_t *json = value_of("{\"s\":\"x\\u00e9y\",\"i\":-5,\"d\":2.5,"
                                "\"t\":true,\"n\":null,\"a\":[10,null,30],"
                                "\"big\":9007199254740993,\"\":1}");

    is_int(mcp_json_length(json), 8, "members");
    is_str(mcp_json_get_str(json, "s", "-"), "x\xc3\xa9y", "a string");
    is_int(mcp_json_str_len(mcp_json_get(json, "s")), 4, "its length");
    is_str(mcp_json_get_str(json, "i", "-"), "-", "an integer is no string");
    is_str(mcp_json_get_str(json, "x", NULL), NULL, "missing");
    is_int(mcp_json_str_len(mcp_json_get(json, "i")), 0, "no length");
    is_int(mcp_json_get_int(json, "i", 1), -5, "an integer");
    is_int(mcp_json_get_int(json, "big", 1), 9007199254740993LL, "exact");
    is_int(mcp_json_get_int(json, "d", 1), 1, "a number is no integer");
    is_int(mcp_json_get_int(json, "s", 1), 1, "nor is a string");
    is_int(mcp_json_get_int(json, "t", 9), 9, "nor is a boolean");
    is_int(mcp_json_get_int(json, "", 9), 1, "a member with an empty name");
    ok(mcp_json_double(mcp_json_get(json, "d"), 0) == 2.5, "a number");
    ok(mcp_json_double(mcp_json_get(json, "i"), 0) == -5.0, "or integer");
    ok(mcp_json_double(mcp_json_get(json, "s"), 7) == 7.0, "not a string");
    is_int(mcp_json_get_bool(json, "t", 0), 1, "a boolean");
    is_int(mcp_json_get_bool(json, "i", 0), 0, "an integer is none");
    is_int(mcp_json_get_bool(json, "n", 1), 1, "null is none");
    ok(mcp_json_has(json, "n") && !mcp_json_get(json, "n"), "null is there");
    ok(!mcp_json_has(json, "x") && !mcp_json_get(json, "x"), "x is not");
    json = mcp_json_get(json, "a");
    is_int(mcp_json_length(json), 3, "elements");
    is_int(mcp_json_int(mcp_json_at(json, 2), 0), 30, "the last");
    ok(!mcp_json_at(json, 1) && !mcp_json_at(json, 3)
           && !mcp_json_at(json, (apr_size_t)-1),
       "null and beyond the end");
    ok(!mcp_json_get(json, "a") && !mcp_json_has(json, "a"), "no object");
}

static void test_nothing(void)
{
    ok(!mcp_json_get(NULL, "a") && !mcp_json_has(NULL, "a")
           && !mcp_json_at(NULL, 0) && !mcp_json_length(NULL)
           && !mcp_json_str_len(NULL),
       "members of nothing");
    is_str(mcp_json_str(NULL, "f"), "f", "string of nothing");
    is_int(mcp_json_int(NULL, 4), 4, "integer of nothing");
    ok(mcp_json_double(NULL, 0.5) == 0.5, "number of nothing");
    is_int(mcp_json_bool(NULL, 1), 1, "boolean of nothing");
    is_str(mcp_json_get_str(NULL, "a", "f"), "f", "member string");
    mcp_json_each(NULL, NULL, NULL);
    mcp_json_remove(NULL, "a");
    mcp_json_set_str(NULL, "a", "b");
    mcp_json_add_int(NULL, 1);
    ok(!mcp_json_set_object(NULL, "a") && !mcp_json_add_array(NULL),
       "no child of nothing");
}

static int collect(void *baton, const char *key, mcp_json_t *value)
{
    mcp_buf_t *buf = baton;

    mcp_buf_addf(buf, "%s=%s;", key, mcp_json_type_name(value));
    return strcmp(key, "stop") != 0;
}

/* Whether few or many: each is found, with null and a name in a name. */
static void test_members(void)
{
    mcp_json_t *json = mcp_json_object_create(tap_pool);
    mcp_json_t *value;
    int count;
    int i;

    ok(!mcp_json_find(&value, NULL, "a") && !value
           && !mcp_json_find(&value, value_of("[1]"), "a"),
       "what is no object has no member");
    for (count = 1; count <= 20; count++) {
        int found = 0;

        mcp_json_set_null(json, apr_psprintf(tap_pool, "m%d", count));
        for (i = 1; i <= 20; i++) {
            const char *name = apr_psprintf(tap_pool, "m%d", i);

            found += mcp_json_find(&value, json, name) && !value
                     && mcp_json_has(json, name);
        }
        is_int(found, count, "as many as there are");
        ok(!mcp_json_has(json, "m") && !mcp_json_has(json, "m111"),
           "and no other");
    }
}

static void test_each(void)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 0, tap_pool);
    mcp_json_each(value_of("{\"z\":1,\"a\":null,\"m\":{}}"), collect, &buf);
    is_str(buf.data, "z=integer;a=null;m=object;", "in their order");
    mcp_buf_init(&buf, 0, tap_pool);
    mcp_json_each(value_of("{\"a\":1,\"stop\":2,\"b\":3}"), collect, &buf);
    is_str(buf.data, "a=integer;stop=integer;", "stopped");
    mcp_buf_init(&buf, 0, tap_pool);
    mcp_json_each(value_of("[1]"), collect, &buf);
    mcp_json_each(value_of("{}"), collect, &buf);
    is_str(buf.data, "", "an array has no members");
}

static void test_build(void)
{
    mcp_json_t *json = mcp_json_object_create(tap_pool);
    mcp_json_t *list;
    apr_size_t len = 0;
    const char *text;

    is_str(mcp_json_print(json, NULL, tap_pool), "{}", "an empty object");
    mcp_json_set_str(json, "s", "a\"/\n\xc3\xa9");
    mcp_json_set_str(json, "z", NULL);
    mcp_json_set_strn(json, "n", "abcdef", 3);
    mcp_json_set_int(json, "i", APR_INT64_MIN);
    mcp_json_set_bool(json, "b", 2);
    mcp_json_set_null(json, "nul");
    mcp_json_set_int(mcp_json_set_object(json, "o"), "x", 1);
    list = mcp_json_set_array(json, "a");
    mcp_json_add_str(list, "e");
    mcp_json_add_str(list, NULL);
    mcp_json_add_int(list, 2);
    mcp_json_set_bool(mcp_json_add_object(list), "k", 0);
    mcp_json_add_int(mcp_json_add_array(list), 3);
    text = mcp_json_print(json, &len, tap_pool);
    is_str(text,
           "{\"s\":\"a\\\"/\\n\xc3\xa9\",\"z\":null,\"n\":\"abc\","
           "\"i\":-9223372036854775808,\"b\":true,\"nul\":null,"
           "\"o\":{\"x\":1},\"a\":[\"e\",null,2,{\"k\":false},[3]]}",
           "an object put together");
    is_int(len, strlen(text), "its length");
    mcp_json_set_int(json, "s", 1);
    mcp_json_remove(json, "a");
    mcp_json_remove(json, "missing");
    is_str(mcp_json_print(json, NULL, tap_pool),
           "{\"s\":1,\"z\":null,\"n\":\"abc\",\"i\":-9223372036854775808,"
           "\"b\":true,\"nul\":null,\"o\":{\"x\":1}}",
           "a member replaced, another removed");
    ok(!mcp_json_add_object(json) && !mcp_json_set_array(value_of("[]"), "x"),
       "an object takes no elements");
    mcp_json_set_int(mcp_json_get(json, "s"), "x", 1);
    mcp_json_add_str(json, "x");
    is_int(mcp_json_length(json), 7, "and stays as it is");
}

static void test_doubles(void)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0.1, "0.1"},
        {1.0, "1.0"},
        {-0.5, "-0.5"},
        {1e300, "1e+300"},
        {1.0 / 3.0, "0.3333333333333333"},
        {0.1 + 0.2, "0.30000000000000004"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {123456789.0, "123456789.0"},
        {DBL_MAX * 10, "null"},
        {-DBL_MAX * 10, "null"},
    };
    mcp_json_t *json = mcp_json_object_create(tap_pool);
    apr_size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        mcp_json_set_double(json, "d", cases[i].value);
        is_str(mcp_json_print(json, NULL, tap_pool),
               apr_pstrcat(tap_pool, "{\"d\":", cases[i].text, "}", NULL),
               cases[i].text);
    }
}

static void test_sharing(void)
{
    mcp_json_t *shared = value_of("{\"k\":[1,2]}");
    mcp_json_t *first;
    mcp_json_t *second;
    apr_pool_t *pool;

    apr_pool_create(&pool, tap_pool);
    first = mcp_json_object_create(pool);
    second = mcp_json_array_create(tap_pool);
    mcp_json_set(first, "a", shared);
    mcp_json_set(first, "b", mcp_json_get(shared, "k"));
    mcp_json_set(first, "n", NULL);
    mcp_json_add(second, mcp_json_get(first, "b"));
    mcp_json_add(second, NULL);
    is_str(mcp_json_print(first, NULL, tap_pool),
           "{\"a\":{\"k\":[1,2]},\"b\":[1,2],\"n\":null}", "shared values");
    apr_pool_destroy(pool);
    is_str(mcp_json_print(shared, NULL, tap_pool), "{\"k\":[1,2]}",
           "outlive the object they were put in");
    is_str(mcp_json_print(second, NULL, tap_pool), "[[1,2],null]",
           "and the one they were taken from");
}

static void test_trusted(void)
{
    mcp_json_t *json;
    mcp_buf_t buf;
    int i;

    mcp_buf_init(&buf, 0, tap_pool);
    for (i = 0; i < 100; i++) {
        mcp_buf_add_str(&buf, "[");
    }
    for (i = 0; i < 100; i++) {
        mcp_buf_add_str(&buf, "]");
    }
    ok(!mcp_json_parse_trusted(&json, buf.data, buf.len, tap_pool),
       "our own envelopes may go deeper");
    is_str(mcp_json_print(json, NULL, tap_pool), buf.data, "unchanged");
    ok(!mcp_json_parse_trusted(&json, "12x", 2, tap_pool)
           && mcp_json_int(json, 0) == 12,
       "a number ends where the length says");
    ok(!mcp_json_parse_trusted(&json, " null ", 6, tap_pool) && !json, "null");
    ok(mcp_json_parse_trusted(&json, "[1,2", 4, tap_pool) && !json,
       "half a text");
    ok(mcp_json_parse_trusted(&json, "", 0, tap_pool) && !json, "no text");
    ok(mcp_json_parse_trusted(&json, "[1]x", 4, tap_pool) && !json,
       "too much text");
}

static void test_equal(void)
{
    static const struct {
        const char *a;
        const char *b;
        int want;
    } cases[] = {
        {"null", "null", 1},
        {"null", "false", 0},
        {"null", "0", 0},
        {"true", "true", 1},
        {"true", "false", 0},
        {"true", "1", 0},
        {"1", "1.0", 1},
        {"1", "1e0", 1},
        {"100", "1e2", 1},
        {"-0.0", "0", 1},
        {"1", "1.5", 0},
        {"1.50", "1.5", 1},
        {"9007199254740993", "9007199254740992.0", 0},
        {"9007199254740992", "9007199254740992.0", 1},
        {"9223372036854775807", "9223372036854775807", 1},
        {"9223372036854775807", "9223372036854775806", 0},
        {"9223372036854775807", "9223372036854775808.0", 0},
        {"-9223372036854775808", "-9223372036854775808.0", 1},
        {"1", "1e300", 0},
        {"\"a\"", "\"a\"", 1},
        {"\"a\"", "\"\\u0061\"", 1},
        {"\"a\"", "\"A\"", 0},
        {"\"1\"", "1", 0},
        {"\"\"", "null", 0},
        {"[]", "[]", 1},
        {"[]", "{}", 0},
        {"[1,2]", "[1.0,2]", 1},
        {"[1,2]", "[2,1]", 0},
        {"[1]", "[1,null]", 0},
        {"[null]", "[null]", 1},
        {"{\"a\":1,\"b\":2}", "{\"b\":2.0,\"a\":1}", 1},
        {"{\"a\":1}", "{\"a\":2}", 0},
        {"{\"a\":1}", "{\"b\":1}", 0},
        {"{\"a\":null}", "{\"b\":null}", 0},
        {"{\"a\":null}", "{\"a\":null}", 1},
        {"{\"a\":1}", "{\"a\":1,\"b\":1}", 0},
        {"{\"a\":{\"b\":[1,{\"c\":2}]}}", "{\"a\":{\"b\":[1,{\"c\":2}]}}", 1},
        {"{\"a\":{\"b\":[1,{\"c\":2}]}}", "{\"a\":{\"b\":[1,{\"c\":3}]}}", 0},
    };
    apr_size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        mcp_json_t *a = value_of(cases[i].a);
        mcp_json_t *b = value_of(cases[i].b);

        ok(mcp_json_equal(a, b) == cases[i].want
               && mcp_json_equal(b, a) == cases[i].want,
           "%s %s %s", cases[i].a, cases[i].want ? "equals" : "is not",
           cases[i].b);
    }
}

int main(void)
{
    tap_start();
    test_types();
    test_values();
    test_nothing();
    test_members();
    test_each();
    test_build();
    test_doubles();
    test_sharing();
    test_trusted();
    test_equal();
    return tap_end();
}
