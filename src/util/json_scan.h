/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_JSON_SCAN_H
#define MCP_UTIL_JSON_SCAN_H

/* The strict reading of JSON text that comes before json-c; used by json.c
 * and the fuzzer. json.h says what is refused. */

#include <apr_pools.h>
#include "util/err.h"

/* NULL when text is one JSON value within our limits. The error lives in
 * pool; nothing else stays there. */
mcp_err_t *mcp_json_scan(const char *text, apr_size_t len, apr_pool_t *pool);

#endif /* MCP_UTIL_JSON_SCAN_H */
