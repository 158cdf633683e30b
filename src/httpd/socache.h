/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_SOCACHE_H
#define MCP_HTTPD_SOCACHE_H

/*
 * The store of src/store over one of httpd's shared object caches.
 *
 * shmcb is memory of this server. Other modules' shmcb is emptied by every
 * restart; ours is kept, with its lock and the secret that its keys are made
 * with, in memory of the parent process. For the children of the last
 * generation still work on tasks whose readers ask the next one, and log
 * rotation restarts a server every night. It is made anew when MCPStore has
 * changed. redis and memcache are servers of their own, which several httpds
 * can share.
 */

#include <httpd.h>

#include "store/store.h"

typedef struct mcp_socache_t mcp_socache_t;

/* MCPStore: what it says, with the defaults filled in. */
typedef struct mcp_socache_config_t {
    const char *provider; /* "shmcb", "redis" or "memcache" */
    const char *argument;
} mcp_socache_config_t;

/* "provider" or "provider:arguments". NULL or what is wrong with it, from
 * the provider's own mouth as far as it goes. */
const char *mcp_socache_parse(mcp_socache_config_t *config, const char *text,
                              apr_pool_t *pool, apr_pool_t *ptemp);

/* pre_config: make the mutex known to the Mutex directive. */
apr_status_t mcp_socache_register(apr_pool_t *pconf);

/* post_config: make the cache. config->provider NULL: the default; then
 * *socache is NULL and APR_SUCCESS is returned when its module is not
 * loaded. secret: MCP_HASH_LEN bytes, or NULL for a random one. */
apr_status_t mcp_socache_create(mcp_socache_t **socache,
                                const mcp_socache_config_t *config,
                                const unsigned char *secret, server_rec *s,
                                apr_pool_t *pconf);

/* Can other servers share it? */
int mcp_socache_is_shared(const mcp_socache_config_t *config);

/* A random secret that stays the same until the server is stopped.
 * MCP_HASH_LEN bytes; NULL when there is no randomness. */
const unsigned char *mcp_socache_secret(void);

/* child_init: open the mutex and hand out the store. NULL for NULL. */
const mcp_store_t *mcp_socache_child_init(mcp_socache_t *socache,
                                          apr_pool_t *pchild);

#endif /* MCP_HTTPD_SOCACHE_H */
