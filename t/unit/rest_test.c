/* SPDX-License-Identifier: Apache-2.0 */

/* REST templates without a network: what is sent for which arguments, and
 * what the model gets for which answer. What must not compile is in
 * manifest_test.c. */

#include "tool/rest.h"

#include "tap.h"
#include <apr_strings.h>
#include "tool/schema.h"

static mcp_json_t *parse(const char *text)
{
    mcp_json_t *json;
    mcp_err_t *err = mcp_json_parse(&json, text, strlen(text), tap_pool);

    if (err) {
        ok(0, "%s", err->message);
    }
    return json;
}

/* properties: the members of "properties" in the input schema. */
static const mcp_rest_t *compile(const char *properties, const char *required,
                                 const char *call, const char *result)
{
    const char *input = apr_pstrcat(
        tap_pool, "{\"type\":\"object\",\"additionalProperties\":false,",
        "\"required\":[", required, "],\"properties\":{", properties, "}}",
        NULL);
    const mcp_schema_t *schema;
    const mcp_rest_t *rest = NULL;
    mcp_err_t *err = mcp_schema_compile(&schema, parse(input), "", tap_pool);

    if (!err) {
        err =
            mcp_rest_compile(&rest, parse(call), result ? parse(result) : NULL,
                             schema, "", tap_pool);
    }
    if (err) {
        ok(0, "%s", err->message);
    }
    return rest;
}

static mcp_err_t *build(mcp_nc_request_t *request, const mcp_rest_t *rest,
                        const char *args, const char *notice)
{
    mcp_rest_values_t values = {parse(args), "al ice@x", notice};

    return mcp_rest_build(request, rest, &values, tap_pool);
}

#define D "\"description\":\"d\""

static void test_path(void)
{
    static const struct {
        const char *token;
        const char *want; /* NULL: refused */
    } cases[] = {
        {"abc", "/ocs/v2.php/apps/spreed/abc/of/al%20ice%40x/7"},
        {"a b#?%+", "/ocs/v2.php/apps/spreed/a%20b%23%3F%25%2B/of/"
                    "al%20ice%40x/7"},
        {"a/b", "/ocs/v2.php/apps/spreed/a%2Fb/of/al%20ice%40x/7"},
        {"\xc3\xa4", "/ocs/v2.php/apps/spreed/%C3%A4/of/al%20ice%40x/7"},
        {"...", "/ocs/v2.php/apps/spreed/.../of/al%20ice%40x/7"},
        {".a", "/ocs/v2.php/apps/spreed/.a/of/al%20ice%40x/7"},
        {"", NULL},
        {".", NULL},
        {"..", NULL},
        {"a/..", NULL},
        {"../a", NULL},
        {"a/./b", NULL},
        {"a/../../b", NULL},
        {"a\\nb", NULL},
        {"a\x7f", NULL},
    };
    const mcp_rest_t *rest = compile(
        "\"token\":{\"type\":\"string\",\"maxLength\":99," D "},"
        "\"n\":{\"type\":\"integer\"," D "}",
        "\"token\",\"n\"",
        "{\"method\":\"GET\",\"path\":\"/ocs/v2.php/apps/spreed/{token}/of/"
        "{@user}/{n}\"}",
        NULL);
    mcp_nc_request_t request;
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *args = apr_psprintf(tap_pool, "{\"token\":\"%s\",\"n\":7}",
                                        cases[i].token);
        mcp_err_t *err = build(&request, rest, args, NULL);

        if (cases[i].want) {
            is_str(err ? err->message : request.path, cases[i].want, args);
        }
        else {
            ok(err && err->kind == MCP_ERR_TOOL
                   && strstr(err->message, "token: "),
               "%s is refused", args);
        }
    }
    is_str(mcp_rest_method(rest), "GET", "method");
    ok(!request.body && !request.query && !request.headers, "nothing else");
}

static void test_query(void)
{
    static const struct {
        const char *args;
        const char *want;
    } cases[] = {
        {"{}", "format=json&limit=5&all=true&me=al%20ice%40x"},
        {"{\"s\":\"a&b=c\"}",
         "s=a%26b%3Dc&format=json&limit=5&all=true&me=al%20ice%40x"},
        {"{\"s\":\"\"}", "s=&format=json&limit=5&all=true&me=al%20ice%40x"},
        {"{\"s\":null}", "format=json&limit=5&all=true&me=al%20ice%40x"},
        {"{\"b\":false}",
         "b=false&format=json&limit=5&all=true&me=al%20ice%40x"},
        {"{\"r\":2.5}", "r=2.5&format=json&limit=5&all=true&me=al%20ice%40x"},
        {"{\"a\":[1,2]}", "a%5B%5D=1&a%5B%5D=2&format=json&limit=5&all=true"
                          "&me=al%20ice%40x"},
        {"{\"a\":[]}", "format=json&limit=5&all=true&me=al%20ice%40x"},
    };
    const mcp_rest_t *rest = compile(
        "\"s\":{\"type\":[\"string\",\"null\"],\"maxLength\":9," D "},"
        "\"b\":{\"type\":\"boolean\"," D "},"
        "\"r\":{\"type\":\"number\"," D "},"
        "\"a\":{\"type\":\"array\",\"maxItems\":3,\"items\":{\"type\":"
        "\"integer\"}," D "}",
        "",
        "{\"method\":\"GET\",\"path\":\"/index.php/apps/x/y\",\"query\":{"
        "\"s\":\"{s}\",\"b\":\"{b}\",\"r\":\"{r}\",\"a[]\":\"{a}\","
        "\"format\":\"json\",\"limit\":5,\"all\":true,\"me\":\"{@user}\"},"
        "\"query_arrays\":\"repeat\"}",
        NULL);
    mcp_nc_request_t request;
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mcp_err_t *err = build(&request, rest, cases[i].args, NULL);

        is_str(err ? err->message : request.query, cases[i].want,
               cases[i].args);
    }
}

