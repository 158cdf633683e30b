/* SPDX-License-Identifier: Apache-2.0 */

/* From a path to a file id and back. */

#include "tools/files.h"

#include <apr_strings.h>
#include "util/buf.h"

/* The scope is a path below the search arbiter and, unlike every other path
 * on the wire, not decoded by Nextcloud: the uid goes in as it is. */
static const char *search_by_id(apr_pool_t *pool, const char *uid,
                                apr_int64_t id)
{
    mcp_buf_t xml;

    mcp_buf_init(&xml, 640, pool);
    mcp_buf_add_str(&xml,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                    "<d:searchrequest xmlns:d=\"" MCP_DAV_NS
                    "\" xmlns:oc=\"" MCP_DAV_NS_OC "\"><d:basicsearch>"
                    "<d:select><d:prop><oc:fileid/><d:resourcetype/></d:prop>"
                    "</d:select><d:from><d:scope><d:href>/files/");
    mcp_buf_add_xml(&xml, uid);
    mcp_buf_addf(&xml,
                 "</d:href><d:depth>infinity</d:depth></d:scope></d:from>"
                 "<d:where><d:eq><d:prop><oc:fileid/></d:prop>"
                 "<d:literal>%" APR_INT64_T_FMT "</d:literal></d:eq>"
                 "</d:where><d:limit><d:nresults>1</d:nresults></d:limit>"
                 "</d:basicsearch></d:searchrequest>",
                 id);
    return xml.data;
}

/* A search finds what is below its scope, so not the root. */
static int is_id_of_root(const mcp_tool_call_t *call, apr_int64_t id)
{
    const mcp_dav_entry_t *entry;
    mcp_file_path_t root;

    return !mcp_file_path_set(&root, call->nc, "/")
           && !mcp_files_stat(&entry, call, &root)
           && mcp_file_entry_id(entry) == id;
}

mcp_err_t *mcp_files_find_path(const char **path, const mcp_tool_call_t *call,
                               apr_int64_t id)
{
    apr_array_header_t *entries;
    mcp_err_t *err;

    err = mcp_dav_search(call->nc, search_by_id(call->pool, call->nc->uid, id),
                         &entries);
    if (err) {
        return err;
    }
    if (entries->nelts) {
        *path = APR_ARRAY_IDX(entries, 0, mcp_dav_entry_t).path;
        return NULL;
    }
    if (is_id_of_root(call, id)) {
        *path = "/";
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_TOOL,
                          "There is no file or folder with the id "
                          "%" APR_INT64_T_FMT " among the files of this "
                          "user: it was deleted, or it belongs to somebody "
                          "who has not shared it with them.",
                          id);
}

mcp_err_t *mcp_files_id_of_path(mcp_tool_call_t *call)
{
    mcp_file_path_t file;
    const mcp_dav_entry_t *entry;
    mcp_json_t *answer;
    mcp_err_t *err;

    if ((err = mcp_files_path_get(&file, call, "file_path"))
        || (err = mcp_files_stat(&entry, call, &file))) {
        return err;
    }
    if (mcp_file_entry_id(entry) == 0) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "Nextcloud gave no file id for \"%s\".",
                              file.path);
    }
    answer = mcp_files_answer(call, file.path);
    mcp_json_set_int(answer, "file_id", mcp_file_entry_id(entry));
    return NULL;
}

mcp_err_t *mcp_files_path_of_id(mcp_tool_call_t *call)
{
    apr_int64_t id = mcp_json_get_int(call->args, "file_id", 0);
    const char *path;
    mcp_err_t *err;

    err = mcp_files_find_path(&path, call, id);
    if (err) {
        return err;
    }
    mcp_json_set_int(mcp_files_answer(call, path), "file_id", id);
    return NULL;
}
