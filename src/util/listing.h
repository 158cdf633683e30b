/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_LISTING_H
#define MCP_UTIL_LISTING_H

/*
 * A list that is published page by page: named entries whose JSON text is
 * made at start-up. Immutable once made; any thread may read it.
 */

#include <apr_tables.h>
#include "util/buf.h"
#include "util/revision.h"

#define MCP_LISTING_PAGE 100 /* entries per page */

typedef struct mcp_listing_entry_t {
    const char *name; /* unique */
    const char *text[MCP_REVISIONS];
} mcp_listing_entry_t;

typedef struct mcp_listing_t {
    const mcp_listing_entry_t *entries; /* sorted by name */
    int count;
} mcp_listing_t;

/* For making an entry's text: before, and then text as a JSON string, or json
 * as it is; nothing when that is NULL. */
void mcp_listing_add_string(mcp_buf_t *buf, const char *before,
                            const char *text);
void mcp_listing_add_json(mcp_buf_t *buf, const char *before,
                          const char *json);

/* Sorts entries (of mcp_listing_entry_t), which the listing keeps. */
void mcp_listing_set(mcp_listing_t *listing, apr_array_header_t *entries);

/* Append the page after the entry named after (NULL: the first) to buf, its
 * entries joined by ",". *next: what to continue after, or NULL on the last
 * page. after need not exist. */
void mcp_listing_page(mcp_buf_t *buf, const mcp_listing_t *listing,
                      mcp_revision_e revision, const char *after,
                      const char **next);

#endif /* MCP_UTIL_LISTING_H */
