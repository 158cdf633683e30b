/* SPDX-License-Identifier: Apache-2.0 */

#include "job/keeper.h"

#include <string.h>

#include <apr_atomic.h>
#include <apr_general.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include <apr_thread_cond.h>
#include <apr_thread_proc.h>

#include "job/job.h"
#include "util/json.h"
#include "util/log.h"
#include "util/pool.h"

#define ID_BYTES 16

APR_RING_HEAD(task_ring_t, mcp_job_task_t);

struct mcp_keeper_t {
    const mcp_store_t *store;
    mcp_pulse_t *pulse;
    char id[ID_BYTES * 2 + 1];
    int max;
    apr_pool_t *pool; /* its own; of the thread */

    apr_thread_mutex_t *mutex; /* guards what follows */
    apr_thread_cond_t *cond;
    apr_thread_t *thread; /* NULL: there has been no task yet */
    struct task_ring_t tasks;
    int count;     /* of tasks */
    int suspended; /* of these, nobody works on */
    int look;      /* somebody has begun to wait: look at all */
    int closed;
    int stopped;
};

/* All tasks, with a reference each: nothing is done to them under the
 * keeper's mutex. */
static apr_array_header_t *list(mcp_keeper_t *keeper, apr_pool_t *pool)
{
    apr_array_header_t *tasks = apr_array_make(pool, 8, sizeof(void *));
    mcp_job_task_t *task = NULL;

    apr_thread_mutex_lock(keeper->mutex);
    APR_RING_FOREACH(task, &keeper->tasks, mcp_job_task_t, link)
    {
        apr_atomic_inc32(&task->references);
        APR_ARRAY_PUSH(tasks, mcp_job_task_t *) = task;
    }
    apr_thread_mutex_unlock(keeper->mutex);
    return tasks;
}

/* Takes a suspended job out of its sleep: whoever gets it goes on with it.
 * NULL: a thread works on it, or it has ended. */
static mcp_job_t *wake(mcp_keeper_t *keeper, mcp_job_task_t *task)
{
    mcp_job_t *job = NULL;

    apr_thread_mutex_lock(task->mutex);
    if (task->is_suspended) {
        task->is_suspended = 0;
        job = task->job;
    }
    apr_thread_mutex_unlock(task->mutex);
    if (job) {
        apr_thread_mutex_lock(keeper->mutex);
        keeper->suspended--;
        apr_thread_mutex_unlock(keeper->mutex);
    }
    return job;
}

static int end_suspended(mcp_keeper_t *keeper, mcp_job_task_t *task)
{
    mcp_job_t *job = wake(keeper, task);

    if (job) {
        mcp_job_end(job);
    }
    return job != NULL;
}

static void fail(mcp_keeper_t *keeper, mcp_job_task_t *task,
                 const mcp_task_change_t *change)
{
    if (!mcp_job_task_change(task, change) || end_suspended(keeper, task)) {
        return;
    }
    apr_thread_mutex_lock(task->mutex);
    if (task->job) {
        mcp_job_cancel(task->job);
    }
    apr_thread_mutex_unlock(task->mutex);
}

static void cancel(mcp_keeper_t *keeper, mcp_job_task_t *task)
{
    static const mcp_task_change_t cancelled = {
        MCP_TASK_CANCELLED, "Cancelled by the client", NULL, NULL, NULL, 0};

    fail(keeper, task, &cancelled);
}

static void expire(mcp_keeper_t *keeper, mcp_job_task_t *task)
{
    static const mcp_task_change_t expired = {
        MCP_TASK_FAILED,
        "The question was not answered in time",
        NULL,
        "{\"code\":-32603,\"message\":\"The question was not answered in "
        "time (MCPTaskTimeout)\"}",
        NULL,
        0};

    fail(keeper, task, &expired);
}

static void shut(mcp_keeper_t *keeper, mcp_job_task_t *task)
{
    static const mcp_task_change_t ended = {
        MCP_TASK_FAILED,
        "The server was restarted",
        NULL,
        "{\"code\":-32603,\"message\":\"The server was restarted while this "
        "waited for an answer; call the tool again\"}",
        NULL,
        0};

    fail(keeper, task, &ended);
}

typedef struct answers_t {
    const mcp_job_task_t *task;
    apr_pool_t *pool;
    int missing;
} answers_t;

static int count_missing(void *baton, const char *key, mcp_json_t *value)
{
    answers_t *answers = baton;

    answers->missing += !mcp_task_store_find_answer(
        answers->task->store, answers->task->record.id, key, answers->pool);
    return 1;
}

