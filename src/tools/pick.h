/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_PICK_H
#define MCP_TOOLS_PICK_H

/* From what Nextcloud says, the little that a model needs. */

#include "util/json.h"

typedef struct mcp_pick_t {
    const char *from; /* name of the member; NULL ends a table */
    const char *to;   /* its name for the model; NULL: the same */
} mcp_pick_t;

/* null, "", [] and {} do; 0 and false say something. */
int mcp_pick_says_nothing(const mcp_json_t *value);

/* Set the members of out that picks names and in has, but for those that say
 * nothing. */
void mcp_pick_members(mcp_json_t *out, const mcp_json_t *in,
                      const mcp_pick_t *picks);

/* Set the member to as text in ISO 8601, from one with seconds since 1970;
 * not from 0, which stands for "never". */
void mcp_pick_time(mcp_json_t *out, const char *to, const mcp_json_t *in,
                   const char *from, apr_pool_t *pool);

/* What member calls an entry of list, with its id when that is nothing or
 * what another entry is called too: the name of a member that stands for it.
 */
const char *mcp_pick_name(const mcp_json_t *entry, const mcp_json_t *list,
                          const char *member, apr_pool_t *pool);

/* Nextcloud's numbers and what a model reads for them. */
typedef struct mcp_pick_word_t {
    apr_int64_t number;
    const char *word; /* NULL ends a table */
} mcp_pick_word_t;

/* The word for number; "other" for one that a later Nextcloud made up. */
const char *mcp_pick_word(const mcp_pick_word_t *words, apr_int64_t number);

#endif /* MCP_TOOLS_PICK_H */
