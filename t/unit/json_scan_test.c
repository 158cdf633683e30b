/* SPDX-License-Identifier: Apache-2.0 */

/* Which texts mcp_json_parse takes and which it refuses, and where. */

#include "util/json.h"

#include <stdlib.h>
#include <apr_strings.h>
#include <apr_time.h>
#include "tap.h"
#include "util/buf.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define S(text) text, sizeof(text) - 1

/* The text goes into a block of its exact size, outside the pools, so that
 * AddressSanitizer and valgrind see a read beyond it. */
static mcp_err_t *parse(mcp_json_t **out, const char *text, apr_size_t len)
{
    char *exact = malloc(len ? len : 1);
    mcp_err_t *err;

    memcpy(exact, text, len);
    err = mcp_json_parse(out, exact, len, tap_pool);
    free(exact);
    return err;
}

static const struct {
    const char *text;
    const char *printed; /* NULL: the same as text */
} accepted[] = {
    /* words and spaces */
    {"null", NULL},
    {"true", NULL},
    {"false", NULL},
    {" null", "null"},
    {"\t\r\n null \t\r\n", "null"},
    {"true ", "true"},
    {" [ ] ", "[]"},
    {" { } ", "{}"},
    {"[\n1 ,\t2 ]\r\n", "[1,2]"},
    {"{ \"a\" : 1 , \"b\" : 2 }", "{\"a\":1,\"b\":2}"},
    /* integers */
    {"0", NULL},
    {"-0", "0"},
    {"7", NULL},
    {"-7", NULL},
    {"10", NULL},
    {"1 ", "1"},
    {"9007199254740993", NULL},
    {"999999999999999999", NULL},
    {"9223372036854775807", NULL},
    {"-9223372036854775808", NULL},
    {"[9223372036854775807,-9223372036854775808]", NULL},
    /* numbers with a fraction or an exponent keep their text */
    {"0.0", NULL},
    {"-0.0", NULL},
    {"1.0", NULL},
    {"1.50", NULL},
    {"0.1", NULL},
    {"0.10000000000000000001", NULL},
    {"3.141592653589793238462643383279", NULL},
    {"1e5", NULL},
    {"1E5", NULL},
    {"1e+5", NULL},
    {"1E-5", NULL},
    {"-1.5e-07", NULL},
    {"1e0", NULL},
    {"0e0", NULL},
    {"0e999999999999", NULL},
    {"1e308", NULL},
    {"1.7976931348623157e308", NULL},
    {"-1.7976931348623157e+308", NULL},
    {"1.797693134862315807e308", NULL},
    {"0.00001e312", NULL},
    {"9223372036854775808.0", NULL},
    {"18446744073709551616e0", NULL},
    {"1e-400", NULL},
    {"1e-999999999999999999999", NULL},
    {"[1.0,2.5e3,-0.25]", NULL},
    /* strings */
    {"\"\"", NULL},
    {"\"a\"", NULL},
    {"\"a/b\"", NULL},
    {"\"a\\/b\"", "\"a/b\""},
    {"\"\\\"\\\\\"", NULL},
    {"\"\\b\\f\\n\\r\\t\"", NULL},
    {"\"\\u0001\"", NULL},
    {"\"\\u001f\"", NULL},
    {"\"\\u001F\"", "\"\\u001f\""},
    {"\"\\u0041\"", "\"A\""},
    {"\"\\u00e9\"", "\"\xc3\xa9\""},
    {"\"\\u20AC\"", "\"\xe2\x82\xac\""},
    {"\"\\uFFFF\"", "\"\xef\xbf\xbf\""},
    {"\"\\uD7FF\\uE000\"", "\"\xed\x9f\xbf\xee\x80\x80\""},
    {"\"\\uD83D\\uDE00\"", "\"\xf0\x9f\x98\x80\""},
    {"\"\\ud83d\\ude00\\ud83d\\ude01\"",
     "\"\xf0\x9f\x98\x80\xf0\x9f\x98\x81\""},
    {"\"\\uD800\\uDC00\"", "\"\xf0\x90\x80\x80\""},
    {"\"\\uDBFF\\uDFFF\"", "\"\xf4\x8f\xbf\xbf\""},
    {"\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"", NULL},
    {"\"\xef\xbb\xbf\"", NULL},
    {"\"\x7f\"", NULL},
    {"\"\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\"", NULL},
    {"\"\xee\x80\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\"", NULL},
    {"\"it's // not /* a comment */\"", NULL},
    {"\"\\\\u0000\"", NULL},
    {"\"\\\\ud800\"", NULL},
    /* arrays and objects */
    {"[]", NULL},
    {"[[]]", NULL},
    {"[null]", NULL},
    {"[null,true,false,0,\"\",[],{}]", NULL},
    {"[1,1,1]", NULL},
    {"{}", NULL},
    {"{\"\":0}", NULL},
    {"{\"a\":null}", NULL},
    {"{\"b\":1,\"a\":2}", NULL},
    {"{\"a\":{\"a\":{\"a\":1}}}", NULL},
    {"[{\"a\":1},{\"a\":1}]", NULL},
    {"{\"a\":{\"b\":1},\"b\":{\"a\":1}}", NULL},
    {"{\"a\":1,\"A\":2}", NULL},
    {"{\"a\":1,\"a \":2,\" a\":3,\"\":4}", NULL},
    {"{\"\\u0041\":1}", "{\"A\":1}"},
    {"{\"\\\"\":1,\"\\\\\":2}", NULL},
    {"{\"\\\\u0061\":1,\"a\":2}", NULL},
    /* composed and decomposed e acute are different names */
    {"{\"\xc3\xa9\":1,\"e\xcc\x81\":2}", NULL},
    {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{}}", NULL},
};

static void test_accepted(void)
{
    apr_size_t i;

    for (i = 0; i < COUNT(accepted); i++) {
        const char *text = accepted[i].text;
        mcp_json_t *json;
        mcp_err_t *err = parse(&json, text, strlen(text));

        if (ok(!err, "accept %s", text)) {
            is_str(mcp_json_print(json, NULL, tap_pool),
                   accepted[i].printed ? accepted[i].printed : text,
                   "and print it");
        }
        else {
            printf("# %s\n", err->message);
        }
    }
}

static const struct {
    const char *text;
    apr_size_t len;
    int byte;
    const char *fault;
} refused[] = {
    /* nothing, or not all */
    {S(""), 0, "unexpected end"},
    {S("   "), 3, "unexpected end"},
    {S("["), 1, "unexpected end"},
    {S("[1"), 2, "unexpected end"},
    {S("[1,"), 3, "unexpected end"},
    {S("{"), 1, "unexpected end"},
    {S("{\"a\""), 4, "unexpected end"},
    {S("{\"a\":"), 5, "unexpected end"},
    {S("{\"a\":1"), 6, "unexpected end"},
    {S("{\"a\":1,"), 7, "unexpected end"},
    {S("\""), 1, "unexpected end"},
    {S("\"abc"), 4, "unexpected end"},
    {S("\"abc\\"), 5, "unexpected end"},
    {S("\"abc\\\""), 6, "unexpected end"},
    {S("\"\\u"), 3, "unexpected end"},
    {S("-"), 1, "unexpected end"},
    {S("1."), 2, "unexpected end"},
    {S("1e"), 2, "unexpected end"},
    {S("1e+"), 3, "unexpected end"},
    {S("tru"), 0, "expected a value"},
    /* words */
    {S("nul "), 0, "expected a value"},
    {S("True"), 0, "expected a value"},
    {S("NULL"), 0, "expected a value"},
    {S("undefined"), 0, "expected a value"},
    {S("nullx"), 4, "text after the value"},
    {S("NaN"), 0, "expected a value"},
    {S("[NaN]"), 1, "expected a value"},
    {S("Infinity"), 0, "expected a value"},
    {S("-Infinity"), 1, "expected a digit"},
    {S("-NaN"), 1, "expected a digit"},
    {S("inf"), 0, "expected a value"},
    {S("abc"), 0, "expected a value"},
    /* text around the value */
    {S("1 2"), 2, "text after the value"},
    {S("{}{}"), 2, "text after the value"},
    {S("[]]"), 2, "text after the value"},
    {S("null,"), 4, "text after the value"},
    {S("1\0"), 1, "text after the value"},
    {S("{}\0"), 2, "text after the value"},
    {S("\0"), 0, "expected a value"},
    {S("\0{}"), 0, "expected a value"},
    {S("[1,\0 2]"), 3, "expected a value"},
    {S("\xef\xbb\xbf{}"), 0, "byte order mark"},
    {S("{}\xef\xbb\xbf"), 2, "text after the value"},
    {S("\xfe\xff\0{\0}"), 0, "expected a value"},
    {S("\x0b[]"), 0, "expected a value"},
    {S("\x0c[]"), 0, "expected a value"},
    {S("\xc2\xa0[]"), 0, "expected a value"},
    {S("\xe2\x80\xa8[]"), 0, "expected a value"},
    /* comments and quotes */
    {S("/* x */ 1"), 0, "expected a value"},
    {S("// x\n1"), 0, "expected a value"},
    {S("# x\n1"), 0, "expected a value"},
    {S("1 // x"), 2, "text after the value"},
    {S("[1 /* x */]"), 3, "expected a comma or the end"},
    {S("'a'"), 0, "expected a value"},
    {S("['a']"), 1, "expected a value"},
    {S("{'a':1}"), 1, "expected a member name"},
    {S("{\"a\":'b'}"), 5, "expected a value"},
    {S("`a`"), 0, "expected a value"},
    /* commas, colons and brackets */
    {S("[1,]"), 3, "expected a value"},
    {S("[,1]"), 1, "expected a value"},
    {S("[,]"), 1, "expected a value"},
    {S("[1,,2]"), 3, "expected a value"},
    {S("[1 2]"), 3, "expected a comma or the end"},
    {S("[1}"), 2, "expected a comma or the end"},
    {S("[\"a\":1]"), 4, "expected a comma or the end"},
    {S("{\"a\":1,}"), 7, "expected a member name"},
    {S("{,}"), 1, "expected a member name"},
    {S("{\"a\":1]"), 6, "expected a comma or the end"},
    {S("{\"a\":1 \"b\":2}"), 7, "expected a comma or the end"},
    {S("{\"a\" 1}"), 5, "expected a colon"},
    {S("{\"a\"=1}"), 4, "expected a colon"},
    {S("{\"a\"::1}"), 5, "expected a value"},
    {S("{\"a\":}"), 5, "expected a value"},
    {S("{\"a\"}"), 4, "expected a colon"},
    {S("{a:1}"), 1, "expected a member name"},
    {S("{1:1}"), 1, "expected a member name"},
    {S("{null:1}"), 1, "expected a member name"},
    {S("]"), 0, "expected a value"},
    {S(","), 0, "expected a value"},
    /* numbers */
    {S("01"), 0, "leading zero"},
    {S("00"), 0, "leading zero"},
    {S("-01"), 1, "leading zero"},
    {S("[1,007]"), 3, "leading zero"},
    {S("01.5"), 0, "leading zero"},
    {S("+1"), 0, "expected a value"},
    {S(".5"), 0, "expected a value"},
    {S("-.5"), 1, "expected a digit"},
    {S("[1.]"), 3, "expected a digit"},
    {S("1.e5"), 2, "expected a digit"},
    {S("[1e]"), 3, "expected a digit"},
    {S("1e1.5"), 3, "text after the value"},
    {S("1.2.3"), 3, "text after the value"},
    {S("--1"), 1, "expected a digit"},
    {S("- 1"), 1, "expected a digit"},
    {S("1-"), 1, "text after the value"},
    {S("0x10"), 1, "text after the value"},
    {S("1_000"), 1, "text after the value"},
    {S("1,000"), 1, "text after the value"},
    {S("1a"), 1, "text after the value"},
    {S("\xd9\xa1"), 0, "expected a value"},
    {S("9223372036854775808"), 0, "number out of range"},
    {S("-9223372036854775809"), 0, "number out of range"},
    {S("[9223372036854775808]"), 1, "number out of range"},
    {S("18446744073709551615"), 0, "number out of range"},
    {S("18446744073709551616"), 0, "number out of range"},
    {S("10000000000000000000"), 0, "number out of range"},
    {S("99999999999999999999999999"), 0, "number out of range"},
    {S("1e309"), 0, "number out of range"},
    {S("1e400"), 0, "number out of range"},
    {S("-1e400"), 0, "number out of range"},
    {S("[0,1E400]"), 3, "number out of range"},
    {S("1.7976931348623159e308"), 0, "number out of range"},
    {S("1.797693134862315808e308"), 0, "number out of range"},
    {S("1000.5e306"), 0, "number out of range"},
    {S("0.00001e314"), 0, "number out of range"},
    {S("1e99999999999999999999"), 0, "number out of range"},
    /* strings */
    {S("\"\\a\""), 2, "unknown escape"},
    {S("\"\\x41\""), 2, "unknown escape"},
    {S("\"\\'\""), 2, "unknown escape"},
    {S("\"\\0\""), 2, "unknown escape"},
    {S("\"\\U0041\""), 2, "unknown escape"},
    {S("\"\\\n\""), 2, "unknown escape"},
    {S("\"\\\0\""), 2, "unknown escape"},
    {S("\"\\u\""), 3, "\\u needs four hex digits"},
    {S("\"\\u004\""), 3, "\\u needs four hex digits"},
    {S("\"\\u00g1\""), 3, "\\u needs four hex digits"},
    {S("\"\\u 041\""), 3, "\\u needs four hex digits"},
    {S("\"\\u+041\""), 3, "\\u needs four hex digits"},
    {S("\"\\u{41}\""), 3, "\\u needs four hex digits"},
    {S("\"\\u0000\""), 3, "\\u0000 is not supported"},
    {S("\"a\\u0000b\""), 4, "\\u0000 is not supported"},
    {S("{\"\\u0000\":1}"), 4, "\\u0000 is not supported"},
    {S("\"\\ud800\""), 3, "lone surrogate"},
    {S("\"\\uDBFF\""), 3, "lone surrogate"},
    {S("\"\\udc00\""), 3, "lone surrogate"},
    {S("\"\\uDFFF\""), 3, "lone surrogate"},
    {S("\"\\ud800\\u0041\""), 3, "lone surrogate"},
    {S("\"\\ud800\\ud800\""), 3, "lone surrogate"},
    {S("\"\\ud800x\""), 3, "lone surrogate"},
    {S("\"\\ud800\\n\""), 3, "lone surrogate"},
    {S("\"\\ud800\\udc0\""), 3, "lone surrogate"},
    {S("\"\\ud83d\\u"), 3, "lone surrogate"},
    {S("\"\\ud83d\\ude00\\ude00\""), 15, "lone surrogate"},
    {S("{\"\\ud800\":1}"), 4, "lone surrogate"},
    {S("\"\x01\""), 1, "control character in a string"},
    {S("\"a\x1f\""), 2, "control character in a string"},
    {S("\"a\nb\""), 2, "control character in a string"},
    {S("\"a\tb\""), 2, "control character in a string"},
    {S("\"\0\""), 1, "control character in a string"},
    {S("\"a\0b\""), 2, "control character in a string"},
    {S("{\"\n\":1}"), 2, "control character in a string"},
    {S("\"\x80\""), 1, "invalid UTF-8"},
    {S("\"\xff\""), 1, "invalid UTF-8"},
    {S("\"\xc3\""), 1, "invalid UTF-8"},
    {S("\"\xc3("), 1, "invalid UTF-8"},
    {S("\"\xc3"), 1, "invalid UTF-8"},
    {S("\"\xc0\x80\""), 1, "invalid UTF-8"},
    {S("\"\xc0\xaf\""), 1, "invalid UTF-8"},
    {S("\"\xe0\x80\xaf\""), 1, "invalid UTF-8"},
    {S("\"\xe2\x82\""), 1, "invalid UTF-8"},
    {S("\"\xed\xa0\x80\""), 1, "invalid UTF-8"},
    {S("\"\xed\xa0\xbd\xed\xb8\x80\""), 1, "invalid UTF-8"},
    {S("\"\xf0\x80\x80\xaf\""), 1, "invalid UTF-8"},
    {S("\"\xf4\x90\x80\x80\""), 1, "invalid UTF-8"},
    {S("\"\xf8\x88\x80\x80\x80\""), 1, "invalid UTF-8"},
    {S("\"ok\xc3\xa9\xe9\""), 5, "invalid UTF-8"},
    {S("{\"\xe9\":1}"), 2, "invalid UTF-8"},
    {S("\xc3\xa9"), 0, "expected a value"},
    /* names that are there twice */
    {S("{\"a\":1,\"a\":1}"), 7, "duplicate member name"},
    {S("{\"a\":1,\"b\":2,\"a\":3}"), 13, "duplicate member name"},
    {S("{\"\":1,\"\":1}"), 6, "duplicate member name"},
    {S("{\"a\":1,\"\\u0061\":1}"), 7, "duplicate member name"},
    {S("{\"\\u0061\":1,\"a\":1}"), 12, "duplicate member name"},
    {S("{\"\\u00e9\":1,\"\xc3\xa9\":1}"), 12, "duplicate member name"},
    {S("{\"\\u20ac\":1,\"\xe2\x82\xac\":1}"), 12, "duplicate member name"},
    {S("{\"\xf0\x9f\x98\x80\":1,\"\\uD83D\\uDE00\":1}"), 10,
     "duplicate member name"},
    {S("{\"\\ud83d\\ude00\":1,\"\\uD83D\\uDE00\":1}"), 18,
     "duplicate member name"},
    {S("{\"/\":1,\"\\/\":1}"), 7, "duplicate member name"},
    {S("{\"\\n\":1,\"\\u000a\":1}"), 8, "duplicate member name"},
    {S("{\"\\t\":1,\"\\u0009\":1}"), 8, "duplicate member name"},
    {S("{\"\\b\":1,\"\\u0008\":1}"), 8, "duplicate member name"},
    {S("{\"\\f\":1,\"\\u000C\":1}"), 8, "duplicate member name"},
    {S("{\"\\r\":1,\"\\u000D\":1}"), 8, "duplicate member name"},
    {S("{\"\\\"\":1,\"\\u0022\":1}"), 8, "duplicate member name"},
    {S("{\"\\\\\":1,\"\\u005c\":1}"), 8, "duplicate member name"},
    {S("[{\"a\":{\"b\":1,\"b\":2}}]"), 13, "duplicate member name"},
    {S("{\"a\":{\"a\":1},\"a\":2}"), 13, "duplicate member name"},
    {S("{\"a\":1,\"x\":{\"a\":1,\"b\":1},\"a\":2}"), 25,
     "duplicate member name"},
};

static void test_refused(void)
{
    apr_size_t i;

    for (i = 0; i < COUNT(refused); i++) {
        mcp_json_t *json = (mcp_json_t *)tap_pool;
        mcp_err_t *err = parse(&json, refused[i].text, refused[i].len);
        const char *want =
            apr_psprintf(tap_pool, "invalid JSON at byte %d: %s",
                         refused[i].byte, refused[i].fault);

        if (!ok(err && !json && err->kind == MCP_ERR_PARSE
                    && !strcmp(err->message, want),
                "refuse %s", refused[i].text)) {
            printf("# got:  %s\n# want: %s\n", err ? err->message : "success",
                   want);
        }
    }
}

/* count times unit, between open and close */
static mcp_buf_t repeat(const char *open, const char *unit, int count,
                        const char *close)
{
    mcp_buf_t buf;
    int i;

    mcp_buf_init(&buf, strlen(unit) * (apr_size_t)count + 64, tap_pool);
    mcp_buf_add_str(&buf, open);
    for (i = 0; i < count; i++) {
        mcp_buf_add_str(&buf, unit);
    }
    mcp_buf_add_str(&buf, close);
    return buf;
}

static void check_limit(const mcp_buf_t *buf, const char *fault,
                        const char *name)
{
    mcp_json_t *json;
    mcp_err_t *err = parse(&json, buf->data, buf->len);

    if (!ok(fault ? err && strstr(err->message, fault) : !err, "%s", name)
        && err) {
        printf("# got: %s\n", err->message);
    }
}

static void test_limits(void)
{
    mcp_buf_t buf;

    buf = repeat("", "[", 32, "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");
    check_limit(&buf, NULL, "depth 32, innermost empty");
    buf = repeat("", "[", 32, "1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");
    check_limit(&buf, NULL, "depth 32 with a value inside");
    buf = repeat("", "[", 33, "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");
    check_limit(&buf, "byte 32: nested too deeply", "depth 33");
    buf = repeat("", "{\"a\":", 32, "1}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}");
    check_limit(&buf, NULL, "depth 32 of objects");
    buf = repeat("", "{\"a\":", 33, "1}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}");
    check_limit(&buf, "nested too deeply", "depth 33 of objects");
    buf = repeat("", "[", 1000000, "");
    check_limit(&buf, "nested too deeply", "a million brackets");
    buf = repeat("[", "1,", MCP_JSON_MAX_VALUES - 2, "1]");
    check_limit(&buf, NULL, "as many values as allowed");
    buf = repeat("[", "1,", MCP_JSON_MAX_VALUES - 1, "1]");
    check_limit(&buf, "too many values", "one more");
    buf = repeat("[", "{},", MCP_JSON_MAX_CONTAINERS - 2, "[]]");
    check_limit(&buf, NULL, "as many containers as allowed");
    buf = repeat("[", "{},", MCP_JSON_MAX_CONTAINERS - 1, "[]]");
    check_limit(&buf, "too many objects and arrays", "one more");
    buf = repeat("0.", "1", MCP_JSON_MAX_NUMBER - 2, "");
    check_limit(&buf, NULL, "as many digits as allowed");
    buf = repeat("0.", "1", MCP_JSON_MAX_NUMBER - 1, "");
    check_limit(&buf, "byte 0: number too long", "one more");
    buf = repeat("", "9", 309, ".0");
    check_limit(&buf, "out of range", "309 nines and a fraction");
    buf = repeat("", "9", 308, ".0");
    check_limit(&buf, NULL, "308 nines and a fraction");
    buf = repeat("", "9", 600, "e-400");
    check_limit(&buf, NULL, "600 nines and e-400");
    buf = repeat("0.", "0", 400, "1e700");
    check_limit(&buf, NULL, "400 zeros and e700");
    buf = repeat("0.", "0", 400, "1e710");
    check_limit(&buf, "out of range", "400 zeros and e710");
    buf = repeat("\"", "0123456789abcdef", 65536, "\"");
    check_limit(&buf, NULL, "a string of a megabyte");
}

/* Names of one length that differ only at the end: as slow as sorting gets.
 * "Ez" and "FY" have the same value in APR's hash. */
static mcp_buf_t many_members(int count, int last)
{
    mcp_buf_t buf;
    int i;
    int bit;

    mcp_buf_init(&buf, (apr_size_t)count * 48, tap_pool);
    mcp_buf_add_str(&buf, "{");
    for (i = 0; i < count; i++) {
        mcp_buf_add_str(&buf, i ? ",\"" : "\"");
        for (bit = 16; bit >= 0; bit--) {
            mcp_buf_add_str(&buf, i >> bit & 1 ? "Ez" : "FY");
        }
        mcp_buf_add_str(&buf, "\":0");
    }
    if (last) {
        mcp_buf_add_str(&buf, ",\"\\u0046YFYFYFYFYFYFYFYFYFYFYFYFYFYFYFYFY"
                              "\":1");
    }
    mcp_buf_add_str(&buf, "}");
    return buf;
}

static void test_many_members(void)
{
    mcp_buf_t buf = many_members(100000, 0);
    apr_time_t start = apr_time_now();
    mcp_json_t *json = NULL;

    ok(!parse(&json, buf.data, buf.len), "100,000 members");
    is_int(mcp_json_length(json), 100000, "all are there");
    /* 0.1 s, a few under valgrind; comparing all pairs would take minutes. */
    ok(apr_time_now() - start < apr_time_from_sec(10), "in %d ms",
       (int)apr_time_as_msec(apr_time_now() - start));
    buf = many_members(100000, 1);
    check_limit(&buf, "duplicate member name", "and the first once more");
}

int main(void)
{
    tap_start();
    test_accepted();
    test_refused();
    test_limits();
    test_many_members();
    return tap_end();
}
