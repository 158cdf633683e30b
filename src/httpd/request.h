/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_REQUEST_H
#define MCP_HTTPD_REQUEST_H

/*
 * One request of httpd's on its way through handler.c (may it come in, what
 * does it say), session.c (which session is it of), serve.c (the answer, if it
 * is known) and work.c (a job that finds it out). The worker only.
 */

#include "httpd/config.h"
#include "rpc/reply.h"

/* What one request carries from step to step; lives in r->pool. */
typedef struct mcp_request_t {
    request_rec *r;
    mcp_server_config_t *server;
    const mcp_dir_config_t *config;
    mcp_settings_t settings;
    const char *authorization;
    const char *uid; /* whose that is, if it is known already */
    mcp_head_t head;
    const char *text;
    apr_size_t len;
    mcp_body_t body;
    const char *session_id; /* as the client gives it, or NULL */
    int parks;     /* its place at the gate is one of parked requests */
    int is_unsure; /* head.session may be somebody else's */
    const mcp_reply_t *last; /* of a stream that is to follow, or NULL */
} mcp_request_t;

/* head.c: MCP's own headers, into q->head. */
void mcp_request_read_head(mcp_request_t *q);
/* The value without the white space around it, or NULL. */
const char *mcp_request_header(request_rec *r, const char *name);

/* request.c: answer with an error; the result is the handler's. */
int mcp_request_fail(mcp_request_t *q, const mcp_err_t *err);
mcp_err_t *mcp_request_busy(mcp_request_t *q);
/* For LogFormat: %{mcp-method}n, %{mcp-tool}n, and %u. Names of methods and
 * tools only; arguments are the user's. */
void mcp_request_note(mcp_request_t *q, const char *uid);

/* serve.c: answer q->body. The result is the handler's. */
int mcp_request_serve(mcp_request_t *q);

/* work.c: answer q->body by a job, which takes over the caller's place at the
 * gate. */
int mcp_request_work(mcp_request_t *q);
/* Find out whether the credential is good, if that is not known. */
mcp_err_t *mcp_request_verify(mcp_request_t *q);
/* An answer that ends a stream is kept in q until then, and the stream does
 * not hold on to whoever made it. 0: this is none. */
int mcp_request_keep_for_stream(mcp_request_t *q, const mcp_reply_t *reply,
                                const char *uid);
int mcp_request_serve_stream(mcp_request_t *q);

/* session.c: the session that the headers name, before q->body is read... */
void mcp_request_find_session(mcp_request_t *q);
/* ... and whether q->body may use it, or any request of q's user. Sets
 * is_unsure if only Nextcloud can say. */
mcp_err_t *mcp_request_check_session(mcp_request_t *q);
mcp_err_t *mcp_request_check_owner(mcp_request_t *q);
int mcp_request_is_initialize(const mcp_request_t *q);
/* A successful initialize begins a session; reply is about to be sent. */
void mcp_request_begin_session(mcp_request_t *q, const mcp_reply_t *reply,
                               const char *uid);

/* session_serve.c: GET and DELETE. */
int mcp_request_serve_get(mcp_request_t *q);
int mcp_request_serve_delete(mcp_request_t *q);

#endif /* MCP_HTTPD_REQUEST_H */
