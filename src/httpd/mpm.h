/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_MPM_H
#define MCP_HTTPD_MPM_H

/* What the MPM of this server is like. After the configuration has been read;
 * any thread. */

/* A number of ap_mpm_query (AP_MPMQ_...); fallback where the MPM has none. */
int mcp_mpm_query(int code, int fallback);

int mcp_mpm_is_threaded(void);

/* Does it wait for a further request on a connection without spending a worker
 * on it (event)? With worker and prefork everything that keeps a connection
 * open for nothing keeps Nextcloud's requests out. */
int mcp_mpm_is_async(void);

/* Is this child to end? Every MPM's child knows it in time, while the hook for
 * it runs in prefork when the request is over. */
int mcp_mpm_is_stopping(void);

#endif /* MCP_HTTPD_MPM_H */
