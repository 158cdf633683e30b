/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_SCHEMA_NODE_H
#define MCP_TOOL_SCHEMA_NODE_H

/* What the files that compile a schema share. */

#include <apr_tables.h>
#include "util/proof.h"
#include "tool/schema_impl.h"

typedef struct {
    apr_pool_t *pool;
    apr_array_header_t *headers; /* of mcp_schema_header_t */
} mcp_schema_compile_t;

/* One schema on its way. */
typedef struct {
    mcp_schema_compile_t *compile;
    const mcp_json_t *json;
    const char *pointer;
    int depth;
    const char *const *path; /* names from the root, NULL-ended; NULL when
                                the way leads through items or the like */
    mcp_schema_t *out;
} mcp_schema_node_t;

static inline apr_pool_t *mcp_schema_node_pool(const mcp_schema_node_t *node)
{
    return node->compile->pool;
}

static inline const char *mcp_schema_node_at(const mcp_schema_node_t *node,
                                             const char *key)
{
    return mcp_proof_at(node->compile->pool, node->pointer, key);
}

/* schema_words.c: the type, the texts, and what bounds a scalar. */
mcp_err_t *mcp_schema_read_words(mcp_schema_node_t *node);
/* minItems and maxItems or the like; -1 for an absent one. */
mcp_err_t *mcp_schema_read_range(apr_int64_t *min, apr_int64_t *max,
                                 const mcp_schema_node_t *node,
                                 const char *min_key, const char *max_key);

/* schema_extension.c: x-mcp-header and x-mcp-notice. */
mcp_err_t *mcp_schema_read_extensions(mcp_schema_node_t *node);

#endif /* MCP_TOOL_SCHEMA_NODE_H */
