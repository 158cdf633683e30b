/* SPDX-License-Identifier: Apache-2.0 */

/* From directives to the plain values that a job works with. */

#include "httpd/config.h"

#include <string.h>

#include <apr_strings.h>
#include <apr_uri.h>
#include <http_core.h>
#include <http_protocol.h>

#include "httpd/judge.h"
#include "httpd/mpm.h"

#define MB (1024 * 1024)

#define DEFAULT_URL "self"
#define DEFAULT_CONNECT_TIMEOUT apr_time_from_sec(5)
#define DEFAULT_UPSTREAM_TIMEOUT apr_time_from_sec(30)
#define DEFAULT_JOB_TIMEOUT apr_time_from_sec(60)
#define DEFAULT_KEEP_ALIVE apr_time_from_sec(15)
#define DEFAULT_WATCH_INTERVAL apr_time_from_sec(60)
#define DEFAULT_TASK_RUN apr_time_from_sec(15 * 60)
#define DEFAULT_TASK_KEEP apr_time_from_sec(3600)
#define DEFAULT_ANSWER_TIMEOUT apr_time_from_sec(120)
#define DEFAULT_SESSION_TTL apr_time_from_sec(24 * 3600)
#define DEFAULT_AUTH_TTL apr_time_from_sec(60)
#define DEFAULT_REFUSED_TTL apr_time_from_sec(5)
#define DEFAULT_TOOLS_TTL apr_time_from_sec(60)
#define DEFAULT_MAX_BODY (4 * MB)
#define DEFAULT_MAX_RESPONSE (16 * MB)
#define DEFAULT_MAX_CONTENT (256 * 1024)

#define OR_DEFAULT(value, fallback)                                           \
    ((value) != MCP_UNSET ? (value) : (fallback))

apr_off_t mcp_config_max_body(const mcp_dir_config_t *config)
{
    return OR_DEFAULT(config->max_body, DEFAULT_MAX_BODY);
}

apr_interval_time_t mcp_config_keep_alive(const mcp_dir_config_t *config)
{
    return OR_DEFAULT(config->keep_alive, DEFAULT_KEEP_ALIVE);
}

/* "host:port"; an IPv6 address needs brackets. */
static const char *join_address(apr_pool_t *pool, const char *host,
                                apr_port_t port)
{
    int bare = strchr(host, ':') == NULL;

    return apr_psprintf(pool, "%s%s%s:%d", bare ? "" : "[", host,
                        bare ? "" : "]", (int)port);
}

/* The socket the client is connected to. */
static const char *local_address(request_rec *r)
{
    const conn_rec *c = r->connection;

    return join_address(r->pool, c->local_ip, c->local_addr->port);
}

/* "https://cloud.example.com" as the client of this request knows us. */
static const char *own_origin(request_rec *r, const char *host)
{
    if (!host) {
        host = ap_construct_server(r->pool, ap_get_server_name(r),
                                   ap_get_server_port(r), r);
    }
    return apr_pstrcat(r->pool, ap_http_scheme(r), "://", host, NULL);
}

/* The Nextcloud behind this virtual host: our own socket, under the name the
 * client used (the Host guard has let it pass). */
static void use_self(mcp_nc_config_t *nextcloud,
                     const mcp_dir_config_t *config, request_rec *r)
{
    nextcloud->url = own_origin(r, config->host);
    nextcloud->connect_to = local_address(r);
    nextcloud->public_url = nextcloud->url;
}

/* Another host name than the one in the URL: keep the address, change the
 * name, so that Host, SNI and the certificate check agree. */
static void use_url(mcp_nc_config_t *nextcloud, const mcp_dir_config_t *config,
                    request_rec *r)
{
    apr_uri_t uri;

    nextcloud->url = nextcloud->public_url = config->url;
    if (apr_uri_parse(r->pool, config->url, &uri) != APR_SUCCESS) {
        return;
    }
    /* Links in a colocated Nextcloud have our name, not the address under
     * which we reach it. */
    nextcloud->public_url =
        apr_pstrcat(r->pool, own_origin(r, config->host), uri.path, NULL);
    if (config->host) {
        nextcloud->url = apr_pstrcat(r->pool, uri.scheme, "://", config->host,
                                     uri.path, NULL);
        nextcloud->connect_to = join_address(
            r->pool, uri.hostname,
            uri.port ? uri.port : apr_uri_port_of_scheme(uri.scheme));
    }
}

