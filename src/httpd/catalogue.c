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

/* What Locations with and without a Nextcloud offer. */
static void publish(mcp_server_config_t *config,
                    const mcp_provider_target_t *all, apr_pool_t *pconf)
{
    const mcp_resource_source_t *const *sources;

    apr_array_push(all->sources); /* the end */
    sources = (const mcp_resource_source_t *const *)all->sources->elts;
    config->registry = all->tools;
    config->prompts = all->prompts;
    config->prompts_alone =
        mcp_prompt_registry_standalone(all->prompts, pconf);
    config->resources = mcp_resource_registry_create(sources, 0, pconf);
    config->resources_alone = mcp_resource_registry_create(sources, 1, pconf);
}

int mcp_catalogue_load(mcp_server_config_t *config, server_rec *s,
                       apr_pool_t *pconf)
{
    mcp_provider_target_t all;
    mcp_err_t *err;

    all.tools = load_tools(config, s, pconf);
    all.prompts = all.tools ? load_prompts(config, s, pconf) : NULL;
    if (!all.prompts) {
        return 0;
    }
    all.sources =
        apr_array_make(pconf, 8, sizeof(const mcp_resource_source_t *));
    APR_ARRAY_PUSH(all.sources, const mcp_resource_source_t *) =
        &mcp_resource_builtin;
    err = mcp_provider_add(&all, pconf);
    if (err) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, err->status, s,
                     MCP_LOGNO(0012) "%s", err->message);
        return 0;
    }
    publish(config, &all, pconf);
    return 1;
}
