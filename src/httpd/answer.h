/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_ANSWER_H
#define MCP_HTTPD_ANSWER_H

/* Writing an answer to the client. The worker only. */

#include <httpd.h>

#include "rpc/reply.h"

/* Write reply with the headers its status asks for (WWW-Authenticate,
 * Retry-After, Allow), and log reply->error. Returns the handler's value. */
int mcp_answer_send(request_rec *r, const mcp_reply_t *reply);

/* The same for an error met before there was a message to answer. */
int mcp_answer_error(request_rec *r, const mcp_err_t *err);

/* reply->body only, its quotes in their places. 0: the client has gone. */
int mcp_answer_write_body(request_rec *r, const mcp_reply_t *reply);

#endif /* MCP_HTTPD_ANSWER_H */
