/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_FILE_H
#define MCP_NEXTCLOUD_FILE_H

/*
 * The user's files: what a path means, what a folder holds, what is in a
 * file. The errors are Nextcloud's; who calls knows better what to advise.
 * One thread.
 */

#include "nextcloud/dav.h"
#include "nextcloud/file_text.h"
#include "util/json.h"

/* A path among the user's files. */
typedef struct mcp_file_path_t {
    const char *path; /* as people write it: begins with "/", no empty
                         segment, no "/" at the end but the root's */
    const char *dav;  /* the same below nc->config->url, encoded */
    int slash;        /* it was given with a "/" at its end */
} mcp_file_path_t;

/* Check and encode a path. Errors: MCP_ERR_TOOL ("." and "..", control
 * characters, too long). */
mcp_err_t *mcp_file_path_set(mcp_file_path_t *out, const mcp_nc_t *nc,
                             const char *path);

int mcp_file_is_root(const mcp_file_path_t *file);

/* What PROPFIND says about one file or folder. */
mcp_err_t *mcp_file_stat(const mcp_dav_entry_t **entry, mcp_nc_t *nc,
                         const mcp_file_path_t *file);

/* oc:fileid of an entry, 0 when it has none. */
apr_int64_t mcp_file_entry_id(const mcp_dav_entry_t *entry);

/* Entries of a listing, without the folder itself, that callers show. One
 * more may come, so that they see that there are more. */
#define MCP_FILE_LIST_MAX 1000

/* What a folder holds: mcp_dav_entry_t, the folder itself first. depth is
 * any number; metadata asks for what mcp_file_describe wants. */
mcp_err_t *mcp_file_list(apr_array_header_t **entries, mcp_nc_t *nc,
                         const mcp_file_path_t *file, apr_int64_t depth,
                         int metadata);

/* The members file_id, bytes, mimetype, last_modified, is_favorite,
 * is_shared and permissions of item, as far as they are known. */
void mcp_file_describe(mcp_json_t *item, const mcp_dav_entry_t *entry,
                       apr_pool_t *pool);

/* A part of a file. */
typedef struct mcp_file_part_t {
    const mcp_file_path_t *file;
    apr_int64_t offset;
    apr_size_t len; /* in: the most to read; out: what there is */
    const char *bytes;
    apr_int64_t total; /* -1: unknown, but more than offset + len */
    const char *mime;  /* without parameters */
    int is_folder;     /* then nothing else is set */
} mcp_file_part_t;

/* Read a part, for which file, offset and len are set, with one GET; never
 * more travels than asked for, unless the storage can't give parts. An offset
 * behind the end is an MCP_ERR_TOOL with upstream 416. */
mcp_err_t *mcp_file_read(mcp_nc_t *nc, mcp_file_part_t *part);

/* Does the part go up to the end of the file? */
int mcp_file_is_end(const mcp_file_part_t *part);

/* What text a part holds. Asks for the first bytes of the file when the part
 * comes from behind them. */
mcp_err_t *mcp_file_decode(mcp_file_text_t *text, mcp_nc_t *nc,
                           const mcp_file_part_t *part);

#endif /* MCP_NEXTCLOUD_FILE_H */
