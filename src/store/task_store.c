/* SPDX-License-Identifier: Apache-2.0 */

#include "store/task_store.h"

#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "store/record.h"

#define KIND "task"
#define KIND_RESULT "task-result"
#define KIND_KEEPER "task-keeper"
#define KIND_CANCEL "task-cancel"
#define KIND_ANSWER "task-answer"
#define KIND_SLOT "task-slot"

/* Four beats may be lost. */
#define KEEPER_TTL (4 * MCP_TASK_BEAT)

/* How many ids are tried before the owner's slots are taken to be full. */
#define MAX_TRIES (4 * MCP_TASK_SLOTS)

static const char *const names[] = {"working", "input_required", "completed",
                                    "failed", "cancelled"};

const char *mcp_task_status_name(mcp_task_status_e status)
{
    return names[status];
}

int mcp_task_is_final(mcp_task_status_e status)
{
    return status >= MCP_TASK_COMPLETED;
}

static mcp_task_status_e find_status(const char *name)
{
    int i;

    for (i = 0; i < MCP_TASK_CANCELLED; i++) {
        if (!strcmp(name, names[i])) {
            break;
        }
    }
    return (mcp_task_status_e)i;
}

const char *mcp_task_store_inbox(const char *id, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "task inbox\n", id, NULL);
}

const char *mcp_task_store_topic(const char *id, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "task\n", id, NULL);
}

/* The slot of a task is told by its id: no table has to be kept in step. */
static const char *slot_of(const char *owner, const char *id, apr_pool_t *pool)
{
    char digits[3] = {id[0], id[1], '\0'};

    return apr_psprintf(pool, "%s\n%ld", owner,
                        strtol(digits, NULL, 16) % MCP_TASK_SLOTS);
}

static apr_status_t make_id(const char **id, apr_pool_t *pool)
{
    unsigned char bytes[MCP_TASK_ID_LEN / 2];
    char *text = apr_palloc(pool, MCP_TASK_ID_LEN + 1);
    apr_status_t rv = apr_generate_random_bytes(bytes, sizeof(bytes));
    apr_size_t i;

    for (i = 0; i < sizeof(bytes); i++) {
        apr_snprintf(text + i * 2, 3, "%02x", bytes[i]);
    }
    *id = text;
    return rv;
}

apr_status_t mcp_task_store_reserve(const char **id, const mcp_store_t *store,
                                    const char *owner, apr_interval_time_t ttl,
                                    apr_pool_t *pool)
{
    int i;

    for (i = 0; i < MAX_TRIES; i++) {
        apr_status_t rv = make_id(id, pool);
        const char *held;
        apr_size_t len;

        if (rv != APR_SUCCESS) {
            return rv;
        }
        rv = mcp_record_get(&held, &len, store, KIND_SLOT,
                            slot_of(owner, *id, pool), pool);
        if (rv == APR_NOTFOUND) {
            return mcp_record_put(store, KIND_SLOT, slot_of(owner, *id, pool),
                                  *id, MCP_TASK_ID_LEN, ttl, pool);
        }
        if (rv != APR_SUCCESS) {
            return rv;
        }
    }
    return APR_ENOSPC;
}

void mcp_task_store_forget(const mcp_store_t *store, const char *id,
                           const char *owner, apr_pool_t *pool)
{
    (void)mcp_record_remove(store, KIND, id, pool);
    (void)mcp_record_remove(store, KIND_SLOT, slot_of(owner, id, pool), pool);
}

static apr_interval_time_t time_left(const mcp_task_t *task)
{
    apr_interval_time_t left = task->created + task->ttl - apr_time_now();

    return left > APR_USEC_PER_SEC ? left : APR_USEC_PER_SEC;
}

static void set_optional(mcp_json_t *json, const char *name, const char *text)
{
    if (text) {
        mcp_json_set_str(json, name, text);
    }
}

