/* SPDX-License-Identifier: Apache-2.0 */

#include "util/listing.h"

#include <stdlib.h>
#include <string.h>

void mcp_listing_add_string(mcp_buf_t *buf, const char *before,
                            const char *text)
{
    if (text) {
        mcp_buf_add_str(buf, before);
        mcp_buf_add_json_str(buf, text, strlen(text));
    }
}

void mcp_listing_add_json(mcp_buf_t *buf, const char *before, const char *json)
{
    if (json) {
        mcp_buf_add_str(buf, before);
        mcp_buf_add_str(buf, json);
    }
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const mcp_listing_entry_t *)a)->name,
                  ((const mcp_listing_entry_t *)b)->name);
}

void mcp_listing_set(mcp_listing_t *listing, apr_array_header_t *entries)
{
    qsort(entries->elts, (size_t)entries->nelts, sizeof(mcp_listing_entry_t),
          compare);
    listing->entries = (const mcp_listing_entry_t *)entries->elts;
    listing->count = entries->nelts;
}

void mcp_listing_page(mcp_buf_t *buf, const mcp_listing_t *listing,
                      mcp_revision_e revision, const char *after,
                      const char **next)
{
    int first = 0;
    int i;

    while (after && first < listing->count
           && strcmp(listing->entries[first].name, after) <= 0) {
        first++;
    }
    for (i = first; i < listing->count && i < first + MCP_LISTING_PAGE; i++) {
        if (i > first) {
            mcp_buf_add_str(buf, ",");
        }
        mcp_buf_add_str(buf, listing->entries[i].text[revision]);
    }
    *next = i < listing->count ? listing->entries[i - 1].name : NULL;
}
