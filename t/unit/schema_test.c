/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/schema.h"

#include "tap.h"

static mcp_json_t *parse(const char *text)
{
    mcp_json_t *json;
    mcp_err_t *err = mcp_json_parse(&json, text, strlen(text), tap_pool);

    if (err) {
        printf("# %s\n", err->message);
    }
    return json;
}

static const mcp_schema_t *compile(const char *text)
{
    const mcp_schema_t *schema;
    mcp_err_t *err =
        mcp_schema_compile(&schema, parse(text), "/input", tap_pool);

    if (!ok(!err, "compiles")) {
        printf("# %s\n", err->message);
    }
    return schema;
}

static const char *const input =
    "{\"type\":\"object\",\"additionalProperties\":false,"
    "\"required\":[\"path\"],\"properties\":{"
    "\"path\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":5,"
    "\"description\":\"d\"},"
    "\"depth\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":5,"
    "\"default\":2,\"description\":\"d\"},"
    "\"ratio\":{\"type\":\"number\",\"minimum\":0.5,\"description\":\"d\"},"
    "\"flag\":{\"type\":\"boolean\",\"description\":\"d\"},"
    "\"order\":{\"type\":\"string\",\"enum\":[\"asc\",\"desc\"],"
    "\"default\":\"asc\",\"description\":\"d\"},"
    "\"answer\":{\"const\":42,\"type\":\"integer\",\"description\":\"d\"},"
    "\"maybe\":{\"type\":[\"string\",\"null\"],\"maxLength\":3,"
    "\"description\":\"d\"},"
    "\"tags\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":2,"
    "\"description\":\"d\",\"items\":{\"type\":\"object\","
    "\"additionalProperties\":false,\"required\":[\"n\"],\"properties\":{"
    "\"n\":{\"type\":\"integer\",\"description\":\"d\"},"
    "\"o\":{\"type\":\"boolean\",\"description\":\"d\"}}}},"
    "\"ids\":{\"type\":\"array\",\"maxItems\":30,\"description\":\"d\","
    "\"items\":{\"type\":\"integer\",\"maximum\":100}},"
    "\"cells\":{\"type\":\"object\",\"description\":\"d\","
    "\"additionalProperties\":{\"type\":[\"string\",\"number\"],"
    "\"maxLength\":2}},"
    "\"grid\":{\"type\":\"array\",\"maxItems\":3,\"description\":\"d\","
    "\"items\":{\"type\":\"array\",\"maxItems\":3,"
    "\"items\":{\"type\":\"integer\"}}}}}";

