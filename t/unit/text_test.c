/* SPDX-License-Identifier: Apache-2.0 */

#include "util/text.h"

#include <apr_strings.h>
#include "tap.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define S(text) text, sizeof(text) - 1

static void test_encode(void)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"abcXYZ019-._~", "abcXYZ019-._~"},
        {"a/b c+d", "a%2Fb%20c%2Bd"},
        {"%41", "%2541"},
        {"?#&=;:@!$'()*,[]",
         "%3F%23%26%3D%3B%3A%40%21%24%27%28%29%2A%2C%5B%5D"},
        {"\xc3\xa9\xff\x01\x7f", "%C3%A9%FF%01%7F"},
    };
    char all[256];
    apr_size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        is_str(mcp_text_encode_segment(tap_pool, cases[i][0]), cases[i][1],
               cases[i][1]);
    }
    for (i = 0; i < 127; i++) {
        all[i] = (char)(i + 1);
    }
    all[127] = '\0';
    is_str(
        mcp_text_decode_url(tap_pool, mcp_text_encode_segment(tap_pool, all)),
        all, "all of ASCII comes back");
}

static void test_decode(void)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"a+b", "a+b"},
        {"%41%2f%2F", "A//"},
        {"%25%34%31", "%41"},
        {"%C3%a9", "\xc3\xa9"},
        {"\xc3\xa9", "\xc3\xa9"},
        {"%01", "\x01"},
        {"%10", "\x10"},
        {"%00", NULL},
        {"a%00b", NULL},
        {"%", NULL},
        {"%4", NULL},
        {"%4g", NULL},
        {"%g4", NULL},
        {"%%41", NULL},
        {"% 1", NULL},
        {"%-1", NULL},
        {"%0x41", NULL},
        {"%ff", NULL},
        {"%C3", NULL},
        {"%ED%A0%80", NULL},
        {"\xff", NULL},
    };
    apr_size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        is_str(mcp_text_decode_url(tap_pool, cases[i][0]), cases[i][1],
               apr_psprintf(tap_pool, "decode %s", cases[i][0]));
    }
}

