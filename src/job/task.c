/* SPDX-License-Identifier: Apache-2.0 */

#include "job/task.h"

#include <string.h>

#include <apr_atomic.h>
#include <apr_strings.h>

#include "job/keeper.h"
#include "util/log.h"
#include "util/pool.h"

#define NO_ROOM                                                               \
    "{\"code\":-32603,\"message\":\"The result does not fit into the store "  \
    "of this server (MCPStore)\"}"

static const char *copy(const mcp_job_task_t *task, const char *text)
{
    return apr_pstrdup(task->state, text);
}

/* Mutex held. */
static apr_status_t write_record(mcp_job_task_t *task, const char *result,
                                 apr_size_t len)
{
    apr_status_t rv = mcp_task_store_write(task->store, &task->record, result,
                                           len, task->scratch);

    apr_pool_clear(task->scratch);
    if (rv != APR_SUCCESS) {
        mcp_log(MCP_LOG_WARNING, rv,
                MCP_LOGNO(0052) "the store did not take the state of a task");
    }
    return rv;
}

/* Mutex held. */
static void set_state(mcp_job_task_t *task, const mcp_task_change_t *change)
{
    mcp_task_t *record = &task->record;

    apr_pool_clear(task->state);
    record->status = change->status;
    record->updated = apr_time_now();
    record->message = copy(task, change->message);
    record->inputs = copy(task, change->inputs);
    record->error = copy(task, change->error);
    record->has_result = change->result != NULL;
}

/* Mutex held. What cannot be stored cannot be read: that is told. */
static void apply(mcp_job_task_t *task, const mcp_task_change_t *change)
{
    static const mcp_task_change_t too_large = {
        MCP_TASK_FAILED,
        "The result does not fit into the store",
        NULL,
        NO_ROOM,
        NULL,
        0};

    set_state(task, change);
    if (write_record(task, change->result, change->len) != APR_SUCCESS
        && change->result) {
        set_state(task, &too_large);
        (void)write_record(task, NULL, 0);
    }
}

const mcp_task_t *mcp_job_task_copy(mcp_job_task_t *task, apr_pool_t *pool)
{
    mcp_task_t *now = apr_palloc(pool, sizeof(*now));

    apr_thread_mutex_lock(task->mutex);
    *now = task->record;
    now->message = apr_pstrdup(pool, now->message);
    now->inputs = apr_pstrdup(pool, now->inputs);
    now->error = apr_pstrdup(pool, now->error);
    apr_thread_mutex_unlock(task->mutex);
    return now;
}

int mcp_job_task_change(mcp_job_task_t *task, const mcp_task_change_t *change)
{
    int may;

    apr_thread_mutex_lock(task->mutex);
    may = !mcp_task_is_final(task->record.status);
    if (may) {
        apply(task, change);
    }
    apr_thread_mutex_unlock(task->mutex);
    return may;
}

static int has_status(mcp_job_task_t *task, mcp_task_status_e from,
                      mcp_task_status_e to)
{
    int has;

    apr_thread_mutex_lock(task->mutex);
    has = task->record.status >= from && task->record.status <= to;
    apr_thread_mutex_unlock(task->mutex);
    return has;
}

int mcp_job_task_is_final(mcp_job_task_t *task)
{
    return has_status(task, MCP_TASK_COMPLETED, MCP_TASK_CANCELLED);
}

int mcp_job_task_is_waiting(mcp_job_task_t *task)
{
    return has_status(task, MCP_TASK_INPUT_REQUIRED, MCP_TASK_INPUT_REQUIRED);
}

static void fill_record(mcp_job_task_t *task, const mcp_task_setup_t *setup)
{
    mcp_task_t *record = &task->record;

    record->owner = apr_pstrdup(task->pool, setup->owner);
    record->keeper = mcp_keeper_id(task->keeper);
    record->is_legacy = setup->is_legacy;
    record->status = MCP_TASK_WORKING;
    record->created = record->updated = apr_time_now();
    record->ttl = setup->ttl;
}

static mcp_job_task_t *make(mcp_keeper_t *keeper,
                            const mcp_task_setup_t *setup)
{
    /* Other threads than the one that makes it destroy it. */
    apr_pool_t *pool;
    mcp_job_task_t *task;

    if (mcp_pool_create(&pool, 0) != APR_SUCCESS) {
        return NULL;
    }
    task = apr_pcalloc(pool, sizeof(*task));
    task->pool = pool;
    task->keeper = keeper;
    task->store = mcp_keeper_store(keeper);
    task->job = setup->job;
    task->deadline = apr_time_now() + setup->run;
    task->references = 1;
    apr_pool_create(&task->state, pool);
    apr_pool_create(&task->scratch, pool);
    fill_record(task, setup);
    if (apr_thread_mutex_create(&task->mutex, APR_THREAD_MUTEX_DEFAULT, pool)
        != APR_SUCCESS) {
        apr_pool_destroy(pool);
        return NULL;
    }
    return task;
}

mcp_job_task_t *mcp_job_task_create(mcp_keeper_t *keeper,
                                    const mcp_task_setup_t *setup)
{
    mcp_job_task_t *task = make(keeper, setup);
    mcp_task_t *record;

    if (!task) {
        return NULL;
    }
    record = &task->record;
    if (mcp_task_store_reserve(&record->id, task->store, record->owner,
                               setup->ttl, task->pool)
        != APR_SUCCESS) {
        mcp_job_task_release(task);
        return NULL;
    }
    /* It must be found, and its keeper alive, before anybody hears of it. */
    if (write_record(task, NULL, 0) != APR_SUCCESS
        || !mcp_keeper_add(keeper, task)) {
        mcp_task_store_forget(task->store, record->id, record->owner,
                              task->pool);
        mcp_job_task_release(task);
        return NULL;
    }
    return task;
}

void mcp_job_task_leave(mcp_job_task_t *task)
{
    apr_thread_mutex_lock(task->mutex);
    task->job = NULL;
    apr_thread_mutex_unlock(task->mutex);
    mcp_keeper_remove(task->keeper, task);
    mcp_job_task_release(task);
}

void mcp_job_task_release(mcp_job_task_t *task)
{
    if (apr_atomic_dec32(&task->references) == 0) {
        apr_pool_destroy(task->pool);
    }
}