static void test_comma(void)
{
    const mcp_rest_t *rest = compile(
        "\"a\":{\"type\":\"array\",\"maxItems\":3,\"items\":{\"type\":"
        "\"string\",\"maxLength\":9}," D "}",
        "",
        "{\"method\":\"GET\",\"path\":\"/index.php/apps/x\",\"query\":{"
        "\"a\":\"{a}\"},\"query_arrays\":\"comma\"}",
        NULL);
    mcp_nc_request_t request;

    ok(!build(&request, rest, "{\"a\":[\"x\",\"y z\"]}", NULL), "two");
    is_str(request.query, "a=x%2Cy%20z", "joined");
    ok(!build(&request, rest, "{\"a\":[]}", NULL) && !request.query, "none");
    ok(build(&request, rest, "{\"a\":[\"x,y\"]}", NULL) != NULL,
       "an item with a comma would become two");
}

static void test_body(void)
{
    const mcp_rest_t *rest = compile(
        "\"s\":{\"type\":\"string\",\"maxLength\":99," D "},"
        "\"o\":{\"type\":\"object\",\"additionalProperties\":{\"type\":"
        "\"integer\"}," D "},"
        "\"n\":{\"type\":[\"integer\",\"null\"]," D "},"
        "\"l\":{\"type\":\"array\",\"maxItems\":2,\"items\":{\"type\":"
        "\"number\"}," D "}",
        "",
        "{\"method\":\"POST\",\"path\":\"/index.php/apps/x\",\"json\":{"
        "\"s\":\"{s}\",\"deep\":{\"o\":\"{o}\",\"n\":\"{n}\"},"
        "\"l\":[\"{l}\",\"{@user}\"],\"k\":[1,2.50,null,true,\"a/b\",{}]}}",
        NULL);
    mcp_nc_request_t request;

    ok(!build(&request, rest, "{}", NULL), "nothing given");
    is_str(request.body,
           "{\"deep\":{},\"l\":[\"al ice@x\"],"
           "\"k\":[1,2.50,null,true,\"a/b\",{}]}",
           "absent members are left out, constants stay");
    is_str(request.content_type, "application/json", "content type");
    is_int(request.body_len, strlen(request.body), "length");
    ok(!build(&request, rest,
              "{\"s\":\"\\\"}{s} \xc3\xa4\\n\",\"o\":{\"a\":1},\"n\":null,"
              "\"l\":[1.5]}",
              NULL),
       "all given");
    is_str(request.body,
           "{\"s\":\"\\\"}{s} \xc3\xa4\\n\",\"deep\":{\"o\":{\"a\":1},"
           "\"n\":null},\"l\":[[1.5],\"al ice@x\"],"
           "\"k\":[1,2.50,null,true,\"a/b\",{}]}",
           "typed values");
}

static void test_notice(void)
{
    const mcp_rest_t *rest = compile(
        "\"m\":{\"type\":\"string\",\"maxLength\":99,\"x-mcp-notice\":true," D
        "},\"q\":{\"type\":\"string\",\"maxLength\":9,\"x-mcp-notice\":true," D
        "},\"o\":{\"type\":\"string\",\"maxLength\":9," D "}",
        "",
        "{\"method\":\"POST\",\"path\":\"/index.php/apps/x\",\"json\":{"
        "\"m\":\"{m}\",\"o\":\"{o}\"},\"query\":{\"q\":\"{q}\"}}",
        NULL);
    mcp_nc_request_t request;
    const char *args = "{\"m\":\"Hi\",\"o\":\"Hi\",\"q\":\"x\"}";

    build(&request, rest, args, "By \"AI\"");
    is_str(request.body, "{\"m\":\"Hi\\n\\nBy \\\"AI\\\"\",\"o\":\"Hi\"}",
           "in the body, where the manifest says so");
    is_str(request.query, "q=x%0A%0ABy%20%22AI%22", "in the query");
    build(&request, rest, args, NULL);
    is_str(request.body, "{\"m\":\"Hi\",\"o\":\"Hi\"}", "no notice");
    is_str(request.query, "q=x", "nor in the query");
    build(&request, rest, "{\"m\":\"\"}", "By AI");
    is_str(request.body, "{\"m\":\"\"}", "an empty text stays empty");
    build(&request, rest, "{\"m\":\"Hi\\n\\nBy AI\"}", "By AI");
    is_str(request.body, "{\"m\":\"Hi\\n\\nBy AI\"}", "never twice");
    ok(!request.query, "an absent one absent");
}

