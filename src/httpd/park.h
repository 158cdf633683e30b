/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_PARK_H
#define MCP_HTTPD_PARK_H

/*
 * Parked requests: the handler has returned, the answer is still to come, and
 * no worker is held.
 *
 * httpd 2.4 has no way to resume a suspended request. What its event MPM has
 * (2.4.63) is a state in which it polls a connection's socket and then gives
 * the connection to some worker, with everything as it was. So while a request
 * is parked, the connection's socket is an eventfd. A byte in it, from
 * whichever thread, and a worker comes back to this module: it puts the real
 * socket in place again, and goes on with the request as a handler does. The
 * job that is waited for never sees the connection.
 *
 * The event MPM on Linux, a client's own connection (not a stream of HTTP/2);
 * everything else holds its worker.
 */

#include <httpd.h>

#include "httpd/monitor.h"

typedef struct mcp_parked_t mcp_parked_t;

/* What is parked; baton lives in the request's pool. All but wake and ask are
 * called by a worker. */
typedef struct mcp_park_work_t {
    void *baton;
    /* The request is parked (once more): mcp_park_wake may be called from now
     * on, from any thread. What it waits for is started here, the first time,
     * and not before: the handler that parks has not returned. */
    void (*sleep)(void *baton, mcp_parked_t *parked);
    /* It is not any more: when this returns nobody calls mcp_park_wake. */
    void (*awake)(void *baton);
    /* Go on. Returns SUSPENDED to be parked again, else what a handler does.
     * is_closing: httpd closes the connection, nothing can be written. */
    int (*resume)(void *baton, int is_closing);
    /* When to be resumed if nothing happens. */
    apr_time_t (*due)(void *baton);
    mcp_monitor_ask_fn *ask; /* or NULL */
} mcp_park_work_t;

/* Start-up: can this server do it? */
int mcp_park_is_supported(void);

/* The handler: can this request be parked? */
int mcp_park_is_possible(const request_rec *r);

/* The handler, or a resume, of a request for which it is possible: park it.
 * The result is to be returned. */
int mcp_park_request(request_rec *r, const mcp_park_work_t *work);

/* Resume it soon. */
void mcp_park_wake(mcp_parked_t *parked);

/* Hooks. */
int mcp_park_process_connection(conn_rec *c);
int mcp_park_pre_close_connection(conn_rec *c);

#endif /* MCP_HTTPD_PARK_H */
