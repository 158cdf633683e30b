/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_TOOLSET_H
#define MCP_TOOL_TOOLSET_H

/*
 * The tools of one user: registry ∩ what their Nextcloud offers ∩ policy,
 * with the families expanded, sorted by name, and the entries of tools/list
 * already joined to one run of bytes. Immutable once built; any thread may
 * read it for as long as its pool lives.
 */

#include "tool/policy.h"
#include "tool/registry.h"

#define MCP_TOOLSET_PAGE 100 /* tools per tools/list answer */

typedef struct mcp_toolset_t mcp_toolset_t;

/* Asks Nextcloud for the capabilities (and what families need), unless nc
 * has no Nextcloud: then only tools that need none are there. pool keeps
 * the result and may outlive nc->pool, which is used for scratch. revision
 * decides which fields the listing has. A family that Nextcloud refuses is
 * left out and logged; everything else that fails is the error. */
mcp_err_t *mcp_toolset_build(mcp_toolset_t **toolset,
                             const mcp_registry_t *registry,
                             const mcp_policy_t *policy,
                             mcp_revision_e revision, mcp_nc_t *nc,
                             apr_pool_t *pool);

/* The same with the capabilities at hand (ocs.data of their answer); nc is
 * asked for what families need only. */
typedef struct mcp_toolset_source_t {
    const mcp_registry_t *registry;
    const mcp_policy_t *policy;
    mcp_revision_e revision;
    const mcp_json_t *capabilities; /* NULL with standalone */
    int standalone; /* there is no Nextcloud: tools that need none */
    const mcp_json_t *task_types; /* as of mcp_taskprocessing_types; NULL:
                                     Nextcloud is asked when a tool depends
                                     on it */
} mcp_toolset_source_t;
mcp_err_t *mcp_toolset_make(mcp_toolset_t **toolset,
                            const mcp_toolset_source_t *source, mcp_nc_t *nc,
                            apr_pool_t *pool);

/* Revisions of equal listing class have equal listings (cache key). */
int mcp_toolset_listing_class(mcp_revision_e revision);

int mcp_toolset_count(const mcp_toolset_t *toolset);

/* One tool of the set, by its place in the order of names; what it points to
 * lives as long as the toolset. */
typedef struct mcp_toolset_view_t {
    const char *name;
    const mcp_tool_t *tool;
    const char *definition; /* not NUL-terminated */
    apr_size_t len;
} mcp_toolset_view_t;
void mcp_toolset_view(mcp_toolset_view_t *view, const mcp_toolset_t *toolset,
                      int index);

/* Does its listing show find_tools and call_tool instead of the tools? */
int mcp_toolset_is_compact(const mcp_toolset_t *toolset);

/* A number that stands for what is listed; not 0. */
apr_uint64_t mcp_toolset_digest(const mcp_toolset_t *toolset);

/* Binary search. *member is set for a member of a family, else NULL. */
const mcp_tool_t *mcp_toolset_find(const mcp_toolset_t *toolset,
                                   const char *name, const char **member);

/* The page after the tool named after ("" or NULL: the first): a run of
 * comma-separated JSON objects. *next is the name to continue after, or
 * NULL on the last page. */
void mcp_toolset_page(const mcp_toolset_t *toolset, const char *after,
                      const char **bytes, apr_size_t *len, const char **next);

#endif /* MCP_TOOL_TOOLSET_H */
