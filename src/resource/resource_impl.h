/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RESOURCE_RESOURCE_IMPL_H
#define MCP_RESOURCE_RESOURCE_IMPL_H

/* The readers of Nextcloud's own resources; for the files of this folder
 * only. */

#include "resource/resource.h"
#include "util/json.h"

/* resource_file.c */
mcp_resource_read_fn mcp_resource_file_read;
mcp_err_t *mcp_resource_file_complete(mcp_suggest_t *out, mcp_nc_t *nc,
                                      const mcp_resource_template_t *item,
                                      const mcp_suggest_query_t *query);

/* resource_account.c */
mcp_resource_read_fn mcp_resource_user_read;
mcp_resource_read_fn mcp_resource_capabilities_read;

#endif /* MCP_RESOURCE_RESOURCE_IMPL_H */
