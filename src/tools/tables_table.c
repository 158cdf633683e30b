/* SPDX-License-Identifier: Apache-2.0 */

/* Tables as a whole. */

#include "tools/tables.h"

#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/merge.h"
#include "tools/pick.h"
#include "tools/refer.h"

#define API "/index.php/apps/tables/api/1/"
#define MAX_TABLES 200

static const mcp_args_fault_t faults[] = {
    {403, "This account may not do that with the table: its owner has shared "
          "it with fewer rights."},
    {404, "There is no table of this id that this account can see, or it may "
          "not change it. list_tables lists them."},
    {0, NULL}};

mcp_err_t *mcp_tables_find(apr_int64_t *id, const mcp_tool_call_t *call)
{
    static const mcp_refer_t refer = {.lookup = {.what = "table",
                                                 .id = "id",
                                                 .name = "title",
                                                 .hint = "ownership",
                                                 .lister = "list_tables"},
                                      .path = API "tables"};

    return mcp_refer_id(id, &refer, call, "table_id");
}

const char *mcp_tables_path(const mcp_tool_call_t *call, const char *kind,
                            apr_int64_t id, const char *what)
{
    return apr_psprintf(call->pool, API "%s/%" APR_INT64_T_FMT "%s", kind, id,
                        what);
}

static void add_views(mcp_json_t *out, const mcp_json_t *table)
{
    static const mcp_pick_t picks[] = {
        {"id", NULL}, {"title", NULL}, {NULL, NULL}};
    const mcp_json_t *views = mcp_json_get(table, "views");
    mcp_json_t *list;
    apr_size_t i;

    if (!mcp_json_length(views)) {
        return;
    }
    list = mcp_json_set_array(out, "views");
    for (i = 0; i < mcp_json_length(views); i++) {
        mcp_pick_members(mcp_json_add_object(list), mcp_json_at(views, i),
                         picks);
    }
}

static void describe(mcp_json_t *out, const mcp_json_t *table)
{
    static const mcp_pick_t picks[] = {
        {"id", NULL},           {"title", NULL},
        {"emoji", NULL},        {"description", NULL},
        {"ownership", "owner"}, {"columnsCount", "columns"},
        {"rowsCount", "rows"},  {NULL, NULL}};

    mcp_pick_members(out, table, picks);
    if (mcp_json_get_bool(table, "archived", 0)) {
        mcp_json_set_bool(out, "archived", 1);
    }
    add_views(out, table);
}

static mcp_json_t *answer(const mcp_tool_call_t *call, const mcp_json_t *table)
{
    mcp_json_t *out = mcp_json_object_create(call->pool);

    describe(out, table);
    mcp_result_set_structured(call->result, out);
    return out;
}

mcp_err_t *mcp_tables_list(mcp_tool_call_t *call)
{
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_json_t *list = mcp_json_set_array(out, "tables");
    mcp_json_t *tables;
    apr_size_t i;
    mcp_err_t *err = mcp_ocs_get(call->nc, API "tables", NULL, &tables);

    for (i = 0; !err && i < mcp_json_length(tables) && i < MAX_TABLES; i++) {
        describe(mcp_json_add_object(list), mcp_json_at(tables, i));
    }
    if (!err && mcp_json_length(tables) > MAX_TABLES) {
        mcp_json_set_bool(out, "truncated", 1);
        mcp_json_set_int(out, "total", (apr_int64_t)mcp_json_length(tables));
    }
    mcp_result_set_structured(call->result, out);
    return err;
}

mcp_err_t *mcp_tables_create(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *table;
    mcp_err_t *err;

    mcp_args_copy(body, "title", call, "title");
    mcp_args_copy(body, "emoji", call, "emoji");
    mcp_args_copy(body, "template", call, "template");
    err = mcp_ocs_call(call->nc, "POST", API "tables", body, &table);
    if (!err) {
        answer(call, table);
    }
    return err;
}

mcp_err_t *mcp_tables_update(mcp_tool_call_t *call)
{
    static const mcp_merge_member_t keep[] = {{"title", NULL, 0},
                                              {"emoji", NULL, 0},
                                              {"archived", NULL, 0},
                                              {NULL, NULL, 0}};
    mcp_json_t *changes = mcp_json_object_create(call->pool);
    mcp_merge_t merge = {NULL, NULL, NULL};
    mcp_json_t *table;
    apr_int64_t id;
    mcp_err_t *err;

    mcp_args_copy(changes, "title", call, "title");
    mcp_args_copy(changes, "emoji", call, "emoji");
    mcp_args_copy(changes, "archived", call, "archived");
    err = mcp_args_need_change(call, changes);
    if (!err) {
        err = mcp_tables_find(&id, call);
    }
    if (err) {
        return err;
    }
    merge.path = mcp_tables_path(call, "tables", id, "");
    err = mcp_merge_update(&table, &merge, call->nc, keep, changes);
    if (err) {
        return mcp_args_explain(call, err, faults);
    }
    answer(call, table);
    return NULL;
}

mcp_err_t *mcp_tables_delete(mcp_tool_call_t *call)
{
    mcp_json_t *table;
    apr_int64_t id;
    mcp_err_t *err = mcp_tables_find(&id, call);

    if (err) {
        return err;
    }
    err = mcp_ocs_call(call->nc, "DELETE",
                       mcp_tables_path(call, "tables", id, ""), NULL, &table);
    if (err) {
        return mcp_args_explain(call, err, faults);
    }
    mcp_json_set_bool(answer(call, table), "deleted", 1);
    return NULL;
}
