/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_ASK_H
#define MCP_RPC_ASK_H

/*
 * Asking the client while a request is worked on (MCP 2026-07-28,
 * basic/patterns/mrtr, "multi round-trip requests").
 *
 * The server says what it wants to know and forgets the request; the client
 * sends it again with its answers. Nothing is kept here: what was answered
 * before comes back in requestState, which only this server can make, which
 * expires, and which is good for this user, method and params only.
 *
 * Clients of earlier revisions are sent a request on the event stream of their
 * call, and the call waits for the answer (client/elicitation,
 * client/sampling, client/roots). That takes a session, which says what they
 * can be asked. A task of theirs does not wait: it is run anew, as with later
 * revisions, and job/task_question.h sends the request.
 *
 * One mcp_ask_t per request, of the thread that runs it.
 */

#include "rpc/method.h"

typedef struct mcp_ask_t {
    mcp_rpc_call_t *call;
    const mcp_json_t *capabilities; /* the client's */
    mcp_json_t *known;     /* answers of earlier rounds and used ones, by
                              key */
    mcp_json_t *questions; /* to be asked, by key; what requests have asked */
} mcp_ask_t;

/* Read inputResponses and requestState. MCP_ERR_PARAMS when they are not
 * what this server has given, or are too old. */
mcp_err_t *mcp_ask_open(mcp_ask_t *ask, mcp_rpc_call_t *call);

/* Can the client be asked this? */
int mcp_ask_can(const mcp_ask_t *ask, const char *method,
                const mcp_json_t *params);

/* Can the client of a session be asked this for a task, by its request for
 * the result? */
int mcp_ask_session_can(const mcp_session_t *session, const char *method,
                        const mcp_json_t *params, apr_pool_t *pool);

/* MCP_ERR_TOOL: the client answered with this JSON-RPC error. */
mcp_err_t *mcp_ask_refused(const mcp_json_t *error, apr_pool_t *pool);

/* *answer: JSON text of the client's answer, or NULL: it will be asked.
 * Errors: MCP_ERR_CAPABILITY, and for clients of earlier revisions
 * MCP_ERR_TOOL; MCP_ERR_INTERNAL for what is no question. params: JSON text
 * of an object, or NULL. */
mcp_err_t *mcp_ask_client(mcp_ask_t *ask, const char **answer, const char *key,
                          const char *method, const char *params);

/* Can this be an answer to such a question? NULL cannot. */
int mcp_ask_is_answer(const mcp_json_t *answer, const char *method);

/* Is there a question without an answer? Then this is the result. */
int mcp_ask_is_open(const mcp_ask_t *ask);
const char *mcp_ask_print(const mcp_ask_t *ask, apr_size_t *len);

#endif /* MCP_RPC_ASK_H */
