/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_MANIFEST_FILE_H
#define MCP_UTIL_MANIFEST_FILE_H

/*
 * Files of manifests: {"$comment": …, "<member>": [ … ]}, named after an app.
 *
 * They are trusted like the server's configuration, so only root or the user
 * who starts the server may be able to change them. Start-up only.
 */

#include <apr_tables.h>
#include "util/err.h"
#include "util/json.h"

#define MCP_MANIFEST_MAX_SIZE (256 * 1024)

/* What a kind of manifest is made of. */
typedef struct mcp_manifest_kind_t {
    const char *member; /* "tools" */
    /* Takes one element of it. pointer: where it stands; app: stem of the
     * file's name. element goes away; pool and app stay. */
    mcp_err_t *(*take)(void *baton, mcp_json_t *element, const char *pointer,
                       const char *app, apr_pool_t *pool);
    void *baton;
} mcp_manifest_kind_t;

/* Read text. The error's message is "<json pointer>: <reason>". */
mcp_err_t *mcp_manifest_file_parse(const mcp_manifest_kind_t *kind,
                                   const char *app, const char *text,
                                   apr_size_t len, apr_pool_t *pool);

/* The same for the file path, whose owner and permissions are checked; the
 * message begins with the file's name. */
mcp_err_t *mcp_manifest_file_read(const mcp_manifest_kind_t *kind,
                                  const char *path, apr_pool_t *pool);

/* The names of the manifests in dir, sorted; dir's owner and permissions are
 * checked. The error's status says why a dir cannot be opened. */
mcp_err_t *mcp_manifest_file_list(apr_array_header_t **names, const char *dir,
                                  apr_pool_t *pool);

/* The same of the folders in dir, but for those that begin with a dot. */
mcp_err_t *mcp_manifest_file_folders(apr_array_header_t **names,
                                     const char *dir, apr_pool_t *pool);

/* Read a file of any kind that an administrator wrote: owner and permissions
 * are checked. *text ends with a NUL that does not count. The error's message
 * is a reason, without the path. */
mcp_err_t *mcp_manifest_file_load(char **text, apr_size_t *len,
                                  const char *path, apr_size_t max,
                                  apr_pool_t *pool);

#endif /* MCP_UTIL_MANIFEST_FILE_H */
