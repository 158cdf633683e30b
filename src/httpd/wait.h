/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_WAIT_H
#define MCP_HTTPD_WAIT_H

/*
 * The worker's side of a job: pass its messages on as they come, keep the
 * connection alive, notice a client that went away.
 *
 * A worker waits (mcp_wait_for), or comes back now and then to look: after
 * mcp_wait_begin, whenever the outbox has called, the client may have gone, or
 * the time of mcp_wait_due has come.
 */

#include <httpd.h>

#include "httpd/stream.h"
#include "job/job.h"

typedef enum {
    MCP_WAIT_DONE,       /* job->reply is complete */
    MCP_WAIT_GONE,       /* the client has closed the connection */
    MCP_WAIT_CLOSED,     /* the client comes back for the rest */
    MCP_WAIT_CALLED_OFF, /* the client wants no answer */
    MCP_WAIT_LATE,       /* the job did not keep its own deadline */
    MCP_WAIT_MORE        /* of mcp_wait_look: it is not over */
} mcp_wait_e;

typedef struct mcp_wait_t {
    mcp_job_t *job;
    mcp_stream_t *stream;
    const char *token; /* of the request's progress, JSON text, or NULL */
    apr_interval_time_t keep_alive; /* say something at least this often */
    /* of wait.c */
    apr_time_t begin;
    apr_time_t next; /* when to say something */
    int there;       /* the client is */
} mcp_wait_t;

/* Wait for a job that has been started. */
mcp_wait_e mcp_wait_for(mcp_wait_t *wait);

/* The same without waiting; begin comes before the job is started. */
void mcp_wait_begin(mcp_wait_t *wait);
mcp_wait_e mcp_wait_look(mcp_wait_t *wait);
/* When to look if nothing happens. */
apr_time_t mcp_wait_due(const mcp_wait_t *wait);
/* The connection is being closed from this side. */
mcp_wait_e mcp_wait_break_off(mcp_wait_t *wait);

/* Keep the reply (NULL: none) of a job whose client knows where its stream
 * goes on, in case that it does not arrive. The job has a stream. */
void mcp_wait_keep_reply(const mcp_wait_t *wait, const mcp_reply_t *reply);

/* Run a short job (job/short.h) on this worker; it is cancelled when the
 * client goes. Never MCP_WAIT_LATE. ended(baton): when the job has ended. */
mcp_wait_e mcp_wait_run(mcp_wait_t *wait, void (*ended)(void *baton),
                        void *baton);

#endif /* MCP_HTTPD_WAIT_H */
