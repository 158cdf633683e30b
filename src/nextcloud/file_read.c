/* SPDX-License-Identifier: Apache-2.0 */

/* Reading a file or a part of one: a GET with a Range, and what storages
 * make of it. */

#include "nextcloud/file.h"

#include <stdlib.h>
#include <string.h>
#include <apr_strings.h>

#define RANGE_NOT_SATISFIABLE 416

int mcp_file_is_end(const mcp_file_part_t *part)
{
    return part->offset + (apr_int64_t)part->len == part->total;
}

/* "text/plain;charset=UTF-8" -> "text/plain" */
static const char *mime_of(const mcp_http_response_t *resp, apr_pool_t *pool)
{
    const char *type = apr_table_get(resp->headers, "Content-Type");

    if (!type || !*type) {
        return "application/octet-stream";
    }
    return apr_pstrmemdup(pool, type, strcspn(type, "; "));
}

static mcp_err_t *past_end(mcp_nc_t *nc, const mcp_file_part_t *part,
                           mcp_err_t *cause)
{
    const mcp_dav_entry_t *entry;
    const char *size = NULL;
    mcp_err_t *err;

    if (!mcp_file_stat(&entry, nc, part->file)) {
        size = mcp_dav_get(entry, MCP_DAV_NS, "getcontentlength");
    }
    err = mcp_err_push(nc->pool, cause, MCP_ERR_TOOL,
                       "offset %" APR_INT64_T_FMT " is behind the end of "
                       "\"%s\", which has %s bytes.",
                       part->offset, part->file->path, size ? size : "fewer");
    err->upstream = RANGE_NOT_SATISFIABLE;
    return err;
}

/* Nextcloud answers GET on a folder with 200 and nothing, not even an ETag.
 * So does no file, but ask before saying so. */
static mcp_err_t *check_is_file(mcp_nc_t *nc, mcp_file_part_t *part,
                                const mcp_http_response_t *resp)
{
    const mcp_dav_entry_t *entry;
    mcp_err_t *err;

    if (resp->len || apr_table_get(resp->headers, "ETag")) {
        return NULL;
    }
    err = mcp_file_stat(&entry, nc, part->file);
    part->is_folder = !err && entry->is_collection;
    return err;
}

static mcp_err_t *get(mcp_nc_t *nc, const mcp_file_part_t *part,
                      const char *range, apr_size_t max,
                      mcp_http_response_t **resp)
{
    mcp_nc_request_t request;

    memset(&request, 0, sizeof(request));
    request.method = "GET";
    request.path = part->file->dav;
    request.accept = "*/*";
    request.max_response = max;
    request.keep_prefix = 1;
    if (range) {
        request.headers = apr_table_make(nc->pool, 1);
        apr_table_setn(request.headers, "Range", range);
    }
    return mcp_dav_send(nc, &request, part->file->path, resp);
}

/* 206: "Content-Range: bytes 0-4/9". */
static mcp_err_t *take_partial(mcp_nc_t *nc, mcp_file_part_t *part,
                               const mcp_http_response_t *resp)
{
    const char *range = apr_table_get(resp->headers, "Content-Range");
    const char *slash = range ? strchr(range, '/') : NULL;

    if (!slash || strncmp(range, "bytes ", 6) != 0
        || apr_atoi64(range + 6) != part->offset) {
        return mcp_err_create(nc->pool, MCP_ERR_TOOL,
                              "Nextcloud answered the request for a part of "
                              "\"%s\" with another part.",
                              part->file->path);
    }
    part->bytes = resp->body;
    part->total = slash[1] == '*' ? -1 : apr_atoi64(slash + 1);
    if (part->len > resp->len) {
        part->len = resp->len;
    }
    return NULL;
}

/* 200: the whole file, whatever was asked for. */
static mcp_err_t *take_whole(mcp_nc_t *nc, mcp_file_part_t *part,
                             const mcp_http_response_t *resp)
{
    const char *length = apr_table_get(resp->headers, "Content-Length");
    apr_size_t from = (apr_size_t)part->offset;

    part->total = !resp->truncated ? (apr_int64_t)resp->len
                  : length         ? apr_atoi64(length)
                                   : -1;
    if (from > resp->len || (from == resp->len && from)) {
        return past_end(nc, part, NULL);
    }
    part->bytes = resp->body + from;
    if (part->len > resp->len - from) {
        part->len = resp->len - from;
    }
    return NULL;
}

