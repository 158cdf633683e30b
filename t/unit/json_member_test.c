/* SPDX-License-Identifier: Apache-2.0 */

/* Places in JSON text: values cut out, pointers followed, one text for equal
 * values. */

#include "util/json_member.h"

#include "tap.h"
#include <apr_strings.h>

static const char *cut(const char *object, const char *name)
{
    apr_size_t len;
    const char *text = mcp_json_member_text(object, name, &len);

    return text ? apr_pstrmemdup(tap_pool, text, len) : "(none)";
}

static mcp_json_t *parse(const char *text)
{
    mcp_json_t *json;

    mcp_json_parse(&json, text, strlen(text), tap_pool);
    return json;
}

static void test_cut(void)
{
    const char *text =
        " { \"a\" : { \"b\": [1, \"}\\\"]\"] , \"c\":{}} ,\"d\":"
        "\"x\\\\\", \"e\":-1.50 ,\"f\":[ ],\"g\":null}";

    is_str(cut(text, "a"), "{ \"b\": [1, \"}\\\"]\"] , \"c\":{}}",
           "an object");
    is_str(cut(text, "b"), "(none)", "a member of a member is none");
    is_str(cut(text, "d"), "\"x\\\\\"", "a string");
    is_str(cut(text, "e"), "-1.50", "a number as it was written");
    is_str(cut(text, "f"), "[ ]", "an array");
    is_str(cut(text, "g"), "null", "the last");
    is_str(cut(text, "h"), "(none)", "none");
    is_str(cut("{}", "a"), "(none)", "nothing at all");
}

static const char *at(const char *text, const char *pointer)
{
    const mcp_json_t *json =
        mcp_json_member_at(parse(text), pointer, tap_pool);

    return json ? mcp_json_print(json, NULL, tap_pool) : "(none)";
}

static void test_pointer(void)
{
    const char *text = "{\"a/b\":[10,{\"m~n\":\"x\"}],\"\":7}";

    is_str(at(text, "/a~1b/0"), "10", "an element");
    is_str(at(text, "/a~1b/1/m~0n"), "\"x\"", "escapes");
    is_str(at(text, "/"), "7", "an empty name");
    is_str(at("5", ""), "5", "the whole");
    is_str(at(text, "/a~1b/2"), "(none)", "beyond the end");
    is_str(at(text, "/a~1b/x"), "(none)", "no index");
    is_str(at(text, "/a~1b/0/y"), "(none)", "below a number");
    is_str(at(text, "a"), "(none)", "no pointer");
}

static void test_canonical(void)
{
    is_str(mcp_json_member_canonical(
               parse("{ \"b\":[1,{\"y\":\"\\u00fc\",\"x\":null}],\"a\":true}"),
               tap_pool),
           "{\"a\":true,\"b\":[1,{\"x\":null,\"y\":\"\303\274\"}]}",
           "sorted and without white space");
    is_str(mcp_json_member_canonical(NULL, tap_pool), "null", "null");
}

int main(void)
{
    tap_start();
    test_cut();
    test_pointer();
    test_canonical();
    return tap_end();
}
