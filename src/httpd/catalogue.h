/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_CATALOGUE_H
#define MCP_HTTPD_CATALOGUE_H

/* Everything this server offers: tools, resources and prompts, of its own
 * and of other modules. */

#include "httpd/config.h"

/* check_config: read and prove it all. 0, after saying why in the log. */
int mcp_catalogue_load(mcp_server_config_t *config, server_rec *s,
                       apr_pool_t *pconf);

#endif /* MCP_HTTPD_CATALOGUE_H */