static void take_nothing(mcp_file_part_t *part)
{
    part->bytes = "";
    part->len = 0;
    part->total = 0;
    part->mime = "text/plain";
}

/* The server ignored Range: read from the start, up to the part's end. */
static mcp_err_t *fetch_without_range(mcp_nc_t *nc, mcp_file_part_t *part,
                                      mcp_http_response_t **resp)
{
    const char *length = apr_table_get((*resp)->headers, "Content-Length");
    apr_size_t limit = nc->config->max_response;
    mcp_err_t *err;

    if (length && part->offset >= apr_atoi64(length)) {
        return past_end(nc, part, NULL);
    }
    if ((apr_size_t)part->offset > limit
        || part->len > limit - (apr_size_t)part->offset) {
        return mcp_err_create(nc->pool, MCP_ERR_TOOL,
                              "\"%s\" is stored where only whole files can "
                              "be read, and offset %" APR_INT64_T_FMT
                              " is too far from the start.",
                              part->file->path, part->offset);
    }
    err = get(nc, part, NULL, (apr_size_t)part->offset + part->len, resp);
    return err ? err : take_whole(nc, part, *resp);
}

/* 200, when a part was asked for: a folder, or a storage without ranges. */
static mcp_err_t *take_other(mcp_nc_t *nc, mcp_file_part_t *part,
                             mcp_http_response_t **resp)
{
    mcp_err_t *err = check_is_file(nc, part, *resp);

    if (err || part->is_folder) {
        return err;
    }
    return part->offset && (*resp)->truncated
               ? fetch_without_range(nc, part, resp)
               : take_whole(nc, part, *resp);
}

mcp_err_t *mcp_file_read(mcp_nc_t *nc, mcp_file_part_t *part)
{
    mcp_http_response_t *resp;
    const char *range;
    mcp_err_t *err;

    part->is_folder = 0;
    range =
        apr_psprintf(nc->pool, "bytes=%" APR_INT64_T_FMT "-%" APR_INT64_T_FMT,
                     part->offset, part->offset + (apr_int64_t)part->len - 1);
    err = get(nc, part, range, part->len, &resp);
    if (err && err->upstream == RANGE_NOT_SATISFIABLE) {
        if (part->offset) {
            return past_end(nc, part, err);
        }
        take_nothing(part); /* no part of an empty file satisfies a range */
        return NULL;
    }
    if (err) {
        return err;
    }
    err = resp->status == 206 ? take_partial(nc, part, resp)
                              : take_other(nc, part, &resp);
    part->mime = mime_of(resp, nc->pool);
    return err;
}

/* The byte order mark of the file. A part from behind it needs another look
 * at the file's first bytes: UTF-16 in the middle of a file looks like
 * anything, Chinese for one like ASCII. */
static mcp_err_t *find_mark(mcp_file_charset_e *mark, mcp_nc_t *nc,
                            const mcp_file_part_t *part)
{
    mcp_file_part_t head = *part;

    if (part->offset && mcp_file_text_is_possible(part->mime)) {
        mcp_err_t *err;

        head.offset = 0;
        head.len = 4;
        err = mcp_file_read(nc, &head);
        if (err) {
            return err;
        }
    }
    *mark = head.offset ? MCP_FILE_BINARY
                        : mcp_file_text_mark(head.bytes, head.len);
    return NULL;
}

mcp_err_t *mcp_file_decode(mcp_file_text_t *text, mcp_nc_t *nc,
                           const mcp_file_part_t *part)
{
    mcp_file_text_part_t raw;
    mcp_err_t *err;

    memset(&raw, 0, sizeof(raw));
    err = find_mark(&raw.marked, nc, part);
    if (err) {
        return err;
    }
    raw.bytes = part->bytes;
    raw.len = part->len;
    raw.at_start = part->offset == 0;
    raw.at_end = mcp_file_is_end(part);
    raw.odd = (int)(part->offset & 1);
    raw.mime = part->mime;
    mcp_file_text_decode(text, &raw, nc->pool);
    return NULL;
}