/* Arguments, and the sentence they must earn. */
static const struct {
    const char *args;
    const char *want;
} checks[] = {
    {"{\"path\":\"a\"}", NULL},
    {"{}", "path: is required"},
    {"[]", "arguments: must be an object, not an array"},
    {"null", "arguments: must be an object, not null"},
    {"{\"paht\":\"a\"}",
     "path: is required; paht: no such parameter (did you mean \"path\"?)"},
    {"{\"path\":\"a\",\"xyzzy\":1}", "xyzzy: no such parameter"},
    {"{\"path\":\"a\",\"\":1}", "\"\": no such parameter"},
    {"{\"path\":1}", "path: must be a string, not an integer"},
    {"{\"path\":null}", "path: must be a string, not null"},
    {"{\"path\":\"\"}", "path: must not be empty"},
    {"{\"path\":\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80zz\"}", NULL},
    {"{\"path\":\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80zzz\"}",
     "path: must have at most 5 characters, not 6"},
    {"{\"path\":\"a\",\"depth\":9}", "depth: must be at most 5, not 9"},
    {"{\"path\":\"a\",\"depth\":0}", "depth: must be at least 1, not 0"},
    {"{\"path\":\"a\",\"depth\":3.0}", NULL},
    {"{\"path\":\"a\",\"depth\":3.5}",
     "depth: must be an integer, not a number"},
    {"{\"path\":\"a\",\"depth\":1e300}",
     "depth: must be an integer, not a number"},
    {"{\"path\":\"a\",\"depth\":\"3\"}",
     "depth: must be an integer, not a string"},
    {"{\"path\":\"a\",\"depth\":null}", NULL},
    {"{\"path\":\"a\",\"ratio\":1}", NULL},
    {"{\"path\":\"a\",\"ratio\":0.25}",
     "ratio: must be at least 0.5, not 0.25"},
    {"{\"path\":\"a\",\"flag\":0}", "flag: must be a boolean, not an integer"},
    {"{\"path\":\"a\",\"order\":\"up\"}",
     "order: must be one of \"asc\", \"desc\""},
    {"{\"path\":\"a\",\"answer\":42.0}", NULL},
    {"{\"path\":\"a\",\"answer\":41}", "answer: must be 42"},
    {"{\"path\":\"a\",\"maybe\":null}", NULL},
    {"{\"path\":\"a\",\"maybe\":true}",
     "maybe: must be a string or null, not a boolean"},
    {"{\"path\":\"a\",\"tags\":[]}", "tags: must not be empty"},
    {"{\"path\":\"a\",\"tags\":[{\"n\":1},{},{\"n\":1}]}",
     "tags: must have at most 2 items, not 3; tags[1].n: is required"},
    {"{\"path\":\"a\",\"tags\":[{\"n\":1,\"m\":2}]}",
     "tags[0].m: no such property"},
    {"{\"path\":\"a\",\"tags\":[{\"n\":1,\"o\":null}]}", NULL},
    {"{\"path\":\"a\",\"ids\":[1,101,\"x\"]}",
     "ids[1]: must be at most 100, not 101; "
     "ids[2]: must be an integer, not a string"},
    {"{\"path\":\"a\",\"cells\":{\"any\":\"ok\",\"x\":1.5}}", NULL},
    {"{\"path\":\"a\",\"cells\":{\"any\":\"long\",\"x\":null}}",
     "cells.any: must have at most 2 characters, not 4; "
     "cells.x: must be a string or a number, not null"},
    {"{\"path\":\"a\",\"grid\":[[1],[2,\"x\"]]}",
     "grid[1][1]: must be an integer, not a string"},
};

static void test_checks(void)
{
    const mcp_schema_t *schema = compile(input);
    apr_size_t i;

    for (i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        const char *got =
            mcp_schema_check(schema, parse(checks[i].args), tap_pool);

        is_str(got, checks[i].want, checks[i].args);
    }
}

/* Hostile arguments must not make a long answer. */
static void test_many_mistakes(void)
{
    const mcp_schema_t *schema = compile(input);
    mcp_json_t *args = parse("{\"path\":\"a\"}");
    char key[300];
    const char *got;
    int i;

    memset(key, 'k', sizeof(key));
    key[sizeof(key) - 1] = '\0';
    for (i = 0; i < 1000; i++) {
        key[0] = (char)('0' + i / 100);
        key[1] = (char)('0' + i / 10 % 10);
        key[2] = (char)('0' + i % 10);
        mcp_json_set_int(args, key, i);
    }
    got = mcp_schema_check(schema, args, tap_pool);
    ok(strstr(got, "; and perhaps more"), "not every mistake of a thousand");
    ok(strlen(got) < 20 * 100, "and names are cut: %d bytes",
       (int)strlen(got));
}

