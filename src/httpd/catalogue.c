/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/catalogue.h"

#include <http_log.h>

#include "httpd/log.h"
#include "httpd/provider.h"
#include "tools/native.h"
#include "util/log.h"

#ifndef MCP_DEFAULT_PROMPTS_DIR
#define MCP_DEFAULT_PROMPTS_DIR "/usr/share/mod_mcp/prompts.d"
#endif

#ifndef MCP_DEFAULT_SKILLS_DIR
#define MCP_DEFAULT_SKILLS_DIR "/usr/share/mod_mcp/skills.d"
#endif

APLOG_USE_MODULE(mcp);

static mcp_registry_t *load_tools(const mcp_server_config_t *config,
                                  server_rec *s, apr_pool_t *pconf)
{
    mcp_registry_t *tools;
    mcp_err_t *err =
        mcp_registry_load(&tools, config->tools_dir, mcp_natives, pconf);

    if (err) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, err->status, s,
                     MCP_LOGNO(0005) "MCPToolsDir %s: %s", config->tools_dir,
                     err->message);
    }
    return err ? NULL : tools;
}

static mcp_prompt_registry_t *load_prompts(const mcp_server_config_t *config,
                                           server_rec *s, apr_pool_t *pconf)
{
    const char *dir =
        config->prompts_dir ? config->prompts_dir : MCP_DEFAULT_PROMPTS_DIR;
    mcp_prompt_registry_t *prompts;
    mcp_err_t *err = mcp_prompt_registry_load(&prompts, dir, pconf);

    /* The default directory need not be there: who builds without the
     * delivered prompts has none. */
    if (err && !config->prompts_dir && APR_STATUS_IS_ENOENT(err->status)) {
        return mcp_prompt_registry_create(
            apr_array_make(pconf, 0, sizeof(const mcp_prompt_t *)), pconf);
    }
    if (err) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, err->status, s,
                     MCP_LOGNO(0011) "MCPPromptsDir %s: %s", dir,
                     err->message);
    }
    return err ? NULL : prompts;
}

static mcp_skills_t *load_skills(const mcp_server_config_t *config,
                                 server_rec *s, apr_pool_t *pconf)
{
    const char *dir =
        config->skills_dir ? config->skills_dir : MCP_DEFAULT_SKILLS_DIR;
    mcp_skills_t *skills;
    mcp_err_t *err = mcp_skills_load(&skills, dir, pconf);

    if (err && !config->skills_dir && APR_STATUS_IS_ENOENT(err->status)) {
        return mcp_skills_create(
            apr_array_make(pconf, 0, sizeof(const mcp_skill_t *)), 0, pconf);
    }
    if (err) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, err->status, s,
                     MCP_LOGNO(0070) "MCPSkillsDir %s: %s", dir, err->message);
    }
    return err ? NULL : skills;
}

/* Index 0 is ours, 1 the skills'; then come the providers'. */
#define SKILLS 1

static mcp_resource_registry_t *make_resources(
    const apr_array_header_t *sources, const mcp_skills_t *skills,
    int standalone, apr_pool_t *pconf)
{
    apr_array_header_t *all = apr_array_copy(pconf, sources);

    APR_ARRAY_IDX(all, SKILLS, const mcp_resource_source_t *) =
        &skills->source;
    APR_ARRAY_PUSH(all, const mcp_resource_source_t *) = NULL;
    return mcp_resource_registry_create(
        (const mcp_resource_source_t *const *)all->elts, standalone, pconf);
}

/* What Locations with and without a Nextcloud offer. */
static void publish(mcp_server_config_t *config,
                    const mcp_provider_target_t *all,
                    const mcp_skills_t *skills, apr_pool_t *pconf)
{
    config->skills = skills;
    config->skills_alone = mcp_skills_create(skills->skills, 1, pconf);
    config->registry = all->tools;
    config->prompts = all->prompts;
    config->prompts_alone =
        mcp_prompt_registry_standalone(all->prompts, pconf);
    config->resources = make_resources(all->sources, skills, 0, pconf);
    config->resources_alone =
        make_resources(all->sources, config->skills_alone, 1, pconf);
}

int mcp_catalogue_load(mcp_server_config_t *config, server_rec *s,
                       apr_pool_t *pconf)
{
    mcp_provider_target_t all;
    mcp_skills_t *skills;
    mcp_err_t *err;

    all.tools = load_tools(config, s, pconf);
    all.prompts = all.tools ? load_prompts(config, s, pconf) : NULL;
    skills = all.prompts ? load_skills(config, s, pconf) : NULL;
    if (!skills) {
        return 0;
    }
    all.sources =
        apr_array_make(pconf, 8, sizeof(const mcp_resource_source_t *));
    APR_ARRAY_PUSH(all.sources, const mcp_resource_source_t *) =
        &mcp_resource_builtin;
    APR_ARRAY_PUSH(all.sources, const mcp_resource_source_t *) =
        &skills->source;
    err = mcp_provider_add(&all, pconf);
    if (err) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, err->status, s,
                     MCP_LOGNO(0012) "%s", err->message);
        return 0;
    }
    publish(config, &all, skills, pconf);
    return 1;
}
