/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/socache.h"

#include <ap_provider.h>
#include <ap_socache.h>
#include <http_log.h>
#include <util_mutex.h>

#include "httpd/log.h"
#include "util/log.h"

APLOG_USE_MODULE(mcp);

#define MUTEX_TYPE "mcp-socache"
#define NAMESPACE "mod_mcp"
#define PROVIDER "shmcb"
/* A credential takes some 100 bytes: this is room for thousands of users. */
#define PROVIDER_ARGUMENT "logs/mcp_socache(1048576)"

struct mcp_socache_t {
    const ap_socache_provider_t *provider;
    ap_socache_instance_t *instance;
    apr_global_mutex_t *mutex; /* NULL: the provider locks for itself */
    server_rec *server;
    mcp_store_t store;
};

apr_status_t mcp_socache_register(apr_pool_t *pconf)
{
    return ap_mutex_register(pconf, MUTEX_TYPE, NULL, APR_LOCK_DEFAULT, 0);
}

static apr_status_t destroy(void *data)
{
    mcp_socache_t *socache = data;

    socache->provider->destroy(socache->instance, socache->server);
    return APR_SUCCESS;
}

static apr_status_t open_instance(mcp_socache_t *socache, apr_pool_t *pconf)
{
    static const struct ap_socache_hints hints = {64, 64, 60 * 1000000};
    const char *error = socache->provider->create(
        &socache->instance, PROVIDER_ARGUMENT, pconf, pconf);

    if (error) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, socache->server,
                     MCP_LOGNO(0002) "socache " PROVIDER ": %s", error);
        return APR_EGENERAL;
    }
    return socache->provider->init(socache->instance, NAMESPACE, &hints,
                                   socache->server, pconf);
}

apr_status_t mcp_socache_create(mcp_socache_t **out, server_rec *s,
                                apr_pool_t *pconf)
{
    mcp_socache_t *socache = apr_pcalloc(pconf, sizeof(*socache));
    apr_status_t rv;

    *out = NULL;
    socache->server = s;
    socache->provider = ap_lookup_provider(AP_SOCACHE_PROVIDER_GROUP, PROVIDER,
                                           AP_SOCACHE_PROVIDER_VERSION);
    if (!socache->provider) {
        return APR_SUCCESS;
    }
    if (socache->provider->flags & AP_SOCACHE_FLAG_NOTMPSAFE) {
        rv = ap_global_mutex_create(&socache->mutex, NULL, MUTEX_TYPE, NULL, s,
                                    pconf, 0);
        if (rv != APR_SUCCESS) {
            return rv;
        }
    }
    rv = open_instance(socache, pconf);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    apr_pool_cleanup_register(pconf, socache, destroy, apr_pool_cleanup_null);
    *out = socache;
    return APR_SUCCESS;
}

static apr_status_t lock(mcp_socache_t *socache)
{
    return socache->mutex ? apr_global_mutex_lock(socache->mutex)
                          : APR_SUCCESS;
}

static void unlock(mcp_socache_t *socache)
{
    if (socache->mutex) {
        apr_global_mutex_unlock(socache->mutex);
    }
}

static apr_status_t get(void *baton, const unsigned char *key,
                        unsigned int key_len, unsigned char *value,
                        unsigned int *len, apr_pool_t *pool)
{
    mcp_socache_t *socache = baton;
    apr_status_t rv = lock(socache);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = socache->provider->retrieve(socache->instance, socache->server, key,
                                     key_len, value, len, pool);
    unlock(socache);
    return rv;
}

static apr_status_t set(void *baton, const unsigned char *key,
                        unsigned int key_len, apr_time_t expiry,
                        const unsigned char *value, unsigned int len,
                        apr_pool_t *pool)
{
    mcp_socache_t *socache = baton;
    apr_status_t rv = lock(socache);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    /* The interface takes a value it does not change as non-const. */
    rv = socache->provider->store(socache->instance, socache->server, key,
                                  key_len, expiry, (unsigned char *)value, len,
                                  pool);
    unlock(socache);
    return rv;
}

const mcp_store_t *mcp_socache_child_init(mcp_socache_t *socache,
                                          apr_pool_t *pchild)
{
    const char *file;

    if (!socache) {
        return NULL;
    }
    if (socache->mutex) {
        file = apr_global_mutex_lockfile(socache->mutex);
        if (apr_global_mutex_child_init(&socache->mutex, file, pchild)
            != APR_SUCCESS) {
            return NULL;
        }
    }
    socache->store.baton = socache;
    socache->store.get = get;
    socache->store.set = set;
    return &socache->store;
}
