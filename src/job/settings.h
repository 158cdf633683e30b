/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_SETTINGS_H
#define MCP_JOB_SETTINGS_H

/*
 * What the administrator set for a Location, in plain values.
 *
 * httpd merges the settings of a Location per request in the request's pool,
 * so a job copies the structure. What it points to lives in the
 * configuration pool (or, for nextcloud, in the job's own).
 */

#include "nextcloud/client.h"
#include "prompt/prompt_registry.h"
#include "resource/resource_registry.h"
#include "resource/skill.h"
#include "tool/policy.h"

typedef struct mcp_settings_t {
    mcp_nc_config_t nextcloud;
    mcp_policy_t policy;
    const mcp_resource_registry_t *resources; /* NULL: not offered */
    const mcp_prompt_registry_t *prompts;     /* NULL: there are none */
    const mcp_skills_t *skills;               /* NULL: there are none */
    const mcp_services_t *services;           /* NULL: all are off */
    const apr_array_header_t *web_allow;      /* as mcp_web_t has it */
    apr_interval_time_t job_timeout;
    apr_interval_time_t watch_interval; /* streams ask Nextcloud; 0: never */
    apr_interval_time_t task_run;       /* a task may work; 0: no tasks */
    apr_interval_time_t task_keep;      /* and is kept behind that */
    apr_interval_time_t answer_timeout; /* of the client, when it is asked */
    apr_interval_time_t session_ttl;    /* of one that is not used */
    apr_interval_time_t auth_ttl;       /* a good credential is remembered */
    apr_interval_time_t refused_ttl;    /* a refused one */
    apr_interval_time_t tools_ttl;      /* a user's tool list */
    const char *notice;                 /* for published text, or NULL */
    apr_size_t max_content;             /* bytes of file content per result */
} mcp_settings_t;

#endif /* MCP_JOB_SETTINGS_H */
