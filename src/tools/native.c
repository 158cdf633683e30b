/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/native.h"

#include "tools/files.h"
#include "tools/search.h"
#include "tools/shares.h"

const mcp_native_t mcp_natives[] = {
    {"convert_file", mcp_files_convert, NULL},
    {"copy_file", mcp_files_copy, NULL},
    {"create_folder", mcp_files_mkdir, NULL},
    {"create_public_sharing_link", mcp_shares_add_link, NULL},
    {"delete_file", mcp_files_delete, NULL},
    {"get_file_content", mcp_files_read, NULL},
    {"get_file_content_by_file_link", mcp_files_read_link, NULL},
    {"get_file_id_by_path", mcp_files_id_of_path, NULL},
    {"get_file_path_by_id", mcp_files_path_of_id, NULL},
    {"get_file_tree", mcp_files_tree, NULL},
    {"get_folder_tree", mcp_files_folders, NULL},
    {"get_share_info", mcp_shares_get, NULL},
    {"list_shares", mcp_shares_list, NULL},
    {"move_file", mcp_files_move, NULL},
    {"search", mcp_search_run, mcp_search_family},
    {"share_with_group", mcp_shares_add_group, NULL},
    {"share_with_user", mcp_shares_add_user, NULL},
    {"update_share_permissions", mcp_shares_set_permissions, NULL},
    {"upload_file", mcp_files_upload, NULL},
    {NULL, NULL, NULL},
};