static void test_fill(void)
{
    const mcp_schema_t *schema = compile(input);
    mcp_json_t *args =
        parse("{\"path\":\"a\",\"flag\":null,\"maybe\":null,\"ratio\":2.0,"
              "\"answer\":42.0,\"ids\":[1.0,2],\"grid\":[[3.0],[]],"
              "\"tags\":[{\"n\":7.0,\"o\":null}],\"cells\":{\"x\":1.0}}");

    mcp_schema_fill_defaults(schema, args, tap_pool);
    is_str(mcp_json_get_str(args, "order", NULL), "asc", "default string");
    is_int(mcp_json_get_int(args, "depth", 0), 2, "default integer");
    ok(!mcp_json_has(args, "flag"), "a null for absent is taken out");
    ok(mcp_json_has(args, "maybe"), "a null that is allowed stays");
    is_int(mcp_json_get_int(args, "answer", 0), 42, "42.0 is 42");
    ok(mcp_json_type(mcp_json_get(args, "ratio")) == MCP_JSON_DOUBLE,
       "a number stays as it is");
    is_str(mcp_json_print(mcp_json_get(args, "ids"), NULL, tap_pool), "[1,2]",
           "in arrays too");
    is_str(mcp_json_print(mcp_json_get(args, "grid"), NULL, tap_pool),
           "[[3],[]]", "and in arrays of arrays");
    is_str(mcp_json_print(mcp_json_get(args, "tags"), NULL, tap_pool),
           "[{\"n\":7}]", "and in objects");
    is_str(mcp_schema_check(schema, args, tap_pool), NULL, "still valid");

    args = parse("{\"path\":\"a\",\"depth\":null,\"order\":\"desc\"}");
    mcp_schema_fill_defaults(schema, args, tap_pool);
    is_int(mcp_json_get_int(args, "depth", 0), 2, "null takes the default");
    is_str(mcp_json_get_str(args, "order", NULL), "desc", "given stays");
}

static void test_enum(void)
{
    const mcp_schema_t *schema =
        compile("{\"type\":\"object\",\"additionalProperties\":false,"
                "\"properties\":{\"v\":{\"description\":\"d\",\"type\":"
                "[\"boolean\",\"null\",\"number\",\"string\"],"
                "\"enum\":[true,null,1.5,\"x\"]}}}");
    static const char *const valid[] = {"true", "null", "1.5", "\"x\""};
    static const char *const wrong[] = {"false", "1", "\"y\"", "\"xx\""};
    apr_size_t i;

    for (i = 0; i < 4; i++) {
        char text[32];

        snprintf(text, sizeof(text), "{\"v\":%s}", valid[i]);
        is_str(mcp_schema_check(schema, parse(text), tap_pool), NULL, text);
        snprintf(text, sizeof(text), "{\"v\":%s}", wrong[i]);
        is_str(mcp_schema_check(schema, parse(text), tap_pool),
               "v: must be one of true, null, 1.5, \"x\"", text);
    }
}

static const struct {
    const char *format;
    const char *value;
    int valid;
} formats[] = {
    {"date", "2026-07-28", 1},
    {"date", "2024-02-29", 1},
    {"date", "2000-02-29", 1},
    {"date", "2026-02-29", 0},
    {"date", "1900-02-29", 0},
    {"date", "2026-13-01", 0},
    {"date", "2026-00-01", 0},
    {"date", "2026-04-31", 0},
    {"date", "2026-04-00", 0},
    {"date", "2026-7-28", 0},
    {"date", "2026-07-28T00:00:00Z", 0},
    {"date", "", 0},
    {"date-time", "2026-07-28T14:30:00Z", 1},
    {"date-time", "2026-07-28t14:30:00z", 1},
    {"date-time", "2026-07-28T14:30:00.125+02:00", 1},
    {"date-time", "2026-12-31T23:59:60-00:30", 1},
    {"date-time", "2026-07-28T14:30:00", 0},
    {"date-time", "2026-07-28 14:30:00Z", 0},
    {"date-time", "2026-07-28T14:30Z", 0},
    {"date-time", "2026-07-28T24:30:00Z", 0},
    {"date-time", "2026-07-28T14:60:00Z", 0},
    {"date-time", "2026-07-28T14:30:00.Z", 0},
    {"date-time", "2026-07-28T14:30:00+0200", 0},
    {"date-time", "2026-07-28T14:30:00+02:00x", 0},
    {"date-time", "2026-07-28", 0},
    {"email", "a.b+c@example.com", 1},
    {"email", "j\xc3\xbcrgen@example.com", 1},
    {"email", "a@b", 1},
    {"email", "@example.com", 0},
    {"email", "a@", 0},
    {"email", "a", 0},
    {"email", "a@b@c", 0},
    {"email", "a b@c.d", 0},
    {"email", "a@b.", 0},
    {"email", "a@.b", 0},
    {"email", "a@b..c", 0},
    {"email", "A <a@b.c>", 0},
    {"email", "a@b\\nBcc: c", 0},
    {"uri", "https://example.com/a%20b?c=d#e", 1},
    {"uri", "mailto:a@b.c", 1},
    {"uri", "urn:x:y", 1},
    {"uri", "/relative", 0},
    {"uri", "example.com", 0},
    {"uri", "https:", 0},
    {"uri", "https://a b", 0},
    {"uri", "https://a/%2", 0},
    {"uri", "https://a/\xc3\xa4", 0},
    {"uri", "1http://a", 0},
};

