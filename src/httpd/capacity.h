/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_CAPACITY_H
#define MCP_HTTPD_CAPACITY_H

/*
 * What httpd's own directives leave for Nextcloud while MCP waits for it.
 * Start-up only.
 */

#include "httpd/config.h"

/* The default of MCPPark's number: half of the connections that a child takes
 * beyond its workers while half of those are busy; the other half is for
 * whoever keeps a connection open. */
int mcp_capacity_default_parked(void);

/* One line in the log for each directive with which requests may come to wait
 * for themselves. The limits in config have been filled in. */
void mcp_capacity_warn(const mcp_server_config_t *config, server_rec *s);

#endif /* MCP_HTTPD_CAPACITY_H */
