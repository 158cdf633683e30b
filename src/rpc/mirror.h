/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_MIRROR_H
#define MCP_RPC_MIRROR_H

/*
 * Headers that repeat parts of a modern body, so that proxies can route
 * without reading it: Mcp-Method, Mcp-Name, Mcp-Param-*. A header that
 * disagrees with the body is refused, since two readers would see two
 * different requests. Source: MCP 2026-07-28, streamable-http, "Request
 * headers" and "Header encoding".
 */

#include "rpc/message.h"
#include "tool/schema.h"

/* Mcp-Method and Mcp-Name against the message; NULL or MCP_ERR_HEADER. */
mcp_err_t *mcp_mirror_check(const mcp_message_t *message,
                            const mcp_head_t *head, apr_pool_t *pool);

/* Mcp-Param-* of a tools/call against its arguments, for the properties
 * that the tool's schema marks with x-mcp-header. */
mcp_err_t *mcp_mirror_check_params(const mcp_message_t *message,
                                   const mcp_head_t *head,
                                   const mcp_schema_t *input,
                                   apr_pool_t *pool);

#endif /* MCP_RPC_MIRROR_H */