static void test_formats(void)
{
    apr_size_t i;

    for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        char text[256];
        const mcp_schema_t *schema;
        mcp_json_t *json;

        snprintf(text, sizeof(text),
                 "{\"type\":\"object\",\"additionalProperties\":false,"
                 "\"properties\":{\"v\":{\"type\":\"string\",\"format\":"
                 "\"%s\",\"description\":\"d\"}}}",
                 formats[i].format);
        json = parse(text);
        if (mcp_schema_compile(&schema, json, "", tap_pool)) {
            ok(0, "%s compiles", formats[i].format);
            continue;
        }
        snprintf(text, sizeof(text), "{\"v\":\"%s\"}", formats[i].value);
        ok((mcp_schema_check(schema, parse(text), tap_pool) == NULL)
               == formats[i].valid,
           "%s %s \"%s\"", formats[i].format,
           formats[i].valid ? "takes" : "refuses", formats[i].value);
    }
}

static void test_headers(void)
{
    const mcp_schema_t *schema = compile(
        "{\"type\":\"object\",\"additionalProperties\":false,"
        "\"properties\":{\"region\":{\"type\":\"string\",\"maxLength\":9,"
        "\"description\":\"d\",\"x-mcp-header\":\"Region\"},"
        "\"deep\":{\"type\":\"object\",\"additionalProperties\":false,"
        "\"description\":\"d\",\"properties\":{"
        "\"n\":{\"type\":\"integer\",\"minimum\":0,"
        "\"maximum\":9007199254740991,\"description\":\"d\","
        "\"x-mcp-header\":\"Num\"},"
        "\"b\":{\"type\":\"boolean\",\"description\":\"d\","
        "\"x-mcp-header\":\"Bool\"}}}}}");
    const mcp_schema_header_t *headers;
    int count;

    headers = mcp_schema_headers(schema, &count);
    is_int(count, 3, "three headers");
    is_str(headers[0].header, "Region", "the first");
    is_str(headers[0].path[0], "region", "its property");
    ok(!headers[0].path[1] && headers[0].type == MCP_JSON_STRING, "its end");
    is_str(headers[1].path[0], "deep", "a nested one");
    is_str(headers[1].path[1], "n", "its name");
    ok(!headers[1].path[2] && headers[1].type == MCP_JSON_INT, "its end");
    ok(headers[2].type == MCP_JSON_BOOL, "a boolean");
    mcp_schema_headers(compile(input), &count);
    is_int(count, 0, "none");
}

static void test_properties(void)
{
    const mcp_schema_t *schema = compile(input);

    ok(mcp_schema_has_property(schema, "path"), "has path");
    ok(!mcp_schema_has_property(schema, "pat"), "has no pat");
    ok(mcp_schema_is_required(schema, "path"), "path is required");
    ok(!mcp_schema_is_required(schema, "depth"), "depth is not");
    ok(!mcp_schema_is_required(schema, "pat"), "nor what is not there");
}

static const char *strip(const char *text)
{
    mcp_json_t *json = parse(text);

    mcp_schema_strip(json);
    return mcp_json_print(json, NULL, tap_pool);
}

