/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_FAULT_H
#define MCP_NEXTCLOUD_FAULT_H

/* What an answer of Nextcloud says went wrong, in any of its dialects: OCS
 * envelopes, the JSON of apps, Sabre's XML, plain text. One thread. */

#include "nextcloud/http.h"

typedef struct mcp_fault_t {
    const char *message;   /* one line, of bounded length; "" when none */
    const char *exception; /* Sabre's, with its namespace; or NULL */
    const char *header;    /* request header that Sabre blames; or NULL */
} mcp_fault_t;

void mcp_fault_read(mcp_fault_t *fault, const mcp_http_response_t *response,
                    apr_pool_t *pool);

/* "<what>: Nextcloud says 404 Not Found: <message>. <advice>" as an
 * MCP_ERR_TOOL with upstream = status. */
mcp_err_t *mcp_fault_err(int status, const mcp_http_response_t *response,
                         const char *what, apr_pool_t *pool);

/* "Not Found" for 404; "" for what is not used here. */
const char *mcp_fault_reason(int status);

/* Is the body HTML, as of a page for people? */
int mcp_fault_is_html(const mcp_http_response_t *response);

#endif /* MCP_NEXTCLOUD_FAULT_H */
