/* SPDX-License-Identifier: Apache-2.0 */

#include "job/threads.h"

#include <pthread.h>
#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>
#include <apr_time.h>

#include "tap.h"

#define MAX 8
#define MANY (3 * MAX)

/* Nobody has to wait that long. */
#define LIMIT apr_time_from_sec(20)

/* What the items have seen. */
typedef struct meeting_t {
    apr_thread_mutex_t *mutex; /* guards the rest */
    apr_thread_cond_t *changed;
    int expected; /* all stay until so many are there */
    int present;
    int most; /* that were present at a time */
    int left;
    int threads; /* that have come so far */
    int is_ending;
    int order[MANY];
} meeting_t;

typedef struct guest_t {
    mcp_thread_item_t item;
    int number;
} guest_t;

static meeting_t meeting;
static guest_t guests[MANY];

/* Mutex held. 0: in vain. */
static int wait_until(const int *counter, int value)
{
    apr_time_t limit = apr_time_now() + LIMIT;

    while (*counter < value) {
        if (apr_time_now() >= limit) {
            return 0;
        }
        apr_thread_cond_timedwait(meeting.changed, meeting.mutex,
                                  apr_time_from_msec(100));
    }
    return 1;
}

/* Mutex held. */
static void count_thread(void)
{
    static _Thread_local int is_known;

    meeting.threads += !is_known;
    is_known = 1;
}

static void attend(void *baton)
{
    guest_t *guest = baton;

    apr_thread_mutex_lock(meeting.mutex);
    count_thread();
    meeting.order[meeting.left + meeting.present++] = guest->number;
    if (meeting.present > meeting.most) {
        meeting.most = meeting.present;
    }
    apr_thread_cond_broadcast(meeting.changed);
    wait_until(&meeting.most, meeting.expected);
    meeting.present--;
    meeting.left++;
    apr_thread_cond_broadcast(meeting.changed);
    apr_thread_mutex_unlock(meeting.mutex);
}

static apr_status_t invite(mcp_threads_t *threads, int number)
{
    guests[number].item.run = attend;
    guests[number].item.baton = &guests[number];
    guests[number].number = number;
    return mcp_threads_push(threads, &guests[number].item);
}

static void begin(int expected)
{
    meeting.expected = expected;
    meeting.present = meeting.most = meeting.left = 0;
}

/* count guests of whom expected are to be there at a time. */
static void meet(mcp_threads_t *threads, int count, int expected)
{
    int all_came;
    int i;

    begin(expected);
    for (i = 0; i < count; i++) {
        invite(threads, i);
    }
    apr_thread_mutex_lock(meeting.mutex);
    all_came = wait_until(&meeting.left, count);
    apr_thread_mutex_unlock(meeting.mutex);
    ok(all_came, "%d are run", count);
    is_int(meeting.most, expected, "as many at a time as may");
}

/* One thread is idle, and the others are pushed before it awakes. */
static void burst(int count, apr_pool_t *pool)
{
    mcp_threads_t *threads;

    mcp_threads_create(&threads, MAX, pool);
    meet(threads, 1, 1);
    meet(threads, count, count < MAX ? count : MAX);
    mcp_threads_end(threads);
}

static void keep_order(apr_pool_t *pool)
{
    mcp_threads_t *threads;
    int in_order = 1;
    int i;

    mcp_threads_create(&threads, 1, pool);
    meet(threads, MANY, 1);
    for (i = 0; i < MANY; i++) {
        in_order &= meeting.order[i] == i;
    }
    ok(in_order, "one after the other");
    mcp_threads_end(threads);
}

/* They become idle and are woken again, all and some of them. */
static void stay(apr_pool_t *pool)
{
    mcp_threads_t *threads;
    int i;

    mcp_threads_create(&threads, MAX, pool);
    meeting.threads = 0;
    for (i = 0; i < 50; i++) {
        meet(threads, MAX, MAX);
        meet(threads, 1, 1);
    }
    is_int(meeting.threads, MAX, "threads that have come stay");
    mcp_threads_end(threads);
}

/* Holds the only thread until the others are about to end. */
static void linger(void *baton)
{
    apr_thread_mutex_lock(meeting.mutex);
    wait_until(&meeting.is_ending, 1);
    apr_thread_mutex_unlock(meeting.mutex);
    apr_sleep(apr_time_from_msec(200));
}

static void end_with_waiting(apr_pool_t *pool)
{
    mcp_thread_item_t first = {.run = linger};
    mcp_threads_t *threads;

    mcp_threads_create(&threads, 1, pool);
    begin(1);
    mcp_threads_push(threads, &first);
    invite(threads, 1);
    apr_thread_mutex_lock(meeting.mutex);
    meeting.is_ending = 1;
    apr_thread_cond_broadcast(meeting.changed);
    apr_thread_mutex_unlock(meeting.mutex);
    mcp_threads_end(threads);
    is_int(meeting.left, 1, "what had no thread yet is run at the end");
    is_int(invite(threads, 2), APR_EOF, "after which there are none");
}

/* No system has room for such a stack. */
static void allow_threads(int allow)
{
    static pthread_attr_t before;
    pthread_attr_t none;

    if (allow) {
        pthread_setattr_default_np(&before);
        return;
    }
    pthread_getattr_default_np(&before);
    pthread_attr_init(&none);
    pthread_attr_setstacksize(&none, (size_t)1 << 60);
    pthread_setattr_default_np(&none);
    pthread_attr_destroy(&none);
}

static void refuse(apr_pool_t *pool)
{
    mcp_threads_t *threads;
    apr_status_t rv;

    mcp_threads_create(&threads, MAX, pool);
    begin(1);
    allow_threads(0);
    rv = invite(threads, 5);
    allow_threads(1);
    ok(rv != APR_SUCCESS, "no thread to be had: an error");
    meet(threads, 1, 1);
    is_int(meeting.order[0], 0, "what was refused is not run later");
    mcp_threads_end(threads);
}

int main(void)
{
    apr_pool_t *child;
    int i;

    tap_start();
    apr_pool_create(&child, tap_pool);
    apr_thread_mutex_create(&meeting.mutex, APR_THREAD_MUTEX_DEFAULT, child);
    apr_thread_cond_create(&meeting.changed, child);
    for (i = 2; i < MANY; i++) {
        burst(i, child);
    }
    keep_order(child);
    stay(child);
    end_with_waiting(child);
    refuse(child);
    apr_pool_destroy(child);
    return tap_end();
}