static const struct {
    const char *bytes;
    apr_size_t len;
    apr_size_t first; /* length of the first character */
    int valid;
} utf8[] = {
    {S(""), 0, 1},
    {S("a"), 1, 1},
    {S("\0"), 1, 1},
    {S("\x7f"), 1, 1},
    {S("\x80"), 0, 0},
    {S("\xbf"), 0, 0},
    {S("\xc0\x80"), 0, 0},
    {S("\xc1\xbf"), 0, 0},
    {S("\xc2\x80"), 2, 1},
    {S("\xdf\xbf"), 2, 1},
    {S("\xc2"), 0, 0},
    {S("\xc2\x7f"), 0, 0},
    {S("\xc2\xc0"), 0, 0},
    {S("\xe0\x80\x80"), 0, 0},
    {S("\xe0\x9f\xbf"), 0, 0},
    {S("\xe0\xa0\x80"), 3, 1},
    {S("\xe0\xa0"), 0, 0},
    {S("\xe1\x80\x80"), 3, 1},
    {S("\xed\x9f\xbf"), 3, 1},
    {S("\xed\xa0\x80"), 0, 0},
    {S("\xed\xbf\xbf"), 0, 0},
    {S("\xee\x80\x80"), 3, 1},
    {S("\xef\xbf\xbf"), 3, 1},
    {S("\xef\xbb\xbf"), 3, 1},
    {S("\xf0\x80\x80\x80"), 0, 0},
    {S("\xf0\x8f\xbf\xbf"), 0, 0},
    {S("\xf0\x90\x80\x80"), 4, 1},
    {S("\xf0\x90\x80"), 0, 0},
    {S("\xf0\x90\x80\x41"), 0, 0},
    {S("\xf1\x80\x80\x80"), 4, 1},
    {S("\xf4\x8f\xbf\xbf"), 4, 1},
    {S("\xf4\x90\x80\x80"), 0, 0},
    {S("\xf5\x80\x80\x80"), 0, 0},
    {S("\xf8\x88\x80\x80\x80"), 0, 0},
    {S("\xfe"), 0, 0},
    {S("\xff"), 0, 0},
    {S("ok\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), 1, 1},
    {S("ok\xc3"), 1, 0},
};

static void test_utf8(void)
{
    apr_size_t i;

    for (i = 0; i < COUNT(utf8); i++) {
        is_int(
            mcp_text_utf8_char(utf8[i].bytes, utf8[i].len), utf8[i].first,
            apr_psprintf(tap_pool, "UTF-8 row %d: first character", (int)i));
        is_int(mcp_text_is_utf8(utf8[i].bytes, utf8[i].len), utf8[i].valid,
               apr_psprintf(tap_pool, "UTF-8 row %d", (int)i));
    }
}

static void test_cut(void)
{
    /* a, e acute (2), euro (3), emoji (4), b */
    static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z";
    static const apr_size_t want[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11};
    apr_size_t limit;

    for (limit = 0; limit < COUNT(want); limit++) {
        is_int(mcp_text_utf8_cut(text, sizeof(text) - 1, limit), want[limit],
               apr_psprintf(tap_pool, "cut at %d", (int)limit));
    }
    is_int(mcp_text_utf8_cut(text, sizeof(text) - 1, 4000), 11, "no cut");
    is_int(mcp_text_utf8_cut("", 0, 0), 0, "nothing to cut");
    is_int(mcp_text_utf8_cut("\x80\x80\x80\x80\x80\x80", 6, 5), 5,
           "what is not UTF-8 is cut anywhere");
    is_int(mcp_text_utf8_cut("\x80\x80\x80", 3, 1), 1, "even at its start");
}

static void test_base64(void)
{
    static const char *const pairs[][2] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"\xff\xfe\xfd", "//79"},
        {"\xfb\xf0", "+/A="},
    };
    unsigned char bytes[256];
    apr_size_t i;
    apr_size_t wrong = 0;

    for (i = 0; i < COUNT(pairs); i++) {
        apr_size_t len = 99;

        is_str(
            mcp_text_base64(tap_pool, pairs[i][0], strlen(pairs[i][0]), &len),
            pairs[i][1], pairs[i][1]);
        is_int(len, strlen(pairs[i][1]), "its length");
        is_str(mcp_text_base64_decode(tap_pool, pairs[i][1], len, &len),
               pairs[i][0], "and back");
        is_int(len, strlen(pairs[i][0]), "its length");
    }
    for (i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (unsigned char)(255 - i);
    }
    for (i = 0; i <= sizeof(bytes); i++) {
        apr_size_t len;
        const char *text = mcp_text_base64(tap_pool, bytes, i, &len);
        const char *back = mcp_text_base64_decode(tap_pool, text, len, &len);

        wrong += !back || len != i || memcmp(back, bytes, i) != 0;
    }
    is_int(wrong, 0, "every length from 0 to 256 comes back");
    ok(mcp_text_base64(tap_pool, "x", 1, NULL)
           && mcp_text_base64_decode(tap_pool, "eA==", 4, NULL),
       "the length is optional");
}

static void test_base64_strict(void)
{
    static const struct {
        const char *text;
        apr_size_t len;
    } bad[] = {
        {S("Zg")},       {S("Zg=")},          {S("Zg===")},      {S("Z")},
        {S("Z===")},     {S("====")},         {S("=")},          {S("==")},
        {S("Zh==")},     {S("Zm9=")},         {S("Zm9v\n")},     {S("Zm 9")},
        {S("Zm9v====")}, {S("Zg==Zg==")},     {S("Zm=v")},       {S("Z=9v")},
        {S("Zm-_")},     {S("Zm9\0")},        {S("Zm\xc3\xa9")}, {S("Zm9vZ")},
        {S(" Zg==")},    {S("Zg==\r\n\r\n")}, {S("Zm9,")},
    };
    apr_size_t i;

    for (i = 0; i < COUNT(bad); i++) {
        ok(!mcp_text_base64_decode(tap_pool, bad[i].text, bad[i].len, NULL),
           "base64 refused: %s", bad[i].text);
    }
}

