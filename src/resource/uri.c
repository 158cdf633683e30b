/* SPDX-License-Identifier: Apache-2.0 */

#include "resource/uri.h"

#include <stdlib.h>
#include <string.h>
#include <apr_strings.h>
#include "util/buf.h"
#include "util/text.h"

/* Digits of an offset: up to 2^53, as JSON numbers are good for. */
#define MAX_DIGITS 15

static mcp_err_t *fail(apr_pool_t *pool, const char *why)
{
    return mcp_err_create(pool, MCP_ERR_PARAMS, "Invalid params: the URI %s",
                          why);
}

static const char *check_segment(const char *segment, apr_size_t len,
                                 apr_pool_t *pool)
{
    const char *name =
        mcp_text_decode_url(pool, apr_pstrmemdup(pool, segment, len));

    if (!name) {
        return "has a \"%\" that no two hexadecimal digits of UTF-8 text "
               "follow; write \"%\" as %25";
    }
    if (!strcmp(name, ".") || !strcmp(name, "..")) {
        return "must not have \".\" or \"..\" in its path";
    }
    if (strchr(name, '/')) {
        return "has an escaped \"/\" (%2F); no name has one in it";
    }
    for (; *name; name++) {
        if ((unsigned char)*name < ' ' || *name == 0x7f) {
            return "has a control character";
        }
    }
    return NULL;
}

static mcp_err_t *read_path(mcp_uri_file_t *out, const char *path,
                            apr_pool_t *pool)
{
    const char *segment = path;

    for (;;) {
        apr_size_t len = strcspn(segment, "/");
        const char *wrong = check_segment(segment, len, pool);

        if (wrong) {
            return fail(pool, wrong);
        }
        if (!segment[len]) {
            break;
        }
        segment += len + 1;
    }
    out->path = apr_pstrcat(pool, "/", mcp_text_decode_url(pool, path), NULL);
    return NULL;
}

/* "offset=12": the number, or -1. */
static apr_int64_t read_number(const char *pair, apr_size_t len,
                               const char *name)
{
    apr_size_t begin = strlen(name);

    if (len <= begin || strncmp(pair, name, begin) != 0
        || strspn(pair + begin, "0123456789") != len - begin
        || len - begin > MAX_DIGITS) {
        return -1;
    }
    return apr_atoi64(pair + begin);
}

static mcp_err_t *read_query(mcp_uri_file_t *out, const char *query,
                             apr_pool_t *pool)
{
    static const char wrong[] =
        "has another query than offset=<bytes> and length=<bytes, at least "
        "1>, each once; write a \"?\" of a name as %3F";
    apr_int64_t offset = -1;

    for (;;) {
        apr_size_t len = strcspn(query, "&");
        apr_int64_t number = read_number(query, len, "offset=");

        if (number >= 0 && offset < 0) {
            offset = number;
        }
        else {
            number = read_number(query, len, "length=");
            if (number < 1 || out->length >= 0) {
                return fail(pool, wrong);
            }
            out->length = number;
        }
        if (!query[len]) {
            break;
        }
        query += len + 1;
    }
    out->has_range = 1;
    out->offset = offset < 0 ? 0 : offset;
    return NULL;
}

mcp_err_t *mcp_uri_parse_file(mcp_uri_file_t *out, const char *uri,
                              apr_pool_t *pool)
{
    apr_size_t begin = strlen(MCP_URI_FILES);
    const char *query;
    mcp_err_t *err;

    memset(out, 0, sizeof(*out));
    out->length = -1;
    if (strncmp(uri, MCP_URI_FILES, begin) != 0) {
        return fail(pool, "does not begin with " MCP_URI_FILES);
    }
    if (strchr(uri, '#')) {
        return fail(pool, "has a fragment; write a \"#\" of a name as %23");
    }
    uri += begin;
    query = strchr(uri, '?');
    err = read_path(
        out,
        query ? apr_pstrmemdup(pool, uri, (apr_size_t)(query - uri)) : uri,
        pool);
    return err || !query ? err : read_query(out, query + 1, pool);
}

const char *mcp_uri_build_file(apr_pool_t *pool, const char *path)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 2 * strlen(path) + sizeof(MCP_URI_FILES), pool);
    mcp_buf_add_str(&buf, MCP_URI_FILES);
    path += *path == '/';
    while (*path) {
        apr_size_t len = strcspn(path, "/");

        mcp_buf_add_str(&buf, mcp_text_encode_segment(
                                  pool, apr_pstrmemdup(pool, path, len)));
        path += len;
        if (*path) {
            mcp_buf_add_str(&buf, "/");
            path++;
        }
    }
    return buf.data;
}

const char *mcp_uri_build_value(apr_pool_t *pool, const char *path)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, strlen(path) + 16, pool);
    for (path += *path == '/'; *path; path++) {
        if (strchr("%?#", *path)) {
            mcp_buf_addf(&buf, "%%%02X", (unsigned int)*path);
        }
        else {
            mcp_buf_add(&buf, path, 1);
        }
    }
    return buf.data;
}
