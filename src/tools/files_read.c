/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Reading a file, or a part of one.
 *
 * One GET with a Range, so that never more travels than the result may
 * carry. What comes back decides the form: text as text, a whole image as an
 * image, other bytes as an embedded resource. Half an image or a piece of an
 * archive is of no use to a model and dear to its context, so a part of a
 * binary file is only given when a part was asked for.
 */

#include "tools/files.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include "tools/files_link.h"
#include "tools/files_text.h"

#define DEFAULT_MAX 65536 /* when the configuration sets no limit */

/* A part of a file as it came. */
typedef struct part_t {
    const mcp_files_path_t *file;
    apr_int64_t offset;
    const char *bytes;
    apr_size_t len;
    apr_int64_t total; /* -1: unknown, but more than offset + len */
    const char *mime;
} part_t;

static int ends_file(const part_t *part)
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

static mcp_err_t *past_end(mcp_tool_call_t *call, const part_t *part,
                           mcp_err_t *cause)
{
    const mcp_dav_entry_t *entry;
    const char *size = NULL;

    if (!mcp_files_stat(&entry, call, part->file)) {
        size = mcp_dav_get(entry, MCP_DAV_NS, "getcontentlength");
    }
    return mcp_err_push(call->pool, cause, MCP_ERR_TOOL,
                        "offset %" APR_INT64_T_FMT " is behind the end of "
                        "\"%s\", which has %s bytes.",
                        part->offset, part->file->path, size ? size : "fewer");
}

static mcp_err_t *refuse_folder(mcp_tool_call_t *call,
                                const mcp_files_path_t *file)
{
    return mcp_err_create(call->pool, MCP_ERR_TOOL,
                          "\"%s\" is a folder. Use get_file_tree to list it.",
                          file->path);
}

/* Nextcloud answers GET on a folder with 200 and nothing, not even an ETag.
 * So does no file, but ask before saying so. */
static mcp_err_t *check_is_file(mcp_tool_call_t *call, const part_t *part,
                                const mcp_http_response_t *resp)
{
    const mcp_dav_entry_t *entry;
    mcp_err_t *err;

    if (resp->len || apr_table_get(resp->headers, "ETag")) {
        return NULL;
    }
    err = mcp_files_stat(&entry, call, part->file);
    if (!err && entry->is_collection) {
        err = refuse_folder(call, part->file);
    }
    return err;
}

static mcp_err_t *get(mcp_tool_call_t *call, const part_t *part,
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
        request.headers = apr_table_make(call->pool, 1);
        apr_table_setn(request.headers, "Range", range);
    }
    return mcp_dav_send(call->nc, &request, part->file->path, resp);
}

/* 206: "Content-Range: bytes 0-4/9". */
static mcp_err_t *take_partial(mcp_tool_call_t *call, part_t *part,
                               const mcp_http_response_t *resp)
{
    const char *range = apr_table_get(resp->headers, "Content-Range");
    const char *slash = range ? strchr(range, '/') : NULL;

    if (!slash || strncmp(range, "bytes ", 6) != 0
        || apr_atoi64(range + 6) != part->offset) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
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
static mcp_err_t *take_whole(mcp_tool_call_t *call, part_t *part,
                             const mcp_http_response_t *resp)
{
    const char *length = apr_table_get(resp->headers, "Content-Length");
    apr_size_t from = (apr_size_t)part->offset;

    part->total = !resp->truncated ? (apr_int64_t)resp->len
                  : length         ? apr_atoi64(length)
                                   : -1;
    if (from > resp->len || (from == resp->len && from)) {
        return past_end(call, part, NULL);
    }
    part->bytes = resp->body + from;
    if (part->len > resp->len - from) {
        part->len = resp->len - from;
    }
    return NULL;
}

static void take_nothing(part_t *part)
{
    part->bytes = "";
    part->len = 0;
    part->total = 0;
    part->mime = "text/plain";
}

/* The server ignored Range: read from the start, up to the part's end. */
static mcp_err_t *fetch_without_range(mcp_tool_call_t *call, part_t *part,
                                      mcp_http_response_t **resp)
{
    const char *length = apr_table_get((*resp)->headers, "Content-Length");
    apr_size_t limit = call->nc->config->max_response;
    mcp_err_t *err;

    if (length && part->offset >= apr_atoi64(length)) {
        return past_end(call, part, NULL);
    }
    if ((apr_size_t)part->offset > limit
        || part->len > limit - (apr_size_t)part->offset) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "\"%s\" is stored where only whole files can "
                              "be read, and offset %" APR_INT64_T_FMT
                              " is too far from the start.",
                              part->file->path, part->offset);
    }
    err = get(call, part, NULL, (apr_size_t)part->offset + part->len, resp);
    return err ? err : take_whole(call, part, *resp);
}

