/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_PRIVATE_H
#define MCP_HTTPD_PRIVATE_H

/* The module record, for the files that register or look up its config. */

#include <httpd.h>
#include <http_config.h>

extern module AP_MODULE_DECLARE_DATA mcp_module;

#define MCP_HANDLER "mcp"

#endif /* MCP_HTTPD_PRIVATE_H */
