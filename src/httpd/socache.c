/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/socache.h"

#include <string.h>

#include <ap_provider.h>
#include <ap_socache.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <http_config.h>
#include <http_log.h>
#include <http_main.h>
#include <util_mutex.h>

#include "httpd/log.h"
#include "httpd/parse.h"
#include "util/log.h"

APLOG_USE_MODULE(mcp);

#define MUTEX_TYPE "mcp-socache"
#define NAMESPACE "mod_mcp"
#define RETAINED "mod_mcp_socache"

#define SHMCB "shmcb"
/* The file is not made where memory can be shared without one. */
#define SHMCB_ARGUMENT "logs/mcp_socache(%" APR_OFF_T_FMT ")"
#define MB (1024 * 1024)
#define SHMCB_DEFAULT (16 * MB)
#define SHMCB_MIN MB
#define SHMCB_MAX (1024 * MB)

/* redis and memcache count in whole seconds, and cut off. */
#define SECOND apr_time_from_sec(1)
#define ROUNDING (SECOND - 1 + apr_time_from_msec(100))

/* What a restart leaves alone. Plain data and what APR and the provider have
 * made: no function of a module, which may come back at another address. */
typedef struct retained_t {
    unsigned char secret[MCP_HASH_LEN];
    int has_secret;
    apr_pool_t *pool; /* of all below; NULL: there is none */
    const char *argument;
    ap_socache_instance_t *instance;
    apr_global_mutex_t *mutex; /* NULL: the provider locks for itself */
} retained_t;

struct mcp_socache_t {
    const ap_socache_provider_t *provider;
    ap_socache_instance_t *instance;
    apr_global_mutex_t *mutex;
    server_rec *server;
    int whole_seconds;
    mcp_store_t store;
};

static const ap_socache_provider_t *find_provider(const char *name)
{
    return ap_lookup_provider(AP_SOCACHE_PROVIDER_GROUP, name,
                              AP_SOCACHE_PROVIDER_VERSION);
}

static int is_shmcb(const mcp_socache_config_t *config)
{
    return !config->provider || !strcmp(config->provider, SHMCB);
}

int mcp_socache_is_shared(const mcp_socache_config_t *config)
{
    return !is_shmcb(config);
}

/* "64M" for shmcb, where httpd's own form is "path(bytes)". */
static const char *parse_shmcb(mcp_socache_config_t *config, const char *text,
                               apr_pool_t *pool)
{
    apr_off_t size = SHMCB_DEFAULT;
    const char *error = NULL;

    config->argument = text;
    if (!text || apr_isdigit(*text)) {
        if (text) {
            error = mcp_parse_size(&size, text, SHMCB_MIN, SHMCB_MAX, pool);
        }
        config->argument = apr_psprintf(pool, SHMCB_ARGUMENT, size);
    }
    return error;
}

static const char *check_provider(const mcp_socache_config_t *config,
                                  apr_pool_t *pool, apr_pool_t *ptemp)
{
    const ap_socache_provider_t *provider = find_provider(config->provider);
    ap_socache_instance_t *instance;
    const char *error;

    if (!provider) {
        return apr_psprintf(pool,
                            "mod_socache_%s is not loaded (a2enmod "
                            "socache_%s)",
                            config->provider, config->provider);
    }
    error = provider->create(&instance, config->argument, ptemp, ptemp);
    return error ? apr_psprintf(pool, "%s: %s", config->provider, error)
                 : NULL;
}

const char *mcp_socache_parse(mcp_socache_config_t *config, const char *text,
                              apr_pool_t *pool, apr_pool_t *ptemp)
{
    const char *colon = ap_strchr_c(text, ':');
    const char *error = NULL;

    config->provider = colon ? apr_pstrmemdup(pool, text, colon - text) : text;
    config->argument = colon ? colon + 1 : NULL;
    if (!strcmp(config->provider, SHMCB)) {
        error = parse_shmcb(config, config->argument, pool);
    }
    else if (strcmp(config->provider, "redis") != 0
             && strcmp(config->provider, "memcache") != 0) {
        error = apr_psprintf(pool,
                             "\"%s\" is none of shmcb (shmcb:64M), redis "
                             "(redis:127.0.0.1:6379) and memcache "
                             "(memcache:127.0.0.1:11211)",
                             text);
    }
    return error ? error : check_provider(config, pool, ptemp);
}

apr_status_t mcp_socache_register(apr_pool_t *pconf)
{
    return ap_mutex_register(pconf, MUTEX_TYPE, NULL, APR_LOCK_DEFAULT, 0);
}

static retained_t *get_retained(void)
{
    retained_t *retained = ap_retained_data_get(RETAINED);

    return retained ? retained
                    : ap_retained_data_create(RETAINED, sizeof(*retained));
}

