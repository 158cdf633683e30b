/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Files carry no charset. What is tried, in this order: a byte order mark
 * (UTF-8, UTF-16); UTF-8 without NUL bytes; and for what Nextcloud calls
 * text, Windows-1252, the usual one of old office files. All else is binary.
 *
 * A part of a file may begin and end in the middle of a character: its tail
 * at the start is left out, its head at the end is left for the next part.
 */

#include "nextcloud/file_text.h"

#include <string.h>
#include "util/buf.h"
#include "util/text.h"

#define UNIT(p, big)                                                          \
    ((unsigned)(unsigned char)(p)[(big) ? 0 : 1] << 8                         \
     | (unsigned char)(p)[(big) ? 1 : 0])

/* 0x80 to 0x9f; 0 where Windows-1252 has nothing. */
static const unsigned short cp1252_c1[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

mcp_file_charset_e mcp_file_text_mark(const char *bytes, apr_size_t len)
{
    if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        return MCP_FILE_UTF8;
    }
    if (len >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0) {
        return MCP_FILE_UTF16LE;
    }
    if (len >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0) {
        return MCP_FILE_UTF16BE;
    }
    return MCP_FILE_BINARY;
}

static void add_utf8(mcp_buf_t *buf, unsigned c)
{
    char out[4];
    apr_size_t n = 0;

    if (c < 0x80) {
        out[n++] = (char)c;
    }
    else if (c < 0x800) {
        out[n++] = (char)(0xc0 | c >> 6);
        out[n++] = (char)(0x80 | (c & 0x3f));
    }
    else if (c < 0x10000) {
        out[n++] = (char)(0xe0 | c >> 12);
        out[n++] = (char)(0x80 | (c >> 6 & 0x3f));
        out[n++] = (char)(0x80 | (c & 0x3f));
    }
    else {
        out[n++] = (char)(0xf0 | c >> 18);
        out[n++] = (char)(0x80 | (c >> 12 & 0x3f));
        out[n++] = (char)(0x80 | (c >> 6 & 0x3f));
        out[n++] = (char)(0x80 | (c & 0x3f));
    }
    mcp_buf_add(buf, out, n);
}

static int is_high(unsigned unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}

static int is_low(unsigned unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

/* Units from *at on to the end; what is no character becomes U+FFFD. */
static void add_utf16(mcp_buf_t *buf, const mcp_file_text_part_t *part,
                      int big, apr_size_t *at)
{
    while (*at + 2 <= part->len) {
        const char *p = part->bytes + *at;
        unsigned unit = UNIT(p, big);

        if (is_high(unit) && *at + 4 > part->len && !part->at_end) {
            return;
        }
        *at += 2;
        if (is_high(unit) && *at + 2 <= part->len
            && is_low(UNIT(p + 2, big))) {
            unit = 0x10000 + ((unit - 0xd800) << 10)
                   + (UNIT(p + 2, big) - 0xdc00);
            *at += 2;
        }
        else if (is_high(unit) || is_low(unit) || unit == 0) {
            unit = 0xfffd;
        }
        add_utf8(buf, unit);
    }
}

static void decode_utf16(mcp_file_text_t *text,
                         const mcp_file_text_part_t *part, apr_pool_t *pool)
{
    int big = part->marked == MCP_FILE_UTF16BE;
    apr_size_t at = part->at_start ? 2 : part->odd ? 1 : 0;
    mcp_buf_t buf;

    if (!part->at_start && at + 2 <= part->len
        && is_low(UNIT(part->bytes + at, big))) {
        at += 2;
    }
    mcp_buf_init(&buf, part->len + part->len / 2 + 4, pool);
    text->charset = part->marked;
    text->skipped = at;
    add_utf16(&buf, part, big, &at);
    if (part->at_end && at < part->len) { /* half a unit */
        add_utf8(&buf, 0xfffd);
        at = part->len;
    }
    text->text = buf.data;
    text->len = buf.len;
    text->used = at;
}

/* How many bytes at the end are the head of a character that goes on. */
static apr_size_t unfinished(const char *bytes, apr_size_t len)
{
    apr_size_t back;

    for (back = 1; back <= 3 && back <= len; back++) {
        unsigned char c = (unsigned char)bytes[len - back];

        if ((c & 0xc0) == 0xc0) {
            apr_size_t need = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;

            return need > back ? back : 0;
        }
        if (c < 0x80) {
            return 0;
        }
    }
    return 0;
}

static int decode_utf8(mcp_file_text_t *text, const mcp_file_text_part_t *part)
{
    apr_size_t start = 0;
    apr_size_t end = part->len;

    if (part->at_start && part->marked == MCP_FILE_UTF8) {
        start = 3;
    }
    while (!part->at_start && start < 3 && start < end
           && (part->bytes[start] & 0xc0) == 0x80) {
        start++;
    }
    if (!part->at_end) {
        end -= unfinished(part->bytes + start, end - start);
    }
    if (memchr(part->bytes, '\0', part->len)
        || !mcp_text_is_utf8(part->bytes + start, end - start)) {
        return 0;
    }
    text->charset = MCP_FILE_UTF8;
    text->text = part->bytes + start;
    text->len = end - start;
    text->skipped = start;
    text->used = end;
    return 1;
}

static int decode_cp1252(mcp_file_text_t *text,
                         const mcp_file_text_part_t *part, apr_pool_t *pool)
{
    mcp_buf_t buf;
    apr_size_t i;

    if (strncmp(part->mime, "text/", 5) != 0
        || memchr(part->bytes, '\0', part->len)) {
        return 0;
    }
    mcp_buf_init(&buf, part->len + part->len / 4 + 4, pool);
    for (i = 0; i < part->len; i++) {
        unsigned c = (unsigned char)part->bytes[i];

        if (c >= 0x80 && c < 0xa0) {
            c = cp1252_c1[c - 0x80] ? cp1252_c1[c - 0x80] : 0xfffd;
        }
        add_utf8(&buf, c);
    }
    text->charset = MCP_FILE_CP1252;
    text->text = buf.data;
    text->len = buf.len;
    text->skipped = 0;
    text->used = part->len;
    return 1;
}

int mcp_file_text_is_possible(const char *mime)
{
    if (strcmp(mime, "image/svg+xml") == 0) {
        return 1;
    }
    return strncmp(mime, "image/", 6) != 0 && strncmp(mime, "audio/", 6) != 0
           && strncmp(mime, "video/", 6) != 0 && strncmp(mime, "font/", 5) != 0
           && strcmp(mime, "application/pdf") != 0
           && strcmp(mime, "application/zip") != 0;
}

void mcp_file_text_decode(mcp_file_text_t *text,
                          const mcp_file_text_part_t *part, apr_pool_t *pool)
{
    memset(text, 0, sizeof(*text));
    text->charset = MCP_FILE_BINARY;
    if (!mcp_file_text_is_possible(part->mime)) {
        return;
    }
    if (part->marked == MCP_FILE_UTF16LE || part->marked == MCP_FILE_UTF16BE) {
        decode_utf16(text, part, pool);
    }
    else if (!decode_utf8(text, part)) {
        (void)decode_cp1252(text, part, pool);
    }
}

const char *mcp_file_charset_name(mcp_file_charset_e charset)
{
    switch (charset) {
    case MCP_FILE_UTF8:
        return "UTF-8";
    case MCP_FILE_UTF16LE:
        return "UTF-16LE";
    case MCP_FILE_UTF16BE:
        return "UTF-16BE";
    case MCP_FILE_CP1252:
        return "Windows-1252";
    case MCP_FILE_BINARY:
    default:
        return "binary";
    }
}
