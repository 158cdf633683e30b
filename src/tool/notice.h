/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_NOTICE_H
#define MCP_TOOL_NOTICE_H

/* What MCPNotice adds to text that is published in the user's name. */

#include <apr_pools.h>

/* text with notice (may be NULL) below it. An empty text stays empty, and one
 * that ends with the notice, since it was read and is written back, does not
 * get it twice. */
const char *mcp_notice_add(const char *text, const char *notice,
                           apr_pool_t *pool);

#endif /* MCP_TOOL_NOTICE_H */