/* What it asked, copied: another thread may change the record. */
static const char *copy_inputs(mcp_job_task_t *task, apr_pool_t *pool)
{
    const char *inputs = NULL;

    apr_thread_mutex_lock(task->mutex);
    if (task->is_suspended) {
        inputs = apr_pstrdup(pool, task->record.inputs);
    }
    apr_thread_mutex_unlock(task->mutex);
    return inputs;
}

static void resume_if_answered(mcp_keeper_t *keeper, mcp_job_task_t *task,
                               apr_pool_t *pool)
{
    static const mcp_task_change_t working = {
        MCP_TASK_WORKING, NULL, NULL, NULL, NULL, 0};
    answers_t answers = {task, pool, 0};
    const char *inputs = copy_inputs(task, pool);
    mcp_json_t *json;
    mcp_job_t *job;

    if (!inputs
        || mcp_json_parse_trusted(&json, inputs, strlen(inputs), pool)) {
        return;
    }
    mcp_json_each(json, count_missing, &answers);
    if (answers.missing > 0 || !mcp_job_task_change(task, &working)) {
        return;
    }
    job = wake(keeper, task);
    if (job) {
        mcp_job_resume(job);
    }
}

static void look_at(mcp_keeper_t *keeper, mcp_job_task_t *task, int news,
                    apr_pool_t *pool)
{
    if (news) {
        const char *id = task->record.id;

        if (mcp_topic_is_changed(&task->inbox, keeper->store,
                                 mcp_task_store_inbox(id, pool), pool)
            && mcp_task_store_is_cancelled(keeper->store, id, pool)) {
            cancel(keeper, task);
            return;
        }
        resume_if_answered(keeper, task, pool);
    }
    if (apr_time_now() > task->deadline && mcp_job_task_is_waiting(task)) {
        expire(keeper, task);
    }
}

/* 0: it is time to stop. */
static int wait_for_work(mcp_keeper_t *keeper, int *look)
{
    int goes_on;

    apr_thread_mutex_lock(keeper->mutex);
    while (keeper->count == 0 && !keeper->stopped) {
        apr_thread_cond_wait(keeper->cond, keeper->mutex);
    }
    if (!keeper->stopped) {
        apr_thread_cond_timedwait(keeper->cond, keeper->mutex,
                                  MCP_TOPIC_INTERVAL);
    }
    *look = keeper->look;
    keeper->look = 0;
    goes_on = !keeper->stopped;
    apr_thread_mutex_unlock(keeper->mutex);
    return goes_on;
}

static void beat(const mcp_keeper_t *keeper, apr_time_t *next,
                 apr_pool_t *pool)
{
    apr_status_t rv;

    if (apr_time_now() < *next) {
        return;
    }
    rv = mcp_task_store_beat(keeper->store, keeper->id, pool);
    if (rv != APR_SUCCESS) {
        mcp_log(MCP_LOG_WARNING, rv,
                MCP_LOGNO(0053) "the store does not take signs of life: "
                                "tasks will seem to have failed");
    }
    *next = apr_time_now() + MCP_TASK_BEAT;
}

static void *APR_THREAD_FUNC run(apr_thread_t *thread, void *data)
{
    mcp_keeper_t *keeper = data;
    apr_uint64_t seen = 0;
    apr_time_t next = 0;
    apr_pool_t *scratch;
    int look;

    apr_pool_create(&scratch, apr_thread_pool_get(thread));
    while (wait_for_work(keeper, &look)) {
        apr_uint64_t pulse = mcp_pulse_read(keeper->pulse, scratch);
        apr_array_header_t *tasks = list(keeper, scratch);
        int i;

        beat(keeper, &next, scratch);
        for (i = 0; i < tasks->nelts; i++) {
            mcp_job_task_t *task = APR_ARRAY_IDX(tasks, i, mcp_job_task_t *);

            look_at(keeper, task, look || pulse != seen, scratch);
            mcp_job_task_release(task);
        }
        seen = pulse;
        apr_pool_clear(scratch);
    }
    return NULL;
}

static apr_status_t make_id(mcp_keeper_t *keeper)
{
    unsigned char bytes[ID_BYTES];
    apr_status_t rv = apr_generate_random_bytes(bytes, sizeof(bytes));
    int i;

    for (i = 0; i < ID_BYTES; i++) {
        apr_snprintf(keeper->id + i * 2, 3, "%02x", bytes[i]);
    }
    return rv;
}

