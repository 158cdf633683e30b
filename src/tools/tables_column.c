/* SPDX-License-Identifier: Apache-2.0 */

/* Columns. PUT sets to nothing what a request leaves out, down to the
 * description, so an update sends all that there is. */

#include "tools/tables.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/merge.h"
#include "tools/pick.h"
#include "tools/refer.h"

const mcp_lookup_t mcp_tables_column = {.what = "column",
                                        .id = "id",
                                        .name = "title",
                                        .hint = "type",
                                        .lister = "list_columns"};

static const mcp_args_fault_t table_faults[] = {
    {403, "There is no table or view of this id that this account can see, or "
          "it may not do that with its columns. list_tables lists tables."},
    {404, "There is no table of this id that this account can see. "
          "list_tables lists them."},
    {0, NULL}};
static const mcp_args_fault_t column_faults[] = {
    {403, "This account may not change the columns of the table."},
    {404, "There is no column of this id that this account can see. "
          "list_columns lists those of a table."},
    {0, NULL}};

/* What columns of one type have, and what the others have not. */
static const struct {
    const char *arg;
    const char *member; /* for POST and PUT */
    const char *type;
} settings[] = {
    {"number_prefix", "numberPrefix", "number"},
    {"number_suffix", "numberSuffix", "number"},
    {"number_default", "numberDefault", "number"},
    {"number_min", "numberMin", "number"},
    {"number_max", "numberMax", "number"},
    {"number_decimals", "numberDecimals", "number"},
    {"text_default", "textDefault", "text"},
    {"text_max_length", "textMaxLength", "text"},
    {"selection_options", "selectionOptions", "selection"},
    {"selection_default", "selectionDefault", "selection"},
    {"datetime_default", "datetimeDefault", "datetime"},
    {"usergroup_default", "usergroupDefault", "usergroup"},
    {"usergroup_multiple_items", "usergroupMultipleItems", "usergroup"},
    {"usergroup_select_users", "usergroupSelectUsers", "usergroup"},
    {"usergroup_select_groups", "usergroupSelectGroups", "usergroup"},
    {"usergroup_select_teams", "usergroupSelectTeams", "usergroup"},
    {"usergroup_show_user_status", "usergroupShowUserStatus", "usergroup"},
};
#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

mcp_err_t *mcp_tables_get_columns(mcp_json_t **columns,
                                  const mcp_tool_call_t *call,
                                  const char *kind, apr_int64_t id)
{
    return mcp_args_explain(
        call,
        mcp_ocs_get(call->nc, mcp_tables_path(call, kind, id, "/columns"),
                    NULL, columns),
        table_faults);
}

/* ---- what a column is ---- */

static void describe(mcp_json_t *out, const mcp_json_t *column)
{
    static const mcp_pick_t picks[] = {
        {"id", NULL},      {"title", NULL},       {"type", NULL},
        {"subtype", NULL}, {"description", NULL}, {NULL, NULL}};
    const char *type = mcp_json_get_str(column, "type", "");
    apr_size_t i;

    mcp_pick_members(out, column, picks);
    if (mcp_json_get_bool(column, "mandatory", 0)) {
        mcp_json_set_bool(out, "mandatory", 1);
    }
    for (i = 0; i < SETTINGS; i++) {
        mcp_pick_t pick[] = {{settings[i].member, settings[i].arg},
                             {NULL, NULL}};

        if (!strcmp(settings[i].type, type)) {
            mcp_pick_members(out, column, pick);
        }
    }
}

static mcp_json_t *answer(const mcp_tool_call_t *call,
                          const mcp_json_t *column)
{
    mcp_json_t *out = mcp_json_object_create(call->pool);

    describe(out, column);
    mcp_result_set_structured(call->result, out);
    return out;
}

mcp_err_t *mcp_tables_columns(mcp_tool_call_t *call)
{
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_json_t *list = mcp_json_set_array(out, "columns");
    mcp_json_t *columns;
    apr_int64_t id;
    apr_size_t i;
    mcp_err_t *err = mcp_tables_find(&id, call);

    if (!err) {
        err = mcp_tables_get_columns(&columns, call, "tables", id);
    }
    for (i = 0; !err && i < mcp_json_length(columns); i++) {
        describe(mcp_json_add_object(list), mcp_json_at(columns, i));
    }
    mcp_result_set_structured(call->result, out);
    return err;
}

