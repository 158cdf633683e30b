/* SPDX-License-Identifier: Apache-2.0 */

#include "util/quote.h"

#define APR_WANT_IOVEC
#include <apr_want.h>

#include "util/buf.h"
#include "util/text.h"

/* What is read at a time: its worst escape is six times as long, base64 needs
 * a multiple of three. */
#define SLICE (24 * 1024)

typedef struct writer_t {
    mcp_quote_write_fn *write;
    void *baton;
    mcp_buf_t slice; /* used again and again */
} writer_t;

static const mcp_quote_t *quote_at(const apr_array_header_t *quotes, int i)
{
    return &APR_ARRAY_IDX(quotes, i, mcp_quote_t);
}

static apr_size_t next_slice(const mcp_quote_t *quote, apr_size_t done)
{
    apr_size_t left = quote->len - done;

    return quote->form == MCP_QUOTE_TEXT
               ? mcp_text_utf8_cut(quote->bytes + done, left, SLICE)
               : (left < SLICE ? left : SLICE);
}

static int write_quote(writer_t *writer, const mcp_quote_t *quote)
{
    apr_size_t done = 0;

    if (quote->form == MCP_QUOTE_JSON) {
        return writer->write(writer->baton, quote->bytes, quote->len);
    }
    while (done < quote->len) {
        const char *from = quote->bytes + done;
        apr_size_t len = next_slice(quote, done);

        writer->slice.len = 0;
        if (quote->form == MCP_QUOTE_BASE64) {
            mcp_buf_add_base64(&writer->slice, from, len);
        }
        else {
            mcp_buf_add_json_text(&writer->slice, from, len);
        }
        if (!writer->write(writer->baton, writer->slice.data,
                           writer->slice.len)) {
            return 0;
        }
        done += len;
    }
    return 1;
}

int mcp_quote_write(const char *text, apr_size_t len,
                    const apr_array_header_t *quotes,
                    mcp_quote_write_fn *write, void *baton, apr_pool_t *pool)
{
    writer_t writer = {.write = write, .baton = baton};
    apr_size_t done = 0;
    int i;

    mcp_buf_init(&writer.slice, SLICE / 3 * 4, pool);
    for (i = 0; i < quotes->nelts; i++) {
        const mcp_quote_t *quote = quote_at(quotes, i);

        if (!write(baton, text + done, quote->at - done)
            || !write_quote(&writer, quote)) {
            return 0;
        }
        done = quote->at;
    }
    return write(baton, text + done, len - done);
}

apr_size_t mcp_quote_len(apr_size_t len, const apr_array_header_t *quotes)
{
    int i;

    for (i = 0; quotes && i < quotes->nelts; i++) {
        const mcp_quote_t *quote = quote_at(quotes, i);

        len += quote->form == MCP_QUOTE_BASE64 ? (quote->len + 2) / 3 * 4
                                               : quote->len;
    }
    return len;
}

static void add_part(apr_array_header_t *parts, const char *bytes,
                     apr_size_t len)
{
    struct iovec *part;

    if (len > 0) {
        part = apr_array_push(parts);
        part->iov_base = (void *)bytes;
        part->iov_len = len;
    }
}

apr_array_header_t *mcp_quote_parts(const char *text, apr_size_t len,
                                    const apr_array_header_t *quotes,
                                    apr_pool_t *pool)
{
    int count = quotes ? quotes->nelts : 0;
    apr_array_header_t *parts =
        apr_array_make(pool, 2 * count + 1, sizeof(struct iovec));
    apr_size_t done = 0;
    int i;

    for (i = 0; i < count; i++) {
        const mcp_quote_t *quote = quote_at(quotes, i);

        if (quote->form != MCP_QUOTE_JSON) {
            return NULL;
        }
        add_part(parts, text + done, quote->at - done);
        add_part(parts, quote->bytes, quote->len);
        done = quote->at;
    }
    add_part(parts, text + done, len - done);
    return parts;
}

static int add(void *buf, const char *bytes, apr_size_t len)
{
    mcp_buf_add(buf, bytes, len);
    return 1;
}

const char *mcp_quote_join(const char *text, apr_size_t *len,
                           const apr_array_header_t *quotes, apr_pool_t *pool)
{
    mcp_buf_t all;

    if (!quotes || quotes->nelts == 0) {
        return text;
    }
    mcp_buf_init(&all, mcp_quote_len(*len, quotes), pool);
    (void)mcp_quote_write(text, *len, quotes, add, &all, pool);
    *len = all.len;
    return all.data;
}