static void test_header(void)
{
    static const struct {
        const char *tag;
        const char *want; /* NULL: refused */
    } cases[] = {
        {"abc", "\"abc\""},
        {"\\\"abc\\\"", "\"abc\""},
        {"W/\\\"x\\\"", "W/\"x\""},
        {"*", "*"},
        {"", NULL},
        {"a\\r\\nX: y", NULL},
        {"a\\\"b", NULL},
    };
    const mcp_rest_t *rest = compile(
        "\"etag\":{\"type\":\"string\",\"maxLength\":99," D "}", "",
        "{\"method\":\"PUT\",\"path\":\"/index.php/apps/x\",\"header\":{"
        "\"If-Match\":\"{etag}\"}}",
        NULL);
    mcp_nc_request_t request;
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mcp_err_t *err = build(
            &request, rest,
            apr_psprintf(tap_pool, "{\"etag\":\"%s\"}", cases[i].tag), NULL);

        ok(!err == !!cases[i].want, "ETag %s", cases[i].tag);
        if (!err) {
            is_str(apr_table_get(request.headers, "If-Match"), cases[i].want,
                   "is sent so");
        }
    }
    ok(!build(&request, rest, "{}", NULL) && !request.headers, "none");
}

/* Answers, and what the model gets. */
static const struct {
    const char *method;
    const char *result;
    const char *data; /* NULL: no content */
    const char *want;
} shapes[] = {
    {"GET", NULL, "{\"a\":1}", "{\"a\":1}"},
    {"GET", NULL, "[1,2]", "{\"items\":[1,2]}"},
    {"GET", NULL, "[]", "{\"items\":[]}"},
    {"GET", NULL, "\"x\"", "{\"value\":\"x\"}"},
    {"GET", NULL, "null", "{\"value\":null}"},
    {"GET", NULL, NULL, "{\"ok\":true}"},
    {"POST", NULL, "[]", "{\"ok\":true}"},
    {"POST", NULL, "null", "{\"ok\":true}"},
    {"POST", NULL, "true", "{\"value\":true}"},
    {"POST", NULL, "[1]", "{\"items\":[1]}"},
    {"POST", NULL, NULL, "{\"ok\":true}"},
    {"GET", "{\"pick\":[\"b\",\"a\",\"z\"]}",
     "{\"a\":1,\"b\":{\"c\":2},\"password\":\"hash\"}",
     "{\"b\":{\"c\":2},\"a\":1}"},
    {"GET", "{\"pick\":[\"a\"]}", "[{\"a\":1,\"b\":2},{\"b\":3},4]",
     "{\"items\":[{\"a\":1},{},4]}"},
    {"GET", "{\"pick\":[\"a\"]}", "{\"a\":null,\"b\":2}", "{\"a\":null}"},
    {"GET", "{\"wrap\":\"boards\"}", "[1]", "{\"boards\":[1]}"},
    {"GET", "{\"wrap\":\"boards\"}", "[]", "{\"boards\":[]}"},
    {"GET", "{\"wrap\":\"boards\"}", "null", "{\"boards\":[]}"},
    {"GET", "{\"wrap\":\"boards\"}", NULL, "{\"boards\":[]}"},
    {"POST", "{\"wrap\":\"boards\"}", "[]", "{\"boards\":[]}"},
    {"GET", "{\"wrap\":\"boards\",\"pick\":[\"a\"]}",
     "{\"3\":{\"a\":1,\"b\":2},\"5\":{\"a\":4}}",
     "{\"boards\":[{\"a\":1},{\"a\":4}]}"},
    {"GET", "{\"max_items\":2}", "[1,2]", "{\"items\":[1,2]}"},
    {"GET", "{\"max_items\":2}", "[1,2,3]",
     "{\"items\":[1,2],\"truncated\":true,\"total\":3}"},
};

static void test_shapes(void)
{
    apr_size_t i;

    for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        const mcp_rest_t *rest =
            compile("", "",
                    apr_pstrcat(tap_pool, "{\"method\":\"", shapes[i].method,
                                "\",\"path\":\"/index.php/apps/x\"}", NULL),
                    shapes[i].result);
        mcp_json_t *data = shapes[i].data ? parse(shapes[i].data) : NULL;
        mcp_json_t *got =
            mcp_rest_shape(rest, data, !shapes[i].data, tap_pool);

        is_str(mcp_json_print(got, NULL, tap_pool), shapes[i].want,
               shapes[i].data ? shapes[i].data : "no content");
    }
}

int main(void)
{
    tap_start();
    test_path();
    test_query();
    test_comma();
    test_body();
    test_notice();
    test_header();
    test_shapes();
    return tap_end();
}