static const char *print(const mcp_task_t *task, apr_size_t *len,
                         apr_pool_t *pool)
{
    mcp_json_t *json = mcp_json_object_create(pool);

    mcp_json_set_str(json, "owner", task->owner);
    mcp_json_set_str(json, "keeper", task->keeper);
    mcp_json_set_bool(json, "legacy", task->is_legacy);
    mcp_json_set_str(json, "status", names[task->status]);
    mcp_json_set_int(json, "created", task->created);
    mcp_json_set_int(json, "updated", task->updated);
    mcp_json_set_int(json, "ttl", task->ttl);
    mcp_json_set_bool(json, "result", task->has_result);
    set_optional(json, "message", task->message);
    set_optional(json, "inputs", task->inputs);
    set_optional(json, "error", task->error);
    return mcp_json_print(json, len, pool);
}

apr_status_t mcp_task_store_write(const mcp_store_t *store,
                                  const mcp_task_t *task, const char *result,
                                  apr_size_t len, apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;
    const char *text;

    /* Before the record that tells of it. */
    if (result) {
        rv = mcp_record_put(store, KIND_RESULT, task->id, result, len,
                            time_left(task), pool);
    }
    if (rv == APR_SUCCESS) {
        text = print(task, &len, pool);
        rv = mcp_record_put(store, KIND, task->id, text, len, time_left(task),
                            pool);
    }
    if (rv == APR_SUCCESS) {
        rv =
            mcp_topic_touch(store, mcp_task_store_topic(task->id, pool), pool);
    }
    return rv;
}

apr_status_t mcp_task_store_beat(const mcp_store_t *store, const char *keeper,
                                 apr_pool_t *pool)
{
    return mcp_record_put(store, KIND_KEEPER, keeper, "", 0, KEEPER_TTL, pool);
}

static mcp_task_t *parse(const char *id, const char *text, apr_size_t len,
                         apr_pool_t *pool)
{
    mcp_task_t *task = apr_pcalloc(pool, sizeof(*task));
    mcp_json_t *json;

    if (mcp_json_parse_trusted(&json, text, len, pool)) {
        return NULL;
    }
    task->id = apr_pstrdup(pool, id);
    task->owner = mcp_json_get_str(json, "owner", "");
    task->keeper = mcp_json_get_str(json, "keeper", "");
    task->is_legacy = mcp_json_get_bool(json, "legacy", 0);
    task->status = find_status(mcp_json_get_str(json, "status", ""));
    task->created = mcp_json_get_int(json, "created", 0);
    task->updated = mcp_json_get_int(json, "updated", 0);
    task->ttl = mcp_json_get_int(json, "ttl", 0);
    task->has_result = mcp_json_get_bool(json, "result", 0);
    task->message = mcp_json_get_str(json, "message", NULL);
    task->inputs = mcp_json_get_str(json, "inputs", NULL);
    task->error = mcp_json_get_str(json, "error", NULL);
    return task;
}

/* Nobody works on it any more. It is said in its reader's words, since who
 * should have written them is gone. */
static void check_keeper(mcp_task_t *task, const mcp_store_t *store,
                         apr_pool_t *pool)
{
    const char *beat;
    apr_size_t len;

    if (mcp_task_is_final(task->status)
        || mcp_record_get(&beat, &len, store, KIND_KEEPER, task->keeper, pool)
               != APR_NOTFOUND) {
        return;
    }
    task->status = MCP_TASK_FAILED;
    task->inputs = NULL;
    task->message = "The server process that worked on this has ended";
    task->error = "{\"code\":-32603,\"message\":\"The server process that "
                  "worked on this has ended; call the tool again\"}";
}

typedef struct open_t {
    const mcp_store_t *store;
    const mcp_task_t *task;
    mcp_json_t *left;
    apr_pool_t *pool;
} open_t;

static int keep_open(void *baton, const char *key, mcp_json_t *value)
{
    open_t *open = baton;

    if (!mcp_task_store_find_answer(open->store, open->task->id, key,
                                    open->pool)) {
        mcp_json_set(open->left, key, value);
    }
    return 1;
}

