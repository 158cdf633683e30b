/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_SECRET_H
#define MCP_HTTPD_SECRET_H

/* The file of MCPSecretFile. Start-up only. */

#include <apr_pools.h>

/* *secret: MCP_HASH_LEN bytes made from the text in path. NULL, or what is
 * wrong with the file. */
const char *mcp_secret_read(const unsigned char **secret, const char *path,
                            apr_pool_t *pool);

#endif /* MCP_HTTPD_SECRET_H */
