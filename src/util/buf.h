/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_BUF_H
#define MCP_UTIL_BUF_H

/*
 * A growing byte buffer in a pool, for text that is put together from parts
 * (JSON-RPC envelopes, prepared lists, XML bodies). Doubling leaves the old
 * blocks in the pool, so give a good hint for large results. One thread.
 */

#include <apr.h>
#include <apr_pools.h>
#include <apr_tables.h>

typedef struct mcp_buf_t {
    char *data;     /* always NUL-terminated */
    apr_size_t len; /* without the NUL */
    apr_size_t size;
    apr_pool_t *pool;
    apr_array_header_t *quotes; /* mcp_quote_t: where large parts are put
                                   instead; NULL: nowhere, data has all */
} mcp_buf_t;

void mcp_buf_init(mcp_buf_t *buf, apr_size_t hint, apr_pool_t *pool);
void mcp_buf_add(mcp_buf_t *buf, const char *bytes, apr_size_t len);
void mcp_buf_add_str(mcp_buf_t *buf, const char *text);
void mcp_buf_addf(mcp_buf_t *buf, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* A JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. */
void mcp_buf_add_json_str(mcp_buf_t *buf, const char *text, apr_size_t len);
/* The same of any bytes, as base64. */
void mcp_buf_add_json_base64(mcp_buf_t *buf, const char *bytes,
                             apr_size_t len);
/* JSON that others hold, for as long as the buffer is used. */
void mcp_buf_add_json_held(mcp_buf_t *buf, const char *bytes, apr_size_t len);
/* What a string has between its quotes, always as part of data. */
void mcp_buf_add_json_text(mcp_buf_t *buf, const char *text, apr_size_t len);
void mcp_buf_add_base64(mcp_buf_t *buf, const char *bytes, apr_size_t len);
/* Text escaped for XML content and attributes; what XML 1.0 cannot carry
 * becomes U+FFFD. */
void mcp_buf_add_xml(mcp_buf_t *buf, const char *text);

#endif /* MCP_UTIL_BUF_H */
