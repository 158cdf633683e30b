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

static mcp_err_t *add_one(mcp_registry_t *registry, const char *name,
                          apr_pool_t *pconf)
{
    apr_array_header_t *tools = apr_array_make(pconf, 8, sizeof(mcp_tool_t *));
    const mcp_provider_t *provider =
        ap_lookup_provider(MCP_PROVIDER_GROUP, name, MCP_PROVIDER_VERSION);
    mcp_err_t *err = mcp_foreign_load(tools, name, provider, pconf);

    if (err) {
        return err;
    }
    return mcp_registry_add(
        registry, tools, apr_pstrcat(pconf, "provider \"", name, "\"", NULL),
        pconf);
}

mcp_err_t *mcp_provider_add(mcp_registry_t *registry, apr_pool_t *pconf)
{
    const apr_array_header_t *names = ap_list_provider_names(
        pconf, MCP_PROVIDER_GROUP, MCP_PROVIDER_VERSION);
    int i;

    /* httpd hands them out in the order of a hash. */
    qsort(names->elts, (size_t)names->nelts, sizeof(ap_list_provider_names_t),
          compare_names);
    for (i = 0; i < names->nelts; i++) {
        mcp_err_t *err = add_one(
            registry,
            APR_ARRAY_IDX(names, i, ap_list_provider_names_t).provider_name,
            pconf);

        if (err) {
            return err;
        }
    }
    return NULL;
}
