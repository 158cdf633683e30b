/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Listing folders: what they hold (PROPFIND), and the tree of folders
 * (Nextcloud's own call for it, one request for the whole tree).
 */

#include "tools/files.h"

#include <apr_strings.h>
#include <string.h>
#include "nextcloud/ocs.h"
#include "util/buf.h"
#include "util/text.h"

#define MAX_ENTRIES 1000

static const char *const propfind_all =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
    "<d:propfind xmlns:d=\"" MCP_DAV_NS "\" xmlns:oc=\"" MCP_DAV_NS_OC "\">"
    "<d:prop><d:resourcetype/><d:getlastmodified/><d:getcontenttype/>"
    "<oc:fileid/><oc:size/><oc:favorite/><oc:permissions/><oc:share-types/>"
    "</d:prop></d:propfind>";

static const char *const propfind_names =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
    "<d:propfind xmlns:d=\"" MCP_DAV_NS "\"><d:prop><d:resourcetype/>"
    "</d:prop></d:propfind>";

/* Nextcloud takes any number as a depth. It is also told how many entries to
 * send; versions that do not know that send all, and we cut. */
static mcp_err_t *propfind(mcp_tool_call_t *call, const mcp_files_path_t *file,
                           int metadata, apr_array_header_t **entries)
{
    mcp_nc_request_t request;
    mcp_http_response_t *resp;
    const char *root;
    mcp_err_t *err;

    memset(&request, 0, sizeof(request));
    request.method = "PROPFIND";
    request.path = file->dav;
    request.accept = "*/*";
    request.content_type = "application/xml; charset=utf-8";
    request.body = metadata ? propfind_all : propfind_names;
    request.body_len = strlen(request.body);
    request.headers = apr_table_make(call->pool, 3);
    apr_table_setn(request.headers, "Depth",
                   apr_psprintf(call->pool, "%" APR_INT64_T_FMT,
                                mcp_json_get_int(call->args, "depth", 1)));
    apr_table_setn(request.headers, "X-NC-Paginate", "true");
    /* the folder itself, the entries, and one to see that there are more */
    apr_table_setn(request.headers, "X-NC-Paginate-Count",
                   apr_itoa(call->pool, MAX_ENTRIES + 2));
    err = mcp_dav_send(call->nc, &request, file->path, &resp);
    if (err && err->kind == MCP_ERR_TOO_LARGE) {
        return mcp_err_push(call->pool, err, MCP_ERR_TOOL,
                            "The listing of \"%s\" is too long. Use a "
                            "smaller depth or a folder further down.",
                            file->path);
    }
    if (err) {
        return err;
    }
    root = apr_pstrcat(call->pool, mcp_nc_base_path(call->nc),
                       "/remote.php/dav/files/", call->nc->uid, NULL);
    return mcp_dav_parse(entries, resp->body, resp->len, root, call->pool);
}

/* "RGDNVW": what the letters allow, for those a model can act on. */
static void set_permissions(mcp_json_t *item, const char *letters)
{
    static const struct {
        char letter;
        const char *word;
    } known[] = {{'G', "read"},   {'W', "update"}, {'N', "rename"},
                 {'V', "move"},   {'C', "create"}, {'K', "create_folder"},
                 {'D', "delete"}, {'R', "share"}};
    mcp_json_t *words;
    apr_size_t i;

    if (!letters) {
        return;
    }
    words = mcp_json_set_array(item, "permissions");
    for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strchr(letters, known[i].letter)) {
            mcp_json_add_str(words, known[i].word);
        }
    }
}

static void add_metadata(mcp_json_t *list, const mcp_dav_entry_t *entry,
                         const char *path, apr_pool_t *pool)
{
    mcp_json_t *item = mcp_json_add_object(list);
    const char *text;

    mcp_json_set_str(item, "path", path);
    mcp_json_set_int(item, "file_id", mcp_files_entry_id(entry));
    if ((text = mcp_dav_get(entry, MCP_DAV_NS_OC, "size"))) {
        mcp_json_set_int(item, "bytes", apr_atoi64(text));
    }
    if ((text = mcp_dav_get(entry, MCP_DAV_NS, "getcontenttype"))) {
        mcp_json_set_str(item, "mimetype", text);
    }
    text = mcp_dav_get(entry, MCP_DAV_NS, "getlastmodified");
    if (text && (text = mcp_text_http_date_to_iso(pool, text))) {
        mcp_json_set_str(item, "last_modified", text);
    }
    text = mcp_dav_get(entry, MCP_DAV_NS_OC, "favorite");
    mcp_json_set_bool(item, "is_favorite", text && strcmp(text, "1") == 0);
    text = mcp_dav_get(entry, MCP_DAV_NS_OC, "share-types");
    mcp_json_set_bool(item, "is_shared", text && *text);
    set_permissions(item, mcp_dav_get(entry, MCP_DAV_NS_OC, "permissions"));
}

mcp_err_t *mcp_files_tree(mcp_tool_call_t *call)
{
    int metadata = mcp_json_get_bool(call->args, "include_metadata", 0);
    apr_array_header_t *entries;
    mcp_files_path_t file;
    mcp_json_t *answer;
    mcp_json_t *list;
    mcp_err_t *err;
    int i;

    err = mcp_files_path_get(&file, call, "path");
    if (err) {
        return err;
    }
    err = propfind(call, &file, metadata, &entries);
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
    for (i = 1; i < entries->nelts && i <= MAX_ENTRIES; i++) {
        const mcp_dav_entry_t *entry =
            &APR_ARRAY_IDX(entries, i, mcp_dav_entry_t);
        const char *path = apr_pstrcat(call->pool, entry->path,
                                       entry->is_collection ? "/" : "", NULL);

        if (metadata) {
            add_metadata(list, entry, path, call->pool);
        }
        else {
            mcp_json_add_str(list, path);
        }
    }
    mcp_json_set_bool(answer, "truncated", entries->nelts > MAX_ENTRIES + 1);
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
    mcp_files_path_t file;
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
        return mcp_files_is_root(&file)
                   ? err
                   : mcp_files_explain_missing(call, err, file.path);
    }
    answer = mcp_files_answer(call, file.path);
    out.list = mcp_json_set_array(answer, "folders");
    out.left = MAX_ENTRIES;
    out.cut = 0;
    out.pool = call->pool;
    add_folders(&out, data, mcp_files_is_root(&file) ? "" : file.path);
    mcp_json_set_bool(answer, "truncated", out.cut);
    return NULL;
}
