/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Changing files: upload, new folders, move, copy, delete.
 *
 * Nothing is replaced unless the caller says so: Nextcloud's defaults are
 * the other way round, so PUT carries If-None-Match: * and MOVE and COPY
 * carry Overwrite: F.
 */

#include "tools/files.h"

#include <apr_strings.h>
#include <string.h>
#include "util/text.h"

static void init_request(mcp_nc_request_t *request, const char *method,
                         const mcp_file_path_t *file, apr_pool_t *pool)
{
    memset(request, 0, sizeof(*request));
    request->method = method;
    request->path = file->dav;
    request->accept = "*/*";
    request->headers = apr_table_make(pool, 2);
}

static mcp_err_t *refuse_root(mcp_tool_call_t *call,
                              const mcp_file_path_t *file, const char *what)
{
    if (!mcp_file_is_root(file)) {
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_TOOL,
                          "\"/\" is the root of the user's files and cannot "
                          "be %s.",
                          what);
}

static const char *parent_of(const mcp_file_path_t *file, apr_pool_t *pool)
{
    apr_size_t len = (apr_size_t)(strrchr(file->path, '/') - file->path);

    return len ? apr_pstrmemdup(pool, file->path, len) : "/";
}

/* For the statuses that a write can get; others keep Nextcloud's words. */
static mcp_err_t *explain(mcp_tool_call_t *call, mcp_err_t *err,
                          const mcp_file_path_t *file)
{
    if (!err || err->kind != MCP_ERR_TOOL) {
        return err;
    }
    switch (err->upstream) {
    case 412:
        return mcp_err_push(call->pool, err, MCP_ERR_TOOL,
                            "\"%s\" exists already; pass overwrite:true to "
                            "replace it.",
                            file->path);
    case 423:
        return mcp_err_push(call->pool, err, MCP_ERR_TOOL,
                            "\"%s\" is locked: somebody is writing it. Try "
                            "again later.",
                            file->path);
    case 507:
        return mcp_err_push(call->pool, err, MCP_ERR_TOOL,
                            "There is not enough space left in this "
                            "Nextcloud account for \"%s\".",
                            file->path);
    default:
        return err;
    }
}

static mcp_err_t *missing_parent(mcp_tool_call_t *call, mcp_err_t *err,
                                 const mcp_file_path_t *file)
{
    return mcp_err_push(call->pool, err, MCP_ERR_TOOL,
                        "The folder \"%s\" does not exist. Make it with "
                        "create_folder (parents:true makes the folders above "
                        "it too).",
                        parent_of(file, call->pool));
}

/* The bytes to store: content as it is, or decoded. */
static mcp_err_t *get_content(mcp_files_content_t *out, mcp_tool_call_t *call)
{
    const mcp_json_t *content = mcp_json_get(call->args, "content");
    const char *encoding = mcp_json_get_str(call->args, "encoding", "text");

    out->bytes = mcp_json_str(content, "");
    out->len = mcp_json_str_len(content);
    out->mime = "application/octet-stream";
    out->overwrite = mcp_json_get_bool(call->args, "overwrite", 0);
    if (strcmp(encoding, "base64") != 0) {
        return NULL;
    }
    out->bytes =
        mcp_text_base64_decode(call->pool, out->bytes, out->len, &out->len);
    if (!out->bytes) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "content is not valid base64 (RFC 4648 section "
                              "4, with padding, without line breaks).");
    }
    return NULL;
}

mcp_err_t *mcp_files_put(mcp_tool_call_t *call, const mcp_file_path_t *file,
                         const mcp_files_content_t *content,
                         mcp_http_response_t **resp)
{
    mcp_nc_request_t request;
    mcp_err_t *err;

    init_request(&request, "PUT", file, call->pool);
    request.body = content->bytes;
    request.body_len = content->len;
    request.content_type = content->mime;
    if (!content->overwrite) {
        apr_table_setn(request.headers, "If-None-Match", "*");
    }
    err = mcp_dav_send(call->nc, &request, file->path, resp);
    if (err && (err->upstream == 404 || err->upstream == 409)) {
        const mcp_dav_entry_t *entry;

        if (!mcp_files_stat(&entry, call, file) && entry->is_collection) {
            return mcp_err_push(call->pool, err, MCP_ERR_TOOL,
                                "\"%s\" is a folder; give the path of a file.",
                                file->path);
        }
        return missing_parent(call, err, file);
    }
    return explain(call, err, file);
}

