/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_CONFIG_H
#define MCP_HTTPD_CONFIG_H

/*
 * Directives. Two sets of values: one for the whole server (threads, tools),
 * one per Location (which Nextcloud, what is allowed), merged by httpd.
 *
 * A member is added in six places, and t/check/directives.sh names the ones
 * that were forgotten: here, create and merge in config.c, the table in
 * directives.c, docs/directives/, conf/mcp.conf.
 */

#include <httpd.h>
#include <http_config.h>

#include "job/engine.h"
#include "job/settings.h"
#include "job/tally.h"
#include "httpd/gate.h"
#include "httpd/socache.h"

/* Values of the whole server; made from the main server's directives. */
typedef struct mcp_server_config_t {
    int job_threads;         /* MCPJobThreads; MCP_UNSET: as max_waiting */
    int max_waiting;         /* MCPMaxWaiting; MCP_UNSET: half the workers */
    int max_streams;         /* MCPMaxStreams; MCP_UNSET: half of those */
    int user_streams;        /* the same, for one user */
    int park;                /* MCPPark: 1: On; as it can be, after start-up */
    int max_parked;          /* the same, how many; MCP_UNSET: half of the
                                connections that a busy child takes */
    const char *tools_dir;   /* MCPToolsDir */
    const char *prompts_dir; /* MCPPromptsDir; NULL: the default, which need
                                not exist */
    const char *skills_dir;  /* MCPSkillsDir; NULL: as prompts_dir */
    mcp_socache_config_t store;        /* MCPStore */
    const unsigned char *given_secret; /* MCPSecretFile: MCP_HASH_LEN bytes */

    /* made at start-up */
    const mcp_registry_t *registry;
    const mcp_resource_registry_t *resources;
    const mcp_resource_registry_t *resources_alone; /* without a Nextcloud */
    const mcp_prompt_registry_t *prompts;
    const mcp_prompt_registry_t *prompts_alone;
    const mcp_skills_t *skills;
    const mcp_skills_t *skills_alone;
    mcp_socache_t *socache;      /* NULL: no provider */
    const unsigned char *secret; /* MCP_HASH_LEN bytes */
    mcp_gate_t *gate;
    mcp_engine_t *engine;          /* in a child */
    struct mcp_monitor_t *monitor; /* in a child that parks (park.h) */
    mcp_tally_t *streams;          /* in a child: event streams per user */
} mcp_server_config_t;

/* Values of a Location. */
typedef struct mcp_dir_config_t {
    const char *url;  /* MCPNextcloudURL; "self": this virtual host;
                         "none": there is none */
    const char *host; /* MCPNextcloudHost; NULL: as in the URL */
    apr_interval_time_t connect_timeout;
    apr_interval_time_t upstream_timeout;
    apr_interval_time_t job_timeout;
    apr_interval_time_t keep_alive;
    apr_interval_time_t watch_interval;
    apr_interval_time_t task_run;       /* MCPTaskTimeout; 0: no tasks */
    apr_interval_time_t task_keep;      /* the same, of the result */
    apr_interval_time_t answer_timeout; /* MCPAnswerTimeout */
    apr_interval_time_t session_ttl;    /* MCPSessionTimeout */
    apr_interval_time_t auth_ttl;
    apr_interval_time_t refused_ttl;
    apr_interval_time_t tools_ttl;
    apr_off_t max_body;
    apr_off_t max_response;
    apr_off_t max_content;
    apr_array_header_t *tools;     /* MCPTools: mcp_policy_rule_t */
    apr_array_header_t *toolset;   /* MCPToolset: the same */
    apr_array_header_t *confirm;   /* MCPConfirm: the same */
    int confirm_or_refuse;         /* MCPConfirmFallback */
    int compact;                   /* MCPCompact */
    int read_only;                 /* MCPReadOnly */
    int resources;                 /* MCPResources */
    apr_array_header_t *origins;   /* MCPAllowOrigin: const char * */
    mcp_services_t *services;      /* MCPService, MCPServiceKey */
    apr_array_header_t *web_allow; /* MCPWebAllow: const char * */
    int forward_client;            /* MCPForwardClientAddress */
    const char *notice;            /* MCPNotice; "": Off */
} mcp_dir_config_t;

/* One word of an MCPTools or MCPConfirm and where it stands. */
typedef struct mcp_config_rule_t {
    mcp_policy_rule_t rule;
    const char *directive;
    const char *file;
    int line;
} mcp_config_rule_t;

#define MCP_UNSET (-1)

extern const command_rec mcp_directives[];

void *mcp_config_create_server(apr_pool_t *pool, server_rec *s);
void *mcp_config_merge_server(apr_pool_t *pool, void *base, void *add);
void *mcp_config_create_dir(apr_pool_t *pool, char *dir);
void *mcp_config_merge_dir(apr_pool_t *pool, void *base, void *add);

/* All rules of this configuration (mcp_config_rule_t), or NULL. */
const apr_array_header_t *mcp_config_rules(apr_pool_t *pconf);

mcp_server_config_t *mcp_config_server(const server_rec *s);
const mcp_dir_config_t *mcp_config_dir(const request_rec *r);

/* Values with their defaults filled in. */
apr_off_t mcp_config_max_body(const mcp_dir_config_t *config);
apr_interval_time_t mcp_config_keep_alive(const mcp_dir_config_t *config);

/* The settings a job works with. For "self" the address of this connection
 * is used. NULL and a log line never: every combination is usable. */
void mcp_config_settings(mcp_settings_t *settings,
                         const mcp_dir_config_t *config, request_rec *r);

/* Does this request's Location say SetHandler mcp? Known before the
 * handler is (while the URL is being mapped). */
int mcp_config_is_ours(request_rec *r);

#endif /* MCP_HTTPD_CONFIG_H */
