/* SPDX-License-Identifier: Apache-2.0 */

/* Folders of Bookmarks: a tree there, a list with parents here. */

#include "tools/bookmarks.h"

#include <string.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/lookup.h"
#include "tools/pick.h"

#define FOLDERS MCP_BOOKMARKS_API "folder"
#define ROOT (-1)

static const mcp_lookup_t folder_lookup = {.what = "bookmark folder",
                                           .id = "id",
                                           .name = "title",
                                           .hint = "parent",
                                           .lister = "list_bookmark_folders"};

static void add_all(mcp_json_t *list, const mcp_json_t *tree,
                    const mcp_json_t *parent)
{
    static const mcp_pick_t picks[] = {
        {"id", NULL}, {"title", NULL}, {NULL, NULL}};
    apr_size_t i;

    for (i = 0; i < mcp_json_length(tree); i++) {
        const mcp_json_t *folder = mcp_json_at(tree, i);
        mcp_json_t *item = mcp_json_add_object(list);

        mcp_pick_members(item, folder, picks);
        if (parent) {
            mcp_json_set_int(item, "parent_folder_id",
                             mcp_json_get_int(parent, "id", 0));
            mcp_json_set_str(item, "parent",
                             mcp_json_get_str(parent, "title", ""));
        }
        add_all(list, mcp_json_get(folder, "children"), folder);
    }
}

/* All folders, each behind its parent. */
static mcp_err_t *get_folders(mcp_json_t *list, const mcp_tool_call_t *call)
{
    mcp_json_t *answer;
    mcp_err_t *err = mcp_ocs_get(call->nc, FOLDERS, NULL, &answer);

    if (!err) {
        add_all(list, mcp_json_get(answer, "data"), NULL);
    }
    return err;
}

mcp_err_t *mcp_bookmarks_find_folder(apr_int64_t *id,
                                     const mcp_tool_call_t *call,
                                     const mcp_json_t *value)
{
    mcp_json_t *list = mcp_json_array_create(call->pool);
    mcp_json_t *folder;
    mcp_err_t *err;

    *id =
        mcp_json_int(value, !strcmp(mcp_json_str(value, ""), "-1") ? ROOT : 0);
    if (*id == ROOT) {
        return NULL;
    }
    /* Bookmarks says of an unknown id no more than that it could not. */
    err = get_folders(list, call);
    if (!err) {
        err =
            mcp_lookup_find(&folder, &folder_lookup, list, value, call->pool);
    }
    if (!err) {
        *id = mcp_json_get_int(folder, "id", 0);
    }
    return err;
}

mcp_err_t *mcp_bookmarks_folders(mcp_tool_call_t *call)
{
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_err_t *err = get_folders(mcp_json_set_array(out, "folders"), call);

    mcp_result_set_structured(call->result, out);
    return err;
}

mcp_err_t *mcp_bookmarks_folder_create(mcp_tool_call_t *call)
{
    static const mcp_pick_t picks[] = {
        {"id", NULL}, {"title", NULL}, {NULL, NULL}};
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *out = mcp_json_object_create(call->pool);
    apr_int64_t parent = ROOT;
    mcp_json_t *answer;
    mcp_err_t *err = NULL;

    if (mcp_json_has(call->args, "parent_folder_id")) {
        err = mcp_bookmarks_find_folder(
            &parent, call, mcp_json_get(call->args, "parent_folder_id"));
    }
    mcp_args_copy(body, "title", call, "title");
    mcp_json_set_int(body, "parent_folder", parent);
    if (!err) {
        err = mcp_ocs_call(call->nc, "POST", FOLDERS, body, &answer);
    }
    if (!err) {
        mcp_pick_members(out, mcp_json_get(answer, "item"), picks);
        mcp_json_set_int(out, "parent_folder_id", parent);
        mcp_result_set_structured(call->result, out);
    }
    return err;
}
