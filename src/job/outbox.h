/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_OUTBOX_H
#define MCP_JOB_OUTBOX_H

/*
 * From a job to whoever waits for it: messages for the client while the job
 * runs, and at last the word that its reply is complete.
 *
 * The job's thread posts and finishes, one waiter waits. What is posted
 * lives in the job's pool: only the job's thread allocates there, the waiter
 * reads.
 */

#include <apr_pools.h>
#include <apr_time.h>

typedef struct mcp_outbox_t mcp_outbox_t;

typedef enum {
    MCP_OUTBOX_MESSAGE, /* *bytes and *len are the oldest unread message */
    MCP_OUTBOX_DONE,    /* all messages are read and the reply is complete */
    MCP_OUTBOX_NOTHING  /* the time is over */
} mcp_outbox_e;

apr_status_t mcp_outbox_create(mcp_outbox_t **outbox, apr_pool_t *pool);

/* The job's thread. bytes: one JSON-RPC message; it must live as long as
 * the job. */
void mcp_outbox_post(mcp_outbox_t *outbox, const char *bytes, apr_size_t len);
/* The job's thread: it reports progress from now on. Returns 0, or a value
 * above all that the waiter has reported in its place. */
double mcp_outbox_begin_progress(mcp_outbox_t *outbox);
/* The job's thread: it waits for the client, not the client for it; so much
 * longer (or, below 0, less long) the waiter has to wait. */
void mcp_outbox_add_patience(mcp_outbox_t *outbox, apr_interval_time_t time);
/* The job's thread, once, as the last thing it says. */
void mcp_outbox_finish(mcp_outbox_t *outbox);

/* The waiter. */
mcp_outbox_e mcp_outbox_wait(mcp_outbox_t *outbox, apr_interval_time_t timeout,
                             const char **bytes, apr_size_t *len);

/* The waiter: may it report this much progress in place of a silent job?
 * 0: the job does it by itself. value is above 0 and grows. */
int mcp_outbox_may_report(mcp_outbox_t *outbox, double value);

/* The waiter: all patience that has been asked for. */
apr_interval_time_t mcp_outbox_patience(mcp_outbox_t *outbox);

#endif /* MCP_JOB_OUTBOX_H */
