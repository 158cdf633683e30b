/* SPDX-License-Identifier: Apache-2.0 */

#include "util/buf.h"

#include "util/json_plain.h"

#include "tap.h"

#define FFFD "\xef\xbf\xbd"

static void test_growth(void)
{
    mcp_buf_t buf;
    int i;

    mcp_buf_init(&buf, 0, tap_pool);
    is_str(buf.data, "", "an empty buffer is an empty string");
    is_int(buf.len, 0, "of no length");
    for (i = 0; i < 10000; i++) {
        mcp_buf_add(&buf, "abc", 3);
    }
    is_int(buf.len, 30000, "length after many small parts");
    is_int(strlen(buf.data), 30000, "terminated");
    ok(!memcmp(buf.data + 29997, "abc", 3), "the last part is there");
    ok(buf.size <= 65536, "doubling, not more");

    mcp_buf_init(&buf, 1000, tap_pool);
    ok(buf.size > 1000, "the hint leaves room for the NUL");
    mcp_buf_add(&buf, "a\0b", 3);
    mcp_buf_add(&buf, NULL, 0);
    ok(buf.len == 3 && !memcmp(buf.data, "a\0b", 4), "NUL is a byte");
    mcp_buf_add_str(&buf, "c");
    is_str(buf.data + 2, "bc", "add_str");
}

static void test_format(void)
{
    mcp_buf_t buf;
    apr_size_t want = 0;
    int n;

    mcp_buf_init(&buf, 0, tap_pool);
    for (n = 0; n < 300; n++) {
        mcp_buf_addf(&buf, "%*d", n, 7);
        want += n ? (apr_size_t)n : 1;
        if (buf.len != want || strlen(buf.data) != want) {
            break;
        }
    }
    is_int(n, 300, "addf of every length around the growth");
    mcp_buf_init(&buf, 0, tap_pool);
    mcp_buf_addf(&buf, "%s", "");
    is_str(buf.data, "", "addf of nothing");
    mcp_buf_addf(&buf, "%zu/%lld/%s", (size_t)1, -2LL, "x");
    is_str(buf.data, "1/-2/x", "addf");
}

static const struct {
    const char *text;
    apr_size_t len;
    const char *want;
} json[] = {
#define S(text) text, sizeof(text) - 1
    {S(""), "\"\""},
    {S("plain"), "\"plain\""},
    {S("a/b"), "\"a/b\""},
    {S("\"\\"), "\"\\\"\\\\\""},
    {S("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\""},
    {S("\x01\x1f\x7f"), "\"\\u0001\\u001f\x7f\""},
    {S("a\0b"), "\"a\\u0000b\""},
    {S("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"),
     "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\""},
    {S("a\xff"
       "b"),
     "\"a" FFFD "b\""},
    {S("\xc3"), "\"" FFFD "\""},
    {S("\xed\xa0\x80"), "\"" FFFD FFFD FFFD "\""},
    {S("x\xe2\x82"), "\"x" FFFD FFFD "\""},
#undef S
};

static const struct {
    const char *text;
    const char *want;
} xml[] = {
    {"", ""},
    {"plain /?=\xc3\xa9", "plain /?=\xc3\xa9"},
    {"<a b=\"c\">&'", "&lt;a b=&quot;c&quot;&gt;&amp;&#39;"},
    {"]]>", "]]&gt;"},
    {"\t\n\r", "&#9;&#10;&#13;"},
    {"a\x01z\x0bz\x1f", "a" FFFD "z" FFFD "z" FFFD},
    {"\x7f", "\x7f"},
    {"\xff<", FFFD "&lt;"},
    {"\xef\xbf\xbe|\xef\xbf\xbf|\xef\xbf\xbd", FFFD "|" FFFD "|" FFFD},
    {"\xf0\x9f\x98\x80&", "\xf0\x9f\x98\x80&amp;"},
};

static void test_escapes(void)
{
    mcp_buf_t buf;
    apr_size_t i;

    for (i = 0; i < sizeof(json) / sizeof(json[0]); i++) {
        mcp_buf_init(&buf, 0, tap_pool);
        mcp_buf_add_json_str(&buf, json[i].text, json[i].len);
        is_str(buf.data, json[i].want, "JSON string");
    }
    for (i = 0; i < sizeof(xml) / sizeof(xml[0]); i++) {
        mcp_buf_init(&buf, 0, tap_pool);
        mcp_buf_add_xml(&buf, xml[i].text);
        is_str(buf.data, xml[i].want, "XML text");
    }
}

/* At each place of the eight bytes that are looked at together, what stands
 * for itself and what does not. */
static void test_places(void)
{
    int wrong = 0;
    int c;
    int i;

    for (c = 1; c < 0x100; c++) {
        for (i = 0; i < 24; i++) {
            int is_plain = c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
            char text[24];
            mcp_buf_t buf;

            memset(text, 'x', sizeof(text));
            text[i] = (char)c;
            mcp_buf_init(&buf, 0, tap_pool);
            mcp_buf_add_json_text(&buf, text, sizeof(text));
            wrong += is_plain
                     != (buf.len == sizeof(text)
                         && !memcmp(buf.data, text, sizeof(text)));
            wrong += mcp_json_plain(text, sizeof(text))
                     != (is_plain ? sizeof(text) : (apr_size_t)i);
        }
    }
    is_int(wrong, 0, "every byte at every place");
}

int main(void)
{
    tap_start();
    test_growth();
    test_format();
    test_escapes();
    test_places();
    return tap_end();
}
