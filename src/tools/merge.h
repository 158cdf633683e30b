/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_MERGE_H
#define MCP_TOOLS_MERGE_H

/*
 * Read, merge, write: change a few members of an object whose PUT replaces it
 * whole, or sets to nothing what a request leaves out. An app that has ETags
 * gets If-Match, so that nobody's change is lost; with the others the time
 * between the two requests is the risk there is.
 */

#include "nextcloud/client.h"
#include "util/json.h"

/* An object of an app. */
typedef struct mcp_merge_t {
    const char *path;    /* of GET and PUT, below the URL of Nextcloud */
    mcp_json_t *current; /* what GET says; NULL before */
    const char *etag;    /* of that, with its quotes; NULL: none */
} mcp_merge_t;

/* What a PUT takes of what GET says. */
typedef struct mcp_merge_member_t {
    const char *from; /* name in GET; NULL ends a table */
    const char *to;   /* name in PUT; NULL: the same */
    int as_text;      /* PUT wants the JSON text of an array or object */
} mcp_merge_member_t;

/* GET merge->path and set current and etag, in nc->pool. Errors: those of
 * mcp_ocs_send, and MCP_ERR_TOOL when what comes is no object. */
mcp_err_t *mcp_merge_read(mcp_merge_t *merge, mcp_nc_t *nc);

/* The body of the PUT: what keep names of current (keep NULL: all of it), and
 * over that every member of changes, which has PUT's names already. */
mcp_json_t *mcp_merge_lay(const mcp_json_t *current,
                          const mcp_merge_member_t *keep,
                          const mcp_json_t *changes, apr_pool_t *pool);

/* PUT body, as long as the object is what mcp_merge_read has found.
 * MCP_ERR_TOOL with upstream 412 when it is not. *answer may be NULL. */
mcp_err_t *mcp_merge_write(mcp_json_t **answer, const mcp_merge_t *merge,
                           mcp_nc_t *nc, const mcp_json_t *body);

/* All three. */
mcp_err_t *mcp_merge_update(mcp_json_t **answer, mcp_merge_t *merge,
                            mcp_nc_t *nc, const mcp_merge_member_t *keep,
                            const mcp_json_t *changes);

#endif /* MCP_TOOLS_MERGE_H */
