/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_GATE_H
#define MCP_HTTPD_GATE_H

/*
 * How many jobs there may be at a time.
 *
 * The Nextcloud that a job calls is served by the workers of this very
 * httpd. If all of them wait for jobs, nobody serves the jobs' requests and
 * everything stands still; all but one is not enough either (the listener
 * stops accepting when a child has one idle worker and idle keep-alive
 * connections). Half of them is the measured safe bound.
 *
 * Threaded MPMs: a counter per child, as workers and jobs are per child; a
 * crashed child takes its counter along. After a graceful restart a new child
 * may have to wait for its threads until those of an old one have ended; it
 * has as many places as it has workers meanwhile, in proportion. prefork:
 * each child is one worker, so the places are counted over the server, one
 * slot per child in shared memory that says which process holds it; a slot
 * whose process is no longer the one in the scoreboard counts for nothing.
 * The memory outlives a restart, and so do the places of old children.
 *
 * A place is held until the job has ended, also when its client has gone:
 * the request to Nextcloud still needs a worker.
 */

#include <httpd.h>

typedef struct mcp_gate_t mcp_gate_t;

typedef struct mcp_gate_limits_t {
    int waiting; /* places per child (per server under prefork) */
    int streams; /* event streams, be they parked or not */
    int held;    /* how many places they may take */
    int parked;  /* requests that wait without a worker, per child */
} mcp_gate_limits_t;

/* At start-up, once per configuration. */
apr_status_t mcp_gate_create(mcp_gate_t **gate,
                             const mcp_gate_limits_t *limits,
                             apr_pool_t *pconf);

/* The default for this MPM: half its workers, at least one. */
int mcp_gate_default_limit(void);

/* The default bound of event streams: half of the places, at least one. */
int mcp_gate_default_streams(int limit);

/* Any thread. enter: 1 when there was a place; then leave must follow, from
 * whichever thread. c: of the request. */
int mcp_gate_enter(mcp_gate_t *gate, const conn_rec *c);
void mcp_gate_leave(void *gate);

typedef enum {
    MCP_GATE_ENTERED,
    MCP_GATE_FULL,           /* all places are taken */
    MCP_GATE_FULL_OF_STREAMS /* all that streams may take */
} mcp_gate_e;

/* The same for an event stream. One that holds its worker for hours has one of
 * the places too: streams must not take all of those, or nobody could call a
 * tool. parks: it holds none. */
mcp_gate_e mcp_gate_enter_stream(mcp_gate_t *gate, const conn_rec *c,
                                 int parks);
void mcp_gate_leave_stream(mcp_gate_t *gate, int parks);

/* The same for a request that holds no worker while it waits (park.h). It
 * takes none of the other places, but a connection; threaded MPMs only. */
int mcp_gate_enter_parked(mcp_gate_t *gate);
void mcp_gate_leave_parked(void *gate);

#endif /* MCP_HTTPD_GATE_H */
