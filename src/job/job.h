/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_JOB_H
#define MCP_JOB_JOB_H

/*
 * One POST that needs Nextcloud, on a thread of its own.
 *
 * A job owns a pool with its own allocator and copies of all it needs, the
 * Authorization header first of all. It never sees the request: no
 * request_rec, no connection, no filter, no pool of theirs. So it can outlive
 * the request, and what waits for it can be anything.
 *
 * Two hold a reference: whoever started it (the worker) and the job's
 * thread. The last to release it destroys the pool; the credential is wiped
 * first. Only the outbox is touched by both sides, under its mutex.
 */

#include <apr_ring.h>

#include "job/engine.h"
#include "job/outbox.h"
#include "job/settings.h"
#include "rpc/reply.h"

typedef struct mcp_job_t mcp_job_t;
struct mcp_job_t {
    APR_RING_ENTRY(mcp_job_t) link; /* engine->jobs */
    mcp_thread_item_t item;         /* engine->threads */
    apr_time_t deadline; /* under engine->mutex: for who waits for its end */
    mcp_kit_t *kit;
    apr_pool_t *pool; /* the kit's */
    mcp_engine_t *engine;
    mcp_settings_t settings;
    char *authorization; /* our copy; wiped on release */
    const char *uid;     /* whose it is, if that was known before */
    const char *client_ip;
    const char *text; /* the body, already found to be strict JSON; NULL:
                         only to find out whose the credential is */
    apr_size_t len;
    const char *request; /* its id, JSON text; NULL: a batch, or none */
    mcp_head_t head;
    int can_ask;        /* the client hears what is said before the answer */
    const char *stream; /* its name, if the client may come back for what it
                           misses (replay.h), or NULL */

    /* of the thread that runs it */
    const struct mcp_job_host_t *host; /* NULL: a job thread */
    const mcp_body_t *parsed; /* what that thread has made of text before, good
                                 until the job has ended; NULL: the job parses
                                 it */
    mcp_body_t body;
    mcp_nc_t nc;                  /* nc.uid: set by the auth stage */
    mcp_err_t *trouble;           /* why Nextcloud could not say who it is */
    const mcp_toolset_t *toolset; /* set by the tool-list stage */
    apr_uint64_t pulse;           /* of exchange.c */
    apr_pool_t *scratch;          /* of exchange.c */

    /* shared */
    mcp_outbox_t *outbox;
    mcp_reply_t reply;  /* the job's until the outbox is finished, then the
                           waiter's */
    const char *served; /* the same: the user that it is for, or NULL */
    volatile apr_uint32_t cancelled;
    volatile apr_uint32_t called_off;
    volatile apr_uint32_t references;
    void (*ended)(void *baton);     /* called once, when the job has ended, or
                                       waits for the user */
    void *baton;                    /* must outlive the job */
    void (*errand)(mcp_job_t *job); /* for the server's own ends, in place of
                                       the body; or NULL */
    void *errand_data;              /* in pool */
    mcp_job_task_t *task; /* of its thread: what it has become, or NULL */
    int answered;         /* the same: the outbox is finished */
};

typedef struct mcp_job_input_t {
    const mcp_settings_t *settings;
    const char *authorization;
    const char *uid;       /* whose that is; NULL: not known */
    const char *client_ip; /* or NULL */
    const char *text;
    apr_size_t len;
    const char *request; /* the id of the request, or NULL */
    const mcp_head_t *head;
} mcp_job_input_t;

/* Copies everything in input. The caller holds one reference. */
apr_status_t mcp_job_create(mcp_job_t **job, mcp_engine_t *engine,
                            const mcp_job_input_t *input);

/* Hand the job to a thread. ended(baton) runs when it is over, whether or
 * not anybody waits; not when this fails. */
apr_status_t mcp_job_start(mcp_job_t *job, void (*ended)(void *baton),
                           void *baton);

/* A thread that runs a job itself instead of waiting for another that does:
 * a worker whose job is short (job/short.h). What the job says to the client
 * goes out at once. */
typedef struct mcp_job_host_t {
    mcp_rpc_line_t line;       /* to the client */
    void (*tick)(void *baton); /* with line.baton; now and then, while the
                                  job waits for Nextcloud */
} mcp_job_host_t;

/* Run the job to its end on the calling thread, then ended(baton). The reply
 * is complete when it returns. */
void mcp_job_run(mcp_job_t *job, const mcp_job_host_t *host,
                 void (*ended)(void *baton), void *baton);

/* The keeper's, of a job that waits for the user. resume: a thread runs it
 * anew, from its beginning. end: it is over. */
void mcp_job_resume(mcp_job_t *job);
void mcp_job_end(mcp_job_t *job);

/* It may take until then, longer than others. Its thread. */
void mcp_job_prolong(mcp_job_t *job, apr_time_t deadline);

/* Nobody needs the answer: stop soon. Any thread with a reference. */
void mcp_job_cancel(mcp_job_t *job);

/* The job's thread: a message to the client, now or when it comes back. keep:
 * it must not miss it. */
void mcp_job_say(mcp_job_t *job, const char *bytes, apr_size_t len, int keep);

/* Keep one for when it comes back, or the last one: the reply. reply NULL:
 * the stream ends without an answer. Any thread with a reference; pool is
 * that thread's. */
void mcp_job_keep(const mcp_job_t *job, const mcp_letter_t *letter,
                  apr_pool_t *pool);
void mcp_job_keep_reply(const mcp_job_t *job, const mcp_reply_t *reply,
                        int number, apr_pool_t *pool);

/* The client has said that it does not want the answer: the same, and there
 * will be none. */
void mcp_job_call_off(mcp_job_t *job);
int mcp_job_is_called_off(mcp_job_t *job);

void mcp_job_release(mcp_job_t *job);

#endif /* MCP_JOB_JOB_H */
