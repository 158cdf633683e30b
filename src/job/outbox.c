/* SPDX-License-Identifier: Apache-2.0 */

#include "job/outbox.h"

#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>

typedef struct letter_t letter_t;
struct letter_t {
    letter_t *next;
    mcp_letter_t letter;
};

struct mcp_outbox_t {
    apr_pool_t *pool;
    apr_thread_mutex_t *mutex; /* guards all below */
    apr_thread_cond_t *cond;   /* signalled when one of them changes */
    letter_t *first;
    letter_t **end; /* where the next letter is hung in */
    int done;
    int reports;     /* the job reports progress */
    double reported; /* by the waiter */
    apr_interval_time_t patience;
    mcp_outbox_state_e state;
    int count;                  /* of numbered letters */
    mcp_outbox_waker_fn *waker; /* of a waiter that is away, or NULL */
    void *baton;
};

apr_status_t mcp_outbox_create(mcp_outbox_t **out, apr_pool_t *pool)
{
    mcp_outbox_t *outbox = apr_pcalloc(pool, sizeof(*outbox));
    apr_status_t rv;

    outbox->pool = pool;
    outbox->end = &outbox->first;
    rv = apr_thread_mutex_create(&outbox->mutex, APR_THREAD_MUTEX_DEFAULT,
                                 pool);
    if (rv == APR_SUCCESS) {
        rv = apr_thread_cond_create(&outbox->cond, pool);
    }
    *out = outbox;
    return rv;
}

/* Mutex held: something has changed. */
static void tell_waiter(mcp_outbox_t *outbox)
{
    apr_thread_cond_signal(outbox->cond);
    if (outbox->waker) {
        outbox->waker(outbox->baton);
    }
}

void mcp_outbox_set_waker(mcp_outbox_t *outbox, mcp_outbox_waker_fn *waker,
                          void *baton)
{
    apr_thread_mutex_lock(outbox->mutex);
    outbox->waker = waker;
    outbox->baton = baton;
    if (outbox->first || outbox->done) {
        tell_waiter(outbox);
    }
    apr_thread_mutex_unlock(outbox->mutex);
}

mcp_outbox_state_e mcp_outbox_post(mcp_outbox_t *outbox, mcp_letter_t *letter,
                                   int keep)
{
    letter_t *item = apr_pcalloc(outbox->pool, sizeof(*item));
    mcp_outbox_state_e state;

    apr_thread_mutex_lock(outbox->mutex);
    letter->number = keep ? ++outbox->count : 0;
    state = outbox->state;
    if (state == MCP_OUTBOX_HEARD) {
        item->letter = *letter;
        *outbox->end = item;
        outbox->end = &item->next;
        tell_waiter(outbox);
    }
    apr_thread_mutex_unlock(outbox->mutex);
    return state;
}

mcp_outbox_state_e mcp_outbox_state(mcp_outbox_t *outbox)
{
    mcp_outbox_state_e state;

    apr_thread_mutex_lock(outbox->mutex);
    state = outbox->state;
    apr_thread_mutex_unlock(outbox->mutex);
    return state;
}

void mcp_outbox_leave(mcp_outbox_t *outbox, int keep)
{
    apr_thread_mutex_lock(outbox->mutex);
    outbox->state = keep ? MCP_OUTBOX_KEPT : MCP_OUTBOX_UNHEARD;
    apr_thread_mutex_unlock(outbox->mutex);
}

int mcp_outbox_last(mcp_outbox_t *outbox)
{
    int number;

    apr_thread_mutex_lock(outbox->mutex);
    number = outbox->count + 1;
    apr_thread_mutex_unlock(outbox->mutex);
    return number;
}

double mcp_outbox_begin_progress(mcp_outbox_t *outbox)
{
    double reported;

    apr_thread_mutex_lock(outbox->mutex);
    outbox->reports = 1;
    reported = outbox->reported;
    apr_thread_mutex_unlock(outbox->mutex);
    return reported > 0 ? reported + 1 : 0;
}

int mcp_outbox_may_report(mcp_outbox_t *outbox, double value)
{
    int may;

    apr_thread_mutex_lock(outbox->mutex);
    may = !outbox->reports;
    if (may) {
        outbox->reported = value;
    }
    apr_thread_mutex_unlock(outbox->mutex);
    return may;
}

void mcp_outbox_add_patience(mcp_outbox_t *outbox, apr_interval_time_t time)
{
    apr_thread_mutex_lock(outbox->mutex);
    outbox->patience += time;
    apr_thread_mutex_unlock(outbox->mutex);
}

apr_interval_time_t mcp_outbox_patience(mcp_outbox_t *outbox)
{
    apr_interval_time_t patience;

    apr_thread_mutex_lock(outbox->mutex);
    patience = outbox->patience;
    apr_thread_mutex_unlock(outbox->mutex);
    return patience;
}

mcp_outbox_state_e mcp_outbox_finish(mcp_outbox_t *outbox, int *number)
{
    mcp_outbox_state_e state;

    apr_thread_mutex_lock(outbox->mutex);
    outbox->done = 1;
    *number = outbox->count + 1;
    state = outbox->state;
    tell_waiter(outbox);
    apr_thread_mutex_unlock(outbox->mutex);
    return state;
}

/* Mutex held. */
static mcp_outbox_e take(mcp_outbox_t *outbox, mcp_letter_t *letter)
{
    letter_t *item = outbox->first;

    if (!item) {
        return outbox->done ? MCP_OUTBOX_DONE : MCP_OUTBOX_NOTHING;
    }
    outbox->first = item->next;
    if (!outbox->first) {
        outbox->end = &outbox->first;
    }
    *letter = item->letter;
    return MCP_OUTBOX_MESSAGE;
}

mcp_outbox_e mcp_outbox_wait(mcp_outbox_t *outbox, apr_interval_time_t timeout,
                             mcp_letter_t *letter)
{
    mcp_outbox_e what;

    apr_thread_mutex_lock(outbox->mutex);
    what = take(outbox, letter);
    if (what == MCP_OUTBOX_NOTHING && timeout > 0) {
        /* Woken for nothing or too early: the waiter asks again anyway. */
        apr_thread_cond_timedwait(outbox->cond, outbox->mutex, timeout);
        what = take(outbox, letter);
    }
    apr_thread_mutex_unlock(outbox->mutex);
    return what;
}
