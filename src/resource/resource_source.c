/* SPDX-License-Identifier: Apache-2.0 */

#include "resource/resource_registry.h"

#include <string.h>

static int has_uri(const mcp_resource_source_t *source, const char *uri,
                   int before)
{
    const mcp_resource_t *item = source->resources;
    int i;

    for (i = 0; item && item[i].uri && i != before; i++) {
        if (!strcmp(item[i].uri, uri)) {
            return 1;
        }
    }
    return 0;
}

static int has_template(const mcp_resource_source_t *source,
                        const char *uri_template, int before)
{
    const mcp_resource_template_t *item = source->templates;
    int i;

    for (i = 0; item && item[i].uri_template && i != before; i++) {
        if (!strcmp(item[i].uri_template, uri_template)) {
            return 1;
        }
    }
    return 0;
}

typedef int has_fn(const mcp_resource_source_t *source, const char *text,
                   int before);

/* In one of sources, or in source itself before the index. */
static int is_declared(has_fn *has, const apr_array_header_t *sources,
                       const mcp_resource_source_t *source, const char *text,
                       int index)
{
    int i;

    for (i = 0; i < sources->nelts; i++) {
        if (has(APR_ARRAY_IDX(sources, i, const mcp_resource_source_t *), text,
                -1)) {
            return 1;
        }
    }
    return has(source, text, index);
}

static mcp_err_t *refuse(apr_pool_t *pool, const char *who, const char *member,
                         int index, const char *text)
{
    return mcp_err_create(pool, MCP_ERR_INTERNAL,
                          "%s: /%s/%d: \"%s\" is declared already", who,
                          member, index, text);
}

mcp_err_t *mcp_resource_source_add(apr_array_header_t *sources,
                                   const mcp_resource_source_t *source,
                                   const char *who, apr_pool_t *pool)
{
    int i;

    for (i = 0; source->resources && source->resources[i].uri; i++) {
        const char *uri = source->resources[i].uri;

        if (is_declared(has_uri, sources, source, uri, i)) {
            return refuse(pool, who, "resources", i, uri);
        }
    }
    for (i = 0; source->templates && source->templates[i].uri_template; i++) {
        const char *uri_template = source->templates[i].uri_template;

        if (is_declared(has_template, sources, source, uri_template, i)) {
            return refuse(pool, who, "templates", i, uri_template);
        }
    }
    APR_ARRAY_PUSH(sources, const mcp_resource_source_t *) = source;
    return NULL;
}
