/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_ERA_H
#define MCP_RPC_ERA_H

/* Which rules a message follows, and the rules of each era. */

#include "rpc/message.h"

#define MCP_META_VERSION "io.modelcontextprotocol/protocolVersion"
#define MCP_META_CAPABILITIES "io.modelcontextprotocol/clientCapabilities"
#define MCP_META_SERVER "io.modelcontextprotocol/serverInfo"

/* Does the message itself claim a modern revision? */
int mcp_era_is_claimed(const mcp_message_t *message);

/* Sets message->revision by the rules of its era, or says what is wrong:
 * META, HEADER, VERSION (modern), VERSION_HEADER (legacy). */
mcp_err_t *mcp_era_check(mcp_message_t *message, const mcp_head_t *head,
                         apr_pool_t *pool);

/* The revision of legacy messages with these headers: what the session has
 * negotiated, else what the header says (MCP_REV_UNKNOWN when that is none of
 * ours), else the one that is assumed. */
mcp_revision_e mcp_era_legacy(const mcp_head_t *head);

/* The revision that answers initialize: the one asked for when it is a
 * legacy revision of ours, else the latest legacy one. */
mcp_revision_e mcp_era_negotiate(const mcp_message_t *message);

#endif /* MCP_RPC_ERA_H */
