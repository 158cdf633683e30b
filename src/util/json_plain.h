/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_JSON_PLAIN_H
#define MCP_UTIL_JSON_PLAIN_H

#include <apr.h>

/* How many bytes at the beginning of text are ASCII and stand for themselves
 * in a JSON string: no quote, no backslash, no control character. */
apr_size_t mcp_json_plain(const char *text, apr_size_t len);

#endif /* MCP_UTIL_JSON_PLAIN_H */
