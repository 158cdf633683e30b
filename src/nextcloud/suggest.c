/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/suggest.h"

#include <stdlib.h>
#include <string.h>
#include <apr_cstr.h>
#include <apr_strings.h>
#include "nextcloud/file.h"
#include "nextcloud/ocs.h"

#define MAX_SEARCH 255 /* bytes; longer than any name */

void mcp_suggest_init(mcp_suggest_t *out, apr_pool_t *pool)
{
    out->values = apr_array_make(pool, 32, sizeof(char *));
    out->total = 0;
}

void mcp_suggest_add(mcp_suggest_t *out, const char *value)
{
    APR_ARRAY_PUSH(out->values, const char *) = value;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void mcp_suggest_finish(mcp_suggest_t *out)
{
    apr_array_header_t *values = out->values;

    qsort(values->elts, (size_t)values->nelts, sizeof(char *), compare);
    if (out->total >= 0) {
        out->total = values->nelts;
    }
    if (values->nelts > MCP_SUGGEST_MAX) {
        values->nelts = MCP_SUGGEST_MAX;
    }
}

/* What cannot be looked into holds nothing. */
static mcp_err_t *ignore_missing(mcp_err_t *err)
{
    return err && err->kind == MCP_ERR_TOOL ? NULL : err;
}

static void add_path(mcp_suggest_t *out, const mcp_dav_entry_t *entry,
                     const char *begin, int folders_only)
{
    const char *slash = strrchr(entry->path, '/');

    if (!slash || (folders_only && !entry->is_collection)
        || apr_cstr_casecmpn(slash + 1, begin, strlen(begin)) != 0) {
        return;
    }
    mcp_suggest_add(out, apr_pstrcat(out->values->pool, entry->path,
                                     entry->is_collection ? "/" : "", NULL));
}

mcp_err_t *mcp_suggest_paths(mcp_suggest_t *out, mcp_nc_t *nc,
                             const char *typed, int folders_only)
{
    const char *slash = strrchr(typed, '/');
    const char *begin = slash ? slash + 1 : typed;
    apr_array_header_t *entries;
    mcp_file_path_t folder;
    mcp_err_t *err;
    int i;

    err = mcp_file_path_set(
        &folder, nc,
        apr_pstrmemdup(nc->pool, typed, (apr_size_t)(begin - typed)));
    if (!err) {
        err = mcp_file_list(&entries, nc, &folder, 1, 0);
    }
    if (err) {
        return ignore_missing(err);
    }
    if (entries->nelts > MCP_FILE_LIST_MAX + 1) {
        out->total = -1;
    }
    for (i = 1; i < entries->nelts; i++) {
        add_path(out, &APR_ARRAY_IDX(entries, i, mcp_dav_entry_t), begin,
                 folders_only);
    }
    mcp_suggest_finish(out);
    return NULL;
}

mcp_err_t *mcp_suggest_users(mcp_suggest_t *out, mcp_nc_t *nc,
                             const char *typed)
{
    mcp_json_t *people;
    const char *query;
    mcp_err_t *err;
    apr_size_t i;

    if (strlen(typed) > MAX_SEARCH) {
        return NULL;
    }
    query = mcp_nc_query_add(nc->pool, NULL, "search", typed);
    query = mcp_nc_query_add(nc->pool, query, "itemType", "file");
    query = mcp_nc_query_add(nc->pool, query, "shareTypes[]", "0");
    query = mcp_nc_query_add(nc->pool, query, "limit",
                             apr_itoa(nc->pool, MCP_SUGGEST_MAX + 1));
    err = mcp_ocs_get(nc, "/ocs/v2.php/core/autocomplete/get", query, &people);
    if (err) {
        return ignore_missing(err);
    }
    for (i = 0; i < mcp_json_length(people); i++) {
        const char *id = mcp_json_get_str(mcp_json_at(people, i), "id", NULL);

        if (id) {
            mcp_suggest_add(out, apr_pstrdup(out->values->pool, id));
        }
    }
    if (out->values->nelts > MCP_SUGGEST_MAX) {
        out->total = -1;
    }
    mcp_suggest_finish(out);
    return NULL;
}
