/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/result.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include "util/buf.h"
#include "util/quote.h"

typedef enum {
    BLOCK_TEXT,
    BLOCK_LINES,
    BLOCK_IMAGE,
    BLOCK_AUDIO,
    BLOCK_BLOB,
    BLOCK_RESOURCE,
    BLOCK_LINK
} block_e;

typedef struct {
    block_e kind;
    const char *role;
    const char *bytes;
    apr_size_t len;
    const char *mime;
    const char *uri;
    mcp_buf_t *lines;              /* of BLOCK_LINES, in place of bytes */
    const mcp_result_link_t *link; /* of BLOCK_LINK */
} block_t;

struct mcp_result_t {
    apr_pool_t *pool;
    apr_array_header_t *blocks;
    const char *role; /* of the next block */
    mcp_json_t *structured;
    int is_error;
    apr_array_header_t *quotes; /* or NULL */
};

mcp_result_t *mcp_result_create(apr_pool_t *pool)
{
    mcp_result_t *result = apr_pcalloc(pool, sizeof(*result));

    result->pool = pool;
    result->blocks = apr_array_make(pool, 2, sizeof(block_t));
    result->role = "user";
    return result;
}

static block_t *push(mcp_result_t *result, block_e kind, const char *bytes,
                     apr_size_t len)
{
    block_t *block = apr_array_push(result->blocks);

    memset(block, 0, sizeof(*block));
    block->kind = kind;
    block->role = result->role;
    block->bytes = bytes;
    block->len = len;
    return block;
}

void mcp_result_add_text(mcp_result_t *result, const char *text,
                         apr_size_t len)
{
    push(result, BLOCK_TEXT, text, len);
}

/* The buffer for another line: that of the last block when it is one of
 * lines, else of a new one. */
static mcp_buf_t *get_lines(mcp_result_t *result)
{
    block_t *block;

    if (result->blocks->nelts > 0) {
        block =
            &APR_ARRAY_IDX(result->blocks, result->blocks->nelts - 1, block_t);
        if (block->kind == BLOCK_LINES) {
            mcp_buf_add(block->lines, "\n", 1);
            return block->lines;
        }
    }
    block = push(result, BLOCK_LINES, NULL, 0);
    block->lines = apr_palloc(result->pool, sizeof(*block->lines));
    mcp_buf_init(block->lines, 256, result->pool);
    return block->lines;
}

void mcp_result_addf(mcp_result_t *result, const char *fmt, ...)
{
    char *line;
    va_list args;
    int len;

    va_start(args, fmt);
    len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len < 0) {
        return;
    }
    line = apr_palloc(result->pool, (apr_size_t)len + 1);
    va_start(args, fmt);
    (void)vsnprintf(line, (apr_size_t)len + 1, fmt, args);
    va_end(args);
    mcp_buf_add(get_lines(result), line, (apr_size_t)len);
}

void mcp_result_add_image(mcp_result_t *result, const char *bytes,
                          apr_size_t len, const char *mime)
{
    push(result, BLOCK_IMAGE, bytes, len)->mime = mime;
}

void mcp_result_add_blob(mcp_result_t *result, const char *uri,
                         const char *mime, const char *bytes, apr_size_t len)
{
    block_t *block = push(result, BLOCK_BLOB, bytes, len);

    block->uri = uri;
    block->mime = mime;
}

void mcp_result_add_audio(mcp_result_t *result, const char *bytes,
                          apr_size_t len, const char *mime)
{
    push(result, BLOCK_AUDIO, bytes, len)->mime = mime;
}

void mcp_result_add_resource(mcp_result_t *result, const char *uri,
                             const char *mime, const char *text,
                             apr_size_t len)
{
    block_t *block = push(result, BLOCK_RESOURCE, text, len);

    block->uri = uri;
    block->mime = mime;
}

void mcp_result_add_link(mcp_result_t *result, const mcp_result_link_t *link)
{
    push(result, BLOCK_LINK, NULL, 0)->link =
        apr_pmemdup(result->pool, link, sizeof(*link));
}

void mcp_result_set_structured(mcp_result_t *result, mcp_json_t *json)
{
    result->structured = json;
}

void mcp_result_set_error(mcp_result_t *result, const char *message)
{
    apr_array_clear(result->blocks);
    result->structured = NULL;
    result->is_error = 1;
    mcp_result_add_text(result, message, strlen(message));
}

