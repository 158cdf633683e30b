/* SPDX-License-Identifier: Apache-2.0 */

#include "job/task_question.h"

#include <string.h>

#include <apr_escape.h>
#include <apr_general.h>
#include <apr_strings.h>

#include "rpc/task_call.h"
#include "util/buf.h"
#include "util/log.h"

/* An id: the task's, random bytes, and a hash over what it stands for. */
#define PART 8
#define ID_LEN (MCP_TASK_ID_LEN + 4 * PART)

/* What an id is about. */
typedef struct subject_t {
    const char *session;
    const char *task;
    const char *random;
} subject_t;

static const char *prove(const mcp_store_t *store, const subject_t *subject,
                         const char *key, apr_pool_t *pool)
{
    const char *parts[] = {"mod_mcp task question", subject->session,
                           subject->task, subject->random, key};
    unsigned char hash[MCP_HASH_LEN];

    mcp_hash_keyed(hash, store->secret, MCP_HASH_LEN, parts, 5);
    return apr_pescape_hex(pool, hash, PART, 0);
}

const char *mcp_task_question_make(const mcp_store_t *store,
                                   const char *session, const mcp_task_t *task,
                                   const char *key, mcp_json_t *question,
                                   apr_size_t *len, apr_pool_t *pool)
{
    unsigned char bytes[PART];
    subject_t subject = {session, task->id, NULL};
    mcp_json_t *params;
    mcp_json_t *meta;

    if (apr_generate_random_bytes(bytes, sizeof(bytes)) != APR_SUCCESS) {
        return NULL;
    }
    subject.random = apr_pescape_hex(pool, bytes, sizeof(bytes), 0);
    mcp_json_set_str(question, "jsonrpc", "2.0");
    mcp_json_set_str(question, "id",
                     apr_pstrcat(pool, task->id, subject.random,
                                 prove(store, &subject, key, pool), NULL));
    params = mcp_json_get(question, "params");
    if (!params) {
        params = mcp_json_set_object(question, "params");
    }
    meta = mcp_json_get(params, "_meta");
    if (!meta) {
        meta = mcp_json_set_object(params, "_meta");
    }
    mcp_json_set_str(mcp_json_set_object(meta, MCP_TASK_RELATED), "taskId",
                     task->id);
    return mcp_json_print(question, len, pool);
}

typedef struct search_t {
    const mcp_store_t *store;
    const subject_t *subject;
    const char *proof;
    const char *key; /* what has been asked */
    apr_pool_t *pool;
} search_t;

static int is_asked(void *baton, const char *key, mcp_json_t *question)
{
    search_t *search = baton;

    if (!strcmp(prove(search->store, search->subject, key, search->pool),
                search->proof)) {
        search->key = apr_pstrdup(search->pool, key);
    }
    return search->key == NULL;
}

/* The questions of a task that are open. NULL: there are none. */
static mcp_json_t *read_inputs(const mcp_task_t *task, apr_pool_t *pool)
{
    mcp_json_t *inputs = NULL;

    if (task->is_legacy && task->inputs) {
        (void)mcp_json_parse_trusted(&inputs, task->inputs,
                                     strlen(task->inputs), pool);
    }
    return inputs;
}

/* A result as it is; an error so that it cannot be taken for one. */
static const char *print_answer(const mcp_json_t *response, apr_pool_t *pool)
{
    const mcp_json_t *error = mcp_json_get(response, "error");

    return error
               ? apr_pstrcat(pool,
                             "{\"error\":", mcp_json_print(error, NULL, pool),
                             "}", NULL)
               : mcp_json_print(mcp_json_get(response, "result"), NULL, pool);
}

static void take(const mcp_store_t *store, const mcp_task_t *task,
                 search_t *search, const mcp_json_t *response)
{
    mcp_json_t *inputs = read_inputs(task, search->pool);
    apr_status_t rv;

    if (inputs) {
        mcp_json_each(inputs, is_asked, search);
    }
    if (!search->key) {
        return; /* it has been answered before */
    }
    rv = mcp_task_store_answer(store, task, search->key,
                               print_answer(response, search->pool),
                               search->pool);
    if (rv != APR_SUCCESS) {
        mcp_log(MCP_LOG_WARNING, rv,
                MCP_LOGNO(0071) "the store did not take an answer to a task");
    }
}

int mcp_task_question_take(const mcp_store_t *store, const char *session,
                           const mcp_json_t *response, apr_pool_t *pool)
{
    const char *id = mcp_json_get_str(response, "id", "");
    subject_t subject = {session, NULL, NULL};
    search_t search = {store, &subject, NULL, NULL, pool};
    mcp_task_t *task;

    if (strlen(id) != ID_LEN) {
        return 0;
    }
    subject.task = apr_pstrmemdup(pool, id, MCP_TASK_ID_LEN);
    subject.random = apr_pstrmemdup(pool, id + MCP_TASK_ID_LEN, 2 * PART);
    search.proof = id + MCP_TASK_ID_LEN + 2 * PART;
    /* The proof says that the session's user has asked for the result, which
     * only the task's owner gets. */
    if (mcp_task_store_read(&task, store, subject.task, NULL, pool)
        == APR_SUCCESS) {
        take(store, task, &search, response);
    }
    return 1;
}
