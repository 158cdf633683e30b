/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/file_text.h"

#include "tap.h"

#define S(text) text, sizeof(text) - 1

static mcp_file_text_t text;

/* Decode the whole of a file. */
static void whole(const char *bytes, apr_size_t len, const char *mime)
{
    mcp_file_text_part_t part = {bytes, len, 1, 1, 0, mime, MCP_FILE_BINARY};

    part.marked = mcp_file_text_mark(bytes, len);
    mcp_file_text_decode(&text, &part, tap_pool);
}

/* Decode bytes from the middle of a file. */
static void middle(const char *bytes, apr_size_t len, int odd, int at_end,
                   mcp_file_charset_e marked)
{
    mcp_file_text_part_t part = {bytes, len,          0,     at_end,
                                 odd,   "text/plain", marked};

    mcp_file_text_decode(&text, &part, tap_pool);
}

static void is_text(const char *want, mcp_file_charset_e charset,
                    const char *name)
{
    is_int(text.charset, charset, name);
    ok(text.len == strlen(want) && memcmp(text.text, want, text.len) == 0,
       "%s: text", name);
}

static void test_whole(void)
{
    whole(S(""), "text/plain");
    is_text("", MCP_FILE_UTF8, "empty");
    whole(S("h\xc3\xa4\n"), "application/octet-stream");
    is_text("h\xc3\xa4\n", MCP_FILE_UTF8, "UTF-8 of any type");
    whole(S("\xef\xbb\xbfx"), "text/plain");
    is_text("x", MCP_FILE_UTF8, "UTF-8 with a mark");
    is_int(text.skipped, 3, "the mark is skipped");
    is_int(text.used, 4, "and counted");
    whole(S("\xff\xfez\0\xe4\0"), "text/plain");
    is_text("z\xc3\xa4", MCP_FILE_UTF16LE, "UTF-16LE");
    whole(S("\xfe\xff\0a\xd8\x3d\xde\x00"), "text/plain");
    is_text("a\xf0\x9f\x98\x80", MCP_FILE_UTF16BE, "a surrogate pair");
    whole(S("\xfe\xff\xd8\x3d\0a\xde\x00"), "text/plain");
    is_text("\xef\xbf\xbd"
            "a\xef\xbf\xbd",
            MCP_FILE_UTF16BE, "lone surrogates");
    whole(S("\xff\xfez\0b"), "text/plain");
    is_text("z\xef\xbf\xbd", MCP_FILE_UTF16LE, "half a unit at the end");
    is_int(text.used, 5, "which is used up");
    whole(S("\xff\xfe"), "text/plain");
    is_text("", MCP_FILE_UTF16LE, "nothing but a mark");
    whole(S("Gr\xfc\xdf \x80\x81"), "text/csv");
    is_text("Gr\xc3\xbc\xc3\x9f \xe2\x82\xac\xef\xbf\xbd", MCP_FILE_CP1252,
            "Windows-1252");
    whole(S("Gr\xfc\xdf"), "application/octet-stream");
    is_int(text.charset, MCP_FILE_BINARY, "no guessing for other types");
    whole(S("a\0b"), "text/plain");
    is_int(text.charset, MCP_FILE_BINARY, "a NUL byte");
    whole(S("%PDF-1.4\n"), "application/pdf");
    is_int(text.charset, MCP_FILE_BINARY, "PDF is never text");
    whole(S("<svg/>"), "image/svg+xml");
    is_int(text.charset, MCP_FILE_UTF8, "SVG is");
    whole(S("a\xc3"), "application/json");
    is_int(text.charset, MCP_FILE_BINARY, "half a character at the end");
}

static void test_middle(void)
{
    middle(S("\xa4z\xe2\x82"), 0, 0, MCP_FILE_BINARY);
    is_text("z", MCP_FILE_UTF8, "half characters on both sides");
    is_int(text.skipped, 1, "the tail is skipped");
    is_int(text.used, 2, "the head is left");
    middle(S("\x9f\x98\x80\xf0"), 0, 0, MCP_FILE_BINARY);
    is_text("", MCP_FILE_UTF8, "nothing whole");
    is_int(text.used, 3, "but it goes on");
    middle(S("ab\xf0\x9f\x98\x80"), 0, 0, MCP_FILE_BINARY);
    is_int(text.used, 6, "a whole character at the end is kept");
    middle(S("\xef\xbb\xbfx"), 0, 1, MCP_FILE_UTF8);
    is_int(text.len, 4, "a mark in the middle is text");
    middle(S("\0b\0c\0"), 1, 1, MCP_FILE_UTF16LE);
    is_text("bc", MCP_FILE_UTF16LE, "UTF-16 at an odd offset");
    middle(S("\x3d\xd8"), 0, 0, MCP_FILE_UTF16LE);
    is_int(text.used, 0, "the first half of a pair is left");
    middle(S("\x00\xde"
             "b\0\x3d\xd8"),
           0, 0, MCP_FILE_UTF16LE);
    is_text("b", MCP_FILE_UTF16LE, "half pairs on both sides");
    is_int(text.skipped, 2, "the second half is skipped");
    is_int(text.used, 4, "the first half is left");
}

int main(void)
{
    tap_start();
    test_whole();
    test_middle();
    is_str(mcp_file_charset_name(MCP_FILE_CP1252), "Windows-1252", "a name");
    is_str(mcp_file_charset_name(MCP_FILE_BINARY), "binary", "another");
    return tap_end();
}
