/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_LISTEN_H
#define MCP_RPC_LISTEN_H

/*
 * subscriptions/listen: what a client wants to hear of, and how it is told
 * (MCP 2026-07-28, basic/patterns/subscriptions).
 *
 * The method itself (mcp_method_listen) checks the request; its result is
 * the message that ends the stream. What is between is job/listen.c's.
 */

#include "rpc/method.h"

/* One subscription: the stream that the request has opened. All in pool. */
typedef struct mcp_listen_t {
    apr_pool_t *pool;
    const char *id; /* of the request, JSON text; NULL: a session's stream */
    int tools;      /* lists that are honoured */
    int prompts;
    int resources;
    apr_array_header_t *uris;  /* const char * */
    apr_array_header_t *tasks; /* const char *: ids */
} mcp_listen_t;

/* What of the request is honoured here. MCP_ERR_PARAMS when it makes no
 * sense. Copies all it keeps. */
mcp_err_t *mcp_listen_read(mcp_listen_t *listen, const mcp_rpc_call_t *call);

/* The first message of the stream. */
const char *mcp_listen_acknowledge(const mcp_listen_t *listen, apr_size_t *len,
                                   apr_pool_t *pool);

/* A notification on this stream. params: JSON text of further members, or
 * NULL. */
const char *mcp_listen_notify(const mcp_listen_t *listen, const char *method,
                              const char *params, apr_size_t *len,
                              apr_pool_t *pool);

#endif /* MCP_RPC_LISTEN_H */