/* ---- what a call wants it to be ---- */

/* No other subtype is drawn by Tables, and none is refused. */
static mcp_err_t *check_subtype(const mcp_tool_call_t *call, const char *type)
{
    static const struct {
        const char *type;
        const char *subtypes;
    } known[] = {{"text", " line long rich link "},
                 {"number", " stars progress "},
                 {"selection", " check multi "},
                 {"datetime", " date time "}};
    const char *subtype = mcp_json_get_str(call->args, "subtype", "");
    const char *word = apr_pstrcat(call->pool, " ", subtype, " ", NULL);
    const char *subtypes = " none ";
    apr_size_t i;

    for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (!strcmp(known[i].type, type)) {
            subtypes = known[i].subtypes;
        }
    }
    if (!*subtype || strstr(subtypes, word)) {
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_TOOL,
                          "subtype \"%s\" is not for columns of the type %s; "
                          "there is:%s(or leave it out).",
                          subtype, type, subtypes);
}

static mcp_err_t *check_settings(const mcp_tool_call_t *call, const char *type)
{
    apr_size_t i;

    for (i = 0; i < SETTINGS; i++) {
        if (mcp_json_has(call->args, settings[i].arg)
            && strcmp(settings[i].type, type) != 0) {
            return mcp_err_create(call->pool, MCP_ERR_TOOL,
                                  "%s is for columns of the type %s; this one "
                                  "is of the type %s.",
                                  settings[i].arg, settings[i].type, type);
        }
    }
    return NULL;
}

static apr_int64_t highest_id(const mcp_json_t *options)
{
    apr_int64_t highest = 0;
    apr_size_t i;

    for (i = 0; i < mcp_json_length(options); i++) {
        apr_int64_t id = mcp_json_get_int(mcp_json_at(options, i), "id", 0);

        highest = id > highest ? id : highest;
    }
    return highest;
}

/* Rows hold ids, so a label that is there already keeps its own. */
static apr_int64_t id_of(const mcp_json_t *options, const char *label)
{
    apr_size_t i;

    for (i = 0; i < mcp_json_length(options); i++) {
        const mcp_json_t *option = mcp_json_at(options, i);

        if (!strcmp(mcp_json_get_str(option, "label", ""), label)) {
            return mcp_json_get_int(option, "id", 0);
        }
    }
    return 0;
}

/* The options that the argument names, as labels or as {id, label}, or NULL
 * when they are neither. old: those of the column before. */
static mcp_json_t *read_options(const mcp_tool_call_t *call,
                                const mcp_json_t *old)
{
    mcp_json_t *given = mcp_json_get(call->args, "selection_options");
    const char *text = mcp_json_str(given, NULL);
    mcp_json_t *options = mcp_json_array_create(call->pool);
    apr_int64_t next = highest_id(old);
    apr_size_t i;

    if (text
        && (mcp_json_parse(&given, text, strlen(text), call->pool)
            || mcp_json_type(given) != MCP_JSON_ARRAY)) {
        return NULL;
    }
    next = highest_id(given) > next ? highest_id(given) : next;
    for (i = 0; i < mcp_json_length(given); i++) {
        const mcp_json_t *one = mcp_json_at(given, i);
        const char *label =
            mcp_json_str(one, mcp_json_get_str(one, "label", ""));
        apr_int64_t id = mcp_json_get_int(one, "id", 0);
        mcp_json_t *option = mcp_json_add_object(options);

        if (!*label) {
            return NULL;
        }
        id = id ? id : id_of(old, label);
        mcp_json_set_int(option, "id", id ? id : ++next);
        mcp_json_set_str(option, "label", label);
    }
    return options;
}

/* Set member of body to the argument as a cell of column would have it; text
 * for what Tables wants as text. */
