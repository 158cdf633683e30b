/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_NEAREST_H
#define MCP_UTIL_NEAREST_H

/* For "did you mean": the one of names that differs from word by at most
 * two inserted, deleted or changed characters, or NULL. Pure function. */
const char *mcp_nearest_find(const char *word, const char *const *names,
                             int count);

#endif /* MCP_UTIL_NEAREST_H */
