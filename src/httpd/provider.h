/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_PROVIDER_H
#define MCP_HTTPD_PROVIDER_H

/* What other modules have registered (mod_mcp.h). */

#include "prompt/prompt_registry.h"
#include "resource/resource_registry.h"
#include "tool/registry.h"

/* What there is already, and what is added to. */
typedef struct mcp_provider_target_t {
    mcp_registry_t *tools;
    mcp_prompt_registry_t *prompts;
    apr_array_header_t *sources; /* const mcp_resource_source_t * */
} mcp_provider_target_t;

/* check_config: add what all providers have, in the order of their names.
 * The error's message names the provider, the place and the reason. */
mcp_err_t *mcp_provider_add(mcp_provider_target_t *to, apr_pool_t *pconf);

#endif /* MCP_HTTPD_PROVIDER_H */
