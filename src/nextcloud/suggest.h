/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_SUGGEST_H
#define MCP_NEXTCLOUD_SUGGEST_H

/*
 * What the beginning of a value can become: paths among the user's files,
 * people to share with. Nothing is suggested that the user could not find in
 * Nextcloud themselves. One thread.
 */

#include "nextcloud/client.h"
#include "util/json.h"

#define MCP_SUGGEST_MAX 100

typedef struct mcp_suggest_t {
    apr_array_header_t *values; /* const char *, sorted */
    int total;                  /* how many there are; -1: unknown, more */
} mcp_suggest_t;

/* What is to be completed. */
typedef struct mcp_suggest_query_t {
    const char *name;    /* of the argument or variable */
    const char *value;   /* as far as it was typed */
    mcp_json_t *context; /* the others that have a value, or NULL */
} mcp_suggest_query_t;

void mcp_suggest_init(mcp_suggest_t *out, apr_pool_t *pool);
void mcp_suggest_add(mcp_suggest_t *out, const char *value);

/* Sort what was added and keep the first MCP_SUGGEST_MAX. */
void mcp_suggest_finish(mcp_suggest_t *out);

/* Files and folders, or folders only, whose path begins with typed; upper
 * and lower case of the last name are the same. Paths begin with "/", those
 * of folders end with "/". A folder that is not there holds nothing. */
mcp_err_t *mcp_suggest_paths(mcp_suggest_t *out, mcp_nc_t *nc,
                             const char *typed, int folders_only);

/* Ids of people that Nextcloud finds for typed. */
mcp_err_t *mcp_suggest_users(mcp_suggest_t *out, mcp_nc_t *nc,
                             const char *typed);

#endif /* MCP_NEXTCLOUD_SUGGEST_H */
