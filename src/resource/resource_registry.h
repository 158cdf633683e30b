/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RESOURCE_RESOURCE_REGISTRY_H
#define MCP_RESOURCE_RESOURCE_REGISTRY_H

/*
 * All resources of the server. Made at start-up, immutable and readable by
 * any thread afterwards; lives in the configuration pool.
 */

#include "resource/resource.h"
#include "util/listing.h"

typedef struct mcp_resource_registry_t {
    const mcp_resource_source_t *const *sources; /* ends with NULL */
    int standalone;          /* of them, only what needs no Nextcloud */
    int has_completion;      /* there is a template that completes */
    mcp_listing_t resources; /* by URI */
    mcp_listing_t templates; /* by URI template */
} mcp_resource_registry_t;

/* sources: ends with NULL; kept. URIs and templates must be unique.
 * standalone: for a Location without a Nextcloud. */
mcp_resource_registry_t *mcp_resource_registry_create(
    const mcp_resource_source_t *const *sources, int standalone,
    apr_pool_t *pool);

/* Append source to sources, unless one of its URIs or templates is there
 * already: that is an error which begins with who. Start-up only. */
mcp_err_t *mcp_resource_source_add(apr_array_header_t *sources,
                                   const mcp_resource_source_t *source,
                                   const char *who, apr_pool_t *pool);

int mcp_resource_registry_is_empty(const mcp_resource_registry_t *registry);

/* Who reads call->uri: its resource, else its template; NULL when nobody
 * does. Sets baton and variables of call. */
mcp_resource_read_fn *mcp_resource_registry_find(
    const mcp_resource_registry_t *registry, mcp_resource_call_t *call);

/* The template with just this text, or NULL. */
const mcp_resource_template_t *mcp_resource_registry_template(
    const mcp_resource_registry_t *registry, const char *uri_template);

/* Has the template a variable of this name? */
int mcp_resource_has_variable(const mcp_resource_template_t *item,
                              const char *name);

#endif /* MCP_RESOURCE_RESOURCE_REGISTRY_H */
