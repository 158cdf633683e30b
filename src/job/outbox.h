/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_OUTBOX_H
#define MCP_JOB_OUTBOX_H

/*
 * From a job to whoever waits for it: messages for the client while the job
 * runs, and at last the word that its reply is complete.
 *
 * The job's thread posts and finishes, one waiter waits or is woken. What is
 * posted lives in the job's pool: only the job's thread allocates there, the
 * waiter reads.
 */

#include <apr_pools.h>
#include <apr_time.h>

typedef struct mcp_outbox_t mcp_outbox_t;

typedef struct mcp_letter_t {
    const char *bytes; /* one JSON-RPC message; NULL: the waiter may leave, the
                          client comes back for the rest (replay.h) */
    apr_size_t len;
    int number; /* of those that a client must not miss, from 1; 0: it may */
} mcp_letter_t;

typedef enum {
    MCP_OUTBOX_HEARD,  /* somebody waits */
    MCP_OUTBOX_KEPT,   /* nobody; the client may come back */
    MCP_OUTBOX_UNHEARD /* nobody, and it does not */
} mcp_outbox_state_e;

typedef enum {
    MCP_OUTBOX_MESSAGE, /* *letter is the oldest unread message */
    MCP_OUTBOX_DONE,    /* all messages are read and the reply is complete */
    MCP_OUTBOX_NOTHING  /* the time is over */
} mcp_outbox_e;

apr_status_t mcp_outbox_create(mcp_outbox_t **outbox, apr_pool_t *pool);

/* The job's thread. What letter points to must live as long as the job. With
 * keep it gets a number. The result says who takes it. */
mcp_outbox_state_e mcp_outbox_post(mcp_outbox_t *outbox, mcp_letter_t *letter,
                                   int keep);
/* The job's thread: is anybody there? */
mcp_outbox_state_e mcp_outbox_state(mcp_outbox_t *outbox);
/* The job's thread: it reports progress from now on. Returns 0, or a value
 * above all that the waiter has reported in its place. */
double mcp_outbox_begin_progress(mcp_outbox_t *outbox);
/* The job's thread: it waits for the client, not the client for it; so much
 * longer (or, below 0, less long) the waiter has to wait. */
void mcp_outbox_add_patience(mcp_outbox_t *outbox, apr_interval_time_t time);
/* The job's thread, once, as the last thing it says. The result is for
 * whoever has to keep the reply; *number: the reply's. */
mcp_outbox_state_e mcp_outbox_finish(mcp_outbox_t *outbox, int *number);

/* The waiter. */
mcp_outbox_e mcp_outbox_wait(mcp_outbox_t *outbox, apr_interval_time_t timeout,
                             mcp_letter_t *letter);

/* The waiter goes away and wants to be called when there is something for it:
 * waker(baton), at once if there is something already. It is called under the
 * outbox's mutex, so it does little, and takes no other; when this returns
 * the waker of before (waker NULL: none any more) is not called again. */
typedef void mcp_outbox_waker_fn(void *baton);
void mcp_outbox_set_waker(mcp_outbox_t *outbox, mcp_outbox_waker_fn *waker,
                          void *baton);

/* The waiter leaves, and the client comes back (keep) or not. It still has to
 * read what has been posted by then. */
void mcp_outbox_leave(mcp_outbox_t *outbox, int keep);

/* The waiter, once it is done: the number of the reply. */
int mcp_outbox_last(mcp_outbox_t *outbox);

/* The waiter: may it report this much progress in place of a silent job?
 * 0: the job does it by itself. value is above 0 and grows. */
int mcp_outbox_may_report(mcp_outbox_t *outbox, double value);

/* The waiter: all patience that has been asked for. */
apr_interval_time_t mcp_outbox_patience(mcp_outbox_t *outbox);

#endif /* MCP_JOB_OUTBOX_H */
