/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_METHOD_H
#define MCP_RPC_METHOD_H

/*
 * The methods of MCP that this server answers, one row each.
 *
 * A method function runs on a job's thread, or on the worker when nothing
 * has to be asked of Nextcloud. It returns the result object as text; the
 * envelope is not its business. A new method is a row in method.c and a
 * function in a file of its own group (tools.c, handshake.c ...).
 */

#include "nextcloud/client.h"
#include "prompt/prompt_registry.h"
#include "resource/resource_registry.h"
#include "resource/skill.h"
#include "rpc/message.h"
#include "store/task_store.h"
#include "tool/toolset.h"

/* To the client, while a request is worked on. */
typedef struct mcp_rpc_line_t {
    void *baton;
    /* One JSON-RPC message, in the pool of the call. */
    void (*post)(void *baton, const char *bytes, apr_size_t len);
    /* The same for progress, which a client may miss. */
    void (*post_progress)(void *baton, const char *bytes, apr_size_t len);
    /* From now on who calls this reports progress, and nobody else. Returns
     * the least value that is more than what was reported before. */
    double (*begin_progress)(void *baton);
    /* Send the client of a session a request and wait for the answer.
     * *answer: JSON text of the result; params: JSON text or NULL. NULL:
     * this client cannot be reached before the answer. */
    mcp_err_t *(*ask)(void *baton, const char **answer, const char *method,
                      const char *params);
    /* The client may lose this connection and come back for the rest. NULL:
     * it cannot. */
    void (*close)(void *baton);
} mcp_rpc_line_t;

/* Where a call can go on as a task (rpc/task_call.h). */
typedef struct mcp_task_host_t {
    void *baton;
    /* *task: as others read it. NULL: there is no room for one more. A call
     * that is a task already gets the same again. */
    const mcp_task_t *(*begin)(void *baton, int is_legacy,
                               apr_interval_time_t ttl);
    /* The answer to the request: its result object, in the pool of the
     * call. Once. */
    void (*answer)(void *baton, const char *result, apr_size_t len);
    void (*change)(void *baton, const mcp_task_change_t *change);
} mcp_task_host_t;

typedef struct mcp_rpc_call_t {
    apr_pool_t *pool;
    const mcp_message_t *message;
    const mcp_head_t *head;
    const mcp_toolset_t *toolset; /* only for methods that need tools */
    const mcp_policy_t *policy;   /* of the Location */
    const mcp_resource_registry_t *resources; /* NULL: not offered */
    const mcp_prompt_registry_t *prompts;     /* NULL: there are none */
    const mcp_skills_t *skills;               /* NULL: there are none */
    mcp_nc_t *nc;                             /* only on a job's thread */
    int has_nextcloud;                        /* 0: MCPNextcloudURL none */
    const char *notice;                       /* of the Location, or NULL */
    const mcp_services_t *services;           /* NULL: all are off */
    const apr_array_header_t *web_allow;      /* or NULL */
    apr_size_t max_content;      /* bytes of file content in a result */
    int tools_ttl;               /* seconds a list may be kept */
    const mcp_rpc_line_t *line;  /* NULL: the client hears the answer only */
    const unsigned char *secret; /* of this start; MCP_HASH_LEN bytes */
    const mcp_store_t *store;    /* NULL: nothing outlives a request here */
    const char *uid;             /* who asks, as far as it is known */
    const mcp_nc_config_t *nextcloud;
    apr_interval_time_t task_run;  /* how long a task may work; 0: none */
    apr_interval_time_t task_keep; /* and is kept behind that */
    const mcp_task_host_t *host;   /* NULL: this call cannot become a task */
    const mcp_task_t *task;        /* what it has become */
    apr_array_header_t *quotes;    /* mcp_quote_t: what of the result is sent
                                      without a copy of it; NULL: nothing */
    mcp_err_t *failure; /* why nc has no user, for methods that find out that
                           they need one */
} mcp_rpc_call_t;

typedef mcp_err_t *mcp_method_fn(mcp_rpc_call_t *call, const char **result,
                                 apr_size_t *len);

struct mcp_method_t {
    const char *name;
    mcp_revision_e since;
    mcp_revision_e until; /* the last revision that has it */
    int needs_user;       /* 0: answered even while Nextcloud is down */
    int needs_tools;      /* 1: call->toolset is set; needs_user too */
    int is_local;         /* 1: that is enough, no request to Nextcloud; see
                             mcp_method_is_local */
    int soft_errors;      /* 1: trouble with Nextcloud is a result that the
                             model reads (isError), not a JSON-RPC error */
    mcp_method_fn *run;
};

