/* SPDX-License-Identifier: Apache-2.0 */

/* Rows: {"id": 8, "values": {"Name": "Bolt", "Amount": 5}}. */

#include "tools/tables.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/pick.h"

static const mcp_args_fault_t table_faults[] = {
    {403, "There is no table of this id that this account can see, or it may "
          "not do that with its rows. list_tables lists tables."},
    {404, "There is no table or view of this id that this account can see. "
          "list_tables lists them."},
    {0, NULL}};
static const mcp_args_fault_t row_faults[] = {
    {403, "This account may not do that with the row."},
    {404, "There is no row of this id that this account can see. list_rows "
          "lists those of a table."},
    {0, NULL}};

static mcp_json_t *cell_of(const mcp_json_t *row, const mcp_json_t *column)
{
    const mcp_json_t *data = mcp_json_get(row, "data");
    apr_int64_t id = mcp_json_get_int(column, "id", 0);
    apr_size_t i;

    for (i = 0; i < mcp_json_length(data); i++) {
        const mcp_json_t *cell = mcp_json_at(data, i);

        if (mcp_json_get_int(cell, "columnId", 0) == id) {
            return mcp_json_get(cell, "value");
        }
    }
    return NULL;
}

static void describe(mcp_json_t *out, const mcp_json_t *row,
                     const mcp_json_t *columns, apr_pool_t *pool)
{
    mcp_json_t *values;
    apr_size_t i;

    mcp_json_set_int(out, "id", mcp_json_get_int(row, "id", 0));
    values = mcp_json_set_object(out, "values");
    for (i = 0; i < mcp_json_length(columns); i++) {
        const mcp_json_t *column = mcp_json_at(columns, i);

        mcp_tables_read_cell(values,
                             mcp_pick_name(column, columns, "title", pool),
                             column, cell_of(row, column), pool);
    }
}

static mcp_json_t *answer(const mcp_tool_call_t *call, const mcp_json_t *row,
                          const mcp_json_t *columns)
{
    mcp_json_t *out = mcp_json_object_create(call->pool);

    describe(out, row, columns, call->pool);
    mcp_result_set_structured(call->result, out);
    return out;
}

/* Is the call about a view rather than a table? Sets kind and id. */
static mcp_err_t *find_source(const char **kind, apr_int64_t *id,
                              const mcp_tool_call_t *call)
{
    *kind = "tables";
    if (mcp_json_has(call->args, "view_id")) {
        *kind = "views";
        *id = mcp_json_get_int(call->args, "view_id", 0);
        return NULL;
    }
    return mcp_tables_find(id, call);
}

mcp_err_t *mcp_tables_rows(mcp_tool_call_t *call)
{
    apr_int64_t limit = mcp_json_get_int(call->args, "limit", 100);
    apr_int64_t offset = mcp_json_get_int(call->args, "offset", 0);
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_json_t *list = mcp_json_set_array(out, "rows");
    mcp_json_t *columns;
    mcp_json_t *rows;
    const char *kind;
    apr_int64_t id;
    apr_int64_t i;
    mcp_err_t *err = find_source(&kind, &id, call);

    if (!err) {
        err = mcp_tables_get_columns(&columns, call, kind, id);
    }
    if (err) {
        return err;
    }
    /* One more than asked for says whether there are more. */
    err = mcp_ocs_get(call->nc, mcp_tables_path(call, kind, id, "/rows"),
                      apr_psprintf(call->pool,
                                   "limit=%" APR_INT64_T_FMT
                                   "&offset=%" APR_INT64_T_FMT,
                                   limit + 1, offset),
                      &rows);
    if (err) {
        return mcp_args_explain(call, err, table_faults);
    }
    for (i = 0; i < limit && mcp_json_at(rows, (apr_size_t)i); i++) {
        describe(mcp_json_add_object(list), mcp_json_at(rows, (apr_size_t)i),
                 columns, call->pool);
    }
    if (mcp_json_length(rows) > (apr_size_t)limit) {
        mcp_json_set_int(out, "next_offset", offset + limit);
    }
    mcp_result_set_structured(call->result, out);
    return NULL;
}

/* ---- what a call wants a row to be ---- */

typedef struct {
    mcp_json_t *cells; /* by id of column */
    const mcp_json_t *columns;
    mcp_err_t *err;
    apr_pool_t *pool;
} fill_t;

