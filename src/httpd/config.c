/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/config.h"

#include <string.h>

#include <ap_expr.h>
#include <http_core.h>

#include "httpd/private.h"

#ifndef MCP_DEFAULT_TOOLS_DIR
#define MCP_DEFAULT_TOOLS_DIR "/usr/share/mod_mcp/tools.d"
#endif

mcp_server_config_t *mcp_config_server(const server_rec *s)
{
    return ap_get_module_config(s->module_config, &mcp_module);
}

const mcp_dir_config_t *mcp_config_dir(const request_rec *r)
{
    return ap_get_module_config(r->per_dir_config, &mcp_module);
}

void *mcp_config_create_server(apr_pool_t *pool, server_rec *s)
{
    static const mcp_socache_config_t default_store = {NULL, NULL};
    mcp_server_config_t *config = apr_pcalloc(pool, sizeof(*config));

    config->job_threads = MCP_UNSET;
    config->max_waiting = MCP_UNSET;
    config->max_streams = MCP_UNSET;
    config->user_streams = MCP_UNSET;
    config->park = 0;
    config->max_parked = MCP_UNSET;
    config->tools_dir = MCP_DEFAULT_TOOLS_DIR;
    config->prompts_dir = NULL;
    config->skills_dir = NULL;
    config->store = default_store;
    config->given_secret = NULL;
    return config;
}

void *mcp_config_merge_server(apr_pool_t *pool, void *base, void *add)
{
    /* These directives stand in the main server only, and what is made from
     * them at start-up and in the child must be seen by every host. */
    return base;
}

void *mcp_config_create_dir(apr_pool_t *pool, char *dir)
{
    mcp_dir_config_t *config = apr_pcalloc(pool, sizeof(*config));

    config->connect_timeout = MCP_UNSET;
    config->upstream_timeout = MCP_UNSET;
    config->job_timeout = MCP_UNSET;
    config->keep_alive = MCP_UNSET;
    config->watch_interval = MCP_UNSET;
    config->task_run = MCP_UNSET;
    config->task_keep = MCP_UNSET;
    config->answer_timeout = MCP_UNSET;
    config->session_ttl = MCP_UNSET;
    config->auth_ttl = MCP_UNSET;
    config->refused_ttl = MCP_UNSET;
    config->tools_ttl = MCP_UNSET;
    config->max_body = MCP_UNSET;
    config->max_response = MCP_UNSET;
    config->max_content = MCP_UNSET;
    config->read_only = MCP_UNSET;
    config->confirm_or_refuse = MCP_UNSET;
    config->compact = MCP_UNSET;
    config->resources = MCP_UNSET;
    config->forward_client = MCP_UNSET;
    return config;
}

#define MERGE_POINTER(member)                                                 \
    merged->member = add->member ? add->member : base->member
#define MERGE_NUMBER(member)                                                  \
    merged->member = add->member != MCP_UNSET ? add->member : base->member

void *mcp_config_merge_dir(apr_pool_t *pool, void *base_data, void *add_data)
{
    const mcp_dir_config_t *base = base_data;
    const mcp_dir_config_t *add = add_data;
    mcp_dir_config_t *merged = apr_pcalloc(pool, sizeof(*merged));

    MERGE_POINTER(url);
    MERGE_POINTER(host);
    MERGE_NUMBER(connect_timeout);
    MERGE_NUMBER(upstream_timeout);
    MERGE_NUMBER(job_timeout);
    MERGE_NUMBER(keep_alive);
    MERGE_NUMBER(watch_interval);
    MERGE_NUMBER(task_run);
    MERGE_NUMBER(task_keep);
    MERGE_NUMBER(answer_timeout);
    MERGE_NUMBER(session_ttl);
    MERGE_NUMBER(auth_ttl);
    MERGE_NUMBER(refused_ttl);
    MERGE_NUMBER(tools_ttl);
    MERGE_NUMBER(max_body);
    MERGE_NUMBER(max_response);
    MERGE_NUMBER(max_content);
    /* Lists replace: adding to an outer list would let a new outer line
     * widen what an inner Location was meant to allow. Sharing the pointer
     * also keeps the lists out of the request's pool. */
    MERGE_POINTER(tools);
    MERGE_POINTER(toolset);
    MERGE_POINTER(confirm);
    MERGE_NUMBER(confirm_or_refuse);
    MERGE_NUMBER(compact);
    MERGE_NUMBER(read_only);
    MERGE_NUMBER(resources);
    MERGE_POINTER(origins);
    MERGE_POINTER(services);
    MERGE_POINTER(web_allow);
    MERGE_NUMBER(forward_client);
    MERGE_POINTER(notice);
    return merged;
}

int mcp_config_is_ours(request_rec *r)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);
    const char *handler = core->handler;
    const char *error = NULL;

    if (core->expr_handler) {
        handler = ap_expr_str_exec(r, core->expr_handler, &error);
    }
    return handler && !error && !strcmp(handler, MCP_HANDLER);
}
