/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_DISPATCH_H
#define MCP_JOB_DISPATCH_H

/* From the messages of a body to the answer, once it is known who asks and
 * what they may see. */

#include "job/settings.h"
#include "rpc/reply.h"

typedef struct mcp_dispatch_t {
    apr_pool_t *pool;
    const mcp_settings_t *settings;
    const mcp_head_t *head;
    const mcp_toolset_t *toolset; /* NULL: nothing that needs tools */
    mcp_nc_t *nc;                 /* NULL: local methods only */
    const mcp_rpc_line_t *line;   /* NULL: nothing but the answer */
    const unsigned char *secret;  /* MCP_HASH_LEN bytes */
    const mcp_store_t *store;     /* or NULL */
    const char *uid;              /* or NULL */
    const mcp_task_host_t *host;  /* or NULL */
    const mcp_task_t *task;       /* that this is run for, or NULL */
    apr_array_header_t *quotes;   /* empty, for those of the reply; NULL: it
                                     must not have any */
    mcp_err_t *failure; /* the answer of what needs a user, or NULL */
    /* Called when Nextcloud refuses a request of a known user; returns the
     * error that this comes to. */
    mcp_err_t *(*refused)(void *baton, mcp_err_t *err);
    void *baton;
} mcp_dispatch_t;

/* Build reply for body. */
void mcp_dispatch_run(mcp_dispatch_t *dispatch, const mcp_body_t *body,
                      mcp_reply_t *reply);

/* Does any request of body need a user (a Nextcloud that answers)? */
int mcp_dispatch_needs_user(const mcp_body_t *body);

/* Does any request of body need the user's toolset? */
int mcp_dispatch_needs_tools(const mcp_body_t *body);

/* Can all requests be answered without a request to Nextcloud, given a
 * toolset? */
int mcp_dispatch_is_local(const mcp_body_t *body,
                          const mcp_settings_t *settings);

/* The revision that decides the fields of a tool list. */
mcp_revision_e mcp_dispatch_revision(const mcp_body_t *body);

#endif /* MCP_JOB_DISPATCH_H */
