/* SPDX-License-Identifier: Apache-2.0 */

#include "util/quote.h"

#define APR_WANT_IOVEC
#include <apr_want.h>

#include <apr_strings.h>

#include "util/buf.h"

#include "tap.h"

#define LARGE (3 * MCP_QUOTE_MIN + 1)

/* Large, and its period of eleven bytes brings every byte to the end of what
 * is read at a time. */
static const char *make_large(const char *pattern)
{
    char *text = apr_palloc(tap_pool, LARGE + 1);
    apr_size_t len = strlen(pattern);
    apr_size_t i;

    for (i = 0; i < LARGE; i++) {
        text[i] = pattern[i % len];
    }
    text[LARGE] = '\0';
    return text;
}

/* Strings between two words, all written at once. */
static mcp_buf_t build(const char *text, apr_size_t len,
                       apr_array_header_t *quotes)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 0, tap_pool);
    buf.quotes = quotes;
    mcp_buf_add_str(&buf, "[1,");
    mcp_buf_add_json_str(&buf, text, len);
    mcp_buf_add_str(&buf, ",");
    mcp_buf_add_json_base64(&buf, text, len);
    mcp_buf_add_str(&buf, "]");
    return buf;
}

static void compare(const char *name, const char *pattern)
{
    apr_array_header_t *quotes =
        apr_array_make(tap_pool, 1, sizeof(mcp_quote_t));
    const char *large = make_large(pattern);
    mcp_buf_t copied = build(large, LARGE, NULL);
    mcp_buf_t quoted = build(large, LARGE, quotes);
    apr_size_t len = quoted.len;
    const char *joined = mcp_quote_join(quoted.data, &len, quotes, tap_pool);

    is_str(quoted.data, "[1,\"\",\"\"]", name);
    is_int(quotes->nelts, 2, "left out and noted");
    is_int(len, copied.len, "as long as a copy");
    ok(!memcmp(joined, copied.data, len), "and the same");
}

static void keep_small(void)
{
    apr_array_header_t *quotes =
        apr_array_make(tap_pool, 1, sizeof(mcp_quote_t));
    const char *large = make_large("x");
    mcp_buf_t buf = build("a\"b", 3, quotes);
    apr_size_t len = buf.len;

    is_str(buf.data, "[1,\"a\\\"b\",\"YSJi\"]", "a small string is copied");
    ok(mcp_quote_join(buf.data, &len, quotes, tap_pool) == buf.data
           && mcp_quote_join(buf.data, &len, NULL, tap_pool) == buf.data
           && len == buf.len,
       "a text without quotes stays what it is");
    (void)build(large, MCP_QUOTE_MIN - 1, quotes);
    is_int(quotes->nelts, 0, "what is just too short is copied");
    (void)build(large, MCP_QUOTE_MIN, quotes);
    is_int(quotes->nelts, 2, "what is just long enough is not");
}

typedef struct {
    int calls;
    int left;
    apr_size_t most;
} sink_t;

static int take(void *data, const char *bytes, apr_size_t len)
{
    sink_t *sink = data;

    sink->calls++;
    if (len > sink->most) {
        sink->most = len;
    }
    return --sink->left > 0;
}

static void write_parts(void)
{
    apr_array_header_t *quotes =
        apr_array_make(tap_pool, 1, sizeof(mcp_quote_t));
    mcp_buf_t buf = build(make_large("\x01"), LARGE, quotes);
    sink_t all = {.left = 1000};
    sink_t gone = {.left = 3};

    ok(mcp_quote_write(buf.data, buf.len, quotes, take, &all, tap_pool),
       "written");
    ok(all.most <= 160 * 1024, "in parts, whatever the escapes (%lu bytes)",
       (unsigned long)all.most);
    ok(!mcp_quote_write(buf.data, buf.len, quotes, take, &gone, tap_pool),
       "who takes no more");
    is_int(gone.calls, 3, "is not given any");
}

/* Between two words, as a list is. */
static void put_in_held(void)
{
    const struct iovec *part;
    apr_array_header_t *quotes =
        apr_array_make(tap_pool, 1, sizeof(mcp_quote_t));
    const char *large = make_large("{},");
    apr_array_header_t *parts;
    apr_size_t len;
    mcp_buf_t buf;

    mcp_buf_init(&buf, 0, tap_pool);
    buf.quotes = quotes;
    mcp_buf_add_str(&buf, "[");
    mcp_buf_add_json_held(&buf, "{}", 2);
    is_int(quotes->nelts, 0, "little of what is held is copied");
    mcp_buf_add_json_held(&buf, large, LARGE);
    mcp_buf_add_str(&buf, "]");
    is_str(buf.data, "[{}]", "much is not");
    len = buf.len;
    is_int(mcp_quote_len(len, quotes), 4 + LARGE, "but counts");

    parts = mcp_quote_parts(buf.data, buf.len, quotes, tap_pool);
    is_int(parts->nelts, 3, "what is in front of it, it, and what follows");
    part = &APR_ARRAY_IDX(parts, 1, struct iovec);
    ok(part->iov_base == large && part->iov_len == LARGE,
       "it is where it was");
    is_str(mcp_quote_join(buf.data, &len, quotes, tap_pool),
           apr_pstrcat(tap_pool, "[{}", large, "]", NULL), "as it is");
    is_int(len, 4 + LARGE, "and nothing else");
}

static void tell_parts(void)
{
    apr_array_header_t *quotes =
        apr_array_make(tap_pool, 1, sizeof(mcp_quote_t));
    mcp_buf_t buf = build(make_large("x"), LARGE, quotes);
    const struct iovec *part;
    apr_array_header_t *parts = mcp_quote_parts("text", 4, NULL, tap_pool);

    part = &APR_ARRAY_IDX(parts, 0, struct iovec);
    ok(parts->nelts == 1 && part->iov_len == 4,
       "a text without quotes is one part");
    ok(!mcp_quote_parts(buf.data, buf.len, quotes, tap_pool),
       "what has to be escaped lies nowhere yet");
    is_int(mcp_quote_len(buf.len, quotes),
           buf.len + LARGE + (LARGE + 2) / 3 * 4,
           "its length is that without escapes");
}

int main(void)
{
    tap_start();
    keep_small();
    compare("plain text", "0123456789a");
    compare("escapes", "a\"b\\c\n\t\x01"
                       "def");
    compare("UTF-8", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80xy");
    compare("no UTF-8", "abc\xff\xc3_\xed\xa0\x80z");
    write_parts();
    put_in_held();
    tell_parts();
    return tap_end();
}