static int fill_cell(void *baton, const char *name, mcp_json_t *value)
{
    fill_t *fill = baton;
    mcp_json_t *column;
    const char *key;

    fill->err = mcp_lookup_find_str(&column, &mcp_tables_column, fill->columns,
                                    name, fill->pool);
    if (fill->err) {
        return 0;
    }
    key = apr_psprintf(fill->pool, "%" APR_INT64_T_FMT,
                       mcp_json_get_int(column, "id", 0));
    if (mcp_json_has(fill->cells, key)) {
        fill->err = mcp_err_create(
            fill->pool, MCP_ERR_TOOL,
            "data has the column \"%s\" twice, by different names.",
            mcp_json_get_str(column, "title", ""));
        return 0;
    }
    fill->err =
        mcp_tables_set_cell(fill->cells, key, column, value, fill->pool);
    return !fill->err;
}

/* {"data": …} for POST and PUT from the argument data, which is an object or
 * the JSON text of one. */
static mcp_err_t *read_data(mcp_json_t **body, const mcp_tool_call_t *call,
                            const mcp_json_t *columns)
{
    mcp_json_t *data = mcp_json_get(call->args, "data");
    const char *text = mcp_json_str(data, NULL);
    fill_t fill = {NULL, columns, NULL, call->pool};
    mcp_err_t *err;

    if (text) {
        err = mcp_json_parse(&data, text, strlen(text), call->pool);
        if (err) {
            return mcp_err_push(call->pool, err, MCP_ERR_TOOL,
                                "data is no JSON: %s", err->message);
        }
    }
    if (mcp_json_type(data) != MCP_JSON_OBJECT || !mcp_json_length(data)) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "data must be an object with a value for at "
                              "least one column, such as "
                              "{\"Name\":\"Bolt\",\"Amount\":5}.");
    }
    *body = mcp_json_object_create(call->pool);
    fill.cells = mcp_json_set_object(*body, "data");
    mcp_json_each(data, fill_cell, &fill);
    return fill.err;
}

mcp_err_t *mcp_tables_row_create(mcp_tool_call_t *call)
{
    mcp_json_t *columns;
    mcp_json_t *body;
    mcp_json_t *row;
    apr_int64_t id;
    mcp_err_t *err = mcp_tables_find(&id, call);

    if (!err) {
        err = mcp_tables_get_columns(&columns, call, "tables", id);
    }
    if (!err) {
        err = read_data(&body, call, columns);
    }
    if (err) {
        return err;
    }
    err =
        mcp_ocs_call(call->nc, "POST",
                     mcp_tables_path(call, "tables", id, "/rows"), body, &row);
    if (err) {
        return mcp_args_explain(call, err, table_faults);
    }
    answer(call, row, columns);
    return NULL;
}

/* ---- an existing one ---- */

/* Changing and deleting a row that does not exist is a 500; reading it is
 * not. It also says which table has it. */
static mcp_err_t *get_row(mcp_json_t **row, const char **path,
                          const mcp_tool_call_t *call)
{
    *path = mcp_tables_path(call, "rows",
                            mcp_json_get_int(call->args, "row_id", 0), "");
    return mcp_args_explain(call, mcp_ocs_get(call->nc, *path, NULL, row),
                            row_faults);
}

mcp_err_t *mcp_tables_row_update(mcp_tool_call_t *call)
{
    int by_view = mcp_json_has(call->args, "view_id");
    mcp_json_t *columns;
    mcp_json_t *body;
    mcp_json_t *row;
    const char *path;
    mcp_err_t *err = get_row(&row, &path, call);

    if (!err) {
        err = mcp_tables_get_columns(
            &columns, call, by_view ? "views" : "tables",
            mcp_json_get_int(by_view ? call->args : row,
                             by_view ? "view_id" : "tableId", 0));
    }
    if (!err) {
        err = read_data(&body, call, columns);
    }
    if (err) {
        return err;
    }
    mcp_args_copy(body, "viewId", call, "view_id");
    err = mcp_ocs_call(call->nc, "PUT", path, body, &row);
    if (err) {
        return mcp_args_explain(call, err, row_faults);
    }
    answer(call, row, columns);
    return NULL;
}

mcp_err_t *mcp_tables_row_delete(mcp_tool_call_t *call)
{
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_json_t *row;
    const char *path;
    mcp_err_t *err = get_row(&row, &path, call);

    if (!err) {
        err = mcp_args_explain(
            call, mcp_ocs_call(call->nc, "DELETE", path, NULL, &row),
            row_faults);
    }
    if (!err) {
        mcp_json_set_int(out, "id", mcp_json_get_int(row, "id", 0));
        mcp_json_set_int(out, "table_id", mcp_json_get_int(row, "tableId", 0));
        mcp_json_set_bool(out, "deleted", 1);
        mcp_result_set_structured(call->result, out);
    }
    return err;
}