static mcp_err_t *set_default(mcp_json_t *body, const char *member,
                              const mcp_tool_call_t *call, const char *arg,
                              const mcp_json_t *column)
{
    mcp_json_t *given = mcp_json_get(call->args, arg);
    const char *text = mcp_json_str(given, NULL);
    const mcp_json_t *value;
    mcp_err_t *err;

    if (!mcp_json_has(call->args, arg)) {
        return NULL;
    }
    /* Nothing, or the moment at which a row is made. */
    if (text
        && (!*text
            || (mcp_tables_is(column, "datetime", NULL)
                && (!strcmp(text, "now") || !strcmp(text, "today"))))) {
        mcp_json_set(body, member, given);
        return NULL;
    }
    err = mcp_tables_set_cell(body, member, column, given, call->pool);
    value = mcp_json_get(body, member);
    if (!err && mcp_json_type(value) != MCP_JSON_STRING) {
        mcp_json_set_str(body, member,
                         mcp_json_print(value, NULL, call->pool));
    }
    return err;
}

/* Set the members of body that the arguments ask for. column: type, subtype
 * and selectionOptions as they will be. */
static mcp_err_t *set_members(mcp_json_t *body, const mcp_tool_call_t *call,
                              mcp_json_t *column)
{
    mcp_err_t *err =
        check_settings(call, mcp_json_get_str(column, "type", ""));
    apr_size_t i;

    mcp_args_copy(body, "title", call, "title");
    mcp_args_copy(body, "mandatory", call, "mandatory");
    mcp_args_copy(body, "description", call, "description");
    for (i = 0; i < SETTINGS; i++) {
        mcp_args_copy(body, settings[i].member, call, settings[i].arg);
    }
    if (!err && mcp_json_has(call->args, "selection_options")) {
        mcp_json_t *options =
            read_options(call, mcp_json_get(column, "selectionOptions"));

        if (!options) {
            return mcp_err_create(call->pool, MCP_ERR_TOOL,
                                  "selection_options must be a list of "
                                  "labels, such as [\"open\",\"done\"].");
        }
        mcp_json_set(column, "selectionOptions", options);
        mcp_json_set_str(body, "selectionOptions",
                         mcp_json_print(options, NULL, call->pool));
    }
    if (!err) {
        err = set_default(body, "selectionDefault", call, "selection_default",
                          column);
    }
    if (!err) {
        err = set_default(body, "datetimeDefault", call, "datetime_default",
                          column);
    }
    return err ? err
               : set_default(body, "usergroupDefault", call,
                             "usergroup_default", column);
}

/* Left unsaid, they make a column that nobody can be chosen in. */
static void set_usergroup_flags(mcp_json_t *body)
{
    static const struct {
        const char *member;
        int value;
    } flags[] = {{"usergroupMultipleItems", 1},
                 {"usergroupSelectUsers", 1},
                 {"usergroupSelectGroups", 0},
                 {"usergroupSelectTeams", 0},
                 {"usergroupShowUserStatus", 0}};
    apr_size_t i;

    for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        if (!mcp_json_has(body, flags[i].member)) {
            mcp_json_set_bool(body, flags[i].member, flags[i].value);
        }
    }
}

mcp_err_t *mcp_tables_column_create(mcp_tool_call_t *call)
{
    const char *type = mcp_json_get_str(call->args, "column_type", "");
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *column = mcp_json_object_create(call->pool);
    apr_int64_t id;
    mcp_err_t *err = check_subtype(call, type);

    mcp_args_copy(column, "title", call, "title");
    mcp_args_copy(column, "type", call, "column_type");
    /* A text column of no subtype takes no rows: Tables fails with 500. */
    mcp_json_set_str(column, "subtype",
                     mcp_json_get_str(call->args, "subtype",
                                      strcmp(type, "text") ? "" : "line"));
    mcp_json_set(body, "type", mcp_json_get(column, "type"));
    mcp_json_set(body, "subtype", mcp_json_get(column, "subtype"));
    if (!err) {
        err = set_members(body, call, column);
    }
    if (!strcmp(type, "usergroup")) {
        set_usergroup_flags(body);
    }
    if (!err) {
        err = mcp_tables_find(&id, call);
    }
    if (err) {
        return err;
    }
    err = mcp_ocs_call(call->nc, "POST",
                       mcp_tables_path(call, "tables", id, "/columns"), body,
                       &column);
    if (err) {
        return mcp_args_explain(call, err, table_faults);
    }
    answer(call, column);
    return NULL;
}

