/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_HANDLER_H
#define MCP_HTTPD_HANDLER_H

#include <httpd.h>

/* handler: one request to the MCP endpoint, from the checks to the answer. */
int mcp_handler(request_rec *r);

#endif /* MCP_HTTPD_HANDLER_H */