mcp_err_t *mcp_files_upload(mcp_tool_call_t *call)
{
    mcp_files_content_t content;
    mcp_file_path_t file;
    mcp_http_response_t *resp;
    mcp_json_t *answer;
    mcp_err_t *err;

    err = mcp_files_path_get(&file, call, "path");
    if (err) {
        return err;
    }
    if (file.slash || mcp_file_is_root(&file)) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "path must end with the name of the file.");
    }
    if ((err = get_content(&content, call))
        || (err = mcp_files_put(call, &file, &content, &resp))) {
        return err;
    }
    answer = mcp_files_answer(call, file.path);
    mcp_json_set_int(answer, "file_id", mcp_files_header_id(resp));
    mcp_json_set_bool(answer, "created", resp->status == 201);
    return NULL;
}

static mcp_err_t *mkcol(mcp_tool_call_t *call, const mcp_file_path_t *file,
                        apr_int64_t *id)
{
    mcp_nc_request_t request;
    mcp_http_response_t *resp;
    mcp_err_t *err;

    init_request(&request, "MKCOL", file, call->pool);
    err = mcp_dav_send(call->nc, &request, file->path, &resp);
    *id = err ? 0 : mcp_files_header_id(resp);
    return err;
}

/* Something is there already: good when it is a folder. */
static mcp_err_t *accept_existing(mcp_tool_call_t *call, mcp_err_t *err,
                                  const mcp_file_path_t *file, apr_int64_t *id)
{
    const mcp_dav_entry_t *entry;

    if (mcp_files_stat(&entry, call, file) != NULL) {
        return err;
    }
    if (!entry->is_collection) {
        return mcp_err_push(call->pool, err, MCP_ERR_TOOL,
                            "\"%s\" exists already, and it is a file.",
                            file->path);
    }
    *id = mcp_file_entry_id(entry);
    return NULL;
}

/* From the top. */
mcp_err_t *mcp_files_make_parents(mcp_tool_call_t *call,
                                  const mcp_file_path_t *file)
{
    const char *slash = file->path;

    while ((slash = strchr(slash + 1, '/'))) {
        mcp_file_path_t parent;
        apr_int64_t id;
        mcp_err_t *err;

        err = mcp_file_path_set(
            &parent, call->nc,
            apr_pstrmemdup(call->pool, file->path,
                           (apr_size_t)(slash - file->path)));
        if (!err) {
            err = mkcol(call, &parent, &id);
        }
        if (err && err->upstream == 405) {
            err = accept_existing(call, err, &parent, &id);
        }
        if (err) {
            return explain(call, err, &parent);
        }
    }
    return NULL;
}

mcp_err_t *mcp_files_mkdir(mcp_tool_call_t *call)
{
    int parents = mcp_json_get_bool(call->args, "parents", 0);
    mcp_file_path_t file;
    mcp_json_t *answer;
    apr_int64_t id;
    int created = 1;
    mcp_err_t *err;

    if ((err = mcp_files_path_get(&file, call, "path"))
        || (err = refuse_root(call, &file, "made"))) {
        return err;
    }
    err = mkcol(call, &file, &id);
    if (err && err->upstream == 409 && parents) {
        err = mcp_files_make_parents(call, &file);
        err = err ? err : mkcol(call, &file, &id);
    }
    if (err && err->upstream == 405) {
        created = 0;
        err = accept_existing(call, err, &file, &id);
    }
    if (err) {
        return err->upstream == 409 ? missing_parent(call, err, &file)
                                    : explain(call, err, &file);
    }
    answer = mcp_files_answer(call, file.path);
    mcp_json_set_int(answer, "file_id", id);
    mcp_json_set_bool(answer, "created", created);
    return NULL;
}

/* source and destination; a destination that ends with "/" is the folder to
 * put the source into, as with cp and mv. */
