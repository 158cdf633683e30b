/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_TEXT_H
#define MCP_UTIL_TEXT_H

/* Small text helpers that APR does not have. Pure functions, any thread. */

#include <apr.h>
#include <apr_pools.h>
#include <apr_time.h>

/* RFC 3986: everything but unreserved characters becomes %XX, "/" too. */
const char *mcp_text_encode_segment(apr_pool_t *pool, const char *text);

/* Decode %XX; NULL when an escape is malformed, decodes to NUL, or the
 * result is not UTF-8. "+" stays. */
const char *mcp_text_decode_url(apr_pool_t *pool, const char *text);

/* Strict UTF-8 (RFC 3629): no overlong forms, surrogates, > U+10FFFF. */
int mcp_text_is_utf8(const char *bytes, apr_size_t len);

/* The length of the UTF-8 character that bytes start with, 0 when they start
 * with none (or len is 0). */
apr_size_t mcp_text_utf8_char(const char *bytes, apr_size_t len);

/* The largest n <= limit such that bytes[0..n) ends on a UTF-8 character
 * boundary: for cutting text without breaking a character. */
apr_size_t mcp_text_utf8_cut(const char *bytes, apr_size_t len,
                             apr_size_t limit);

/* Standard base64 of RFC 4648 section 4. */
const char *mcp_text_base64(apr_pool_t *pool, const void *bytes,
                            apr_size_t len, apr_size_t *out_len);
/* Strict decoding: canonical padding, no foreign characters; NULL when the
 * text is anything else. *out is NUL-terminated for convenience. */
char *mcp_text_base64_decode(apr_pool_t *pool, const char *text,
                             apr_size_t len, apr_size_t *out_len);

/* In lower case, by the rules of Unicode for single characters; only ASCII is
 * changed where the system has no UTF-8 locale or text is not UTF-8. */
const char *mcp_text_lower(apr_pool_t *pool, const char *text);

/* Does text say no more than name does, as "Start date" or "Date" of
 * start_date? */
int mcp_text_repeats(const char *text, const char *name);

/* "*" and "?" over the whole name, case-sensitive. */
int mcp_text_glob(const char *pattern, const char *name);

/* RFC 1123 date ("Mon, 23 Nov 2026 04:36:33 GMT") to ISO 8601 UTC
 * ("2026-11-23T04:36:33Z"); NULL when it is not a date. */
const char *mcp_text_http_date_to_iso(apr_pool_t *pool, const char *date);

/* Seconds since 1970 as ISO 8601 UTC; the years 0 to 9999, else "". */
const char *mcp_text_seconds_to_iso(apr_pool_t *pool, apr_int64_t seconds);

/* The way back, from any date-time of RFC 3339 ("2026-11-23T04:36:33+01:00").
 * 0 and *seconds unset when text is none; fractions are dropped. */
int mcp_text_iso_to_seconds(apr_int64_t *seconds, const char *text);

/* Overwrite a secret so that the compiler cannot leave it out. */
void mcp_text_wipe(void *bytes, apr_size_t len);

#endif /* MCP_UTIL_TEXT_H */
