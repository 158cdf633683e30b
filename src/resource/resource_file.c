/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Files and folders as resources.
 *
 * Unlike a tool's result, a resource is the thing itself: bytes that are not
 * UTF-8 go as they are, and what does not fit is left to the next range.
 */

#include "resource/resource_impl.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/file.h"
#include "resource/uri.h"
#include "util/buf.h"
#include "util/text.h"

#define DEFAULT_MAX 65536 /* when the configuration sets no limit */

#define NOT_FOUND 404
#define RANGE_NOT_SATISFIABLE 416

static apr_size_t max_content(const mcp_resource_call_t *call)
{
    return call->max_content ? call->max_content : DEFAULT_MAX;
}

/* In the words of resources/read. */
static mcp_err_t *translate(const mcp_resource_call_t *call, mcp_err_t *err)
{
    if (err && err->kind == MCP_ERR_TOOL && err->upstream == NOT_FOUND) {
        return mcp_resource_missing(call->pool, err);
    }
    if (err && err->kind == MCP_ERR_TOOL
        && err->upstream == RANGE_NOT_SATISFIABLE) {
        return mcp_err_push(call->pool, err, MCP_ERR_PARAMS,
                            "Invalid params: %s", err->message);
    }
    return err;
}

/* {"uri": …, "path": …, …} of one entry. */
static const char *describe(const mcp_dav_entry_t *entry, apr_size_t *len,
                            apr_pool_t *pool)
{
    const char *path =
        apr_pstrcat(pool, entry->path, entry->is_collection ? "/" : "", NULL);
    mcp_json_t *item = mcp_json_object_create(pool);

    mcp_json_set_str(item, "uri", mcp_uri_build_file(pool, path));
    mcp_json_set_str(item, "path", path);
    mcp_file_describe(item, entry, pool);
    return mcp_json_print(item, len, pool);
}

static void print_folder(mcp_resource_call_t *call,
                         const mcp_file_path_t *folder,
                         const apr_array_header_t *entries)
{
    apr_size_t max = max_content(call);
    mcp_buf_t buf;
    int i;

    mcp_buf_init(&buf, 256 * (apr_size_t)entries->nelts, call->pool);
    mcp_buf_add_str(&buf, "{\"path\":");
    mcp_buf_add_json_str(&buf, folder->path, strlen(folder->path));
    mcp_buf_add_str(&buf, ",\"entries\":[");
    for (i = 1; i < entries->nelts && i <= MCP_FILE_LIST_MAX; i++) {
        apr_size_t len;
        const char *item = describe(
            &APR_ARRAY_IDX(entries, i, mcp_dav_entry_t), &len, call->pool);

        if (buf.len + len > max) {
            break;
        }
        mcp_buf_add_str(&buf, i > 1 ? "," : "");
        mcp_buf_add(&buf, item, len);
    }
    mcp_buf_addf(&buf, "],\"truncated\":%s}",
                 i < entries->nelts ? "true" : "false");
    call->mime = "application/json";
    call->bytes = buf.data;
    call->len = buf.len;
    call->is_text = 1;
}

static mcp_err_t *read_folder(mcp_resource_call_t *call,
                              const mcp_file_path_t *folder,
                              const mcp_uri_file_t *uri)
{
    apr_array_header_t *entries;
    mcp_err_t *err;

    if (uri->has_range) {
        return mcp_err_create(call->pool, MCP_ERR_PARAMS,
                              "Invalid params: \"%s\" is a folder; offset and "
                              "length are for files",
                              folder->path);
    }
    err = mcp_file_list(&entries, call->nc, folder, 1, 1);
    if (err) {
        return translate(call, err);
    }
    if (entries->nelts
        && !APR_ARRAY_IDX(entries, 0, mcp_dav_entry_t).is_collection) {
        return mcp_resource_missing(call->pool, NULL);
    }
    print_folder(call, folder, entries);
    return NULL;
}

/* Where to read on, in pieces of the same length. */
static const char *next_uri(const mcp_resource_call_t *call,
                            const mcp_file_path_t *file,
                            const mcp_uri_file_t *uri)
{
    const char *length =
        uri->length < 0 ? ""
                        : apr_psprintf(call->pool, "&length=%" APR_INT64_T_FMT,
                                       uri->length);

    return apr_psprintf(call->pool, "%s?offset=%" APR_INT64_T_FMT "%s",
                        mcp_uri_build_file(call->pool, file->path), call->to,
                        length);
}

static mcp_err_t *take_part(mcp_resource_call_t *call,
                            const mcp_file_part_t *part,
                            const mcp_uri_file_t *uri)
{
    mcp_file_text_t text;
    mcp_err_t *err = mcp_file_decode(&text, call->nc, part);

    if (err) {
        return err;
    }
    call->mime = part->mime;
    call->total = part->total;
    /* A part of nothing but the head of a character would be no text, and
     * no way further. */
    if (text.charset == MCP_FILE_UTF8 && (text.used > 0 || part->len == 0)) {
        call->is_text = 1;
        call->bytes = text.text;
        call->len = text.len;
        call->from = part->offset + (apr_int64_t)text.skipped;
        call->to = part->offset + (apr_int64_t)text.used;
    }
    else {
        call->bytes = part->bytes;
        call->len = part->len;
        call->from = part->offset;
        call->to = part->offset + (apr_int64_t)part->len;
    }
    call->is_part = part->offset > 0 || call->to != call->total;
    if (call->to != call->total) {
        call->next = next_uri(call, part->file, uri);
    }
    return NULL;
}

static mcp_err_t *read_file(mcp_resource_call_t *call,
                            const mcp_file_path_t *file,
                            const mcp_uri_file_t *uri)
{
    apr_size_t max = max_content(call);
    mcp_file_part_t part;
    mcp_err_t *err;

    memset(&part, 0, sizeof(part));
    part.file = file;
    part.offset = uri->offset;
    part.len =
        uri->length >= 0 && (apr_uint64_t)uri->length < (apr_uint64_t)max
            ? (apr_size_t)uri->length
            : max;
    err = mcp_file_read(call->nc, &part);
    if (!err && part.is_folder) {
        return read_folder(call, file, uri);
    }
    if (!err) {
        err = take_part(call, &part, uri);
    }
    return translate(call, err);
}

mcp_err_t *mcp_resource_file_read(mcp_resource_call_t *call)
{
    mcp_uri_file_t uri;
    mcp_file_path_t file;
    mcp_err_t *err = mcp_uri_parse_file(&uri, call->uri, call->pool);

    if (err) {
        return err;
    }
    err = mcp_file_path_set(&file, call->nc, uri.path);
    if (err) {
        return mcp_err_push(call->pool, err, MCP_ERR_PARAMS,
                            "Invalid params: %s", err->message);
    }
    return file.slash ? read_folder(call, &file, &uri)
                      : read_file(call, &file, &uri);
}

mcp_err_t *mcp_resource_file_complete(mcp_suggest_t *out, mcp_nc_t *nc,
                                      const mcp_resource_template_t *item,
                                      const mcp_suggest_query_t *query)
{
    const char *typed = mcp_text_decode_url(nc->pool, query->value);
    mcp_err_t *err;
    int i;

    if (strcmp(query->name, "path") != 0) {
        return NULL;
    }
    err = mcp_suggest_paths(out, nc, typed ? typed : query->value, 0);
    for (i = 0; i < out->values->nelts; i++) {
        const char **path = &APR_ARRAY_IDX(out->values, i, const char *);

        *path = mcp_uri_build_value(nc->pool, *path);
    }
    return err;
}
