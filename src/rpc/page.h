/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_PAGE_H
#define MCP_RPC_PAGE_H

/* Lists that come in pages (MCP, server/utilities/pagination), and what
 * every result object ends with. */

#include "rpc/method.h"
#include "util/buf.h"
#include "util/listing.h"

/* What to continue after by the cursor in params; NULL: begin. A cursor means
 * the same to every process and survives a change of the list. */
mcp_err_t *mcp_page_read_cursor(const char **after, const mcp_json_t *params,
                                apr_pool_t *pool);

/* ,"nextCursor":… when next is not NULL. */
void mcp_page_add_cursor(mcp_buf_t *buf, const char *next);

/* How long a result may be kept. */
typedef enum {
    MCP_PAGE_FLEETING, /* no kind of result that is kept */
    MCP_PAGE_PRIVATE,  /* for this user */
    MCP_PAGE_PUBLIC    /* for everybody */
} mcp_page_scope_e;

/* Append what ends the result object, behind at least one member, and its
 * "}": resultType, ttlMs (ttl is in seconds), cacheScope and serverInfo when
 * the revision has them. meta: a member of _meta as JSON text, or NULL. */
void mcp_page_finish(mcp_buf_t *buf, mcp_revision_e revision,
                     mcp_page_scope_e scope, int ttl, const char *meta);

/* The whole result of a list method; member: "prompts". */
mcp_err_t *mcp_page_list(const mcp_rpc_call_t *call,
                         const mcp_listing_t *listing, const char *member,
                         const char **result, apr_size_t *len);

#endif /* MCP_RPC_PAGE_H */
