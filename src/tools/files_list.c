/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Listing folders: what they hold (PROPFIND), and the tree of folders
 * (Nextcloud's own call for it, one request for the whole tree).
 */

#include "tools/files.h"

#include <apr_strings.h>
#include <string.h>
#include "nextcloud/ocs.h"

mcp_err_t *mcp_files_tree(mcp_tool_call_t *call)
{
    int metadata = mcp_json_get_bool(call->args, "include_metadata", 0);
    apr_array_header_t *entries;
    mcp_file_path_t file;
    mcp_json_t *answer;
    mcp_json_t *list;
    mcp_err_t *err;
    int i;

    err = mcp_files_path_get(&file, call, "path");
    if (err) {
        return err;
    }
    err = mcp_file_list(&entries, call->nc, &file,
                        mcp_json_get_int(call->args, "depth", 1), metadata);
    if (err) {
        return mcp_files_explain_missing(call, err, file.path);
    }
    if (entries->nelts
        && !APR_ARRAY_IDX(entries, 0, mcp_dav_entry_t).is_collection) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "\"%s\" is a file. Use get_file_content to "
                              "read it.",
                              file.path);
    }
    answer = mcp_files_answer(call, file.path);
    list = mcp_json_set_array(answer, "entries");
    for (i = 1; i < entries->nelts && i <= MCP_FILE_LIST_MAX; i++) {
        const mcp_dav_entry_t *entry =
            &APR_ARRAY_IDX(entries, i, mcp_dav_entry_t);
        const char *path = apr_pstrcat(call->pool, entry->path,
                                       entry->is_collection ? "/" : "", NULL);

        if (metadata) {
            mcp_json_t *item = mcp_json_add_object(list);

            mcp_json_set_str(item, "path", path);
            mcp_file_describe(item, entry, call->pool);
        }
        else {
            mcp_json_add_str(list, path);
        }
    }
    mcp_json_set_bool(answer, "truncated",
                      entries->nelts > MCP_FILE_LIST_MAX + 1);
    return NULL;
}

typedef struct folders_t {
    mcp_json_t *list;
    int left; /* how many more fit */
    int cut;
    apr_pool_t *pool;
} folders_t;

/* depth is bounded by what was asked for, and by the JSON parser. */
static void add_folders(folders_t *out, const mcp_json_t *nodes,
                        const char *parent)
{
    apr_size_t i;

    for (i = 0; i < mcp_json_length(nodes); i++) {
        const mcp_json_t *node = mcp_json_at(nodes, i);
        const char *name = mcp_json_get_str(node, "basename", "");
        const char *path;
        mcp_json_t *item;

        if (out->left-- <= 0) {
            out->cut = 1;
            return;
        }
        path = apr_pstrcat(out->pool, parent, "/", name, NULL);
        item = mcp_json_add_object(out->list);
        mcp_json_set_str(item, "path", path);
        mcp_json_set_int(item, "file_id", mcp_json_get_int(node, "id", 0));
        add_folders(out, mcp_json_get(node, "children"), path);
    }
}

mcp_err_t *mcp_files_folders(mcp_tool_call_t *call)
{
    mcp_file_path_t file;
    folders_t out;
    mcp_json_t *data;
    mcp_json_t *answer;
    const char *query;
    mcp_err_t *err;

    err = mcp_files_path_get(&file, call, "path");
    if (err) {
        return err;
    }
    query = mcp_nc_query_add(call->pool, NULL, "path", file.path);
    query = mcp_nc_query_add(
        call->pool, query, "depth",
        apr_psprintf(call->pool, "%" APR_INT64_T_FMT,
                     mcp_json_get_int(call->args, "depth", 1)));
    err = mcp_ocs_get(call->nc, "/ocs/v2.php/apps/files/api/v1/folder-tree",
                      query, &data);
    if (err) { /* for the root a 404 says that there is no such API */
        return mcp_file_is_root(&file)
                   ? err
                   : mcp_files_explain_missing(call, err, file.path);
    }
    answer = mcp_files_answer(call, file.path);
    out.list = mcp_json_set_array(answer, "folders");
    out.left = MCP_FILE_LIST_MAX;
    out.cut = 0;
    out.pool = call->pool;
    add_folders(&out, data, mcp_file_is_root(&file) ? "" : file.path);
    mcp_json_set_bool(answer, "truncated", out.cut);
    return NULL;
}
