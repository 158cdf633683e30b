/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_SCHEMA_IMPL_H
#define MCP_TOOL_SCHEMA_IMPL_H

/* A compiled schema from inside; for the files of this folder only. */

#include "tool/schema.h"

#define MCP_SCHEMA_BIT(type) (1u << (type))
#define MCP_SCHEMA_NUMBERS                                                    \
    (MCP_SCHEMA_BIT(MCP_JSON_INT) | MCP_SCHEMA_BIT(MCP_JSON_DOUBLE))
#define MCP_SCHEMA_SCALARS                                                    \
    (MCP_SCHEMA_NUMBERS | MCP_SCHEMA_BIT(MCP_JSON_STRING)                     \
     | MCP_SCHEMA_BIT(MCP_JSON_BOOL))

typedef struct mcp_schema_scalar_t {
    mcp_json_type_e type;
    const char *text; /* of a STRING */
    apr_size_t len;
    apr_int64_t integer; /* of an INT or BOOL */
    double number;       /* of an INT or DOUBLE */
} mcp_schema_scalar_t;

typedef enum {
    MCP_FORMAT_NONE,
    MCP_FORMAT_DATE,
    MCP_FORMAT_DATE_TIME,
    MCP_FORMAT_EMAIL,
    MCP_FORMAT_URI
} mcp_schema_format_e;

typedef struct mcp_schema_property_t {
    const char *name;
    const mcp_schema_t *schema;
    int required;
} mcp_schema_property_t;

struct mcp_schema_t {
    unsigned int types; /* MCP_SCHEMA_BIT of each; "number" sets two */
    mcp_schema_property_t *properties;
    int property_count;
    const mcp_schema_t *additional; /* NULL: no other properties */
    const mcp_schema_t *items;
    const mcp_schema_scalar_t *values;  /* of enum or const */
    int value_count;                    /* 0: any value */
    const mcp_schema_scalar_t *minimum; /* NULL: none */
    const mcp_schema_scalar_t *maximum;
    apr_int64_t min_length; /* characters; -1: none */
    apr_int64_t max_length;
    apr_int64_t min_items;
    apr_int64_t max_items;
    mcp_schema_format_e format;
    const char *default_text;           /* JSON or NULL */
    int notice;                         /* x-mcp-notice */
    const mcp_schema_header_t *headers; /* of the root */
    int header_count;
};

/* Of the root; NULL when there is none. */
const mcp_schema_property_t *mcp_schema_find_property(
    const mcp_schema_t *schema, const char *name);

/* "a string or null" */
const char *mcp_schema_type_names(unsigned int types, apr_pool_t *pool);

/* schema_format.c */
mcp_schema_format_e mcp_format_find(const char *name);
int mcp_format_is(mcp_schema_format_e format, const char *text,
                  apr_size_t len);
/* "a date such as 2026-07-28" */
const char *mcp_format_describe(mcp_schema_format_e format);

#endif /* MCP_TOOL_SCHEMA_IMPL_H */
