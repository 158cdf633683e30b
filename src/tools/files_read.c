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
#include <string.h>
#include "tools/files_link.h"

#define DEFAULT_MAX 65536 /* when the configuration sets no limit */

static mcp_err_t *refuse_folder(mcp_tool_call_t *call,
                                const mcp_file_path_t *file)
{
    return mcp_err_create(call->pool, MCP_ERR_TOOL,
                          "\"%s\" is a folder. Use get_file_tree to list it.",
                          file->path);
}

static void add_note(mcp_tool_call_t *call, const mcp_file_part_t *part,
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

static void emit_text(mcp_tool_call_t *call, const mcp_file_part_t *part,
                      const mcp_file_text_t *text)
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
    if (text->charset != MCP_FILE_UTF8) {
        mcp_result_addf(call->result, "[decoded from %s%s]",
                        mcp_file_charset_name(text->charset),
                        text->charset == MCP_FILE_CP1252 ? ", a guess" : "");
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

static void emit_binary(mcp_tool_call_t *call, const mcp_file_part_t *part)
{
    int whole = part->offset == 0 && mcp_file_is_end(part);
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

static mcp_err_t *emit(mcp_tool_call_t *call, const mcp_file_part_t *part)
{
    mcp_file_text_t text;
    mcp_err_t *err = mcp_file_decode(&text, call->nc, part);

    if (err) {
        return err;
    }
    if (text.charset == MCP_FILE_BINARY) {
        emit_binary(call, part);
    }
    else {
        emit_text(call, part, &text);
    }
    return NULL;
}

mcp_err_t *mcp_files_read_path(mcp_tool_call_t *call,
                               const mcp_file_path_t *file)
{
    apr_size_t max = call->max_content ? call->max_content : DEFAULT_MAX;
    apr_int64_t length = mcp_json_get_int(call->args, "length", 0);
    mcp_file_part_t part;
    mcp_err_t *err;

    if (mcp_file_is_root(file)) {
        return refuse_folder(call, file);
    }
    memset(&part, 0, sizeof(part));
    part.file = file;
    part.offset = mcp_json_get_int(call->args, "offset", 0);
    part.len =
        length > 0 && (apr_uint64_t)length < max ? (apr_size_t)length : max;
    err = mcp_file_read(call->nc, &part);
    if (!err) {
        err = part.is_folder ? refuse_folder(call, file) : emit(call, &part);
    }
    return mcp_files_explain_missing(call, err, file->path);
}

mcp_err_t *mcp_files_read(mcp_tool_call_t *call)
{
    mcp_file_path_t file;
    mcp_err_t *err = mcp_files_path_get(&file, call, "file_path");

    return err ? err : mcp_files_read_path(call, &file);
}

/* A link made from the address that we use ourselves is as good as one from
 * a browser. */
mcp_err_t *mcp_files_id_of_link(apr_int64_t *id, const mcp_tool_call_t *call,
                                const char *link)
{
    const mcp_nc_config_t *config = call->nc->config;
    const char *base = config->public_url;
    const char *refusal;

    if (!mcp_files_link_is_below(link, base, call->pool)
        && mcp_files_link_is_below(link, config->url, call->pool)) {
        base = config->url;
    }
    refusal = mcp_files_link_parse(id, link, base, call->pool);
    return refusal ? mcp_err_create(call->pool, MCP_ERR_TOOL, "%s", refusal)
                   : NULL;
}

/* By path, never by a direct-download link: what the user may not see in
 * their own tree is not read. */
mcp_err_t *mcp_files_read_link(mcp_tool_call_t *call)
{
    const char *link = mcp_json_get_str(call->args, "file_url", "");
    const char *path;
    mcp_file_path_t file;
    apr_int64_t id;
    mcp_err_t *err;

    if ((err = mcp_files_id_of_link(&id, call, link))
        || (err = mcp_files_find_path(&path, call, id))
        || (err = mcp_file_path_set(&file, call->nc, path))) {
        return err;
    }
    return mcp_files_read_path(call, &file);
}
