/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_TOOL_H
#define MCP_TOOL_TOOL_H

/*
 * A tool as the registry keeps it, and the contract of a native one.
 *
 * Tools are made at start-up from conf/tools.d and from what other modules
 * provide, live in the configuration pool and never change afterwards: any
 * thread may read them.
 */

#include "nextcloud/client.h"
#include "tool/result.h"
#include "tool/service.h"
#include "util/json.h"
#include "util/revision.h"

typedef struct mcp_tool_t mcp_tool_t;
typedef struct mcp_schema_t mcp_schema_t;   /* tool/schema.h */
typedef struct mcp_rest_t mcp_rest_t;       /* tool/rest.h */
typedef struct mcp_foreign_t mcp_foreign_t; /* foreign/foreign.h */

/* What can become another one. */
typedef enum {
    MCP_CHANGE_TOOLS,     /* the list of tools, */
    MCP_CHANGE_PROMPTS,   /* of prompts, */
    MCP_CHANGE_RESOURCES, /* of resources */
    MCP_CHANGE_RESOURCE   /* what one URI leads to */
} mcp_change_e;

/* What a running tool may tell and ask the client. */
typedef struct mcp_tool_client_t {
    void *baton;
    /* total below 0: unknown; message may be NULL. */
    void (*progress)(void *baton, double done, double total,
                     const char *message);
    int (*can_ask)(void *baton, const char *method);
    /* *answer is JSON text, or NULL: the client is asked when the tool has
     * returned, and the tool runs anew when it has answered. params: JSON
     * text of an object, or NULL. */
    mcp_err_t *(*ask)(void *baton, const char **answer, const char *key,
                      const char *method, const char *params);
    /* The call goes on as a task from here, if it may. 1: it does. */
    int (*begin_task)(void *baton);
    /* For its log; level: a name of RFC 5424. */
    void (*log)(void *baton, const char *level, const char *text);
    /* The work takes long: clients that can may close the connection and
     * come back. */
    void (*close_stream)(void *baton);
    /* To all clients that listen. uri: of MCP_CHANGE_RESOURCE, else NULL. */
    void (*changed)(void *baton, mcp_change_e what, const char *uri);
} mcp_tool_client_t;

/* Whether a tool may go on after its request has been answered. */
typedef enum {
    MCP_TOOL_TASK_NEVER,
    MCP_TOOL_TASK_OPTIONAL, /* if the client can follow it */
    MCP_TOOL_TASK_REQUIRED  /* it takes too long for anything else */
} mcp_tool_task_e;

/* What a running tool gets. All of it belongs to the job's pool and thread. */
typedef struct mcp_tool_call_t {
    apr_pool_t *pool;
    const mcp_tool_t *tool;
    const char *member; /* of a family: which one ("files"), else NULL */
    mcp_json_t *args;   /* object; valid against tool->input, defaults
                           filled in */
    mcp_nc_t *nc;       /* authenticated: nc->uid is set */
    const mcp_tool_client_t *client; /* or NULL: nobody to be reached */
    const char *notice; /* text that published messages carry, or NULL */
    const mcp_services_t *services;      /* that are on, or NULL: none is */
    const apr_array_header_t *web_allow; /* hosts on the inside that may be
                                            asked for pages, or NULL */
    apr_size_t max_content; /* bytes of file content a result may carry */
    mcp_result_t *result;   /* to be filled */
} mcp_tool_call_t;

/* Fill call->result and return NULL, or return an error. MCP_ERR_TOOL
 * becomes a result with isError that carries the message; the model reads
 * it, so it names what is wrong and what to do. */
typedef mcp_err_t *mcp_tool_fn(mcp_tool_call_t *call);

/* A family is one declaration that stands for several tools, found out per
 * user (search_<provider>). */
typedef struct mcp_tool_member_t {
    const char *name;   /* of the tool: "search_files" */
    const char *member; /* handed to the call: "files" */
    const char *title;
    const char *description;
    int inside; /* this one stays within Nextcloud, though others of the
                   family may not */
} mcp_tool_member_t;

/* The members this user has, as an array of mcp_tool_member_t in pool. */
typedef mcp_err_t *mcp_tool_family_fn(apr_array_header_t **members,
                                      const mcp_tool_t *tool, mcp_nc_t *nc,
                                      apr_pool_t *pool);

typedef struct mcp_native_t {
    const char *name; /* the manifest's "native" */
    mcp_tool_fn *run;
    mcp_tool_family_fn *family; /* NULL: an ordinary tool */
} mcp_native_t;

typedef struct mcp_tool_require_t {
    const char *app;        /* capability key that must exist, or NULL */
    const char *version;    /* the app's at least ("3.5"), or NULL */
    const char *capability; /* path below capabilities, or NULL */
    const char *task_type;  /* of task processing, or NULL */
    mcp_service_e service;  /* that the administrator must turn on */
    int min_major;          /* Nextcloud version, 0: any */
} mcp_tool_require_t;

struct mcp_tool_t {
    const char *name;
    const char *title;
    const char *description;
    const char *app; /* stem of the manifest's file name: "files"; or the
                        provider's name */
    int read_only;
    int destructive;
    int idempotent;
    int open_world;
    mcp_tool_require_t require;
    const mcp_schema_t *input;
    const char *input_schema;  /* JSON text as it is published */
    const char *output_schema; /* JSON text or NULL */
    const char *family;        /* "search_": the names of its members begin so;
                                  NULL for an ordinary tool */
    int standalone;            /* needs neither a user nor a Nextcloud */
    int quick;                 /* of another module, but waits for nothing
                                  except through us */
    mcp_tool_task_e task;
    int begins_task;            /* it says by itself when it becomes one */
    const mcp_native_t *native; /* one of these two is set */
    const mcp_rest_t *rest;
    const mcp_foreign_t *foreign; /* of another module: native runs it */
    /* The entry of tools/list, serialised for each revision: later fields
     * are left out for earlier revisions. NULL for families, whose members'
     * entries are made per user. */
    const char *definition[MCP_REVISIONS];
    apr_size_t definition_len[MCP_REVISIONS];
};

#endif /* MCP_TOOL_TOOL_H */
