/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_PROMPT_PROMPT_REGISTRY_H
#define MCP_PROMPT_PROMPT_REGISTRY_H

/*
 * All prompts of the server. Made at start-up, immutable and readable by any
 * thread afterwards; lives in the configuration pool.
 */

#include "prompt/prompt.h"
#include "util/listing.h"

#define MCP_PROMPT_REGISTRY_MAX 256

typedef struct mcp_prompt_registry_t {
    const mcp_prompt_t *const *prompts; /* in the order of their files */
    int count;
    int has_completion;    /* there is an argument with something to suggest */
    mcp_listing_t listing; /* by name */
} mcp_prompt_registry_t;

/* Read every *.json in dir. The error's message names file, JSON pointer and
 * reason, its status says why dir cannot be opened; owners and permissions
 * are as for tool manifests. A dir without manifests is no error. */
mcp_err_t *mcp_prompt_registry_load(mcp_prompt_registry_t **registry,
                                    const char *dir, apr_pool_t *pool);

/* Of these prompts (const mcp_prompt_t *), whose names are unique. */
mcp_prompt_registry_t *mcp_prompt_registry_create(
    const apr_array_header_t *prompts, apr_pool_t *pool);

/* Add prompts (const mcp_prompt_t *) that come from elsewhere. source: what
 * the error's message begins with. At start-up, before anybody else reads
 * registry. */
mcp_err_t *mcp_prompt_registry_add(mcp_prompt_registry_t *registry,
                                   const apr_array_header_t *prompts,
                                   const char *source, apr_pool_t *pool);

/* Those that need no Nextcloud. */
mcp_prompt_registry_t *mcp_prompt_registry_standalone(
    const mcp_prompt_registry_t *registry, apr_pool_t *pool);

/* NULL when there is none. */
const mcp_prompt_t *mcp_prompt_registry_find(
    const mcp_prompt_registry_t *registry, const char *name);

#endif /* MCP_PROMPT_PROMPT_REGISTRY_H */
