/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_MESSAGE_H
#define MCP_RPC_MESSAGE_H

/*
 * A POST body as JSON-RPC messages of one MCP revision.
 *
 * Era and revision are decided here and from the body alone: a request with
 * _meta["io.modelcontextprotocol/protocolVersion"] is modern (2026-07-28),
 * everything else is legacy, and of its session's revision if it has one.
 * Source: MCP 2026-07-28, basic/versioning and
 * basic/transports/streamable-http; JSON-RPC 2.0.
 *
 * The JSON belongs to the pool and thread that parsed it. A job that goes on
 * with a body on another thread parses it again in its own pool.
 */

#include <apr_tables.h>

#include "store/session.h"
#include "util/err.h"
#include "util/json.h"
#include "util/revision.h"

/* MCP's own HTTP headers, white space around the values removed. */
typedef struct mcp_head_t {
    const char *version;       /* MCP-Protocol-Version or NULL */
    const char *method;        /* Mcp-Method or NULL */
    const char *name;          /* Mcp-Name or NULL */
    const apr_table_t *params; /* Mcp-Param-*, names without the prefix */
    mcp_session_t *session;    /* that Mcp-Session-Id leads to, or NULL; legacy
                                  only */
} mcp_head_t;

typedef enum {
    MCP_MESSAGE_REQUEST,
    MCP_MESSAGE_NOTIFICATION,
    MCP_MESSAGE_RESPONSE
} mcp_message_kind_e;

typedef struct mcp_method_t mcp_method_t; /* rpc/method.h */

typedef struct mcp_message_t {
    mcp_message_kind_e kind;
    const char *id;     /* JSON text of the id, for echoing; or NULL */
    const char *method; /* not for responses */
    mcp_json_t *params; /* object, or NULL when absent */
    mcp_json_t *answer; /* a response: all of it */
    mcp_revision_e revision;
    const mcp_method_t *handler; /* of a request; NULL: see error */
    mcp_err_t *error; /* a request of a batch that cannot be served */
} mcp_message_t;

typedef struct mcp_body_t {
    mcp_message_t *messages;
    int count;
    int is_batch; /* the body was an array: so is the answer */
    int requests; /* how many of the messages want an answer */
    int modern;
    const char *error_id; /* after a failure: the id as far as it was read */
} mcp_body_t;

/* Parse and check everything that needs no Nextcloud and no tools: JSON,
 * JSON-RPC, era, _meta, version, mirrored headers, method. *body is filled
 * in as far as possible even when an error is returned (modern, error_id).
 * trusted: the text passed the strict parser before. */
mcp_err_t *mcp_message_parse(mcp_body_t *body, const char *text,
                             apr_size_t len, int trusted,
                             const mcp_head_t *head, apr_pool_t *pool);

/* params._meta, or NULL. */
mcp_json_t *mcp_message_meta(const mcp_message_t *message);

#endif /* MCP_RPC_MESSAGE_H */
