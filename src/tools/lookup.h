/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_LOOKUP_H
#define MCP_TOOLS_LOOKUP_H

/*
 * "A name or an id": models have the name that a person said, Nextcloud wants
 * the id.
 *
 * An id always wins, so that every entry can be meant, whatever others are
 * called; then comes a name or alias that is the same, then a name that
 * differs in upper and lower case only. A name that more than one entry has is
 * an error which lists them: a tool must never act on the wrong one.
 */

#include "util/json.h"

/* What a list has, and what a message calls it. */
typedef struct mcp_lookup_t {
    const char *what;   /* "board" */
    const char *id;     /* member with the id, a string or an integer */
    const char *name;   /* member with the name; may be the same as id */
    const char *alias;  /* member with another name, such as a user's id, which
                           has to be exact; or NULL */
    const char *hint;   /* member that tells entries of one name apart, such
                           as an owner; or NULL */
    const char *lister; /* the tool that lists them all, or NULL */
} mcp_lookup_t;

/* Find wanted, a string or an integer, among the objects of list: an array,
 * or an object as PHP makes of a sparse one. *found belongs to list; NULL
 * and MCP_ERR_TOOL, whose message says what there is, when there is none or
 * more than one. pool is for the message and scratch. */
mcp_err_t *mcp_lookup_find(mcp_json_t **found, const mcp_lookup_t *lookup,
                           const mcp_json_t *list, const mcp_json_t *wanted,
                           apr_pool_t *pool);

/* The same for a string. */
mcp_err_t *mcp_lookup_find_str(mcp_json_t **found, const mcp_lookup_t *lookup,
                               const mcp_json_t *list, const char *wanted,
                               apr_pool_t *pool);

#endif /* MCP_TOOLS_LOOKUP_H */
