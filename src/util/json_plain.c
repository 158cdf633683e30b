/* SPDX-License-Identifier: Apache-2.0 */

#include "util/json_plain.h"

#include <string.h>

#define EACH(byte) (~(apr_uint64_t)0 / 255 * (byte))

/* 0: none of eight bytes is special. */
static apr_uint64_t find_special(apr_uint64_t bytes)
{
    apr_uint64_t quote = bytes ^ EACH('"');
    apr_uint64_t backslash = bytes ^ EACH('\\');

    return (bytes | ((bytes - EACH(0x20)) & ~bytes)
            | ((quote - EACH(1)) & ~quote)
            | ((backslash - EACH(1)) & ~backslash))
           & EACH(0x80);
}

static int is_special(unsigned char c)
{
    return c < 0x20 || c >= 0x80 || c == '"' || c == '\\';
}

apr_size_t mcp_json_plain(const char *text, apr_size_t len)
{
    apr_size_t n = 0;

    while (len - n >= sizeof(apr_uint64_t)) {
        apr_uint64_t bytes;

        memcpy(&bytes, text + n, sizeof(bytes));
        if (find_special(bytes)) {
            break;
        }
        n += sizeof(bytes);
    }
    while (n < len && !is_special((unsigned char)text[n])) {
        n++;
    }
    return n;
}
