/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_TABLES_H
#define MCP_TOOLS_TABLES_H

/* The tools of conf/tools.d/tables.json, and what they share.
 * Source: Nextcloud Tables API, version 1. */

#include "tool/tool.h"
#include "tools/lookup.h"

mcp_tool_fn mcp_tables_list;          /* list_tables */
mcp_tool_fn mcp_tables_create;        /* create_table */
mcp_tool_fn mcp_tables_update;        /* update_table */
mcp_tool_fn mcp_tables_delete;        /* delete_table */
mcp_tool_fn mcp_tables_columns;       /* list_columns */
mcp_tool_fn mcp_tables_column_create; /* create_column */
mcp_tool_fn mcp_tables_column_update; /* update_column */
mcp_tool_fn mcp_tables_column_delete; /* delete_column */
mcp_tool_fn mcp_tables_rows;          /* list_rows */
mcp_tool_fn mcp_tables_row_create;    /* create_row */
mcp_tool_fn mcp_tables_row_update;    /* update_row */
mcp_tool_fn mcp_tables_row_delete;    /* delete_row */

/* Columns by id or title. */
extern const mcp_lookup_t mcp_tables_column;

/* The id of the table that the argument table_id means, by id or title. */
mcp_err_t *mcp_tables_find(apr_int64_t *id, const mcp_tool_call_t *call);

/* ".../<kind>/<id>" and what follows ("/rows", or ""). kind: "tables",
 * "views", "columns" or "rows". */
const char *mcp_tables_path(const mcp_tool_call_t *call, const char *kind,
                            apr_int64_t id, const char *what);

/* The columns of a table, or of a view when kind is "views". */
mcp_err_t *mcp_tables_get_columns(mcp_json_t **columns,
                                  const mcp_tool_call_t *call,
                                  const char *kind, apr_int64_t id);

/* Set the member key of out to given as Tables wants it in a cell of column:
 * labels of options become ids, a URL becomes a link. MCP_ERR_TOOL for what
 * Tables would drop without a word. given NULL empties the cell. */
mcp_err_t *mcp_tables_set_cell(mcp_json_t *out, const char *key,
                               const mcp_json_t *column, mcp_json_t *given,
                               apr_pool_t *pool);

/* Set the member key of out to what a model reads for a cell; an empty cell
 * sets nothing. */
void mcp_tables_read_cell(mcp_json_t *out, const char *key,
                          const mcp_json_t *column, mcp_json_t *cell,
                          apr_pool_t *pool);

/* Is column, as Tables describes it, of this type and subtype? subtype NULL:
 * of any. */
int mcp_tables_is(const mcp_json_t *column, const char *type,
                  const char *subtype);

#endif /* MCP_TOOLS_TABLES_H */
