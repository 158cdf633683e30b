/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_JSON_MEMBER_H
#define MCP_UTIL_JSON_MEMBER_H

/* Places in JSON text: for handing on a value byte for byte, and for finding
 * one by its RFC 6901 pointer. */

#include "util/json.h"

/* The text of a member's value in an object that mcp_json_parse has
 * accepted; NULL when there is none. Names written with escapes are not
 * found. */
const char *mcp_json_member_text(const char *object, const char *name,
                                 apr_size_t *len);

/* The value at "/a/0/b" ("": json itself); NULL when there is none. */
const mcp_json_t *mcp_json_member_at(const mcp_json_t *json,
                                     const char *pointer, apr_pool_t *pool);

/* The value as text that is equal for equal values: without white space,
 * the members of objects sorted by name. */
const char *mcp_json_member_canonical(const mcp_json_t *json,
                                      apr_pool_t *pool);

#endif /* MCP_UTIL_JSON_MEMBER_H */
