/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_REGISTRY_H
#define MCP_TOOL_REGISTRY_H

/*
 * All tools of the server, sorted by name. Made at start-up, immutable and
 * readable by any thread afterwards; lives in the configuration pool.
 */

#include <apr_tables.h>
#include "tool/tool.h"
#include "util/err.h"

#define MCP_REGISTRY_MAX_TOOLS 512

typedef struct mcp_registry_t {
    const mcp_tool_t *const *tools; /* sorted by strcmp of name; families
                                       are among them */
    int count;
    const mcp_tool_t *const *families; /* the tools whose native has one */
    int family_count;
} mcp_registry_t;

/* Read every *.json in dir (sorted). natives: array of mcp_native_t ending
 * with name NULL. The error's message names file, JSON pointer and reason:
 * "files.json: /tools/3/input/properties/path: needs a maxLength".
 * dir and files must belong to root or the calling user and must not be
 * writable by group or others. A dir without manifests is no error. */
mcp_err_t *mcp_registry_load(mcp_registry_t **registry, const char *dir,
                             const mcp_native_t *natives, apr_pool_t *pool);

/* Add tools (mcp_tool_t *) that come from elsewhere. source: what the
 * error's message begins with, "provider "x"". At start-up, before anybody
 * else reads registry. */
mcp_err_t *mcp_registry_add(mcp_registry_t *registry,
                            const apr_array_header_t *tools,
                            const char *source, apr_pool_t *pool);

/* Binary search; NULL when there is none. Not for members of families. */
const mcp_tool_t *mcp_registry_find(const mcp_registry_t *registry,
                                    const char *name);

#endif /* MCP_TOOL_REGISTRY_H */
