/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_LEVEL_H
#define MCP_RPC_LEVEL_H

/*
 * The client's log: what a running tool tells apart from its result (MCP,
 * server/utilities/logging). It has nothing to do with httpd's.
 *
 * Who has not said which level they want to read get nothing: by
 * logging/setLevel for a session, since 2026-07-28 in _meta of the request.
 */

#include "rpc/method.h"

#define MCP_META_LEVEL "io.modelcontextprotocol/logLevel"

/* Nobody wants to read anything. */
#define MCP_LEVEL_NONE 8

/* 0 (debug) to 7 (emergency), by RFC 5424's names; -1: it is none. */
int mcp_level_find(const char *name);

/* The least that the sender of this request wants to read. MCP_ERR_PARAMS
 * when _meta names no level. */
mcp_err_t *mcp_level_wanted(int *level, const mcp_rpc_call_t *call);

/* notifications/message. */
const char *mcp_level_notify(int level, const char *text, apr_size_t *len,
                             apr_pool_t *pool);

#endif /* MCP_RPC_LEVEL_H */
