/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_PEER_H
#define MCP_RPC_PEER_H

/* The client, as a running tool reaches it: progress goes out at once,
 * questions when the tool has returned. One per call, of its thread. */

#include "rpc/ask.h"

typedef struct mcp_peer_t {
    mcp_tool_client_t client; /* for the tool */
    mcp_ask_t ask;
    int level; /* the least that the client wants to read in its log */
    int knows_level;
    const char *token;  /* of progress, or NULL: the client wants none */
    int may_begin_task; /* the client and the tool want it */
    int begun;          /* progress has been sent */
    double base;        /* what others have reported before */
    double last;
    apr_time_t next; /* not before this */
} mcp_peer_t;

/* Errors: those of mcp_ask_open. peer must stay where it is. */
mcp_err_t *mcp_peer_open(mcp_peer_t *peer, mcp_rpc_call_t *call);

/* 1: the client was asked something; *result says so and is the answer. */
int mcp_peer_asks(const mcp_peer_t *peer, const char **result,
                  apr_size_t *len);

#endif /* MCP_RPC_PEER_H */
