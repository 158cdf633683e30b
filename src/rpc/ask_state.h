/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_ASK_STATE_H
#define MCP_RPC_ASK_STATE_H

/* requestState: what this server wants to hear again (rpc/ask.h). */

#include "rpc/method.h"

/* The answers in the request's requestState, an object of call->pool; empty
 * when it has none. MCP_ERR_PARAMS: this server has not made it, or not for
 * this user and request, or too long ago. */
mcp_err_t *mcp_ask_state_read(mcp_json_t **answers,
                              const mcp_rpc_call_t *call);

/* The same, to be sent. */
const char *mcp_ask_state_make(const mcp_json_t *answers,
                               const mcp_rpc_call_t *call);

#endif /* MCP_RPC_ASK_STATE_H */
