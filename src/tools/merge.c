/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/merge.h"

#include <apr_strings.h>
#include "nextcloud/ocs.h"

mcp_err_t *mcp_merge_read(mcp_merge_t *merge, mcp_nc_t *nc)
{
    mcp_nc_request_t request = {.method = "GET", .path = merge->path};
    const char *what = apr_pstrcat(nc->pool, "GET ", merge->path, NULL);
    mcp_http_response_t *response;
    mcp_err_t *err = mcp_nc_send(nc, &request, &response);

    merge->current = NULL;
    if (!err) {
        err = mcp_ocs_parse(nc, response, what, &merge->current);
    }
    if (err) {
        return err;
    }
    if (mcp_json_type(merge->current) != MCP_JSON_OBJECT) {
        return mcp_err_create(nc->pool, MCP_ERR_TOOL,
                              "%s: Nextcloud answered no object", what);
    }
    merge->etag = apr_table_get(response->headers, "ETag");
    return NULL;
}

static int copy_member(void *baton, const char *key, mcp_json_t *value)
{
    mcp_json_set(baton, key, value);
    return 1;
}

static void keep_member(mcp_json_t *body, const mcp_json_t *current,
                        const mcp_merge_member_t *member, apr_pool_t *pool)
{
    mcp_json_t *value = mcp_json_get(current, member->from);
    const char *to = member->to ? member->to : member->from;

    if (!mcp_json_has(current, member->from)) {
        return;
    }
    if (member->as_text && mcp_json_type(value) >= MCP_JSON_ARRAY) {
        mcp_json_set_str(body, to, mcp_json_print(value, NULL, pool));
    }
    else {
        mcp_json_set(body, to, value);
    }
}

mcp_json_t *mcp_merge_lay(const mcp_json_t *current,
                          const mcp_merge_member_t *keep,
                          const mcp_json_t *changes, apr_pool_t *pool)
{
    mcp_json_t *body = mcp_json_object_create(pool);

    if (!keep) {
        mcp_json_each(current, copy_member, body);
    }
    for (; keep && keep->from; keep++) {
        keep_member(body, current, keep, pool);
    }
    mcp_json_each(changes, copy_member, body);
    return body;
}

mcp_err_t *mcp_merge_write(mcp_json_t **answer, const mcp_merge_t *merge,
                           mcp_nc_t *nc, const mcp_json_t *body)
{
    mcp_nc_request_t request = {.method = "PUT",
                                .path = merge->path,
                                .content_type = "application/json"};

    request.body = mcp_json_print(body, &request.body_len, nc->pool);
    if (merge->etag) {
        request.headers = apr_table_make(nc->pool, 1);
        apr_table_setn(request.headers, "If-Match", merge->etag);
    }
    return mcp_ocs_send(nc, &request, answer);
}

mcp_err_t *mcp_merge_update(mcp_json_t **answer, mcp_merge_t *merge,
                            mcp_nc_t *nc, const mcp_merge_member_t *keep,
                            const mcp_json_t *changes)
{
    mcp_err_t *err = mcp_merge_read(merge, nc);

    *answer = NULL;
    if (err) {
        return err;
    }
    return mcp_merge_write(
        answer, merge, nc,
        mcp_merge_lay(merge->current, keep, changes, nc->pool));
}