static void test_strip(void)
{
    is_str(strip("{\"minimum\":1}"), "{}", "an id");
    is_str(strip("{\"minimum\":0,\"maximum\":9}"), "{\"maximum\":9}",
           "a range has an end");
    is_str(strip("{\"minimum\":2,\"maximum\":100}"), "{\"minimum\":2}",
           "that is near");
    is_str(strip("{\"minimum\":4}"), "{\"minimum\":4}", "a limit");
    is_str(strip("{\"minimum\":0.5}"), "{\"minimum\":0.5}", "a fraction");
    is_str(strip("{\"properties\":{\"a\":{\"x-mcp-notice\":true,"
                 "\"type\":\"string\"}},\"z\":1}"),
           "{\"properties\":{\"a\":{\"type\":\"string\"}},\"z\":1}",
           "what is ours");
    is_str(strip("{\"maxLength\":101,\"minLength\":1,\"maximum\":5}"),
           "{\"maximum\":5}", "limits nobody meets");
    is_str(strip("{\"maxLength\":100,\"minLength\":2,\"maxItems\":50}"),
           "{\"maxLength\":100,\"minLength\":2,\"maxItems\":50}",
           "telling limits stay");
    is_str(strip("{\"items\":{\"maxLength\":500,\"type\":\"string\"},"
                 "\"maxItems\":51}"),
           "{\"items\":{\"type\":\"string\"}}", "in arrays too");
    is_str(strip("{\"type\":\"string\",\"enum\":[\"a\"]}"),
           "{\"enum\":[\"a\"]}", "what an enumeration says");
    is_str(strip("{\"properties\":{\"start_date\":{"
                 "\"description\":\"Start date\"},"
                 "\"end\":{\"description\":\"End date\"}}}"),
           "{\"properties\":{\"start_date\":{},"
           "\"end\":{\"description\":\"End date\"}}}",
           "a description that repeats the name");
    is_str(strip("{\"format\":\"date\",\"maxLength\":10}"),
           "{\"format\":\"date\"}", "the length of a form");
    is_str(strip("{\"properties\":{\"board_id\":{"
                 "\"description\":\"Id or title\"},\"label\":{"
                 "\"description\":\"Id or title\"}}}"),
           "{\"properties\":{\"board_id\":{},"
           "\"label\":{\"description\":\"Id or title\"}}}",
           "that an id may be a title");
    is_str(strip("{\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]},"
                 "\"b\":{\"type\":[\"null\",\"integer\"],"
                 "\"default\":5},\"c\":{\"type\":[\"string\",\"null\"]},"
                 "\"d\":{\"type\":[\"integer\",\"string\"]}},"
                 "\"required\":[\"c\"]}"),
           "{\"properties\":{\"a\":{\"type\":\"string\"},"
           "\"b\":{\"type\":\"integer\",\"default\":5},"
           "\"c\":{\"type\":[\"string\",\"null\"]},"
           "\"d\":{\"type\":[\"integer\",\"string\"]}},"
           "\"required\":[\"c\"]}",
           "null where nothing will do");
    is_str(strip("{\"properties\":{\"a\":{\"default\":false},"
                 "\"b\":{\"default\":true},\"c\":{\"default\":0}}}"),
           "{\"properties\":{\"a\":{},\"b\":{\"default\":true},"
           "\"c\":{\"default\":0}}}",
           "a switch that is off");
    is_str(strip("{\"additionalProperties\":{\"type\":[\"string\","
                 "\"integer\",\"boolean\"]}}"),
           "{}", "members of nearly any type");
    is_str(strip("{\"additionalProperties\":false}"), "{}", "closed objects");
    is_str(strip("{\"additionalProperties\":{\"maxLength\":500}}"),
           "{\"additionalProperties\":{}}", "in open ones too");
}

int main(void)
{
    tap_start();
    test_checks();
    test_many_mistakes();
    test_fill();
    test_enum();
    test_formats();
    test_headers();
    test_properties();
    test_strip();
    return tap_end();
}