static mcp_err_t *get_pair(mcp_tool_call_t *call, mcp_file_path_t *from,
                           mcp_file_path_t *to)
{
    mcp_err_t *err;

    if ((err = mcp_files_path_get(from, call, "source_path"))
        || (err = refuse_root(call, from, "moved or copied"))
        || (err = mcp_files_path_get(to, call, "destination_path"))) {
        return err;
    }
    if (to->slash) {
        err = mcp_file_path_set(
            to, call->nc,
            apr_pstrcat(call->pool, to->path, strrchr(from->path, '/'), NULL));
    }
    return err ? err : refuse_root(call, to, "replaced");
}

/* Nextcloud would refuse the first; the second, with Overwrite, deletes the
 * destination first and the source with it. */
static mcp_err_t *check_pair(mcp_tool_call_t *call,
                             const mcp_file_path_t *from,
                             const mcp_file_path_t *to)
{
    if (strcmp(from->path, to->path) == 0) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "Source and destination are the same: \"%s\".",
                              from->path);
    }
    if (mcp_files_is_within(to, from)) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "\"%s\" cannot go into itself: the destination "
                              "\"%s\" is below it.",
                              from->path, to->path);
    }
    if (mcp_files_is_within(from, to)) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "\"%s\" cannot replace \"%s\", the folder it "
                              "is in. To put it into that folder, end the "
                              "destination with \"/\".",
                              from->path, to->path);
    }
    return NULL;
}

static mcp_err_t *explain_transfer(mcp_tool_call_t *call, mcp_err_t *err,
                                   const mcp_file_path_t *from,
                                   const mcp_file_path_t *to)
{
    switch (err->upstream) {
    case 404:
        return mcp_files_explain_missing(call, err, from->path);
    case 409:
        return missing_parent(call, err, to);
    case 412:
        return mcp_err_push(call->pool, err, MCP_ERR_TOOL,
                            "\"%s\" exists already; pass overwrite:true to "
                            "replace it (a folder with all it holds), or, if "
                            "it is a folder, end destination_path with \"/\" "
                            "to put the source into it.",
                            to->path);
    case 423:
        return explain(call, err, from);
    default:
        return explain(call, err, to);
    }
}

static mcp_err_t *transfer(mcp_tool_call_t *call, const char *method)
{
    mcp_nc_request_t request;
    mcp_http_response_t *resp;
    mcp_file_path_t from;
    mcp_file_path_t to;
    mcp_json_t *answer;
    mcp_err_t *err;

    if ((err = get_pair(call, &from, &to))
        || (err = check_pair(call, &from, &to))) {
        return err;
    }
    init_request(&request, method, &from, call->pool);
    apr_table_setn(
        request.headers, "Destination",
        apr_pstrcat(call->pool, mcp_nc_base_path(call->nc), to.dav, NULL));
    apr_table_setn(request.headers, "Overwrite",
                   mcp_json_get_bool(call->args, "overwrite", 0) ? "T" : "F");
    err = mcp_dav_send(call->nc, &request, from.path, &resp);
    if (err) {
        return explain_transfer(call, err, &from, &to);
    }
    answer = mcp_files_answer(call, to.path);
    mcp_json_set_str(answer, "source_path", from.path);
    mcp_json_set_bool(answer, "replaced", resp->status == 204);
    return NULL;
}

mcp_err_t *mcp_files_move(mcp_tool_call_t *call)
{
    return transfer(call, "MOVE");
}

mcp_err_t *mcp_files_copy(mcp_tool_call_t *call)
{
    return transfer(call, "COPY");
}

mcp_err_t *mcp_files_remove(mcp_tool_call_t *call, const mcp_file_path_t *file)
{
    mcp_nc_request_t request;
    mcp_http_response_t *resp;
    mcp_err_t *err;

    init_request(&request, "DELETE", file, call->pool);
    err = mcp_dav_send(call->nc, &request, file->path, &resp);
    return explain(call, mcp_files_explain_missing(call, err, file->path),
                   file);
}

mcp_err_t *mcp_files_delete(mcp_tool_call_t *call)
{
    mcp_file_path_t file;
    mcp_err_t *err;

    if ((err = mcp_files_path_get(&file, call, "path"))
        || (err = refuse_root(call, &file, "deleted"))
        || (err = mcp_files_remove(call, &file))) {
        return err;
    }
    mcp_json_set_bool(mcp_files_answer(call, file.path), "deleted", 1);
    return NULL;
}
