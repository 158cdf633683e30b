/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_ORIGIN_H
#define MCP_HTTPD_ORIGIN_H

/*
 * Who may talk to this endpoint from a browser: the guard against DNS
 * rebinding and foreign pages (MCP, basic/transports, "Security"), and CORS
 * for the ones allowed (Fetch standard).
 */

#include <httpd.h>

#include "httpd/config.h"

/* NULL when Host and Origin may pass, else MCP_ERR_FORBIDDEN. */
mcp_err_t *mcp_origin_check(request_rec *r, const mcp_dir_config_t *config);

/* The CORS headers of any answer to a request whose Origin passed. */
void mcp_origin_add_headers(request_rec *r);

/* Answer OPTIONS. */
int mcp_origin_preflight(request_rec *r);

#endif /* MCP_HTTPD_ORIGIN_H */
