/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_REST_IMPL_H
#define MCP_TOOL_REST_IMPL_H

/* A compiled REST template from inside; for the files of this folder only. */

#include "tool/rest.h"
#include "tool/schema_impl.h"

#define MCP_REST_MAX_PATH 512
#define MCP_REST_MAX_DEPTH 6
#define MCP_REST_MAX_PICK 64
#define MCP_REST_MAX_ITEMS 1000
#define MCP_REST_MAX_STATUSES 8

typedef enum {
    MCP_REST_NONE,
    MCP_REST_CONST,  /* text stands for itself */
    MCP_REST_PARAM,  /* text is the name of a property */
    MCP_REST_USER,   /* {@user} */
    MCP_REST_OBJECT, /* children with names */
    MCP_REST_ARRAY   /* children without */
} mcp_rest_kind_e;

typedef struct mcp_rest_node_t mcp_rest_node_t;
struct mcp_rest_node_t {
    mcp_rest_kind_e kind;
    const char *name; /* as a member of an object */
    const char *text; /* CONST: a path segment, the value of a query, or JSON
                         text; PARAM: see above */
    int notice;       /* PARAM: the property carries the notice */
    mcp_rest_node_t *children;
    int count;
};

struct mcp_rest_t {
    const char *method;
    mcp_rest_node_t path;  /* ARRAY of segments */
    mcp_rest_node_t query; /* OBJECT or NONE */
    mcp_rest_node_t json;  /* OBJECT or NONE */
    int comma;             /* how arrays go into the query; 0: repeated */
    const char *if_match;  /* name of a property or NULL */
    int ocs;
    const char *const *pick; /* NULL-ended, or NULL: everything */
    apr_size_t max_items;    /* 0: no limit */
    const char *wrap;        /* "items" unless given */
    int is_list;             /* wrap was given: the answer is a list */
    int empty_ok[MCP_REST_MAX_STATUSES];
    int empty_ok_count;
};

/* What compiling needs to know. */
typedef struct mcp_rest_compile_t {
    apr_pool_t *pool;
    const mcp_schema_t *input;
    mcp_rest_t *rest;
    int used[MCP_SCHEMA_MAX_PROPERTIES]; /* how often each property is */
    int has_query_array;
} mcp_rest_compile_t;

/* rest_template.c: templates with placeholders. */
mcp_err_t *mcp_rest_read_path(mcp_rest_compile_t *compile, const char *path,
                              const char *pointer);
mcp_err_t *mcp_rest_read_query(mcp_rest_compile_t *compile,
                               const mcp_json_t *query, const char *pointer);
mcp_err_t *mcp_rest_read_json(mcp_rest_compile_t *compile,
                              const mcp_json_t *json, const char *pointer);
/* The property that text, which must be "{name}", stands for. */
mcp_err_t *mcp_rest_read_param(const mcp_schema_property_t **out,
                               mcp_rest_compile_t *compile, const char *text,
                               const char *pointer);

/* rest_answer.c: the manifest's "result". */
mcp_err_t *mcp_rest_read_result(mcp_rest_compile_t *compile,
                                const mcp_json_t *result, const char *pointer);

#endif /* MCP_TOOL_REST_IMPL_H */