void mcp_result_set_quotes(mcp_result_t *result, apr_array_header_t *quotes)
{
    result->quotes = quotes;
}

int mcp_result_is_error(const mcp_result_t *result)
{
    return result->is_error;
}

static void add_string(mcp_buf_t *buf, const char *before, const char *text)
{
    mcp_buf_add_str(buf, before);
    mcp_buf_add_json_str(buf, text, strlen(text));
}

static void add_text(mcp_buf_t *buf, const char *text, apr_size_t len)
{
    mcp_buf_add_str(buf, "{\"type\":\"text\",\"text\":");
    mcp_buf_add_json_str(buf, text, len);
    mcp_buf_add_str(buf, "}");
}

static void add_base64(mcp_buf_t *buf, const char *before,
                       const block_t *block)
{
    mcp_buf_add_str(buf, before);
    mcp_buf_add_json_base64(buf, block->bytes, block->len);
}

static void add_media(mcp_buf_t *buf, const char *type, const block_t *block)
{
    mcp_buf_addf(buf, "{\"type\":\"%s\"", type);
    add_base64(buf, ",\"data\":", block);
    add_string(buf, ",\"mimeType\":", block->mime);
    mcp_buf_add_str(buf, "}");
}

/* Text, or whatever bytes there are as a blob. */
static void add_resource(mcp_buf_t *buf, const block_t *block)
{
    add_string(buf, "{\"uri\":", block->uri);
    if (block->mime) {
        add_string(buf, ",\"mimeType\":", block->mime);
    }
    if (block->kind == BLOCK_RESOURCE) {
        mcp_buf_add_str(buf, ",\"text\":");
        mcp_buf_add_json_str(buf, block->bytes, block->len);
    }
    else {
        add_base64(buf, ",\"blob\":", block);
    }
    mcp_buf_add_str(buf, "}");
}

static void add_embedded(mcp_buf_t *buf, const block_t *block)
{
    mcp_buf_add_str(buf, "{\"type\":\"resource\",\"resource\":");
    add_resource(buf, block);
    mcp_buf_add_str(buf, "}");
}

/* 2024-11-05 has no audio: a part of this message (RFC 2392) in its place. */
static void add_audio(mcp_buf_t *buf, const block_t *block,
                      mcp_revision_e revision)
{
    block_t part = *block;

    if (revision >= MCP_REV_2025_03_26) {
        add_media(buf, "audio", block);
        return;
    }
    part.uri = "cid:audio";
    add_embedded(buf, &part);
}

static void add_link(mcp_buf_t *buf, const mcp_result_link_t *link)
{
    add_string(buf, "{\"type\":\"resource_link\",\"uri\":", link->uri);
    add_string(buf, ",\"name\":", link->name);
    if (link->title) {
        add_string(buf, ",\"title\":", link->title);
    }
    if (link->description) {
        add_string(buf, ",\"description\":", link->description);
    }
    if (link->mime) {
        add_string(buf, ",\"mimeType\":", link->mime);
    }
    if (link->size >= 0) {
        mcp_buf_addf(buf, ",\"size\":%" APR_INT64_T_FMT, link->size);
    }
    mcp_buf_add_str(buf, "}");
}

static void add_link_text(mcp_buf_t *buf, const mcp_result_link_t *link)
{
    const char *text =
        apr_pstrcat(buf->pool, link->title ? link->title : link->name, ": ",
                    link->uri, link->description ? "\n" : "",
                    link->description ? link->description : "", NULL);

    add_text(buf, text, strlen(text));
}

static void add_block(mcp_buf_t *buf, const block_t *block,
                      mcp_revision_e revision)
{
    switch (block->kind) {
    case BLOCK_TEXT:
        add_text(buf, block->bytes, block->len);
        break;
    case BLOCK_LINES:
        add_text(buf, block->lines->data, block->lines->len);
        break;
    case BLOCK_IMAGE:
        add_media(buf, "image", block);
        break;
    case BLOCK_AUDIO:
        add_audio(buf, block, revision);
        break;
    case BLOCK_BLOB:
    case BLOCK_RESOURCE:
        add_embedded(buf, block);
        break;
    case BLOCK_LINK:
        if (revision >= MCP_REV_2025_06_18) {
            add_link(buf, block->link);
        }
        else {
            add_link_text(buf, block->link);
        }
        break;
    }
}

