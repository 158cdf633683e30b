/* SPDX-License-Identifier: Apache-2.0 */

/*
 * An entry is in the ring while its connection is parked. Its worker takes it
 * out under the mutex, so what is found in the ring under the mutex is there;
 * only to ask is the mutex given up, and who wants to take out the one that is
 * being asked waits until it has answered.
 */

#include "httpd/monitor.h"

#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>
#include <apr_thread_proc.h>

#include "util/pool.h"

/* How often entries are asked, and how exact their times are. */
#define SLICE_MS 100

#define MAX_EVENTS 64

/* Slices without an entry before it sleeps until there is one. */
#define MAX_IDLE 10

#define MAX_SCRATCH (64 * 1024)

APR_RING_HEAD(ring_t, mcp_monitor_entry_t);

struct mcp_monitor_t {
    apr_thread_t *thread;
    apr_thread_mutex_t *mutex; /* guards all below */
    apr_thread_cond_t *asked;  /* signalled when asking is over */
    struct ring_t entries;
    mcp_monitor_entry_t *asking; /* or NULL */
    int is_stopping;
    int is_asleep; /* until the bell rings */
    /* const */
    int epoll; /* clients that hang up */
    int bell;  /* eventfd: there are entries again, or it is to stop */
    apr_pool_t *scratch; /* of the thread */
};

/* The counter of an eventfd does not overflow by being woken twice. */
static void ring(int fd)
{
    const apr_uint64_t one = 1;

    while (write(fd, &one, sizeof(one)) < 0 && errno == EINTR) {
    }
}

void mcp_monitor_wake(const mcp_monitor_entry_t *entry)
{
    ring(entry->wake);
}

/* Mutex held. */
static void wake(mcp_monitor_entry_t *entry)
{
    if (!entry->is_woken) {
        entry->is_woken = 1;
        ring(entry->wake);
    }
}

/* Mutex held: what has hung up is still in the ring. */
static void wake_hung_up(mcp_monitor_t *monitor)
{
    struct epoll_event events[MAX_EVENTS];
    int count;

    do {
        int i;

        count = epoll_wait(monitor->epoll, events, MAX_EVENTS, 0);
        for (i = 0; i < count; i++) {
            wake(events[i].data.ptr);
        }
    } while (count == MAX_EVENTS);
}

/* Mutex held; it is given up in between, and the entry stays in the ring. */
static int is_due(mcp_monitor_t *monitor, mcp_monitor_entry_t *entry,
                  apr_time_t now)
{
    int due;

    if (now >= entry->due || !entry->ask) {
        return now >= entry->due;
    }
    monitor->asking = entry;
    apr_thread_mutex_unlock(monitor->mutex);
    apr_pool_clear(monitor->scratch);
    due = entry->ask(entry->baton, monitor->scratch);
    apr_thread_mutex_lock(monitor->mutex);
    monitor->asking = NULL;
    apr_thread_cond_broadcast(monitor->asked);
    return due;
}

/* Mutex held. */
static void look_at_all(mcp_monitor_t *monitor)
{
    apr_time_t now = apr_time_now();
    mcp_monitor_entry_t *entry;

    APR_RING_FOREACH(entry, &monitor->entries, mcp_monitor_entry_t, link)
    {
        if (!entry->is_woken && is_due(monitor, entry, now)) {
            wake(entry);
        }
    }
}

static void wait_for_something(const mcp_monitor_t *monitor, int is_asleep)
{
    struct pollfd fds[2] = {{monitor->epoll, POLLIN, 0},
                            {monitor->bell, POLLIN, 0}};
    apr_uint64_t count;

    /* Interrupted: look around all the same. */
    (void)poll(fds, 2, is_asleep ? -1 : SLICE_MS);
    if (fds[1].revents) {
        (void)!read(monitor->bell, &count, sizeof(count));
    }
}

/* It falls asleep when there has been nothing for a while: calls that come
 * one after the other need not wake it each time. */
