/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RESOURCE_URI_H
#define MCP_RESOURCE_URI_H

/* nextcloud://files/<path>?offset=<n>&length=<n>, as RFC 3986 reads it. Pure
 * functions, any thread. */

#include "util/err.h"

#define MCP_URI_FILES "nextcloud://files/"
#define MCP_URI_FILES_TEMPLATE MCP_URI_FILES "{+path}{?offset,length}"

typedef struct mcp_uri_file_t {
    const char *path;   /* decoded: begins with "/"; empty segments and a "/"
                           at the end as they came */
    int has_range;      /* offset or length is there */
    apr_int64_t offset; /* 0 when it is not there */
    apr_int64_t length; /* -1 when it is not there */
} mcp_uri_file_t;

/* MCP_ERR_PARAMS says what is wrong: another beginning, "." or "..", a broken
 * or forbidden escape, a fragment, a query of another form. */
mcp_err_t *mcp_uri_parse_file(mcp_uri_file_t *out, const char *uri,
                              apr_pool_t *pool);

/* The URI of a path; a "/" at its end stays. */
const char *mcp_uri_build_file(apr_pool_t *pool, const char *path);

/* A path as the value of {+path}: a client leaves "%23" as it is, but it
 * would not escape "#", "?" and "%" itself. Without the "/" in front. */
const char *mcp_uri_build_value(apr_pool_t *pool, const char *path);

#endif /* MCP_RESOURCE_URI_H */
