/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_REFER_H
#define MCP_TOOLS_REFER_H

/* From an argument that is an id or a name to the id, where Nextcloud lists
 * the names. */

#include "tool/tool.h"
#include "tools/lookup.h"

typedef struct mcp_refer_t {
    mcp_lookup_t lookup; /* its id is an integer */
    const char *path;    /* GET lists what there is */
    const char *query;   /* or NULL */
    const char *member;  /* of the answer that holds the list, or NULL */
} mcp_refer_t;

/* The id that call's argument arg means. A number is taken at its word:
 * asking for it says whether it is there. Text is looked up. */
mcp_err_t *mcp_refer_id(apr_int64_t *id, const mcp_refer_t *refer,
                        const mcp_tool_call_t *call, const char *arg);

/* The same for any value, an integer or a string. */
mcp_err_t *mcp_refer_value(apr_int64_t *id, const mcp_refer_t *refer,
                           const mcp_tool_call_t *call,
                           const mcp_json_t *value);

#endif /* MCP_TOOLS_REFER_H */
