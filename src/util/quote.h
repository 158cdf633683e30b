/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_QUOTE_H
#define MCP_UTIL_QUOTE_H

/*
 * Large parts of a JSON text that are left out of it and put in while it is
 * sent: a file is in memory once, as Nextcloud sent it, and not a second time
 * with its escapes; a list that many ask for is not copied for each of them.
 *
 * A text is then its bytes and an array of quotes in the order of their
 * places. Bytes are kept by reference. Pure functions, any thread.
 */

#include <apr.h>
#include <apr_pools.h>
#include <apr_tables.h>

/* Strings shorter than this are copied: a quote is not worth its while. */
#define MCP_QUOTE_MIN (64 * 1024)

typedef enum {
    MCP_QUOTE_TEXT,
    MCP_QUOTE_BASE64,
    MCP_QUOTE_JSON /* put in as it is */
} mcp_quote_e;

typedef struct mcp_quote_t {
    apr_size_t at; /* in the text; quotation marks are there */
    mcp_quote_e form;
    const char *bytes;
    apr_size_t len;
} mcp_quote_t;

/* Write the whole in parts of some 32 kB. write returns 0 to stop; then this
 * does, too. */
typedef int mcp_quote_write_fn(void *baton, const char *bytes, apr_size_t len);
int mcp_quote_write(const char *text, apr_size_t len,
                    const apr_array_header_t *quotes,
                    mcp_quote_write_fn *write, void *baton, apr_pool_t *pool);

/* How long the whole is: exactly, or with text to be escaped at least. */
apr_size_t mcp_quote_len(apr_size_t len, const apr_array_header_t *quotes);

/* The whole as it lies in memory, struct iovec. NULL: there is something to
 * be escaped or encoded first. */
apr_array_header_t *mcp_quote_parts(const char *text, apr_size_t len,
                                    const apr_array_header_t *quotes,
                                    apr_pool_t *pool);

/* The whole as one text; *len is that of the text before and of the whole
 * after. quotes NULL or empty: text itself. */
const char *mcp_quote_join(const char *text, apr_size_t *len,
                           const apr_array_header_t *quotes, apr_pool_t *pool);

#endif /* MCP_UTIL_QUOTE_H */
