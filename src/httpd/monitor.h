/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_MONITOR_H
#define MCP_HTTPD_MONITOR_H

/*
 * Looks after parked connections (park.h), which no worker does: one thread
 * per child, which sleeps while there are none.
 *
 * A connection is woken, by a byte for its eventfd, when its client has gone,
 * when its time has come, and when what it waits for says that it is due. The
 * monitor never touches the connection itself.
 */

#include <apr_pools.h>
#include <apr_ring.h>
#include <apr_time.h>

typedef struct mcp_monitor_t mcp_monitor_t;

/* Asked ten times a second, on the monitor's thread: is it due? It must not
 * wait for anything but the store. pool: scratch. */
typedef int mcp_monitor_ask_fn(void *baton, apr_pool_t *pool);

/* What is looked after; its owner's memory. */
typedef struct mcp_monitor_entry_t mcp_monitor_entry_t;
struct mcp_monitor_entry_t {
    APR_RING_ENTRY(mcp_monitor_entry_t) link;
    int socket;              /* the client's */
    int wake;                /* an eventfd */
    apr_time_t due;          /* when to wake it if nothing happens */
    mcp_monitor_ask_fn *ask; /* or NULL */
    void *baton;             /* for ask */
    int is_woken;            /* of monitor.c: leave it alone */
};

apr_status_t mcp_monitor_create(mcp_monitor_t **monitor, apr_pool_t *pchild);

apr_status_t mcp_monitor_add(mcp_monitor_t *monitor,
                             mcp_monitor_entry_t *entry);

/* Wake it at once. Any thread, while it is there; takes no lock. */
void mcp_monitor_wake(const mcp_monitor_entry_t *entry);

/* When it returns neither the entry nor its descriptors are touched again, and
 * nobody asks. */
void mcp_monitor_remove(mcp_monitor_t *monitor, mcp_monitor_entry_t *entry);

#endif /* MCP_HTTPD_MONITOR_H */
