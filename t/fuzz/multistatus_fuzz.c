/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Whatever Nextcloud sends, the entries keep what dav.h promises of them, and
 * no document brings a type declaration or entities of its own.
 */

#include "nextcloud/dav.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <apr_general.h>
#include "util/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int condition)
{
    if (!condition) {
        abort();
    }
}

static int is_text(const char *text)
{
    return mcp_text_is_utf8(text, strlen(text));
}

static void check_props(const mcp_dav_entry_t *entry)
{
    const apr_array_header_t *props = apr_table_elts(entry->props);
    const apr_table_entry_t *prop = (const apr_table_entry_t *)props->elts;
    int i;

    for (i = 0; i < props->nelts; i++, prop++) {
        must(strchr(prop->key, ' ') && is_text(prop->key));
        must(is_text(prop->val));
    }
    if (entry->is_collection) {
        must(mcp_dav_get(entry, MCP_DAV_NS, "resourcetype") != NULL);
    }
}

static void check_entry(const mcp_dav_entry_t *entry)
{
    apr_size_t len = strlen(entry->path);

    must(is_text(entry->href) && is_text(entry->path));
    must(entry->path[0] == '/' && (len == 1 || entry->path[len - 1] != '/'));
    must(entry->status >= 0 && entry->status <= 999);
    check_props(entry);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_array_header_t *entries;
    apr_pool_t *pool;
    mcp_err_t *err;
    int i;

    apr_initialize(); /* counts its calls */
    apr_pool_create(&pool, NULL);
    err = mcp_dav_parse(&entries, (const char *)data, size,
                        "/remote.php/dav/files/alice", pool);
    must(!err == (entries != NULL));
    must(!err || err->kind == MCP_ERR_TOOL);
    for (i = 0; entries && i < entries->nelts; i++) {
        check_entry(&APR_ARRAY_IDX(entries, i, mcp_dav_entry_t));
    }
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}
