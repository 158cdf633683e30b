/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_CHANGES_H
#define MCP_NEXTCLOUD_CHANGES_H

/* Which of the user's files a request has changed, as far as it can be seen
 * from the request: all of WebDAV does. */

#include "nextcloud/client.h"

/* The request was a success: tells nc->changed, if there is one. */
void mcp_changes_tell(const mcp_nc_t *nc, const mcp_nc_request_t *request);

#endif /* MCP_NEXTCLOUD_CHANGES_H */