apr_status_t mcp_keeper_create(mcp_keeper_t **out, const mcp_store_t *store,
                               mcp_pulse_t *pulse, int max, apr_pool_t *pchild)
{
    mcp_keeper_t *keeper = apr_pcalloc(pchild, sizeof(*keeper));
    apr_status_t rv = make_id(keeper);

    keeper->store = store;
    keeper->pulse = pulse;
    keeper->max = max;
    APR_RING_INIT(&keeper->tasks, mcp_job_task_t, link);
    /* Job threads allocate here, under the mutex. */
    if (rv == APR_SUCCESS) {
        rv = mcp_pool_create(&keeper->pool, 0);
    }
    if (rv == APR_SUCCESS) {
        rv = apr_thread_mutex_create(&keeper->mutex, APR_THREAD_MUTEX_DEFAULT,
                                     pchild);
    }
    if (rv == APR_SUCCESS) {
        rv = apr_thread_cond_create(&keeper->cond, pchild);
    }
    *out = keeper;
    return rv;
}

const char *mcp_keeper_id(const mcp_keeper_t *keeper)
{
    return keeper->id;
}

const mcp_store_t *mcp_keeper_store(const mcp_keeper_t *keeper)
{
    return keeper->store;
}

/* Mutex held. */
static int has_thread(mcp_keeper_t *keeper)
{
    return keeper->thread
           || apr_thread_create(&keeper->thread, NULL, run, keeper,
                                keeper->pool)
                  == APR_SUCCESS;
}

int mcp_keeper_add(mcp_keeper_t *keeper, mcp_job_task_t *task)
{
    apr_pool_t *pool;
    int may;

    apr_pool_create(&pool, task->pool);
    may = mcp_task_store_beat(keeper->store, keeper->id, pool) == APR_SUCCESS;
    apr_pool_destroy(pool);
    apr_thread_mutex_lock(keeper->mutex);
    may = may && !keeper->closed
          && keeper->count - keeper->suspended < keeper->max
          && has_thread(keeper);
    if (may) {
        apr_atomic_inc32(&task->references);
        APR_RING_INSERT_TAIL(&keeper->tasks, task, mcp_job_task_t, link);
        keeper->count++;
        apr_thread_cond_signal(keeper->cond);
    }
    apr_thread_mutex_unlock(keeper->mutex);
    return may;
}

void mcp_keeper_remove(mcp_keeper_t *keeper, mcp_job_task_t *task)
{
    apr_thread_mutex_lock(keeper->mutex);
    APR_RING_REMOVE(task, link);
    keeper->count--;
    apr_thread_mutex_unlock(keeper->mutex);
    mcp_job_task_release(task);
}

void mcp_keeper_suspend(mcp_keeper_t *keeper, mcp_job_task_t *task)
{
    int closed;

    apr_thread_mutex_lock(keeper->mutex);
    keeper->suspended++;
    keeper->look = 1;
    closed = keeper->closed;
    apr_thread_mutex_unlock(keeper->mutex);
    apr_thread_mutex_lock(task->mutex);
    task->is_suspended = 1;
    apr_thread_mutex_unlock(task->mutex);
    if (closed) {
        shut(keeper, task);
    }
    else if (mcp_job_task_is_final(task)) {
        /* It was cancelled in between. */
        end_suspended(keeper, task);
    }
}

void mcp_keeper_close(mcp_keeper_t *keeper)
{
    apr_array_header_t *tasks;
    apr_pool_t *pool;
    int i;

    apr_thread_mutex_lock(keeper->mutex);
    keeper->closed = 1;
    apr_thread_mutex_unlock(keeper->mutex);
    apr_pool_create(&pool, NULL);
    tasks = list(keeper, pool);
    for (i = 0; i < tasks->nelts; i++) {
        mcp_job_task_t *task = APR_ARRAY_IDX(tasks, i, mcp_job_task_t *);

        if (mcp_job_task_is_waiting(task)) {
            shut(keeper, task);
        }
        mcp_job_task_release(task);
    }
    apr_pool_destroy(pool);
}

void mcp_keeper_stop(mcp_keeper_t *keeper)
{
    apr_status_t ignored;

    apr_thread_mutex_lock(keeper->mutex);
    keeper->stopped = 1;
    apr_thread_cond_signal(keeper->cond);
    apr_thread_mutex_unlock(keeper->mutex);
    if (keeper->thread) {
        apr_thread_join(&ignored, keeper->thread);
    }
    apr_pool_destroy(keeper->pool);
}
