/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_SCHEMA_H
#define MCP_TOOL_SCHEMA_H

/*
 * The part of JSON Schema 2020-12 that manifests may use, compiled at
 * start-up into structures that any thread may read (json-c objects must
 * not be shared): type (one or an array of types), properties, required,
 * additionalProperties (false or a schema), items, enum, const, minimum,
 * maximum, minLength, maxLength (characters), minItems, maxItems, "pattern"
 * is not in it; format (date, date-time, email, uri: checked), default,
 * title, description, examples, x-mcp-header, x-mcp-notice. Anything else is
 * refused when the manifest is loaded.
 */

#include "tool/tool.h"
#include "util/json.h"

#define MCP_SCHEMA_MAX_DEPTH 6
#define MCP_SCHEMA_MAX_PROPERTIES 32
#define MCP_SCHEMA_MAX_DESCRIPTION 1024

/* Compile the input schema of a tool; on failure the error's message is
 * "<json pointer>: <reason>". pointer: where schema stands in its file. */
mcp_err_t *mcp_schema_compile(const mcp_schema_t **out,
                              const mcp_json_t *schema, const char *pointer,
                              apr_pool_t *pool);

/* Take out of the schema what a model has no use for, once it is compiled:
 * every byte of a listing is paid for with each of the client's prompts. */
void mcp_schema_strip(mcp_json_t *schema);

/* Check value. NULL when valid, else a sentence for the model that names
 * every mistake (up to 20) with its place, what was expected and what came,
 * e.g. "depth: must be at most 5, not 9; paht: no such parameter (did you
 * mean \"path\"?)". Values of strings are not repeated.
 * A null where an optional property must not be null counts as absent: many
 * clients write one for each parameter the model left out. */
const char *mcp_schema_check(const mcp_schema_t *schema,
                             const mcp_json_t *value, apr_pool_t *pool);

/* Bring a valid object to the one form that tools read: the defaults of
 * absent properties filled in (at the top level), nulls that mean absent
 * taken out, whole numbers like 1.0 written as integers where the schema
 * says integer. */
void mcp_schema_fill_defaults(const mcp_schema_t *schema, mcp_json_t *object,
                              apr_pool_t *pool);

/* x-mcp-header declarations (P-076), for the request's header check:
 * NULL-ended arrays of equal length would be awkward, so one struct each. */
typedef struct mcp_schema_header_t {
    const char *header;      /* "Region": sent as Mcp-Param-Region */
    const char *const *path; /* property names from the root, NULL-ended */
    mcp_json_type_e type;    /* STRING, INT or BOOL */
} mcp_schema_header_t;
const mcp_schema_header_t *mcp_schema_headers(const mcp_schema_t *schema,
                                              int *count);

/* Is there a property of this name at the root; is it required? */
int mcp_schema_has_property(const mcp_schema_t *schema, const char *name);
int mcp_schema_is_required(const mcp_schema_t *schema, const char *name);

#endif /* MCP_TOOL_SCHEMA_H */