static const block_t *block_at(const mcp_result_t *result, int index)
{
    return &APR_ARRAY_IDX(result->blocks, index, block_t);
}

void mcp_result_set_role(mcp_result_t *result, const char *role)
{
    result->role = role;
}

int mcp_result_count(const mcp_result_t *result)
{
    return result->blocks->nelts;
}

const char *mcp_result_role(const mcp_result_t *result, int index)
{
    return block_at(result, index)->role;
}

void mcp_result_print_block(mcp_buf_t *buf, const mcp_result_t *result,
                            int index, mcp_revision_e revision)
{
    add_block(buf, block_at(result, index), revision);
}

void mcp_result_print_resource(mcp_buf_t *buf, const mcp_result_t *result,
                               int index)
{
    add_resource(buf, block_at(result, index));
}

static int has_text(const mcp_result_t *result)
{
    int i;

    for (i = 0; i < result->blocks->nelts; i++) {
        block_e kind = APR_ARRAY_IDX(result->blocks, i, block_t).kind;

        if (kind == BLOCK_TEXT || kind == BLOCK_LINES) {
            return 1;
        }
    }
    return 0;
}

/* Room for everything once, so that a large file is not copied again and
 * again while the buffer grows. */
static apr_size_t guess_size(const mcp_result_t *result, apr_size_t structured)
{
    apr_size_t size = 512 + 2 * structured + structured / 4;
    int i;

    for (i = 0; i < result->blocks->nelts; i++) {
        const block_t *block = &APR_ARRAY_IDX(result->blocks, i, block_t);
        apr_size_t len = block->lines ? block->lines->len : block->len;

        size += 256;
        if (!result->quotes || len < MCP_QUOTE_MIN) {
            size += len + len / 3;
        }
    }
    return size;
}

/* structured: JSON text for clients that read content only, or NULL. */
static void add_content(mcp_buf_t *buf, const mcp_result_t *result,
                        mcp_revision_e revision, const char *structured,
                        apr_size_t len)
{
    const char *separator = "";
    int i;

    mcp_buf_add_str(buf, "\"content\":[");
    if (structured && !has_text(result)) {
        add_text(buf, structured, len);
        separator = ",";
    }
    for (i = 0; i < result->blocks->nelts; i++) {
        mcp_buf_add_str(buf, separator);
        add_block(buf, &APR_ARRAY_IDX(result->blocks, i, block_t), revision);
        separator = ",";
    }
    mcp_buf_add_str(buf, "]");
}

/* Any value but an object is for 2026-07-28 and later. */
static int takes_structured(const mcp_result_t *result,
                            mcp_revision_e revision)
{
    return mcp_revision_is_modern(revision)
           || (revision >= MCP_REV_2025_06_18
               && mcp_json_type(result->structured) == MCP_JSON_OBJECT);
}

const char *mcp_result_print(const mcp_result_t *result,
                             mcp_revision_e revision, const char *meta,
                             apr_size_t *len, apr_pool_t *pool)
{
    const char *structured = NULL;
    apr_size_t structured_len = 0;
    mcp_buf_t buf;

    if (result->structured) {
        structured = mcp_json_print(result->structured, &structured_len, pool);
    }
    mcp_buf_init(&buf, guess_size(result, structured_len), pool);
    buf.quotes = result->quotes;
    mcp_buf_add_str(&buf, "{");
    if (mcp_revision_is_modern(revision)) {
        mcp_buf_add_str(&buf, "\"resultType\":\"complete\",");
    }
    add_content(&buf, result, revision, structured, structured_len);
    if (structured && takes_structured(result, revision)) {
        mcp_buf_add_str(&buf, ",\"structuredContent\":");
        mcp_buf_add(&buf, structured, structured_len);
    }
    if (result->is_error) {
        mcp_buf_add_str(&buf, ",\"isError\":true");
    }
    if (meta) {
        mcp_buf_add_str(&buf, ",\"_meta\":");
        mcp_buf_add_str(&buf, meta);
    }
    mcp_buf_add_str(&buf, "}");
    if (len) {
        *len = buf.len;
    }
    return buf.data;
}
