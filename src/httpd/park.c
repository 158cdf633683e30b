/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/park.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <apr_portable.h>
#include <ap_mpm.h>
#include <http_connection.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <mpm_common.h>
#include <scoreboard.h>

#include "httpd/config.h"
#include "httpd/mpm.h"
#include "httpd/private.h"

/* Of a connection; in its pool. */
struct mcp_parked_t {
    conn_rec *c;
    mcp_monitor_t *monitor;
    mcp_monitor_entry_t entry; /* entry.wake: -1 before the first time */
    mcp_park_work_t work;
    request_rec *r; /* to be parked, or parked; else NULL */
    int is_parked;
    int is_inside; /* our hook is on the worker's stack */
};

int mcp_park_is_supported(void)
{
#ifdef AP_MPMQ_CAN_WAITIO
    return mcp_mpm_is_async() && mcp_mpm_query(AP_MPMQ_CAN_WAITIO, 0);
#else
    return 0;
#endif
}

static mcp_parked_t *parked_of(const conn_rec *c)
{
    return ap_get_module_config(c->conn_config, &mcp_module);
}

/* ---- to and fro ---- */

static void put_socket(mcp_parked_t *parked, int fd)
{
    apr_socket_t *socket = ap_get_conn_socket(parked->c);

    /* Of a socket that is there it sets the descriptor and nothing else. */
    (void)apr_os_sock_put(&socket, &fd, parked->c->pool);
}

/* httpd closes what is silent for longer than Timeout. */
static apr_time_t when_due(mcp_parked_t *parked)
{
    apr_time_t latest = apr_time_now() + parked->r->server->timeout / 2;
    apr_time_t due = parked->work.due(parked->work.baton);

    return due < latest ? due : latest;
}

/* The descriptors change places, so that whoever wakes the connection wakes
 * the MPM. */
static apr_status_t park(mcp_parked_t *parked)
{
    mcp_monitor_entry_t *entry = &parked->entry;
    apr_status_t rv =
        apr_os_sock_get(&entry->socket, ap_get_conn_socket(parked->c));

    if (rv != APR_SUCCESS) {
        return rv;
    }
    entry->due = when_due(parked);
    entry->ask = parked->work.ask;
    entry->baton = parked->work.baton;
    rv = mcp_monitor_add(parked->monitor, entry);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    put_socket(parked, entry->wake);
    parked->is_parked = 1;
    /* A byte that comes before the MPM polls is not lost. */
    parked->work.sleep(parked->work.baton, parked);
    return APR_SUCCESS;
}

static void unpark(mcp_parked_t *parked)
{
    apr_uint64_t count;

    parked->work.awake(parked->work.baton);
    mcp_monitor_remove(parked->monitor, &parked->entry);
    put_socket(parked, parked->entry.socket);
    parked->is_parked = 0;
    /* Nobody writes any more; what was written is of the past. */
    (void)!read(parked->entry.wake, &count, sizeof(count));
}

void mcp_park_wake(mcp_parked_t *parked)
{
    mcp_monitor_wake(&parked->entry);
}

/* As httpd does when a handler returns. r is gone afterwards. */
static void finish(request_rec *r, int result)
{
    ap_die(result, r);
    ap_process_request_after_handler(r);
}

static void resume(mcp_parked_t *parked, int is_closing)
{
    request_rec *r = parked->r;
    int result;

    ap_update_child_status(parked->c->sbh, SERVER_BUSY_WRITE, r);
    result = parked->work.resume(parked->work.baton, is_closing);
    if (result == SUSPENDED) {
        parked->c->cs->state = CONN_STATE_SUSPENDED;
        return;
    }
    parked->r = NULL;
    finish(r, result);
}

/* ---- the connection ---- */

static mcp_monitor_t *monitor_of(const conn_rec *c)
{
    return mcp_config_server(c->base_server)->monitor;
}

/* Only a child that ends in a hurry gives up a connection without closing it.
 * Then everything that the work needs has gone before. */
static apr_status_t drop(void *data)
{
    mcp_parked_t *parked = data;

    if (parked->is_parked && monitor_of(parked->c)) {
        unpark(parked);
        (void)parked->work.resume(parked->work.baton, 1);
        parked->r = NULL;
    }
    if (parked->entry.wake >= 0) {
        close(parked->entry.wake);
        parked->entry.wake = -1;
    }
    return APR_SUCCESS;
}

static mcp_parked_t *attach(conn_rec *c, mcp_monitor_t *monitor)
{
    mcp_parked_t *parked = apr_pcalloc(c->pool, sizeof(*parked));

    parked->c = c;
    parked->monitor = monitor;
    parked->entry.wake = -1;
    ap_set_module_config(c->conn_config, &mcp_module, parked);
    /* Before the pools of requests go. */
    apr_pool_pre_cleanup_register(c->pool, parked, drop);
    return parked;
}

static void wait_in_mpm(conn_rec *c)
{
#ifdef AP_MPMQ_CAN_WAITIO
    c->cs->state = CONN_STATE_ASYNC_WAITIO;
    c->cs->sense = CONN_SENSE_WANT_READ;
#endif
}

/* What the handler, or the one before, has left to be parked. */
static int park_suspended(mcp_parked_t *parked, int result)
{
    conn_rec *c = parked->c;

    if (!parked->r || c->cs->state != CONN_STATE_SUSPENDED) {
        return result;
    }
    if (park(parked) == APR_SUCCESS) {
        wait_in_mpm(c);
    }
    else {
        c->aborted = 1;
        resume(parked, 1);
        c->cs->state = CONN_STATE_LINGER;
    }
    return OK;
}

/* Around everybody else: after them the handler has returned. */
int mcp_park_process_connection(conn_rec *c)
{
    mcp_monitor_t *monitor = monitor_of(c);
    mcp_parked_t *parked;
    int result = OK;

    if (!monitor || c->master || !c->cs) {
        return DECLINED;
    }
    parked = parked_of(c);
    if (!parked) {
        parked = attach(c, monitor);
    }
    if (parked->is_inside) {
        return DECLINED;
    }
    parked->is_inside = 1;
    if (parked->is_parked) {
        unpark(parked);
        resume(parked, 0);
    }
    else {
        result = ap_run_process_connection(c);
    }
    parked->is_inside = 0;
    return park_suspended(parked, result);
}

/* httpd closes it: after Timeout, since no worker came in time. */
int mcp_park_pre_close_connection(conn_rec *c)
{
    mcp_parked_t *parked = c->master ? NULL : parked_of(c);

    if (parked && parked->is_parked) {
        conn_state_e state = c->cs->state;

        unpark(parked);
        resume(parked, 1);
        c->cs->state = state;
    }
    return OK;
}

/* ---- the handler ---- */

/* Whoever has an internal redirect or a subrequest on the stack goes on with
 * it when the handler returns. */
int mcp_park_is_possible(const request_rec *r)
{
    mcp_parked_t *parked =
        r->connection->master ? NULL : parked_of(r->connection);

    if (!parked || !parked->is_inside || r->main || r->prev) {
        return 0;
    }
    if (parked->entry.wake < 0) {
        parked->entry.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    }
    return parked->entry.wake >= 0;
}

int mcp_park_request(request_rec *r, const mcp_park_work_t *work)
{
    mcp_parked_t *parked = parked_of(r->connection);

    parked->r = r;
    parked->work = *work;
    return SUSPENDED;
}
