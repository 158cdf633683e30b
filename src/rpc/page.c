/* SPDX-License-Identifier: Apache-2.0 */

#include "rpc/page.h"

#include <string.h>

#include <apr_strings.h>

#include "rpc/about.h"
#include "util/text.h"

/* A cursor is the base64 of this and the name of the last entry sent. */
#define CURSOR_PREFIX "after:"
#define CURSOR_MAX 256

void mcp_page_add_cursor(mcp_buf_t *buf, const char *next)
{
    const char *plain;

    if (next) {
        plain = apr_pstrcat(buf->pool, CURSOR_PREFIX, next, NULL);
        mcp_buf_addf(buf, ",\"nextCursor\":\"%s\"",
                     mcp_text_base64(buf->pool, plain, strlen(plain), NULL));
    }
}

static mcp_err_t *bad_cursor(apr_pool_t *pool)
{
    return mcp_err_create(pool, MCP_ERR_PARAMS,
                          "Invalid params: cursor must be a nextCursor of "
                          "this server; leave it out to begin anew");
}

mcp_err_t *mcp_page_read_cursor(const char **after, const mcp_json_t *params,
                                apr_pool_t *pool)
{
    const mcp_json_t *cursor = mcp_json_get(params, "cursor");
    const char *plain;
    apr_size_t len;

    *after = NULL;
    if (!mcp_json_has(params, "cursor")) {
        return NULL;
    }
    if (mcp_json_type(cursor) != MCP_JSON_STRING) {
        return bad_cursor(pool);
    }
    len = mcp_json_str_len(cursor);
    if (len == 0) {
        return NULL;
    }
    plain =
        len <= CURSOR_MAX
            ? mcp_text_base64_decode(pool, mcp_json_str(cursor, ""), len, &len)
            : NULL;
    if (!plain || strlen(plain) != len
        || strncmp(plain, CURSOR_PREFIX, strlen(CURSOR_PREFIX)) != 0) {
        return bad_cursor(pool);
    }
    *after = plain + strlen(CURSOR_PREFIX);
    return NULL;
}

void mcp_page_finish(mcp_buf_t *buf, mcp_revision_e revision,
                     mcp_page_scope_e scope, int ttl, const char *meta)
{
    const char *server = mcp_about_meta(revision);

    if (mcp_revision_is_modern(revision)) {
        mcp_buf_add_str(buf, "," MCP_RESULT_COMPLETE);
        if (scope != MCP_PAGE_FLEETING) {
            mcp_buf_addf(buf, ",\"ttlMs\":%d,\"cacheScope\":\"%s\"",
                         ttl * 1000,
                         scope == MCP_PAGE_PUBLIC ? "public" : "private");
        }
    }
    if (server && meta) {
        mcp_buf_addf(buf, ",\"_meta\":{%s,%s", meta, server + 1);
    }
    else if (server || meta) {
        mcp_buf_addf(buf, server ? ",\"_meta\":%s" : ",\"_meta\":{%s}",
                     server ? server : meta);
    }
    mcp_buf_add_str(buf, "}");
}

mcp_err_t *mcp_page_list(const mcp_rpc_call_t *call,
                         const mcp_listing_t *listing, const char *member,
                         const char **result, apr_size_t *len)
{
    mcp_revision_e revision = call->message->revision;
    const char *after;
    const char *next;
    mcp_buf_t buf;
    mcp_err_t *err =
        mcp_page_read_cursor(&after, call->message->params, call->pool);

    if (err) {
        return err;
    }
    mcp_buf_init(&buf, 4096, call->pool);
    mcp_buf_addf(&buf, "{\"%s\":[", member);
    mcp_listing_page(&buf, listing, revision, after, &next);
    mcp_buf_add_str(&buf, "]");
    mcp_page_add_cursor(&buf, next);
    mcp_page_finish(&buf, revision, MCP_PAGE_PRIVATE, call->tools_ttl, NULL);
    *result = buf.data;
    *len = buf.len;
    return NULL;
}
