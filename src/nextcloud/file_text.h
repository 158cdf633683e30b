/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_FILE_TEXT_H
#define MCP_NEXTCLOUD_FILE_TEXT_H

/* Is a part of a file text, and which? Pure functions, any thread. */

#include <apr.h>
#include <apr_pools.h>

typedef enum {
    MCP_FILE_BINARY,
    MCP_FILE_UTF8,
    MCP_FILE_UTF16LE,
    MCP_FILE_UTF16BE,
    MCP_FILE_CP1252
} mcp_file_charset_e;

/* What is known about the bytes to decode. */
typedef struct mcp_file_text_part_t {
    const char *bytes;
    apr_size_t len;
    int at_start;              /* bytes[0] is the first byte of the file */
    int at_end;                /* the last byte is the file's last */
    int odd;                   /* bytes[0] stands at an odd offset */
    const char *mime;          /* "text/plain", without parameters */
    mcp_file_charset_e marked; /* what the file's byte order mark says;
                                   MCP_FILE_BINARY: it has none */
} mcp_file_text_part_t;

typedef struct mcp_file_text_t {
    mcp_file_charset_e charset; /* MCP_FILE_BINARY: the rest is unset */
    const char *text;           /* UTF-8, not NUL-terminated */
    apr_size_t len;
    apr_size_t skipped; /* bytes at the start left out: the byte order mark,
                           the tail of a character */
    apr_size_t used;    /* bytes that skipped and text stand for; the rest is
                           the head of a character that goes on */
} mcp_file_text_t;

/* What the first bytes of a file say: MCP_FILE_BINARY without a mark. */
mcp_file_charset_e mcp_file_text_mark(const char *bytes, apr_size_t len);

/* No for formats whose beginning can look like text, and never is. */
int mcp_file_text_is_possible(const char *mime);

/* Decode a part. When MCP_FILE_UTF8 is the answer, text points into
 * part->bytes; else it is in pool. */
void mcp_file_text_decode(mcp_file_text_t *text,
                          const mcp_file_text_part_t *part, apr_pool_t *pool);

/* "UTF-16LE" … */
const char *mcp_file_charset_name(mcp_file_charset_e charset);

#endif /* MCP_NEXTCLOUD_FILE_TEXT_H */