/* NULL when this revision has no such method. */
const mcp_method_t *mcp_method_find(const char *name, mcp_revision_e revision);

/* Is this request answered without a request to Nextcloud and without a word
 * to the client, given a user? */
int mcp_method_is_local(const mcp_message_t *message,
                        const mcp_prompt_registry_t *prompts);

/* Are there skills? They are served as resources, so a Location without these
 * has none. */
int mcp_method_has_skills(const mcp_rpc_call_t *call);

/* handshake.c */
mcp_err_t *mcp_method_initialize(mcp_rpc_call_t *call, const char **result,
                                 apr_size_t *len);
mcp_err_t *mcp_method_ping(mcp_rpc_call_t *call, const char **result,
                           apr_size_t *len);
mcp_err_t *mcp_method_discover(mcp_rpc_call_t *call, const char **result,
                               apr_size_t *len);
/* tools.c */
mcp_err_t *mcp_method_tools_list(mcp_rpc_call_t *call, const char **result,
                                 apr_size_t *len);
mcp_err_t *mcp_method_tools_call(mcp_rpc_call_t *call, const char **result,
                                 apr_size_t *len);

/* resources.c */
mcp_err_t *mcp_method_resources_list(mcp_rpc_call_t *call, const char **result,
                                     apr_size_t *len);
mcp_err_t *mcp_method_resources_templates(mcp_rpc_call_t *call,
                                          const char **result,
                                          apr_size_t *len);
mcp_err_t *mcp_method_resources_read(mcp_rpc_call_t *call, const char **result,
                                     apr_size_t *len);
/* prompts.c */
mcp_err_t *mcp_method_prompts_list(mcp_rpc_call_t *call, const char **result,
                                   apr_size_t *len);
mcp_err_t *mcp_method_prompts_get(mcp_rpc_call_t *call, const char **result,
                                  apr_size_t *len);
/* listen.c */
mcp_err_t *mcp_method_listen(mcp_rpc_call_t *call, const char **result,
                             apr_size_t *len);
/* task_methods.c */
mcp_err_t *mcp_method_tasks_get(mcp_rpc_call_t *call, const char **result,
                                apr_size_t *len);
mcp_err_t *mcp_method_tasks_cancel(mcp_rpc_call_t *call, const char **result,
                                   apr_size_t *len);
mcp_err_t *mcp_method_tasks_update(mcp_rpc_call_t *call, const char **result,
                                   apr_size_t *len);
/* task_legacy.c */
mcp_err_t *mcp_method_tasks_list(mcp_rpc_call_t *call, const char **result,
                                 apr_size_t *len);
mcp_err_t *mcp_method_tasks_result(mcp_rpc_call_t *call, const char **result,
                                   apr_size_t *len);
/* completion.c */
mcp_err_t *mcp_method_complete(mcp_rpc_call_t *call, const char **result,
                               apr_size_t *len);
/* Is there anything to complete? */
int mcp_method_has_completion(const mcp_rpc_call_t *call);

/* skills.c */
mcp_err_t *mcp_method_skills_list(mcp_rpc_call_t *call, const char **result,
                                  apr_size_t *len);
mcp_err_t *mcp_method_skills_get(mcp_rpc_call_t *call, const char **result,
                                 apr_size_t *len);
mcp_err_t *mcp_method_directory_read(mcp_rpc_call_t *call, const char **result,
                                     apr_size_t *len);

/* level.c */
mcp_err_t *mcp_method_set_level(mcp_rpc_call_t *call, const char **result,
                                apr_size_t *len);
/* watch.c */
mcp_err_t *mcp_method_subscribe(mcp_rpc_call_t *call, const char **result,
                                apr_size_t *len);
mcp_err_t *mcp_method_unsubscribe(mcp_rpc_call_t *call, const char **result,
                                  apr_size_t *len);
/* What only a session remembers: MCP_ERR_REQUEST without one. */
mcp_err_t *mcp_method_needs_session(const mcp_rpc_call_t *call);

/* Every result of the modern era says that it is complete and who made it;
 * legacy results have neither member. */
#define MCP_RESULT_COMPLETE "\"resultType\":\"complete\""

#endif /* MCP_RPC_METHOD_H */
