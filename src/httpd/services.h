/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_SERVICES_H
#define MCP_HTTPD_SERVICES_H

/* The directives about services outside: MCPService, MCPServiceKey,
 * MCPWebAllow. Start-up only. */

#include <httpd.h>
#include <http_config.h>

const char *mcp_services_set(cmd_parms *cmd, void *config, const char *name,
                             const char *value);
const char *mcp_services_set_key(cmd_parms *cmd, void *config,
                                 const char *name, const char *file);
const char *mcp_services_allow(cmd_parms *cmd, void *config, const char *host);

#endif /* MCP_HTTPD_SERVICES_H */
