/* SPDX-License-Identifier: Apache-2.0 */

#include "job/threads.h"

#include <apr_thread_mutex.h>
#include <apr_thread_pool.h>

#include "util/pool.h"

APR_RING_HEAD(items_t, mcp_thread_item_t);

struct mcp_threads_t {
    apr_thread_pool_t *pool;
    apr_pool_t *memory; /* the pool's, which grows with threads and tasks */
    apr_thread_mutex_t *mutex; /* guards the rest */
    struct items_t waiting;
    int has_ended;
};

/* NULL: there is none. */
static mcp_thread_item_t *take(mcp_threads_t *threads, int *has_more)
{
    mcp_thread_item_t *item = NULL;

    apr_thread_mutex_lock(threads->mutex);
    if (!APR_RING_EMPTY(&threads->waiting, mcp_thread_item_t, link)) {
        item = APR_RING_FIRST(&threads->waiting);
        APR_RING_REMOVE(item, link);
    }
    *has_more = !APR_RING_EMPTY(&threads->waiting, mcp_thread_item_t, link);
    apr_thread_mutex_unlock(threads->mutex);
    return item;
}

static void *APR_THREAD_FUNC turn(apr_thread_t *thread, void *data);

static apr_status_t push_turn(mcp_threads_t *threads)
{
    return apr_thread_pool_push(threads->pool, turn, threads,
                                APR_THREAD_TASK_PRIORITY_NORMAL, NULL);
}

/* A thread that is idle has been woken, and will look for itself. */
static int may_add(mcp_threads_t *threads)
{
    return !apr_thread_pool_idle_count(threads->pool)
           && apr_thread_pool_threads_count(threads->pool)
                  < apr_thread_pool_thread_max_get(threads->pool);
}

static void *APR_THREAD_FUNC turn(apr_thread_t *thread, void *data)
{
    mcp_threads_t *threads = data;
    int has_more;
    mcp_thread_item_t *item = take(threads, &has_more);

    if (has_more && may_add(threads)) {
        push_turn(threads);
    }
    if (item) {
        item->run(item->baton);
    }
    return NULL;
}

static apr_status_t create_pool(mcp_threads_t *threads, apr_size_t max)
{
    apr_status_t rv = mcp_pool_create_shared(&threads->memory);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = apr_thread_pool_create(&threads->pool, 0, max, threads->memory);
    if (rv != APR_SUCCESS) {
        apr_pool_destroy(threads->memory);
        return rv;
    }
    /* By default a thread is only added when five tasks wait. */
    apr_thread_pool_threshold_set(threads->pool, 0);
    /* A thread that is to end some time after it has become idle ends as soon
     * as another has taken the task that it was woken for: under load one in
     * four tasks would have a new thread, and each leaves a little memory. */
    apr_thread_pool_idle_max_set(threads->pool, max);
    return APR_SUCCESS;
}

apr_status_t mcp_threads_create(mcp_threads_t **out, int max,
                                apr_pool_t *pchild)
{
    mcp_threads_t *threads = apr_pcalloc(pchild, sizeof(*threads));
    apr_status_t rv = apr_thread_mutex_create(
        &threads->mutex, APR_THREAD_MUTEX_DEFAULT, pchild);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    APR_RING_INIT(&threads->waiting, mcp_thread_item_t, link);
    *out = threads;
    return create_pool(threads, (apr_size_t)max);
}

/* The turn is pushed first, and cannot be taken before the lock goes: after
 * an error it may be run all the same, and must not find the item then. */
apr_status_t mcp_threads_push(mcp_threads_t *threads, mcp_thread_item_t *item)
{
    apr_status_t rv = APR_EOF;

    apr_thread_mutex_lock(threads->mutex);
    if (!threads->has_ended) {
        rv = push_turn(threads);
    }
    if (rv == APR_SUCCESS) {
        APR_RING_ELEM_INIT(item, link);
        APR_RING_INSERT_TAIL(&threads->waiting, item, mcp_thread_item_t, link);
    }
    apr_thread_mutex_unlock(threads->mutex);
    return rv;
}

void mcp_threads_end(mcp_threads_t *threads)
{
    mcp_thread_item_t *item;
    int has_more;

    apr_thread_mutex_lock(threads->mutex);
    threads->has_ended = 1;
    apr_thread_mutex_unlock(threads->mutex);
    apr_thread_pool_destroy(threads->pool);
    while ((item = take(threads, &has_more))) {
        item->run(item->baton);
    }
    apr_pool_destroy(threads->memory);
}