static void leave_out_answered(mcp_task_t *task, const mcp_store_t *store,
                               apr_pool_t *pool)
{
    open_t open = {store, task, mcp_json_object_create(pool), pool};
    mcp_json_t *inputs;

    if (task->status != MCP_TASK_INPUT_REQUIRED || !task->inputs
        || mcp_json_parse_trusted(&inputs, task->inputs, strlen(task->inputs),
                                  pool)) {
        return;
    }
    mcp_json_each(inputs, keep_open, &open);
    task->inputs = mcp_json_print(open.left, NULL, pool);
    if (mcp_json_length(open.left) == 0) {
        task->status = MCP_TASK_WORKING;
        task->inputs = NULL;
        task->message = NULL;
    }
}

static int is_id(const char *id)
{
    return strlen(id) == MCP_TASK_ID_LEN
           && strspn(id, "0123456789abcdef") == MCP_TASK_ID_LEN;
}

apr_status_t mcp_task_store_read(mcp_task_t **out, const mcp_store_t *store,
                                 const char *id, const char *owner,
                                 apr_pool_t *pool)
{
    mcp_task_t *task;
    const char *text;
    apr_size_t len;
    apr_status_t rv = is_id(id)
                          ? mcp_record_get(&text, &len, store, KIND, id, pool)
                          : APR_NOTFOUND;

    *out = NULL;
    if (rv != APR_SUCCESS) {
        return rv;
    }
    task = parse(id, text, len, pool);
    if (!task || (owner && strcmp(task->owner, owner) != 0)) {
        return APR_NOTFOUND;
    }
    check_keeper(task, store, pool);
    leave_out_answered(task, store, pool);
    *out = task;
    return APR_SUCCESS;
}

apr_status_t mcp_task_store_read_result(const char **result, apr_size_t *len,
                                        const mcp_store_t *store,
                                        const char *id, apr_pool_t *pool)
{
    return mcp_record_get(result, len, store, KIND_RESULT, id, pool);
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

apr_array_header_t *mcp_task_store_list(const mcp_store_t *store,
                                        const char *owner, apr_pool_t *pool)
{
    apr_array_header_t *ids = apr_array_make(pool, 8, sizeof(char *));
    int i;

    for (i = 0; i < MCP_TASK_SLOTS; i++) {
        const char *id;
        apr_size_t len;

        if (mcp_record_get(&id, &len, store, KIND_SLOT,
                           apr_psprintf(pool, "%s\n%d", owner, i), pool)
            == APR_SUCCESS) {
            APR_ARRAY_PUSH(ids, const char *) = id;
        }
    }
    qsort(ids->elts, ids->nelts, sizeof(char *), compare_ids);
    return ids;
}

static apr_status_t leave_message(const mcp_store_t *store, const char *kind,
                                  const char *id, const char *text,
                                  const mcp_task_t *task, apr_pool_t *pool)
{
    apr_status_t rv = mcp_record_put(store, kind, id, text, strlen(text),
                                     time_left(task), pool);

    return rv == APR_SUCCESS ? mcp_topic_touch(
               store, mcp_task_store_inbox(task->id, pool), pool)
                             : rv;
}

static const char *answer_id(const char *id, const char *key, apr_pool_t *pool)
{
    return apr_pstrcat(pool, id, "/", key, NULL);
}

apr_status_t mcp_task_store_cancel(const mcp_store_t *store,
                                   const mcp_task_t *task, apr_pool_t *pool)
{
    return leave_message(store, KIND_CANCEL, task->id, "", task, pool);
}

apr_status_t mcp_task_store_answer(const mcp_store_t *store,
                                   const mcp_task_t *task, const char *key,
                                   const char *answer, apr_pool_t *pool)
{
    return leave_message(store, KIND_ANSWER, answer_id(task->id, key, pool),
                         answer, task, pool);
}

int mcp_task_store_is_cancelled(const mcp_store_t *store, const char *id,
                                apr_pool_t *pool)
{
    const char *text;
    apr_size_t len;

    return mcp_record_get(&text, &len, store, KIND_CANCEL, id, pool)
           == APR_SUCCESS;
}

const char *mcp_task_store_find_answer(const mcp_store_t *store,
                                       const char *id, const char *key,
                                       apr_pool_t *pool)
{
    const char *text;
    apr_size_t len;

    (void)mcp_record_get(&text, &len, store, KIND_ANSWER,
                         answer_id(id, key, pool), pool);
    return text;
}
