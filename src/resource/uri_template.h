/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RESOURCE_URI_TEMPLATE_H
#define MCP_RESOURCE_URI_TEMPLATE_H

/*
 * URI templates (RFC 6570), read backwards: which values make this URI?
 *
 * Of the RFC there are "{name}", a segment; "{+name}", anything; and at the
 * end "{?name,name}", a query whose parts may be missing. That is what can
 * be told apart without trying.
 */

#include "util/json.h"

#define MCP_URI_TEMPLATE_MAX 1024 /* bytes of its text */

typedef struct mcp_uri_template_t mcp_uri_template_t;

/* Start-up only; the error names pointer and what is wrong. */
mcp_err_t *mcp_uri_template_parse(mcp_uri_template_t **out, const char *text,
                                  const char *pointer, apr_pool_t *pool);

/* The values that make uri, decoded, as an object of strings; NULL when none
 * do. Any thread. */
mcp_json_t *mcp_uri_template_match(const mcp_uri_template_t *item,
                                   const char *uri, apr_pool_t *pool);

#endif /* MCP_RESOURCE_URI_TEMPLATE_H */
