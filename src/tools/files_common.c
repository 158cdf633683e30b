/* SPDX-License-Identifier: Apache-2.0 */

/* What several of the file tools need: paths, lookups, messages. */

#include "tools/files.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

mcp_err_t *mcp_files_path_get(mcp_file_path_t *out,
                              const mcp_tool_call_t *call, const char *arg)
{
    return mcp_file_path_set(out, call->nc,
                             mcp_json_get_str(call->args, arg, ""));
}

int mcp_files_is_within(const mcp_file_path_t *inner,
                        const mcp_file_path_t *outer)
{
    apr_size_t len = strlen(outer->path);

    if (mcp_file_is_root(outer)) {
        return 1;
    }
    return strncmp(inner->path, outer->path, len) == 0
           && (inner->path[len] == '/' || inner->path[len] == '\0');
}

mcp_err_t *mcp_files_stat(const mcp_dav_entry_t **entry,
                          const mcp_tool_call_t *call,
                          const mcp_file_path_t *file)
{
    return mcp_files_explain_missing(
        call, mcp_file_stat(entry, call->nc, file), file->path);
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