static void *APR_THREAD_FUNC run(apr_thread_t *thread, void *data)
{
    mcp_monitor_t *monitor = data;
    apr_time_t next = 0;
    int idle = 0;

    apr_thread_mutex_lock(monitor->mutex);
    while (!monitor->is_stopping) {
        int is_asleep = monitor->is_asleep = idle > MAX_IDLE;

        apr_thread_mutex_unlock(monitor->mutex);
        wait_for_something(monitor, is_asleep);
        apr_thread_mutex_lock(monitor->mutex);
        monitor->is_asleep = 0;
        wake_hung_up(monitor);
        if (is_asleep || apr_time_now() >= next) {
            idle = APR_RING_EMPTY(&monitor->entries, mcp_monitor_entry_t, link)
                       ? idle + 1
                       : 0;
            look_at_all(monitor);
            next = apr_time_now() + apr_time_from_msec(SLICE_MS) / 2;
        }
    }
    apr_thread_mutex_unlock(monitor->mutex);
    return NULL;
}

apr_status_t mcp_monitor_add(mcp_monitor_t *monitor,
                             mcp_monitor_entry_t *entry)
{
    struct epoll_event event = {EPOLLRDHUP | EPOLLONESHOT, {entry}};
    apr_status_t rv = APR_SUCCESS;

    apr_thread_mutex_lock(monitor->mutex);
    if (epoll_ctl(monitor->epoll, EPOLL_CTL_ADD, entry->socket, &event)) {
        rv = errno;
    }
    else {
        if (monitor->is_asleep) {
            ring(monitor->bell);
        }
        entry->is_woken = 0;
        APR_RING_INSERT_TAIL(&monitor->entries, entry, mcp_monitor_entry_t,
                             link);
    }
    apr_thread_mutex_unlock(monitor->mutex);
    return rv;
}

void mcp_monitor_remove(mcp_monitor_t *monitor, mcp_monitor_entry_t *entry)
{
    apr_thread_mutex_lock(monitor->mutex);
    while (monitor->asking == entry) {
        apr_thread_cond_wait(monitor->asked, monitor->mutex);
    }
    (void)epoll_ctl(monitor->epoll, EPOLL_CTL_DEL, entry->socket, NULL);
    APR_RING_REMOVE(entry, link);
    apr_thread_mutex_unlock(monitor->mutex);
}

static apr_status_t stop(void *data)
{
    mcp_monitor_t *monitor = data;
    apr_status_t rv;

    apr_thread_mutex_lock(monitor->mutex);
    monitor->is_stopping = 1;
    apr_thread_mutex_unlock(monitor->mutex);
    ring(monitor->bell);
    (void)apr_thread_join(&rv, monitor->thread);
    close(monitor->epoll);
    close(monitor->bell);
    apr_pool_destroy(monitor->scratch);
    return APR_SUCCESS;
}

apr_status_t mcp_monitor_create(mcp_monitor_t **out, apr_pool_t *pchild)
{
    mcp_monitor_t *monitor = apr_pcalloc(pchild, sizeof(*monitor));
    apr_status_t rv = apr_thread_mutex_create(
        &monitor->mutex, APR_THREAD_MUTEX_DEFAULT, pchild);

    APR_RING_INIT(&monitor->entries, mcp_monitor_entry_t, link);
    if (rv == APR_SUCCESS) {
        rv = apr_thread_cond_create(&monitor->asked, pchild);
    }
    if (rv == APR_SUCCESS) {
        rv = mcp_pool_create(&monitor->scratch, MAX_SCRATCH);
    }
    if (rv != APR_SUCCESS) {
        return rv;
    }
    monitor->epoll = epoll_create1(EPOLL_CLOEXEC);
    monitor->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (monitor->epoll < 0 || monitor->bell < 0) {
        return errno;
    }
    rv = apr_thread_create(&monitor->thread, NULL, run, monitor, pchild);
    if (rv == APR_SUCCESS) {
        /* Before sub-pools: what is asked uses them. */
        apr_pool_pre_cleanup_register(pchild, monitor, stop);
        *out = monitor;
    }
    return rv;
}
