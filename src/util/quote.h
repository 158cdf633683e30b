/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_QUOTE_H
#define MCP_UTIL_QUOTE_H

/*
 * Large strings of a JSON text that are left out of it and put in while it is
 * sent: a file is in memory once, as Nextcloud sent it, and not a second time
 * with its escapes.
 *
 * A text is then its bytes and an array of quotes in the order of their
 * places. Bytes are kept by reference. Pure functions, any thread.
 */

#include <apr.h>
#include <apr_pools.h>
#include <apr_tables.h>

/* Strings shorter than this are copied: a quote is not worth its while. Nor
 * is an answer that has one worth keeping for a client that comes back. */
#define MCP_QUOTE_MIN (64 * 1024)

typedef enum { MCP_QUOTE_TEXT, MCP_QUOTE_BASE64 } mcp_quote_e;

typedef struct mcp_quote_t {
    apr_size_t at; /* in the text; the quotation marks are there */
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

/* The whole as one text; *len is that of the text before and of the whole
 * after. quotes NULL or empty: text itself. */
const char *mcp_quote_join(const char *text, apr_size_t *len,
                           const apr_array_header_t *quotes, apr_pool_t *pool);

#endif /* MCP_UTIL_QUOTE_H */
