/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_NOTIFY_H
#define MCP_RPC_NOTIFY_H

/* Notifications that belong to a request (MCP, basic/utilities/progress). */

#include "rpc/message.h"

/* The JSON text of the request's progress token, or NULL: the client wants
 * no progress. */
const char *mcp_notify_token(const mcp_message_t *message, apr_pool_t *pool);

/* notifications/progress. total below 0: unknown; message may be NULL. */
const char *mcp_notify_progress(const char *token, double progress,
                                double total, const char *message,
                                apr_size_t *len, apr_pool_t *pool);

#endif /* MCP_RPC_NOTIFY_H */
