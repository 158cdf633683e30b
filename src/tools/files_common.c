/* SPDX-License-Identifier: Apache-2.0 */

/* What several of the file tools need: paths, lookups, messages. */

#include "tools/files.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

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

mcp_err_t *mcp_files_path_set(mcp_files_path_t *out,
                              const mcp_tool_call_t *call, const char *path)
{
    apr_size_t len = strlen(path);

    out->slash = len && path[len - 1] == '/';
    out->path = normalise(call->pool, path);
    return mcp_dav_files_path(&out->dav, call->nc, out->path);
}

mcp_err_t *mcp_files_path_get(mcp_files_path_t *out,
                              const mcp_tool_call_t *call, const char *arg)
{
    return mcp_files_path_set(out, call,
                              mcp_json_get_str(call->args, arg, ""));
}

int mcp_files_is_root(const mcp_files_path_t *file)
{
    return strcmp(file->path, "/") == 0;
}

int mcp_files_is_within(const mcp_files_path_t *inner,
                        const mcp_files_path_t *outer)
{
    apr_size_t len = strlen(outer->path);

    if (mcp_files_is_root(outer)) {
        return 1;
    }
    return strncmp(inner->path, outer->path, len) == 0
           && (inner->path[len] == '/' || inner->path[len] == '\0');
}

mcp_err_t *mcp_files_stat(const mcp_dav_entry_t **entry,
                          const mcp_tool_call_t *call,
                          const mcp_files_path_t *file)
{
    static const mcp_dav_prop_t props[] = {
        {MCP_DAV_NS, "resourcetype"},
        {MCP_DAV_NS, "getcontenttype"},
        {MCP_DAV_NS, "getcontentlength"},
        {MCP_DAV_NS_OC, "fileid"},
    };
    apr_array_header_t *entries;
    mcp_err_t *err;

    err = mcp_dav_propfind(call->nc, file->dav, file->path, "0", props,
                           (int)(sizeof(props) / sizeof(props[0])), &entries);
    if (err) {
        return mcp_files_explain_missing(call, err, file->path);
    }
    if (entries->nelts == 0) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "Nextcloud says nothing about \"%s\".",
                              file->path);
    }
    *entry = &APR_ARRAY_IDX(entries, 0, mcp_dav_entry_t);
    return NULL;
}

apr_int64_t mcp_files_entry_id(const mcp_dav_entry_t *entry)
{
    const char *id = mcp_dav_get(entry, MCP_DAV_NS_OC, "fileid");

    return id ? apr_atoi64(id) : 0;
}

apr_int64_t mcp_files_header_id(const mcp_http_response_t *response)
{
    const char *id = apr_table_get(response->headers, "OC-FileId");

    /* The instance id that follows begins with a letter. */
    return id ? apr_atoi64(id) : 0;
}

mcp_err_t *mcp_files_explain_missing(const mcp_tool_call_t *call,
                                     mcp_err_t *err, const char *path)
{
    if (!err || err->kind != MCP_ERR_TOOL || err->upstream != 404) {
        return err;
    }
    return mcp_err_push(call->pool, err, MCP_ERR_TOOL,
                        "There is no file or folder \"%s\". Use "
                        "get_file_tree to see what a folder holds; names "
                        "are case-sensitive.",
                        path);
}

mcp_json_t *mcp_files_answer(mcp_tool_call_t *call, const char *path)
{
    mcp_json_t *answer = mcp_json_object_create(call->pool);

    mcp_json_set_str(answer, "path", path);
    mcp_result_set_structured(call->result, answer);
    return answer;
}
