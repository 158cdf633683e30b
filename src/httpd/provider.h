/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_PROVIDER_H
#define MCP_HTTPD_PROVIDER_H

/* What other modules have registered (mod_mcp.h). */

#include "tool/registry.h"

/* check_config: add the tools of all providers, in the order of their names.
 * The error's message names the provider, the place and the reason. */
mcp_err_t *mcp_provider_add(mcp_registry_t *registry, apr_pool_t *pconf);

#endif /* MCP_HTTPD_PROVIDER_H */
