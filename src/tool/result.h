/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOL_RESULT_H
#define MCP_TOOL_RESULT_H

/*
 * What a tool answers: content blocks, structured content, isError.
 * (MCP, server/tools, "Tool Result".) Built and printed by the job's thread.
 */

#include "util/buf.h"
#include "util/json.h"
#include "util/revision.h"

typedef struct mcp_result_t mcp_result_t;

mcp_result_t *mcp_result_create(apr_pool_t *pool);

/* Blocks, in this order in the answer. Bytes are kept by reference. Text
 * that is not UTF-8 must not be given. */
void mcp_result_add_text(mcp_result_t *result, const char *text,
                         apr_size_t len);
/* A line of text, formatted. Lines in a row make one block. */
void mcp_result_addf(mcp_result_t *result, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* An image the client may show; bytes are base64-encoded when printed. */
void mcp_result_add_image(mcp_result_t *result, const char *bytes,
                          apr_size_t len, const char *mime);
/* An embedded resource with binary content (base64 when printed). */
void mcp_result_add_blob(mcp_result_t *result, const char *uri,
                         const char *mime, const char *bytes, apr_size_t len);

/* Audio; clients of 2024-11-05 get it as an embedded resource. */
void mcp_result_add_audio(mcp_result_t *result, const char *bytes,
                          apr_size_t len, const char *mime);
/* An embedded resource that is text; mime may be NULL. */
void mcp_result_add_resource(mcp_result_t *result, const char *uri,
                             const char *mime, const char *text,
                             apr_size_t len);

/* A reference; clients before 2025-06-18 get it as text. */
typedef struct mcp_result_link_t {
    const char *uri;
    const char *name;
    const char *title;       /* or NULL */
    const char *description; /* or NULL */
    const char *mime;        /* or NULL */
    apr_int64_t size;        /* below 0: unknown */
} mcp_result_link_t;
/* What link points to is kept by reference, link itself is copied. */
void mcp_result_add_link(mcp_result_t *result, const mcp_result_link_t *link);

/* structuredContent: an object; any other value is for 2026-07-28 and later,
 * earlier clients get its text only. When no text block was added, its JSON
 * text becomes the first block ("SHOULD also return the serialized JSON"). */
void mcp_result_set_structured(mcp_result_t *result, mcp_json_t *json);

/* Blocks added from now on are messages of this role: "user" (at the
 * beginning) or "assistant". For prompts. */
void mcp_result_set_role(mcp_result_t *result, const char *role);

/* Block by block, for answers that are no tool's. */
int mcp_result_count(const mcp_result_t *result);
const char *mcp_result_role(const mcp_result_t *result, int index);
void mcp_result_print_block(mcp_buf_t *buf, const mcp_result_t *result,
                            int index, mcp_revision_e revision);
/* The resource in an embedded resource, without what is around it. */
void mcp_result_print_resource(mcp_buf_t *buf, const mcp_result_t *result,
                               int index);

/* The tool failed: drops what was added, one text block, isError. */
void mcp_result_set_error(mcp_result_t *result, const char *message);
int mcp_result_is_error(const mcp_result_t *result);

/* From now on large texts and bytes are left out of what is printed, and put
 * here (mcp_quote_t). NULL: they are not, as at the beginning. */
void mcp_result_set_quotes(mcp_result_t *result, apr_array_header_t *quotes);

/* The result object as JSON text, as this revision knows it. modern adds
 * resultType. meta: text of the _meta object or NULL; printed as given, so
 * the caller knows which revision may have it. */
const char *mcp_result_print(const mcp_result_t *result,
                             mcp_revision_e revision, const char *meta,
                             apr_size_t *len, apr_pool_t *pool);

#endif /* MCP_TOOL_RESULT_H */
