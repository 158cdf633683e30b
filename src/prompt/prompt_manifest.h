/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_PROMPT_PROMPT_MANIFEST_H
#define MCP_PROMPT_PROMPT_MANIFEST_H

/*
 * One file of conf/prompts.d: reading it and proving that it is sound.
 * docs/prompts.md is the reference. Start-up only.
 */

#include "prompt/prompt.h"
#include "util/manifest_file.h"

/* Append the prompts (const mcp_prompt_t *) that text declares to prompts.
 * Errors as of mcp_manifest_file_parse. */
mcp_err_t *mcp_prompt_manifest_parse(apr_array_header_t *prompts,
                                     const char *app, const char *text,
                                     apr_size_t len, apr_pool_t *pool);

/* The same for the file path. */
mcp_err_t *mcp_prompt_manifest_read(apr_array_header_t *prompts,
                                    const char *path, apr_pool_t *pool);

/* prompt_text.c: cut text into pieces. used counts how often each argument
 * of prompt stands in it. */
mcp_err_t *mcp_prompt_text_read(mcp_prompt_message_t *message,
                                const mcp_prompt_t *prompt, int *used,
                                const char *text, const char *pointer,
                                apr_pool_t *pool);

#endif /* MCP_PROMPT_PROMPT_MANIFEST_H */
