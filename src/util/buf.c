/* SPDX-License-Identifier: Apache-2.0 */

#include "util/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <apr_encode.h>
#include <apr_strings.h>
#include "util/json_plain.h"
#include "util/quote.h"
#include "util/text.h"

#define MIN_SIZE 64

/* Less is copied sooner than pointed at. */
#define MIN_HELD 2048

/* What stands for bytes that the output language cannot carry. */
#define REPLACEMENT "\xef\xbf\xbd"

void mcp_buf_init(mcp_buf_t *buf, apr_size_t hint, apr_pool_t *pool)
{
    buf->size = hint < MIN_SIZE ? MIN_SIZE : hint + 1;
    buf->data = apr_palloc(pool, buf->size);
    buf->data[0] = '\0';
    buf->len = 0;
    buf->pool = pool;
    buf->quotes = NULL;
}

static void reserve(mcp_buf_t *buf, apr_size_t more)
{
    apr_size_t needed = buf->len + more + 1;
    apr_size_t size = buf->size;
    char *data;

    if (needed <= size) {
        return;
    }
    while (size < needed) {
        size *= 2;
    }
    data = apr_palloc(buf->pool, size);
    memcpy(data, buf->data, buf->len + 1);
    buf->data = data;
    buf->size = size;
}

void mcp_buf_add(mcp_buf_t *buf, const char *bytes, apr_size_t len)
{
    if (len == 0) {
        return;
    }
    reserve(buf, len);
    memcpy(buf->data + buf->len, bytes, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void mcp_buf_add_str(mcp_buf_t *buf, const char *text)
{
    mcp_buf_add(buf, text, strlen(text));
}

void mcp_buf_addf(mcp_buf_t *buf, const char *fmt, ...)
{
    apr_size_t space = buf->size - buf->len;
    va_list args;
    int len;

    va_start(args, fmt);
    len = vsnprintf(buf->data + buf->len, space, fmt, args);
    va_end(args);
    if (len > 0 && (apr_size_t)len >= space) {
        reserve(buf, (apr_size_t)len);
        va_start(args, fmt);
        len = vsnprintf(buf->data + buf->len, (apr_size_t)len + 1, fmt, args);
        va_end(args);
    }
    if (len > 0) {
        buf->len += (apr_size_t)len;
    }
    buf->data[buf->len] = '\0';
}

/* The escape of c in JSON, or NULL when it stands for itself; made in
 * scratch when it is a numeric one. */
static const char *json_escape(char scratch[8], unsigned char c)
{
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\b':
        return "\\b";
    case '\f':
        return "\\f";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        break;
    }
    if (c >= 0x20) {
        return NULL;
    }
    apr_snprintf(scratch, 8, "\\u%04x", c);
    return scratch;
}

/* The same for XML. Tab and newline are written as references because an
 * attribute would turn them into spaces; other control characters do not
 * exist in XML 1.0, not even as references. */
static const char *xml_escape(unsigned char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
        return "&#9;";
    case '\n':
        return "&#10;";
    case '\r':
        return "&#13;";
    default:
        return c < 0x20 ? REPLACEMENT : NULL;
    }
}

void mcp_buf_add_json_text(mcp_buf_t *buf, const char *text, apr_size_t len)
{
    apr_size_t done = 0;
    apr_size_t i = 0;

    while ((i += mcp_json_plain(text + i, len - i)) < len) {
        char scratch[8];
        apr_size_t n = mcp_text_utf8_char(text + i, len - i);
        const char *escape =
            n ? json_escape(scratch, (unsigned char)text[i]) : REPLACEMENT;

        n = n ? n : 1;
        if (escape) {
            mcp_buf_add(buf, text + done, i - done);
            mcp_buf_add_str(buf, escape);
            done = i + n;
        }
        i += n;
    }
    mcp_buf_add(buf, text + done, len - done);
}

void mcp_buf_add_base64(mcp_buf_t *buf, const char *bytes, apr_size_t len)
{
    apr_size_t size;

    reserve(buf, (len + 2) / 3 * 4);
    (void)apr_encode_base64_binary(buf->data + buf->len, (const void *)bytes,
                                   (apr_ssize_t)len, APR_ENCODE_NONE, &size);
    buf->len += size;
}

static void quote(mcp_buf_t *buf, mcp_quote_e form, const char *bytes,
                  apr_size_t len)
{
    mcp_quote_t *item = apr_array_push(buf->quotes);

    item->at = buf->len;
    item->form = form;
    item->bytes = bytes;
    item->len = len;
}

static int is_quotable(const mcp_buf_t *buf, apr_size_t len)
{
    return buf->quotes && len >= MCP_QUOTE_MIN;
}

void mcp_buf_add_json_str(mcp_buf_t *buf, const char *text, apr_size_t len)
{
    mcp_buf_add(buf, "\"", 1);
    if (is_quotable(buf, len)) {
        quote(buf, MCP_QUOTE_TEXT, text, len);
    }
    else {
        mcp_buf_add_json_text(buf, text, len);
    }
    mcp_buf_add(buf, "\"", 1);
}

void mcp_buf_add_json_base64(mcp_buf_t *buf, const char *bytes, apr_size_t len)
{
    mcp_buf_add(buf, "\"", 1);
    if (is_quotable(buf, len)) {
        quote(buf, MCP_QUOTE_BASE64, bytes, len);
    }
    else {
        mcp_buf_add_base64(buf, bytes, len);
    }
    mcp_buf_add(buf, "\"", 1);
}

void mcp_buf_add_json_held(mcp_buf_t *buf, const char *bytes, apr_size_t len)
{
    if (buf->quotes && len >= MIN_HELD) {
        quote(buf, MCP_QUOTE_JSON, bytes, len);
    }
    else {
        mcp_buf_add(buf, bytes, len);
    }
}

void mcp_buf_add_xml(mcp_buf_t *buf, const char *text)
{
    apr_size_t len = strlen(text);
    apr_size_t done = 0;
    apr_size_t i = 0;

    while (i < len) {
        apr_size_t n = mcp_text_utf8_char(text + i, len - i);
        const char *escape =
            n ? xml_escape((unsigned char)text[i]) : REPLACEMENT;

        n = n ? n : 1;
        /* U+FFFE and U+FFFF are UTF-8 but no XML characters. */
        if (n == 3 && !memcmp(text + i, "\xef\xbf", 2)
            && (unsigned char)text[i + 2] >= 0xbe) {
            escape = REPLACEMENT;
        }
        if (escape) {
            mcp_buf_add(buf, text + done, i - done);
            mcp_buf_add_str(buf, escape);
            done = i + n;
        }
        i += n;
    }
    mcp_buf_add(buf, text + done, len - done);
}
