/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_FILES_H
#define MCP_TOOLS_FILES_H

/* The tools of conf/tools.d/files.json that need code, and what they share. */

#include "nextcloud/file.h"
#include "tool/tool.h"

mcp_tool_fn mcp_files_read;       /* get_file_content */
mcp_tool_fn mcp_files_read_link;  /* get_file_content_by_file_link */
mcp_tool_fn mcp_files_tree;       /* get_file_tree */
mcp_tool_fn mcp_files_folders;    /* get_folder_tree */
mcp_tool_fn mcp_files_id_of_path; /* get_file_id_by_path */
mcp_tool_fn mcp_files_path_of_id; /* get_file_path_by_id */
mcp_tool_fn mcp_files_upload;     /* upload_file */
mcp_tool_fn mcp_files_mkdir;      /* create_folder */
mcp_tool_fn mcp_files_move;       /* move_file */
mcp_tool_fn mcp_files_copy;       /* copy_file */
mcp_tool_fn mcp_files_convert;    /* convert_file */
mcp_tool_fn mcp_files_delete;     /* delete_file */

/* The path in the string argument of this name ("" when absent). Errors as of
 * mcp_file_path_set. */
mcp_err_t *mcp_files_path_get(mcp_file_path_t *out,
                              const mcp_tool_call_t *call, const char *arg);

/* Is inner the same as outer, or below it? */
int mcp_files_is_within(const mcp_file_path_t *inner,
                        const mcp_file_path_t *outer);

/* mcp_file_stat, with an error that tells a model about a missing path. */
mcp_err_t *mcp_files_stat(const mcp_dav_entry_t **entry,
                          const mcp_tool_call_t *call,
                          const mcp_file_path_t *file);

/* The number in an OC-FileId header ("00000104ocedr8hyi1ym": 104), else 0. */
apr_int64_t mcp_files_header_id(const mcp_http_response_t *response);

/* The path of the file with this id in the user's own tree (received shares
 * and team folders are in it). MCP_ERR_TOOL when there is none: ids of other
 * users are none. */
mcp_err_t *mcp_files_find_path(const char **path, const mcp_tool_call_t *call,
                               apr_int64_t id);

/* The id of the file that a link to this Nextcloud names; people copy links
 * from their browser. MCP_ERR_TOOL says why a link is none of its files'. */
mcp_err_t *mcp_files_id_of_link(apr_int64_t *id, const mcp_tool_call_t *call,
                                const char *link);

/* Read a file into call->result; offset and length are call's arguments. */
mcp_err_t *mcp_files_read_path(mcp_tool_call_t *call,
                               const mcp_file_path_t *file);

/* What a file is to hold. */
typedef struct mcp_files_content_t {
    const char *bytes;
    apr_size_t len;
    const char *mime;
    int overwrite; /* 0: an error (412) when there is something already */
} mcp_files_content_t;

/* Write a file. Its folder must be there: 404 or 409, as Nextcloud likes. */
mcp_err_t *mcp_files_put(mcp_tool_call_t *call, const mcp_file_path_t *file,
                         const mcp_files_content_t *content,
                         mcp_http_response_t **resp);

/* Make every missing folder above file. */
mcp_err_t *mcp_files_make_parents(mcp_tool_call_t *call,
                                  const mcp_file_path_t *file);

/* Delete a file, or a folder with all it holds. */
mcp_err_t *mcp_files_remove(mcp_tool_call_t *call,
                            const mcp_file_path_t *file);

/* For a 404 says which path is missing and what to do about it; other errors
 * are handed through. NULL stays NULL. */
mcp_err_t *mcp_files_explain_missing(const mcp_tool_call_t *call,
                                     mcp_err_t *err, const char *path);

/* The structured result {"path": path}, for the caller to add to. */
mcp_json_t *mcp_files_answer(mcp_tool_call_t *call, const char *path);

#endif /* MCP_TOOLS_FILES_H */
