/* SPDX-License-Identifier: Apache-2.0 */

#include "job/outbox.h"

#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>

typedef struct letter_t letter_t;
struct letter_t {
    letter_t *next;
    const char *bytes;
    apr_size_t len;
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

void mcp_outbox_post(mcp_outbox_t *outbox, const char *bytes, apr_size_t len)
{
    letter_t *letter = apr_pcalloc(outbox->pool, sizeof(*letter));

    letter->bytes = bytes;
    letter->len = len;
    apr_thread_mutex_lock(outbox->mutex);
    *outbox->end = letter;
    outbox->end = &letter->next;
    apr_thread_cond_signal(outbox->cond);
    apr_thread_mutex_unlock(outbox->mutex);
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

void mcp_outbox_finish(mcp_outbox_t *outbox)
{
    apr_thread_mutex_lock(outbox->mutex);
    outbox->done = 1;
    apr_thread_cond_signal(outbox->cond);
    apr_thread_mutex_unlock(outbox->mutex);
}

/* Mutex held. */
static mcp_outbox_e take(mcp_outbox_t *outbox, const char **bytes,
                         apr_size_t *len)
{
    letter_t *letter = outbox->first;

    if (!letter) {
        return outbox->done ? MCP_OUTBOX_DONE : MCP_OUTBOX_NOTHING;
    }
    outbox->first = letter->next;
    if (!outbox->first) {
        outbox->end = &outbox->first;
    }
    *bytes = letter->bytes;
    *len = letter->len;
    return MCP_OUTBOX_MESSAGE;
}

mcp_outbox_e mcp_outbox_wait(mcp_outbox_t *outbox, apr_interval_time_t timeout,
                             const char **bytes, apr_size_t *len)
{
    mcp_outbox_e what;

    apr_thread_mutex_lock(outbox->mutex);
    what = take(outbox, bytes, len);
    if (what == MCP_OUTBOX_NOTHING) {
        /* Woken for nothing or too early: the waiter asks again anyway. */
        apr_thread_cond_timedwait(outbox->cond, outbox->mutex, timeout);
        what = take(outbox, bytes, len);
    }
    apr_thread_mutex_unlock(outbox->mutex);
    return what;
}
