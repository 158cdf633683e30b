/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_REPLY_H
#define MCP_RPC_REPLY_H

/* What goes back for one POST: HTTP status and JSON-RPC text. */

#include "rpc/method.h"
#include "tool/result.h"
#include "util/buf.h"

typedef struct mcp_reply_t {
    int status;       /* HTTP */
    const char *body; /* NULL: no body (202) */
    apr_size_t len;
    const apr_array_header_t *quotes; /* mcp_quote_t: what is to be put into
                                         body (util/quote.h), or NULL */
    int retry_after;                  /* seconds for Retry-After, 0: none */
    const mcp_err_t *error; /* for the log; NULL when all went well */
    int is_pending;         /* the method has no result yet: body is not to be
                               sent, ask again */
} mcp_reply_t;

/* The whole request failed. id: JSON text or NULL (null is sent). */
void mcp_reply_error(mcp_reply_t *reply, const char *id, const mcp_err_t *err,
                     int modern, apr_pool_t *pool);

/* The object of an error, as an answer has it. */
const char *mcp_reply_error_object(const mcp_err_t *err, apr_pool_t *pool);

/* The one request of body succeeded. */
void mcp_reply_result(mcp_reply_t *reply, const mcp_body_t *body,
                      const char *result, apr_size_t len, apr_pool_t *pool);

/* Trouble on the way to Nextcloud, and what a tool says of itself, is for the
 * model: 1, and the result that tells of it. 0: an error for the client. */
int mcp_reply_soften(const mcp_message_t *message, const mcp_err_t *err,
                     mcp_result_t **result, apr_pool_t *pool);

/* Answer every message of body: run gives the result of one request.
 * Only notifications and responses: 202 without a body. quotes: what run puts
 * the quotes of its result in; empty, or NULL: it has none. */
typedef mcp_err_t *mcp_reply_run_fn(void *baton, const mcp_message_t *message,
                                    const char **result, apr_size_t *len);
void mcp_reply_build(mcp_reply_t *reply, const mcp_body_t *body,
                     mcp_reply_run_fn *run, void *baton,
                     apr_array_header_t *quotes, apr_pool_t *pool);

#endif /* MCP_RPC_REPLY_H */
