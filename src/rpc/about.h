/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_ABOUT_H
#define MCP_RPC_ABOUT_H

/* What this server says of itself: serverInfo (MCP, schema.ts,
 * Implementation) and instructions. */

#include "mod_mcp.h"
#include "rpc/method.h"
#include "util/buf.h"

#define MCP_ABOUT_NAME                                                        \
    "\"name\":\"mod_mcp\",\"version\":\"" MOD_MCP_VERSION "\""

/* serverInfo in the _meta of every result of the modern era; short. */
#define MCP_ABOUT_KEY "io.modelcontextprotocol/serverInfo"
#define MCP_ABOUT_META                                                        \
    "{\"" MCP_ABOUT_KEY "\":{" MCP_ABOUT_NAME ",\"title\":\"Nextcloud\"}}"

/* The text of _meta for results of this revision, or NULL: none. */
static inline const char *mcp_about_meta(mcp_revision_e revision)
{
    return mcp_revision_is_modern(revision) ? MCP_ABOUT_META : NULL;
}

/* All that the revision has a place for. */
void mcp_about_add_info(mcp_buf_t *buf, mcp_revision_e revision);

/* ,"instructions":… for the model. Nothing where there is no Nextcloud: what
 * other modules offer speaks for itself. */
void mcp_about_add_instructions(mcp_buf_t *buf, const mcp_rpc_call_t *call);

#endif /* MCP_RPC_ABOUT_H */
