/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_LOG_H
#define MCP_HTTPD_LOG_H

/* The way from mcp_log() and from errors to httpd's error log. */

#include <httpd.h>
#include <http_config.h>

#include "util/err.h"

extern module AP_MODULE_DECLARE_DATA mcp_module;

/* Start-up: what the core logs goes to s. */
void mcp_log_bind_server(server_rec *s);

/* The one line for a failed request: the chain of err, each cause once. */
void mcp_log_request_error(request_rec *r, const mcp_err_t *err);

#endif /* MCP_HTTPD_LOG_H */