/* part: file, offset and len (the most to read) are set. */
static mcp_err_t *fetch(mcp_tool_call_t *call, part_t *part)
{
    mcp_http_response_t *resp;
    const char *range;
    mcp_err_t *err;

    range = apr_psprintf(
        call->pool, "bytes=%" APR_INT64_T_FMT "-%" APR_INT64_T_FMT,
        part->offset, part->offset + (apr_int64_t)part->len - 1);
    err = get(call, part, range, part->len, &resp);
    if (err && err->upstream == 416 && part->offset == 0) {
        take_nothing(part); /* no part of an empty file satisfies a range */
        return NULL;
    }
    if (err) {
        return err->upstream == 416
                   ? past_end(call, part, err)
                   : mcp_files_explain_missing(call, err, part->file->path);
    }
    if (resp->status == 206) {
        err = take_partial(call, part, resp);
    }
    else if ((err = check_is_file(call, part, resp)) == NULL) {
        err = part->offset && resp->truncated
                  ? fetch_without_range(call, part, &resp)
                  : take_whole(call, part, resp);
    }
    part->mime = mime_of(resp, call->pool);
    return err;
}

/* The byte order mark of the file. A part from behind it needs another look
 * at the file's first bytes: UTF-16 in the middle of a file looks like
 * anything, Chinese for one like ASCII. */
static mcp_err_t *find_mark(mcp_files_charset_e *mark, mcp_tool_call_t *call,
                            const part_t *part)
{
    part_t head = *part;

    if (part->offset && mcp_files_text_is_possible(part->mime)) {
        mcp_err_t *err;

        head.offset = 0;
        head.len = 4;
        err = fetch(call, &head);
        if (err) {
            return err;
        }
    }
    *mark = head.offset ? MCP_FILES_BINARY
                        : mcp_files_text_mark(head.bytes, head.len);
    return NULL;
}

static void add_note(mcp_tool_call_t *call, const part_t *part,
                     apr_int64_t from, apr_int64_t to)
{
    const char *total =
        part->total < 0
            ? "more"
            : apr_psprintf(call->pool, "%" APR_INT64_T_FMT, part->total);

    if (to == part->total) {
        mcp_result_addf(call->result,
                        "[bytes %" APR_INT64_T_FMT "-%" APR_INT64_T_FMT
                        " of %s: the end of the file]",
                        from, to - 1, total);
        return;
    }
    mcp_result_addf(call->result,
                    "[bytes %" APR_INT64_T_FMT "-%" APR_INT64_T_FMT
                    " of %s; call again with offset=%" APR_INT64_T_FMT
                    " for the rest]",
                    from, to - 1, total, to);
}

static void emit_text(mcp_tool_call_t *call, const part_t *part,
                      const mcp_files_text_t *text)
{
    apr_int64_t from = part->offset + (apr_int64_t)text->skipped;
    apr_int64_t to = part->offset + (apr_int64_t)text->used;

    if (text->len) {
        mcp_result_add_text(call->result, text->text, text->len);
    }
    else if (part->total == 0 || (to == part->total && part->offset == 0)) {
        mcp_result_addf(call->result, "[the file is empty]");
        return;
    }
    if (text->charset != MCP_FILES_UTF8) {
        mcp_result_addf(call->result, "[decoded from %s%s]",
                        mcp_files_charset_name(text->charset),
                        text->charset == MCP_FILES_CP1252 ? ", a guess" : "");
    }
    if (part->offset || to != part->total) {
        add_note(call, part, from, to);
    }
}

static int is_shown_image(const char *mime)
{
    static const char *const known[] = {"image/png", "image/jpeg", "image/gif",
                                        "image/webp"};
    apr_size_t i;

    for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(mime, known[i]) == 0) {
            return 1;
        }
    }
    return 0;
}

