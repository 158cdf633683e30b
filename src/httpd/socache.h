/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_SOCACHE_H
#define MCP_HTTPD_SOCACHE_H

/* The store of src/store over httpd's shared object cache (shmcb). */

#include <httpd.h>

#include "store/store.h"

typedef struct mcp_socache_t mcp_socache_t;

/* pre_config: make the mutex known to the Mutex directive. */
apr_status_t mcp_socache_register(apr_pool_t *pconf);

/* post_config: make the cache. *socache is NULL and APR_SUCCESS is returned
 * when the provider's module is not loaded. */
apr_status_t mcp_socache_create(mcp_socache_t **socache, server_rec *s,
                                apr_pool_t *pconf);

/* child_init: open the mutex and hand out the store. NULL for NULL. */
const mcp_store_t *mcp_socache_child_init(mcp_socache_t *socache,
                                          apr_pool_t *pchild);

#endif /* MCP_HTTPD_SOCACHE_H */