/* A kind of which there is nothing is not offered at all. */
static void offer(mcp_settings_t *settings, const mcp_server_config_t *server,
                  int with_resources)
{
    int alone = !settings->nextcloud.url;
    const mcp_resource_registry_t *resources =
        alone ? server->resources_alone : server->resources;
    const mcp_prompt_registry_t *prompts =
        alone ? server->prompts_alone : server->prompts;
    const mcp_skills_t *skills = alone ? server->skills_alone : server->skills;

    settings->prompts = prompts->count ? prompts : NULL;
    settings->skills = skills->listing.count ? skills : NULL;
    settings->resources =
        with_resources && !mcp_resource_registry_is_empty(resources)
            ? resources
            : NULL;
}

void mcp_config_settings(mcp_settings_t *settings,
                         const mcp_dir_config_t *config, request_rec *r)
{
    const mcp_server_config_t *server = mcp_config_server(r->server);
    mcp_nc_config_t *nextcloud = &settings->nextcloud;

    memset(settings, 0, sizeof(*settings));
    if (!config->url || !strcmp(config->url, DEFAULT_URL)) {
        use_self(nextcloud, config, r);
    }
    else if (strcmp(config->url, "none") != 0) {
        use_url(nextcloud, config, r);
    }
    nextcloud->connect_timeout =
        OR_DEFAULT(config->connect_timeout, DEFAULT_CONNECT_TIMEOUT);
    nextcloud->timeout =
        OR_DEFAULT(config->upstream_timeout, DEFAULT_UPSTREAM_TIMEOUT);
    nextcloud->max_response =
        (apr_size_t)OR_DEFAULT(config->max_response, DEFAULT_MAX_RESPONSE);
    nextcloud->forward_client = config->forward_client != 0;
    /* The Nextcloud behind it is served by the same workers as a rule. */
    nextcloud->close = !mcp_mpm_is_async();
    settings->policy.rules = config->tools;
    settings->policy.read_only = config->read_only == 1;
    settings->policy.toolset = config->toolset;
    settings->policy.confirm = config->confirm;
    settings->policy.confirm_or_refuse = config->confirm_or_refuse != 0;
    settings->policy.compact = config->compact == 1;
    settings->policy.services = mcp_service_mask(config->services);
    settings->services = config->services;
    settings->web_allow = config->web_allow;
    settings->policy.ask = mcp_judge_find();
    offer(settings, server, config->resources != 0);
    settings->answer_timeout =
        OR_DEFAULT(config->answer_timeout, DEFAULT_ANSWER_TIMEOUT);
    settings->session_ttl =
        OR_DEFAULT(config->session_ttl, DEFAULT_SESSION_TTL);
    settings->job_timeout =
        OR_DEFAULT(config->job_timeout, DEFAULT_JOB_TIMEOUT);
    settings->watch_interval =
        OR_DEFAULT(config->watch_interval, DEFAULT_WATCH_INTERVAL);
    settings->task_run = OR_DEFAULT(config->task_run, DEFAULT_TASK_RUN);
    settings->task_keep = OR_DEFAULT(config->task_keep, DEFAULT_TASK_KEEP);
    settings->auth_ttl = OR_DEFAULT(config->auth_ttl, DEFAULT_AUTH_TTL);
    settings->refused_ttl =
        OR_DEFAULT(config->refused_ttl, DEFAULT_REFUSED_TTL);
    settings->tools_ttl = OR_DEFAULT(config->tools_ttl, DEFAULT_TOOLS_TTL);
    settings->max_content =
        (apr_size_t)OR_DEFAULT(config->max_content, DEFAULT_MAX_CONTENT);
    settings->notice =
        config->notice && *config->notice ? config->notice : NULL;
}
