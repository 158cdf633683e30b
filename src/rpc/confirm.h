/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_CONFIRM_H
#define MCP_RPC_CONFIRM_H

/*
 * Asking the user before a tool runs (MCPConfirm), by elicitation. On the
 * thread that runs the call.
 */

#include "rpc/peer.h"

typedef enum {
    MCP_CONFIRM_RUN,  /* run the tool */
    MCP_CONFIRM_ASK,  /* the question goes out; the call comes again */
    MCP_CONFIRM_ENDED /* call->result says why it does not run */
} mcp_confirm_e;

/* name: the tool's, or the member's of a family. peer is open. */
mcp_err_t *mcp_confirm_tool(mcp_confirm_e *what, mcp_tool_call_t *tool,
                            const char *name, mcp_peer_t *peer);

#endif /* MCP_RPC_CONFIRM_H */
