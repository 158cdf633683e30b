/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_STORE_TASK_STORE_H
#define MCP_STORE_TASK_STORE_H

/*
 * Tasks as everybody can read them (MCP 2025-11-25, basic/utilities/tasks;
 * 2026-07-28, extension io.modelcontextprotocol/tasks).
 *
 *   kind         id            writer                       holds
 *   task         task          its keeper                   mcp_task_t
 *   task-result  task          its keeper, once             the result
 *   task-keeper  keeper        the keeper, every few s      (that it lives)
 *   task-cancel  task          anybody, the same            (that it is asked)
 *   task-answer  task, key     anybody; the first that is   the answer
 *                              read counts
 *   task-slot    user, n       who makes a task that has    its id
 *                              this slot by its id, while
 *                              it is free
 *
 * The keeper is the child that works on the task. It alone says how the task
 * is; what others want of it they leave under keys of their own, and touch
 * the task's inbox. A task whose keeper shows no sign of life has failed.
 *
 * Any thread. store is not NULL.
 */

#include <apr_tables.h>

#include "store/topic.h"
#include "util/json.h"

typedef enum {
    MCP_TASK_WORKING,
    MCP_TASK_INPUT_REQUIRED,
    MCP_TASK_COMPLETED, /* from here on: the end */
    MCP_TASK_FAILED,
    MCP_TASK_CANCELLED
} mcp_task_status_e;

#define MCP_TASK_ID_LEN 32 /* hexadecimal */

/* Of one user, finished ones included. */
#define MCP_TASK_SLOTS 128

typedef struct mcp_task_t {
    const char *id;
    const char *owner;  /* whose it is: Nextcloud and uid */
    const char *keeper; /* which child works on it */
    int is_legacy;      /* of the 2025-11-25 form */
    mcp_task_status_e status;
    const char *message; /* about the status, for people; or NULL */
    apr_time_t created;
    apr_time_t updated;
    apr_interval_time_t ttl; /* from its creation */
    const char *inputs;      /* what the client is asked: JSON text of an
                                object by key; or NULL */
    const char *error;       /* JSON text of a JSON-RPC error, or NULL */
    int has_result;
} mcp_task_t;

/* How a task is from now on. */
typedef struct mcp_task_change_t {
    mcp_task_status_e status;
    const char *message; /* or NULL */
    const char *inputs;  /* of INPUT_REQUIRED */
    const char *error;   /* JSON text, of FAILED */
    const char *result;  /* JSON text, or NULL */
    apr_size_t len;
} mcp_task_change_t;

/* "working", "input_required" ... */
const char *mcp_task_status_name(mcp_task_status_e status);
int mcp_task_is_final(mcp_task_status_e status);

/* A new id with a free slot of owner's, taken for ttl. APR_ENOSPC: the owner
 * has as many tasks as one may have. */
apr_status_t mcp_task_store_reserve(const char **id, const mcp_store_t *store,
                                    const char *owner, apr_interval_time_t ttl,
                                    apr_pool_t *pool);

/* The keeper: it does not take the task, of whose id nobody has heard. Its
 * slot is free again. */
void mcp_task_store_forget(const mcp_store_t *store, const char *id,
                           const char *owner, apr_pool_t *pool);

/* The keeper. result: what task->has_result is about, or NULL: as it was. */
apr_status_t mcp_task_store_write(const mcp_store_t *store,
                                  const mcp_task_t *task, const char *result,
                                  apr_size_t len, apr_pool_t *pool);

/* The keeper, every MCP_TASK_BEAT while it has tasks. */
#define MCP_TASK_BEAT apr_time_from_sec(3)
apr_status_t mcp_task_store_beat(const mcp_store_t *store, const char *keeper,
                                 apr_pool_t *pool);

/* APR_NOTFOUND: there is no such task of this owner (any more). owner NULL:
 * that the caller may read it is proven otherwise. Inputs that have been
 * answered are left out; when none is left the task is working. */
apr_status_t mcp_task_store_read(mcp_task_t **task, const mcp_store_t *store,
                                 const char *id, const char *owner,
                                 apr_pool_t *pool);
apr_status_t mcp_task_store_read_result(const char **result, apr_size_t *len,
                                        const mcp_store_t *store,
                                        const char *id, apr_pool_t *pool);

/* The ids of owner's tasks, sorted (const char *). */
apr_array_header_t *mcp_task_store_list(const mcp_store_t *store,
                                        const char *owner, apr_pool_t *pool);

/* Messages to the keeper. */
apr_status_t mcp_task_store_cancel(const mcp_store_t *store,
                                   const mcp_task_t *task, apr_pool_t *pool);
apr_status_t mcp_task_store_answer(const mcp_store_t *store,
                                   const mcp_task_t *task, const char *key,
                                   const char *answer, apr_pool_t *pool);

/* What the keeper finds. */
int mcp_task_store_is_cancelled(const mcp_store_t *store, const char *id,
                                apr_pool_t *pool);
const char *mcp_task_store_find_answer(const mcp_store_t *store,
                                       const char *id, const char *key,
                                       apr_pool_t *pool);

/* Topics: there is a message for the keeper; the task has changed. */
const char *mcp_task_store_inbox(const char *id, apr_pool_t *pool);
const char *mcp_task_store_topic(const char *id, apr_pool_t *pool);

#endif /* MCP_STORE_TASK_STORE_H */
