/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_THREADS_H
#define MCP_JOB_THREADS_H

/*
 * The job threads of a child: an apr_thread_pool in which nothing waits for
 * something else to end while there may be another thread.
 *
 * By itself that pool adds a thread when a task is pushed and no thread is
 * idle; one that has been woken counts as idle until it runs, so that most of
 * a burst would wait for its first to end. And what it could not make a thread
 * for it reports as failed, but runs it later. Hence what waits is kept here,
 * the pool is only given turns to take the next of it, and a thread that has
 * taken one sees to those behind it.
 *
 * Any thread may push. A mutex guards what waits: pushing threads add, the
 * pool's take.
 */

#include <apr_pools.h>
#include <apr_ring.h>

typedef struct mcp_threads_t mcp_threads_t;

/* The caller's, from the push until run is called, which may free it. */
typedef struct mcp_thread_item_t mcp_thread_item_t;
struct mcp_thread_item_t {
    APR_RING_ENTRY(mcp_thread_item_t) link; /* of threads.c */
    void (*run)(void *baton);
    void *baton;
};

/* max: threads at a time. There are none at first; each that has come stays.
 */
apr_status_t mcp_threads_create(mcp_threads_t **threads, int max,
                                apr_pool_t *pchild);

/* In the order of pushing, each as soon as a thread is there. An error: run
 * is not called; there was no thread to be had, or they have ended. */
apr_status_t mcp_threads_push(mcp_threads_t *threads, mcp_thread_item_t *item);

/* Waits for what runs; what had no thread yet is run by the caller. */
void mcp_threads_end(mcp_threads_t *threads);

#endif /* MCP_JOB_THREADS_H */
