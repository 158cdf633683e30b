/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_FOREIGN_FOREIGN_H
#define MCP_FOREIGN_FOREIGN_H

/*
 * What other modules add: from the structures of mod_mcp.h to tools,
 * resources and prompts as the registries have them.
 */

#include <apr_tables.h>
#include "mod_mcp.h"
#include "prompt/prompt.h"
#include "resource/resource.h"
#include "tool/tool.h"

typedef struct mcp_foreign_set_t {
    const char *name;            /* of the provider */
    apr_array_header_t *tools;   /* mcp_tool_t * */
    apr_array_header_t *prompts; /* const mcp_prompt_t * */
    const mcp_resource_source_t *source;
    apr_array_header_t *resources; /* of source, while it is made */
    apr_array_header_t *templates;
} mcp_foreign_set_t;

/* Read and prove what a module has registered under name. Start-up only. The
 * error's message is "provider "<name>": <json pointer>: <reason>"; set is
 * not to be used then. What provider points to must outlive set. */
mcp_err_t *mcp_foreign_load(mcp_foreign_set_t *set, const char *name,
                            const mcp_provider_t *provider, apr_pool_t *pool);

/* How a tool, resource or prompt runs. */
struct mcp_foreign_t {
    mcp_provider_run_fn *run;
    mcp_provider_run_fn *complete;
    void *baton;
};

/* foreign_definition.c: the objects that providers hand over as text. */
typedef struct mcp_foreign_member_t {
    const char *name; /* NULL ends a table of them */
    mcp_json_type_e type;
    int required;
    mcp_revision_e since;
} mcp_foreign_member_t;

/* Parse text and check that it has these members, their types, and no
 * others. pointer: its place in the provider, "/tools/0". */
mcp_err_t *mcp_foreign_parse(mcp_json_t **json, const char *text,
                             const mcp_foreign_member_t *members,
                             const char *pointer, apr_pool_t *pool);
/* The string of a member: name, title, description. */
mcp_err_t *mcp_foreign_string(const char **out, const mcp_json_t *json,
                              const char *name, const char *pointer,
                              apr_pool_t *pool);
/* The text of a member's value, byte for byte; NULL when there is none. */
const char *mcp_foreign_text(const char *definition, const char *name,
                             apr_pool_t *pool);

/* foreign_tool.c */
mcp_err_t *mcp_foreign_tool(mcp_tool_t *tool, const char *definition,
                            const mcp_foreign_t *foreign, const char *pointer,
                            apr_pool_t *pool);

/* foreign_header.c: the x-mcp-header declarations of an input schema of any
 * form, as an mcp_schema_t that has nothing else. */
mcp_err_t *mcp_foreign_headers(const mcp_schema_t **out,
                               const mcp_json_t *schema, const char *pointer,
                               apr_pool_t *pool);

/* foreign_resource.c */
mcp_err_t *mcp_foreign_resource(mcp_resource_t *out, const char *definition,
                                const mcp_foreign_t *foreign,
                                const char *pointer, apr_pool_t *pool);
mcp_err_t *mcp_foreign_template(mcp_resource_template_t *out,
                                const char *definition,
                                const mcp_foreign_t *foreign,
                                const char *pointer, apr_pool_t *pool);

/* foreign_prompt.c */
mcp_err_t *mcp_foreign_prompt(mcp_prompt_t *prompt, const char *definition,
                              const mcp_foreign_t *foreign,
                              const char *pointer, apr_pool_t *pool);

/* foreign_api.c: the call as the module sees it. What a module says where it
 * has no place (a value of a tool, text of a resource) is a fault of it. */
typedef enum {
    MCP_FOREIGN_TOOL,
    MCP_FOREIGN_RESOURCE,
    MCP_FOREIGN_PROMPT,
    MCP_FOREIGN_COMPLETION
} mcp_foreign_kind_e;

struct mcp_call_t {
    mcp_foreign_kind_e kind;
    apr_pool_t *pool;
    mcp_nc_t *nc;
    const mcp_tool_client_t *client; /* or NULL */
    const mcp_json_t *args;          /* an object, or NULL: {} */
    mcp_result_t *result;            /* not of a completion */
    mcp_suggest_t *found;            /* of a completion */
    mcp_err_t *err; /* what ends the call, whatever else is said */
};

extern const mcp_api_t mcp_foreign_api;

/* complete of templates and prompts. */
mcp_err_t *mcp_foreign_complete(mcp_suggest_t *out, mcp_nc_t *nc,
                                const mcp_foreign_t *foreign,
                                const mcp_suggest_query_t *query);

#endif /* MCP_FOREIGN_FOREIGN_H */
