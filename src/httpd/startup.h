/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_STARTUP_H
#define MCP_HTTPD_STARTUP_H

/* From configuration to a child that can serve. httpd runs the first three
 * twice at a start and once per restart. */

#include <httpd.h>

int mcp_startup_pre_config(apr_pool_t *pconf, apr_pool_t *plog,
                           apr_pool_t *ptemp);

/* Read and prove the manifests: here and not in post_config, so that
 * "httpd -t" finds the faults too. */
int mcp_startup_check_config(apr_pool_t *pconf, apr_pool_t *plog,
                             apr_pool_t *ptemp, server_rec *s);

int mcp_startup_post_config(apr_pool_t *pconf, apr_pool_t *plog,
                            apr_pool_t *ptemp, server_rec *s);

/* In each child, before it has threads. */
void mcp_startup_child_init(apr_pool_t *pchild, server_rec *s);

/* A child has been asked to end. */
void mcp_startup_child_stopping(apr_pool_t *pchild, int graceful);

#endif /* MCP_HTTPD_STARTUP_H */
