/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/file.h"

#include <stdlib.h>
#include <string.h>
#include <apr_strings.h>
#include "util/text.h"

/* "a//b/" -> "/a/b" */
static const char *normalise(apr_pool_t *pool, const char *path)
{
    char *out = apr_palloc(pool, strlen(path) + 2);
    char *end = out;

    while (*path) {
        apr_size_t len = strcspn(path, "/");

        if (len) {
            *end++ = '/';
            memcpy(end, path, len);
            end += len;
        }
        path += len + (path[len] == '/');
    }
    if (end == out) {
        *end++ = '/';
    }
    *end = '\0';
    return out;
}

mcp_err_t *mcp_file_path_set(mcp_file_path_t *out, const mcp_nc_t *nc,
                             const char *path)
{
    apr_size_t len = strlen(path);

    out->slash = len && path[len - 1] == '/';
    out->path = normalise(nc->pool, path);
    return mcp_dav_files_path(&out->dav, nc, out->path);
}

int mcp_file_is_root(const mcp_file_path_t *file)
{
    return strcmp(file->path, "/") == 0;
}

mcp_err_t *mcp_file_stat(const mcp_dav_entry_t **entry, mcp_nc_t *nc,
                         const mcp_file_path_t *file)
{
    static const mcp_dav_prop_t props[] = {
        {MCP_DAV_NS, "resourcetype"},
        {MCP_DAV_NS, "getcontenttype"},
        {MCP_DAV_NS, "getcontentlength"},
        {MCP_DAV_NS_OC, "fileid"},
    };
    apr_array_header_t *entries;
    mcp_err_t *err;

    err = mcp_dav_propfind(nc, file->dav, file->path, "0", props,
                           (int)(sizeof(props) / sizeof(props[0])), &entries);
    if (err) {
        return err;
    }
    if (entries->nelts == 0) {
        return mcp_err_create(nc->pool, MCP_ERR_TOOL,
                              "Nextcloud says nothing about \"%s\".",
                              file->path);
    }
    *entry = &APR_ARRAY_IDX(entries, 0, mcp_dav_entry_t);
    return NULL;
}

apr_int64_t mcp_file_entry_id(const mcp_dav_entry_t *entry)
{
    const char *id = mcp_dav_get(entry, MCP_DAV_NS_OC, "fileid");

    return id ? apr_atoi64(id) : 0;
}

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
mcp_err_t *mcp_file_list(apr_array_header_t **entries, mcp_nc_t *nc,
                         const mcp_file_path_t *file, apr_int64_t depth,
                         int metadata)
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
    request.headers = apr_table_make(nc->pool, 3);
    apr_table_setn(request.headers, "Depth",
                   apr_psprintf(nc->pool, "%" APR_INT64_T_FMT, depth));
    apr_table_setn(request.headers, "X-NC-Paginate", "true");
    /* the folder itself, the entries, and one to see that there are more */
    apr_table_setn(request.headers, "X-NC-Paginate-Count",
                   apr_itoa(nc->pool, MCP_FILE_LIST_MAX + 2));
    err = mcp_dav_send(nc, &request, file->path, &resp);
    if (err && err->kind == MCP_ERR_TOO_LARGE) {
        return mcp_err_push(nc->pool, err, MCP_ERR_TOOL,
                            "The listing of \"%s\" is too long. Use a "
                            "smaller depth or a folder further down.",
                            file->path);
    }
    if (err) {
        return err;
    }
    root = apr_pstrcat(nc->pool, mcp_nc_base_path(nc),
                       "/remote.php/dav/files/", nc->uid, NULL);
    return mcp_dav_parse(entries, resp->body, resp->len, root, nc->pool);
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

void mcp_file_describe(mcp_json_t *item, const mcp_dav_entry_t *entry,
                       apr_pool_t *pool)
{
    const char *text;

    mcp_json_set_int(item, "file_id", mcp_file_entry_id(entry));
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
