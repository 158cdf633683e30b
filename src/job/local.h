/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_LOCAL_H
#define MCP_JOB_LOCAL_H

/* Answers that need no job: from what this server knows already. */

#include "job/engine.h"
#include "job/settings.h"
#include "rpc/reply.h"

/* How much to know about the credential before answering. */
typedef enum {
    MCP_LOCAL_VERIFIED, /* it has been found good */
    MCP_LOCAL_ANY       /* it has not been refused */
} mcp_local_trust_e;

/* One POST, as the worker has it. */
typedef struct mcp_local_t {
    mcp_engine_t *engine;
    const mcp_settings_t *settings;
    const mcp_head_t *head;
    const mcp_body_t *body;
    apr_pool_t *pool; /* the request's */
    const char *uid;  /* whose credential it is, or NULL: not known. It has
                         not been refused. */
} mcp_local_t;

/* 1: reply is complete. 0: this takes a job. Runs on the worker. */
int mcp_local_answer(const mcp_local_t *local, mcp_local_trust_e trust,
                     mcp_reply_t *reply);

/* The same for a request that has been found to be such a one, of local->uid,
 * and needs no tools. Any thread. */
void mcp_local_run(const mcp_local_t *local, mcp_reply_t *reply);

#endif /* MCP_JOB_LOCAL_H */
