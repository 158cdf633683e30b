/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/startup.h"

#include <apr_strings.h>
#include <http_config.h>
#include <http_core.h>
#include <http_log.h>
#include <http_main.h>

#include "httpd/capacity.h"
#include "httpd/catalogue.h"
#include "httpd/config.h"
#include "httpd/log.h"
#include "httpd/monitor.h"
#include "httpd/park.h"
#include "httpd/socache.h"
#include "mod_mcp.h"
#include "util/log.h"

APLOG_USE_MODULE(mcp);

/* A stream for each of a few clients that a user may have open. */
#define DEFAULT_USER_STREAMS 4

int mcp_startup_pre_config(apr_pool_t *pconf, apr_pool_t *plog,
                           apr_pool_t *ptemp)
{
    apr_status_t rv = mcp_socache_register(pconf);

    if (rv != APR_SUCCESS) {
        ap_log_perror(APLOG_MARK, APLOG_CRIT, rv, plog,
                      MCP_LOGNO(0004) "cannot register a mutex");
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    return OK;
}

/* A mistyped name would allow or deny nothing, silently. */
static void warn_of_unused_rules(const mcp_registry_t *registry, server_rec *s,
                                 apr_pool_t *pconf)
{
    const apr_array_header_t *rules = mcp_config_rules(pconf);
    int i;

    for (i = 0; rules && i < rules->nelts; i++) {
        const mcp_config_rule_t *listed =
            &APR_ARRAY_IDX(rules, i, mcp_config_rule_t);

        if (!mcp_policy_is_used(&listed->rule, registry)) {
            ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                         MCP_LOGNO(0010) "%s:%d: %s: no tool matches "
                                         "\"%s%s\"",
                         listed->file, listed->line, listed->directive,
                         mcp_policy_prefix(&listed->rule),
                         listed->rule.pattern);
        }
    }
}

int mcp_startup_check_config(apr_pool_t *pconf, apr_pool_t *plog,
                             apr_pool_t *ptemp, server_rec *s)
{
    mcp_server_config_t *config = mcp_config_server(s);

    if (!mcp_catalogue_load(config, s, pconf)) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    warn_of_unused_rules(config->registry, s, pconf);
    return OK;
}

/* Limits follow the MPM unless they are set. */
static void fill_limits(mcp_server_config_t *config)
{
    if (config->max_waiting == MCP_UNSET) {
        config->max_waiting = mcp_gate_default_limit();
    }
    if (config->max_streams == MCP_UNSET) {
        config->max_streams = mcp_gate_default_streams(config->max_waiting);
    }
    if (config->user_streams == MCP_UNSET) {
        config->user_streams = DEFAULT_USER_STREAMS;
    }
    config->park = config->park && mcp_park_is_supported();
    if (config->max_parked == MCP_UNSET) {
        config->max_parked = mcp_capacity_default_parked();
    }
    if (config->job_threads == MCP_UNSET) {
        config->job_threads = config->max_waiting;
    }
}

/* With MCPPark the number of streams is one of connections: those that cannot
 * be parked still must not take all places. */
static int max_held_streams(const mcp_server_config_t *config)
{
    int held = mcp_gate_default_streams(config->max_waiting);

    return config->park && held < config->max_streams ? held
                                                      : config->max_streams;
}

static void warn_of_park(const mcp_server_config_t *config, server_rec *s)
{
    if (config->park && !mcp_park_is_supported()) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                     MCP_LOGNO(0018) "MCPPark On has no effect: it needs the "
                                     "event MPM of httpd 2.4.63 or newer, on "
                                     "Linux");
    }
}

static apr_status_t prepare(mcp_server_config_t *config, server_rec *s,
                            apr_pool_t *pconf)
{
    mcp_gate_limits_t limits;
    apr_status_t rv;

    warn_of_park(config, s);
    fill_limits(config);
    limits.waiting = config->max_waiting;
    limits.streams = config->max_streams;
    limits.held = max_held_streams(config);
    limits.parked = config->max_parked;
    config->secret =
        config->given_secret ? config->given_secret : mcp_socache_secret();
    if (!config->secret) {
        return APR_EGENERAL;
    }
    rv = mcp_gate_create(&config->gate, &limits, pconf);
    if (rv == APR_SUCCESS) {
        rv = mcp_socache_create(&config->socache, &config->store,
                                config->secret, s, pconf);
    }
    return rv;
}

int mcp_startup_post_config(apr_pool_t *pconf, apr_pool_t *plog,
                            apr_pool_t *ptemp, server_rec *s)
{
    mcp_server_config_t *config = mcp_config_server(s);
    apr_status_t rv;

    mcp_log_bind_server(s);
    ap_add_version_component(pconf, "mod_mcp/" MOD_MCP_VERSION);
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) {
        return OK;
    }
    rv = prepare(config, s, pconf);
    if (rv != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, rv, s,
                     MCP_LOGNO(0006) "cannot prepare shared memory");
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    if (!config->socache) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                     MCP_LOGNO(0007) "mod_socache_shmcb is not loaded: every "
                                     "request asks Nextcloud who its user is");
    }
    if (mcp_socache_is_shared(&config->store) && !config->given_secret) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                     MCP_LOGNO(0050) "MCPStore is %s, but no MCPSecretFile is "
                                     "given: other servers and the next "
                                     "start of this one find nothing in it",
                     config->store.provider);
    }
    mcp_capacity_warn(config, s);
    ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, s,
                 MCP_LOGNO(0008) "mod_mcp/" MOD_MCP_VERSION ": %d tools, "
                                 "%d prompts, %d job threads, %d may wait",
                 config->registry->count, config->prompts->count,
                 config->job_threads, config->max_waiting);
    return OK;
}

/* Connections outlive the child's pool. */
static apr_status_t forget_monitor(void *config)
{
    ((mcp_server_config_t *)config)->monitor = NULL;
    return APR_SUCCESS;
}

static apr_status_t create_monitor(mcp_server_config_t *config,
                                   apr_pool_t *pchild)
{
    apr_status_t rv = mcp_monitor_create(&config->monitor, pchild);

    if (rv == APR_SUCCESS) {
        apr_pool_pre_cleanup_register(pchild, config, forget_monitor);
    }
    return rv;
}

void mcp_startup_child_init(apr_pool_t *pchild, server_rec *s)
{
    mcp_server_config_t *config = mcp_config_server(s);
    mcp_engine_config_t engine;
    apr_status_t rv;

    engine.registry = config->registry;
    engine.store = mcp_socache_child_init(config->socache, pchild);
    engine.secret = config->secret;
    engine.threads = config->job_threads;
    engine.parked = config->park ? config->max_parked : 0;
    rv = mcp_tally_create(&config->streams, pchild);
    if (rv == APR_SUCCESS) {
        rv = mcp_engine_create(&config->engine, &engine, pchild);
    }
    /* After the engine, so that it stops before: it asks what uses that. */
    if (rv == APR_SUCCESS && config->park) {
        rv = create_monitor(config, pchild);
    }
    if (rv != APR_SUCCESS) {
        config->engine = NULL;
        ap_log_error(APLOG_MARK, APLOG_CRIT, rv, s,
                     MCP_LOGNO(0009) "cannot start the job threads of this "
                                     "child");
    }
}

void mcp_startup_child_stopping(apr_pool_t *pchild, int graceful)
{
    mcp_server_config_t *config = mcp_config_server(ap_server_conf);

    if (config->engine) {
        mcp_engine_stopping(config->engine, graceful);
    }
}