const unsigned char *mcp_socache_secret(void)
{
    retained_t *retained = get_retained();

    if (!retained->has_secret
        && apr_generate_random_bytes(retained->secret,
                                     sizeof(retained->secret))
               != APR_SUCCESS) {
        return NULL;
    }
    retained->has_secret = 1;
    return retained->secret;
}

static apr_status_t open_instance(ap_socache_instance_t **instance,
                                  const ap_socache_provider_t *provider,
                                  const char *argument, server_rec *s,
                                  apr_pool_t *pool)
{
    /* For shmcb to divide its memory by: most entries are verdicts and
     * topics, most bytes are parts of results. */
    static const struct ap_socache_hints hints = {MCP_HASH_LEN, 256,
                                                  60 * 1000000};
    const char *error = provider->create(instance, argument, pool, pool);

    if (error) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, s,
                     MCP_LOGNO(0002) "socache %s: %s", provider->name, error);
        return APR_EGENERAL;
    }
    return provider->init(*instance, NAMESPACE, &hints, s, pool);
}

/* Memory of our own, and its lock: both or none of them are new. */
static apr_status_t open_retained(retained_t *retained,
                                  const ap_socache_provider_t *provider,
                                  const char *argument, server_rec *s)
{
    apr_status_t rv = APR_SUCCESS;

    if (retained->pool && !strcmp(retained->argument, argument)) {
        return APR_SUCCESS;
    }
    if (retained->pool) {
        apr_pool_destroy(retained->pool);
    }
    retained->mutex = NULL;
    apr_pool_create(&retained->pool, ap_pglobal);
    apr_pool_tag(retained->pool, RETAINED);
    retained->argument = apr_pstrdup(retained->pool, argument);
    if (provider->flags & AP_SOCACHE_FLAG_NOTMPSAFE) {
        rv = ap_global_mutex_create(&retained->mutex, NULL, MUTEX_TYPE, NULL,
                                    s, retained->pool, 0);
    }
    if (rv == APR_SUCCESS) {
        rv = open_instance(&retained->instance, provider, argument, s,
                           retained->pool);
    }
    if (rv != APR_SUCCESS) {
        apr_pool_destroy(retained->pool);
        retained->pool = NULL;
    }
    return rv;
}

static apr_status_t destroy(void *data)
{
    mcp_socache_t *socache = data;

    socache->provider->destroy(socache->instance, socache->server);
    return APR_SUCCESS;
}

static apr_status_t open_local(mcp_socache_t *socache,
                               const mcp_socache_config_t *config)
{
    retained_t *retained = get_retained();
    apr_status_t rv = open_retained(retained, socache->provider,
                                    config->argument, socache->server);

    socache->instance = retained->instance;
    socache->mutex = retained->mutex;
    return rv;
}

static apr_status_t open_shared(mcp_socache_t *socache,
                                const mcp_socache_config_t *config,
                                apr_pool_t *pconf)
{
    apr_status_t rv = open_instance(&socache->instance, socache->provider,
                                    config->argument, socache->server, pconf);

    if (rv == APR_SUCCESS) {
        apr_pool_cleanup_register(pconf, socache, destroy,
                                  apr_pool_cleanup_null);
    }
    return rv;
}

apr_status_t mcp_socache_create(mcp_socache_t **out,
                                const mcp_socache_config_t *config,
                                const unsigned char *secret, server_rec *s,
                                apr_pool_t *pconf)
{
    mcp_socache_t *socache = apr_pcalloc(pconf, sizeof(*socache));
    mcp_socache_config_t chosen = *config;
    apr_status_t rv;

    *out = NULL;
    if (!chosen.provider) {
        chosen.provider = SHMCB;
        (void)parse_shmcb(&chosen, NULL, pconf);
    }
    socache->server = s;
    socache->store.secret = secret;
    socache->whole_seconds = mcp_socache_is_shared(&chosen);
    socache->provider = find_provider(chosen.provider);
    if (!socache->provider) {
        return APR_SUCCESS;
    }
    rv = is_shmcb(&chosen) ? open_local(socache, &chosen)
                           : open_shared(socache, &chosen, pconf);
    *out = rv == APR_SUCCESS ? socache : NULL;
    return rv;
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
    if (socache->whole_seconds) {
        expiry += ROUNDING;
    }
    /* The interface takes a value it does not change as non-const. */
    rv = socache->provider->store(socache->instance, socache->server, key,
                                  key_len, expiry, (unsigned char *)value, len,
                                  pool);
    unlock(socache);
    return rv;
}

static apr_status_t remove_key(void *baton, const unsigned char *key,
                               unsigned int key_len, apr_pool_t *pool)
{
    mcp_socache_t *socache = baton;
    apr_status_t rv = lock(socache);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = socache->provider->remove(socache->instance, socache->server, key,
                                   key_len, pool);
    unlock(socache);
    return rv == APR_NOTFOUND ? APR_SUCCESS : rv;
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
    socache->store.remove = remove_key;
    return &socache->store;
}