/* ---- an existing one ---- */

/* The id of the argument column_id; a title needs table_id too. */
static mcp_err_t *find_column(apr_int64_t *id, const mcp_tool_call_t *call)
{
    const mcp_json_t *wanted = mcp_json_get(call->args, "column_id");
    mcp_json_t *columns;
    mcp_json_t *found;
    apr_int64_t table;
    mcp_err_t *err;

    *id = mcp_json_int(wanted, 0);
    if (!mcp_json_has(call->args, "table_id")) {
        return *id ? NULL
                   : mcp_err_create(call->pool, MCP_ERR_TOOL,
                                    "column_id is a title: pass table_id too, "
                                    "or the column's id.");
    }
    err = mcp_tables_find(&table, call);
    if (!err) {
        err = mcp_tables_get_columns(&columns, call, "tables", table);
    }
    if (!err) {
        err = mcp_lookup_find(&found, &mcp_tables_column, columns, wanted,
                              call->pool);
    }
    if (!err) {
        *id = mcp_json_get_int(found, "id", 0);
    }
    return err;
}

mcp_err_t *mcp_tables_column_update(mcp_tool_call_t *call)
{
    static const mcp_merge_member_t keep[] = {
        {"title", NULL, 0},
        {"mandatory", NULL, 0},
        {"description", NULL, 0},
        {"textDefault", NULL, 0},
        {"textAllowedPattern", NULL, 0},
        {"textMaxLength", NULL, 0},
        {"textUnique", NULL, 0},
        {"numberPrefix", NULL, 0},
        {"numberSuffix", NULL, 0},
        {"numberDefault", NULL, 0},
        {"numberMin", NULL, 0},
        {"numberMax", NULL, 0},
        {"numberDecimals", NULL, 0},
        {"selectionOptions", NULL, 1},
        {"selectionDefault", NULL, 1},
        {"datetimeDefault", NULL, 0},
        {"usergroupDefault", NULL, 1},
        {"usergroupMultipleItems", NULL, 0},
        {"usergroupSelectUsers", NULL, 0},
        {"usergroupSelectGroups", NULL, 0},
        {"usergroupSelectTeams", NULL, 0},
        {"showUserStatus", "usergroupShowUserStatus", 0},
        {"customSettings", NULL, 0},
        {NULL, NULL, 0}};
    mcp_json_t *changes = mcp_json_object_create(call->pool);
    mcp_merge_t merge = {NULL, NULL, NULL};
    mcp_json_t *column;
    apr_int64_t id;
    mcp_err_t *err = find_column(&id, call);

    if (err) {
        return err;
    }
    merge.path = mcp_tables_path(call, "columns", id, "");
    err = mcp_args_explain(call, mcp_merge_read(&merge, call->nc),
                           column_faults);
    if (!err) {
        err = set_members(changes, call, merge.current);
    }
    if (!err) {
        err = mcp_args_need_change(call, changes);
    }
    if (err) {
        return err;
    }
    err = mcp_merge_write(
        &column, &merge, call->nc,
        mcp_merge_lay(merge.current, keep, changes, call->pool));
    if (err) {
        return mcp_args_explain(call, err, column_faults);
    }
    answer(call, column);
    return NULL;
}

mcp_err_t *mcp_tables_column_delete(mcp_tool_call_t *call)
{
    mcp_json_t *column;
    apr_int64_t id;
    mcp_err_t *err = find_column(&id, call);

    if (err) {
        return err;
    }
    err =
        mcp_ocs_call(call->nc, "DELETE",
                     mcp_tables_path(call, "columns", id, ""), NULL, &column);
    if (err) {
        return mcp_args_explain(call, err, column_faults);
    }
    mcp_json_set_bool(answer(call, column), "deleted", 1);
    return NULL;
}