static void test_glob(void)
{
    static const struct {
        const char *pattern;
        const char *name;
        int want;
    } cases[] = {
        {"", "", 1},
        {"", "a", 0},
        {"*", "", 1},
        {"*", "anything", 1},
        {"**", "x", 1},
        {"?", "", 0},
        {"?", "a", 1},
        {"?", "ab", 0},
        {"deck_*", "deck_list", 1},
        {"deck_*", "deck_", 1},
        {"deck_*", "deck", 0},
        {"deck_*", "xdeck_list", 0},
        {"*_list", "deck_list", 1},
        {"*_list", "deck_lists", 0},
        {"*a*b*", "xxaxxbxx", 1},
        {"*a*b*", "xxbxxaxx", 0},
        {"a*b*c", "abbcbc", 1},
        {"a?c", "abc", 1},
        {"a?c", "ac", 0},
        {"A*", "abc", 0},
        {"[a]", "a", 0},
        {"[a]", "[a]", 1},
        {"a\\*", "a*", 0},
        {"*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0},
        {"abc", "abc", 1},
        {"abc", "ab", 0},
        {"ab", "abc", 0},
        {"*?", "", 0},
        {"*?", "x", 1},
        {"?*?", "x", 0},
        {"?*?", "xy", 1},
    };
    apr_size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        ok(mcp_text_glob(cases[i].pattern, cases[i].name) == cases[i].want,
           "\"%s\" %s \"%s\"", cases[i].pattern,
           cases[i].want ? "matches" : "does not match", cases[i].name);
    }
}

static void test_date(void)
{
    static const char *const cases[][2] = {
        {"Mon, 23 Nov 2026 04:36:33 GMT", "2026-11-23T04:36:33Z"},
        {"Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00Z"},
        {"Wed, 31 Dec 1969 23:59:59 GMT", "1969-12-31T23:59:59Z"},
        {"Thu, 29 Feb 2024 12:00:00 GMT", "2024-02-29T12:00:00Z"},
        {"Tue, 29 Feb 2000 12:00:00 GMT", "2000-02-29T12:00:00Z"},
        {"Fri, 31 Dec 9999 23:59:60 GMT", "9999-12-31T23:59:60Z"},
        {"Sun, 29 Feb 2026 12:00:00 GMT", NULL},
        {"Mon, 29 Feb 1900 12:00:00 GMT", NULL},
        {"Mon, 31 Apr 2026 00:00:00 GMT", NULL},
        {"Mon, 00 Jan 2026 00:00:00 GMT", NULL},
        {"Mon, 32 Jan 2026 00:00:00 GMT", NULL},
        {"Mon, 23 Nov 2026 24:00:00 GMT", NULL},
        {"Mon, 23 Nov 2026 04:60:00 GMT", NULL},
        {"Mon, 23 Nov 2026 04:36:61 GMT", NULL},
        {"Mon, 23 Nox 2026 04:36:33 GMT", NULL},
        {"Mon, 23 ovD 2026 04:36:33 GMT", NULL},
        {"Mon, 23 Nov 2026 04:36:33 UTC", NULL},
        {"Mon, 23 Nov 2026 04:36:33 +0000", NULL},
        {"Mon, 23 Nov 2026 04:36:33 GMT ", NULL},
        {" Mon, 23 Nov 2026 04:36:33 GMT", NULL},
        {"Mon, 3 Nov 2026 04:36:33 GMT", NULL},
        {"Monday, 23-Nov-26 04:36:33 GMT", NULL},
        {"Mon Nov 23 04:36:33 2026", NULL},
        {"2026-11-23T04:36:33Z", NULL},
        {"Mon, 23 Nov 2026", NULL},
        {"", NULL},
        {NULL, NULL},
    };
    apr_size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        is_str(mcp_text_http_date_to_iso(tap_pool, cases[i][0]), cases[i][1],
               cases[i][0] ? cases[i][0] : "no date");
    }
}