static void emit_binary(mcp_tool_call_t *call, const part_t *part)
{
    int whole = part->offset == 0 && ends_file(part);
    const char *uri;

    if (whole && is_shown_image(part->mime)) {
        mcp_result_add_image(call->result, part->bytes, part->len, part->mime);
        return;
    }
    if (!whole && !mcp_json_has(call->args, "length")) {
        mcp_result_addf(call->result,
                        "[\"%s\" is binary (%s) and too large for one answer: "
                        "%" APR_INT64_T_FMT " bytes, %" APR_SIZE_T_FMT
                        " fit. To get its bytes in parts, call with offset "
                        "and length.]",
                        part->file->path, part->mime, part->total, part->len);
        return;
    }
    mcp_result_addf(call->result, "[%s: %s, base64]", part->file->path,
                    part->mime);
    uri =
        apr_pstrcat(call->pool, call->nc->config->url, part->file->dav, NULL);
    mcp_result_add_blob(call->result, uri, part->mime, part->bytes, part->len);
    if (!whole) {
        add_note(call, part, part->offset,
                 part->offset + (apr_int64_t)part->len);
    }
}

static mcp_err_t *emit(mcp_tool_call_t *call, const part_t *part)
{
    mcp_files_part_t raw;
    mcp_files_text_t text;
    mcp_err_t *err;

    memset(&raw, 0, sizeof(raw));
    err = find_mark(&raw.marked, call, part);
    if (err) {
        return err;
    }
    raw.bytes = part->bytes;
    raw.len = part->len;
    raw.at_start = part->offset == 0;
    raw.at_end = ends_file(part);
    raw.odd = (int)(part->offset & 1);
    raw.mime = part->mime;
    mcp_files_text_decode(&text, &raw, call->pool);
    if (text.charset == MCP_FILES_BINARY) {
        emit_binary(call, part);
    }
    else {
        emit_text(call, part, &text);
    }
    return NULL;
}

mcp_err_t *mcp_files_read_path(mcp_tool_call_t *call,
                               const mcp_files_path_t *file)
{
    apr_size_t max = call->max_content ? call->max_content : DEFAULT_MAX;
    apr_int64_t length = mcp_json_get_int(call->args, "length", 0);
    part_t part;
    mcp_err_t *err;

    if (mcp_files_is_root(file)) {
        return refuse_folder(call, file);
    }
    memset(&part, 0, sizeof(part));
    part.file = file;
    part.offset = mcp_json_get_int(call->args, "offset", 0);
    part.len =
        length > 0 && (apr_uint64_t)length < max ? (apr_size_t)length : max;
    err = fetch(call, &part);
    return err ? err : emit(call, &part);
}

mcp_err_t *mcp_files_read(mcp_tool_call_t *call)
{
    mcp_files_path_t file;
    mcp_err_t *err = mcp_files_path_get(&file, call, "file_path");

    return err ? err : mcp_files_read_path(call, &file);
}

/* Users copy links from their browser; one made from the address that we use
 * ourselves is as good. */
static const char *parse_link(apr_int64_t *id, const char *link,
                              const mcp_tool_call_t *call)
{
    const mcp_nc_config_t *config = call->nc->config;
    const char *base = config->public_url;

    if (!mcp_files_link_is_below(link, base, call->pool)
        && mcp_files_link_is_below(link, config->url, call->pool)) {
        base = config->url;
    }
    return mcp_files_link_parse(id, link, base, call->pool);
}

/* By path, never by a direct-download link: what the user may not see in
 * their own tree is not read. */
mcp_err_t *mcp_files_read_link(mcp_tool_call_t *call)
{
    const char *link = mcp_json_get_str(call->args, "file_url", "");
    const char *refusal;
    const char *path;
    mcp_files_path_t file;
    apr_int64_t id;
    mcp_err_t *err;

    refusal = parse_link(&id, link, call);
    if (refusal) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL, "%s", refusal);
    }
    if ((err = mcp_files_find_path(&path, call, id))
        || (err = mcp_files_path_set(&file, call, path))) {
        return err;
    }
    return mcp_files_read_path(call, &file);
}
