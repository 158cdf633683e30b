/* SPDX-License-Identifier: Apache-2.0 */

/* Tasks as their readers see them. */

#include "store/task_store.h"

#include "memory_store.h"
#include "tap.h"

#define MINUTE apr_time_from_sec(60)

static apr_pool_t *pool;
static memory_store_t *shared;
static const mcp_store_t *store;

static mcp_task_t make_task(const char *owner)
{
    mcp_task_t task;

    memset(&task, 0, sizeof(task));
    ok(mcp_task_store_reserve(&task.id, store, owner, MINUTE, pool)
               == APR_SUCCESS
           && strlen(task.id) == MCP_TASK_ID_LEN,
       "a new task has an id");
    task.owner = owner;
    task.keeper = "k";
    task.status = MCP_TASK_WORKING;
    task.created = task.updated = apr_time_now();
    task.ttl = MINUTE;
    return task;
}

static mcp_task_t *read_task(const char *id, const char *owner)
{
    mcp_task_t *task;

    return mcp_task_store_read(&task, store, id, owner, pool) == APR_SUCCESS
               ? task
               : NULL;
}

static void test_reading(void)
{
    mcp_task_t task = make_task("alice");
    const char *result;
    apr_size_t len;
    mcp_task_t *found;

    mcp_task_store_beat(store, "k", pool);
    task.message = "busy";
    mcp_task_store_write(store, &task, NULL, 0, pool);
    found = read_task(task.id, "alice");
    ok(found && found->status == MCP_TASK_WORKING
           && !strcmp(found->message, "busy") && found->ttl == MINUTE
           && !found->has_result,
       "its owner finds it as it is");
    ok(!read_task(task.id, "bob"), "nobody else does");
    ok(!read_task("0123", "alice") && !read_task("../../../x", "alice"),
       "what is no id is no task");
    task.status = MCP_TASK_COMPLETED;
    task.has_result = 1;
    mcp_task_store_write(store, &task, "{\"a\":1}", 7, pool);
    found = read_task(task.id, "alice");
    ok(found && found->status == MCP_TASK_COMPLETED && found->has_result
           && mcp_task_store_read_result(&result, &len, store, task.id, pool)
                  == APR_SUCCESS
           && !strcmp(result, "{\"a\":1}"),
       "its result is found with it");
}

static void test_dead_keeper(void)
{
    mcp_task_t task = make_task("alice");
    mcp_task_t *found;

    task.keeper = "dead";
    mcp_task_store_write(store, &task, NULL, 0, pool);
    found = read_task(task.id, "alice");
    ok(found && found->status == MCP_TASK_FAILED && found->error
           && strstr(found->error, "-32603"),
       "a task whose keeper shows no sign of life has failed");
    mcp_task_store_beat(store, "dead", pool);
    found = read_task(task.id, "alice");
    ok(found && found->status == MCP_TASK_WORKING, "with one it works");
}

static void test_questions(void)
{
    mcp_task_t task = make_task("alice");
    apr_uint64_t inbox = 0;
    mcp_task_t *found;

    task.status = MCP_TASK_INPUT_REQUIRED;
    task.inputs = "{\"a\":{\"method\":\"x\"},\"b\":{\"method\":\"y\"}}";
    mcp_task_store_write(store, &task, NULL, 0, pool);
    mcp_task_store_answer(store, &task, "a", "{\"action\":\"accept\"}", pool);
    ok(mcp_topic_is_changed(&inbox, store, mcp_task_store_inbox(task.id, pool),
                            pool),
       "an answer is a message to the keeper");
    is_str(mcp_task_store_find_answer(store, task.id, "a", pool),
           "{\"action\":\"accept\"}", "which finds it");
    found = read_task(task.id, "alice");
    ok(found && found->status == MCP_TASK_INPUT_REQUIRED
           && !strcmp(found->inputs, "{\"b\":{\"method\":\"y\"}}"),
       "what has been answered is not asked any more");
    mcp_task_store_answer(store, &task, "b", "{}", pool);
    found = read_task(task.id, "alice");
    ok(found && found->status == MCP_TASK_WORKING && !found->inputs,
       "when all has been answered the task goes on");
}

static void test_cancelling(void)
{
    mcp_task_t task = make_task("alice");

    mcp_task_store_write(store, &task, NULL, 0, pool);
    ok(!mcp_task_store_is_cancelled(store, task.id, pool), "nobody cancelled");
    mcp_task_store_cancel(store, &task, pool);
    ok(mcp_task_store_is_cancelled(store, task.id, pool), "now somebody did");
    ok(read_task(task.id, "alice")->status == MCP_TASK_WORKING,
       "the keeper says when it is done");
}

static void test_slots(void)
{
    const char *id;
    int count = 0;
    apr_array_header_t *ids;
    int i;

    while (count < 100
           && mcp_task_store_reserve(&id, store, "carol", MINUTE, pool)
                  == APR_SUCCESS) {
        count++;
    }
    ok(count > MCP_TASK_SLOTS / 2 && count <= MCP_TASK_SLOTS,
       "a user has a bound of tasks (%d)", count);
    ids = mcp_task_store_list(store, "carol", pool);
    is_int(ids->nelts, count, "all of them are listed");
    for (i = 1; i < ids->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(ids, i - 1, const char *),
                   APR_ARRAY_IDX(ids, i, const char *))
            >= 0) {
            break;
        }
    }
    is_int(i, ids->nelts, "sorted, each once");
    is_int(mcp_task_store_list(store, "dave", pool)->nelts, 0,
           "others have none of them");
    ok(mcp_task_store_reserve(&id, store, "dave", MINUTE, pool) == APR_SUCCESS,
       "and room for their own");
}

static void test_forgetting(void)
{
    mcp_task_t task;
    int before;

    mcp_task_store_beat(store, "k", pool);
    before = shared->items->nelts;
    task = make_task("erin");
    mcp_task_store_write(store, &task, NULL, 0, pool);
    mcp_task_store_forget(store, task.id, "erin", pool);
    ok(!read_task(task.id, "erin")
           && mcp_task_store_list(store, "erin", pool)->nelts == 0,
       "what nobody takes is no task");
    ok(shared->items->nelts <= before + 2, "and leaves a change at most");
}

int main(void)
{
    tap_start();
    pool = tap_pool;
    shared = memory_store_create(pool);
    store = &shared->store;
    test_reading();
    test_dead_keeper();
    test_questions();
    test_cancelling();
    test_slots();
    test_forgetting();
    return tap_end();
}
