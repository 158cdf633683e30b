/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/provider.h"

#include <stdlib.h>
#include <string.h>

#include <ap_provider.h>
#include <apr_strings.h>

#include "foreign/foreign.h"

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const ap_list_provider_names_t *)a)->provider_name,
                  ((const ap_list_provider_names_t *)b)->provider_name);
}

static mcp_err_t *add_one(mcp_provider_target_t *to, const char *name,
                          apr_pool_t *pconf)
{
    const mcp_provider_t *provider =
        ap_lookup_provider(MCP_PROVIDER_GROUP, name, MCP_PROVIDER_VERSION);
    const char *who = apr_pstrcat(pconf, "provider \"", name, "\"", NULL);
    mcp_foreign_set_t set;
    mcp_err_t *err = mcp_foreign_load(&set, name, provider, pconf);

    if (!err) {
        err = mcp_registry_add(to->tools, set.tools, who, pconf);
    }
    if (!err) {
        err = mcp_prompt_registry_add(to->prompts, set.prompts, who, pconf);
    }
    return err ? err
               : mcp_resource_source_add(to->sources, set.source, who, pconf);
}

mcp_err_t *mcp_provider_add(mcp_provider_target_t *to, apr_pool_t *pconf)
{
    const apr_array_header_t *names = ap_list_provider_names(
        pconf, MCP_PROVIDER_GROUP, MCP_PROVIDER_VERSION);
    int i;

    /* httpd hands them out in the order of a hash. */
    qsort(names->elts, (size_t)names->nelts, sizeof(ap_list_provider_names_t),
          compare_names);
    for (i = 0; i < names->nelts; i++) {
        mcp_err_t *err = add_one(
            to,
            APR_ARRAY_IDX(names, i, ap_list_provider_names_t).provider_name,
            pconf);

        if (err) {
            return err;
        }
    }
    return NULL;
}
