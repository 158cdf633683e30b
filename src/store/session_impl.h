/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_STORE_SESSION_IMPL_H
#define MCP_STORE_SESSION_IMPL_H

/* The records that belong to a session, for those who write that. */

#include "store/session.h"

/* They outlive their session a little: it is written first. */
#define MCP_SESSION_PART_GRACE apr_time_from_sec(5)

/* What the session watches lives for ttl from now, and no longer. A change
 * that another request of the session makes at this very moment is lost; this
 * happens seldom in a session's life (mcp_session_keep). */
void mcp_session_keep_watched(const mcp_store_t *store, const char *id,
                              apr_interval_time_t ttl, apr_pool_t *pool);
void mcp_session_end_watched(const mcp_store_t *store, const char *id,
                             apr_pool_t *pool);

#endif /* MCP_STORE_SESSION_IMPL_H */