static void test_seconds(void)
{
    static const struct {
        apr_int64_t seconds;
        const char *want;
    } cases[] = {
        {0, "1970-01-01T00:00:00Z"},
        {1795409534, "2026-11-23T04:52:14Z"},
        {-1, "1969-12-31T23:59:59Z"},
        {APR_INT64_C(253402300799), "9999-12-31T23:59:59Z"},
        {APR_INT64_C(253402300800), ""},
        {APR_INT64_MAX, ""},
        {APR_INT64_MIN, ""},
    };
    apr_size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        is_str(mcp_text_seconds_to_iso(tap_pool, cases[i].seconds),
               cases[i].want, cases[i].want);
    }
}

static void test_lower(void)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"AbC 1_#", "abc 1_#"},
        {"\303\204PFEL \303\226L", "\303\244pfel \303\266l"}, /* Äpfel Öl */
        {"\320\222\320\265", "\320\262\320\265"},             /* Ве */
        {"STRA\303\237E", "stra\303\237e"},                   /* Straße */
        {"\360\237\230\200 A", "\360\237\230\200 a"},         /* emoji */
        {"\377 A", "\377 a"},
    };
    apr_size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        is_str(mcp_text_lower(tap_pool, cases[i][0]), cases[i][1],
               cases[i][0]);
    }
}

static void test_wipe(void)
{
    char secret[] = "hunter2 hunter2";

    mcp_text_wipe(secret, 7);
    ok(!memcmp(secret, "\0\0\0\0\0\0\0 hunter2", 16), "wiped, no further");
    mcp_text_wipe(secret, sizeof(secret));
    ok(!memchr(secret, 'h', sizeof(secret)), "wiped all");
    mcp_text_wipe(NULL, 0);
}

static void test_iso_to_seconds(void)
{
    static const struct {
        const char *text;
        apr_int64_t seconds; /* -1: is none */
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-11-23T04:36:33Z", 1795408593},
        {"2026-11-23T05:36:33+01:00", 1795408593},
        {"2026-11-22t20:06:33.250-08:30", 1795408593},
        {"2024-02-29T23:59:60Z", 1709251199},
        {"2023-02-29T00:00:00Z", -1},
        {"2026-13-01T00:00:00Z", -1},
        {"2026-11-23T24:00:00Z", -1},
        {"2026-11-23T04:36:33", -1},
        {"2026-11-23T04:36:33+0100", -1},
        {"2026-11-23T04:36:33+25:00", -1},
        {"2026-11-23T04:36:33Zulu", -1},
        {"2026-11-23", -1},
        {"", -1},
    };
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        apr_int64_t seconds = -1;

        is_int(mcp_text_iso_to_seconds(&seconds, cases[i].text),
               cases[i].seconds != -1, cases[i].text);
        is_int(seconds, cases[i].seconds, cases[i].text);
    }
}

static void test_repeats(void)
{
    ok(mcp_text_repeats("Start date", "start_date"), "the same words");
    ok(mcp_text_repeats("title", "title"), "the same");
    ok(mcp_text_repeats("Start", "start_date"), "less");
    ok(mcp_text_repeats("Date start", "start_date"), "in another order");
    ok(!mcp_text_repeats("Star", "start_date"), "a part of a word");
    ok(!mcp_text_repeats("Start date of it", "start_date"), "more");
    ok(!mcp_text_repeats("Startxdate", "start_date"), "another word");
    ok(mcp_text_repeats("", ""), "nothing");
}

int main(void)
{
    tap_start();
    test_encode();
    test_decode();
    test_utf8();
    test_cut();
    test_base64();
    test_base64_strict();
    test_glob();
    test_date();
    test_seconds();
    test_lower();
    test_wipe();
    test_iso_to_seconds();
    test_repeats();
    return tap_end();
}
