/* SPDX-License-Identifier: Apache-2.0 */

#include "rpc/era.h"

#include <string.h>

#include "util/buf.h"

/* Without a header and without a session, the revision that introduced the
 * transport is assumed (2025-06-18, basic/transports). */
#define ASSUMED_REVISION MCP_REV_2025_03_26

int mcp_era_is_claimed(const mcp_message_t *message)
{
    return mcp_json_has(mcp_message_meta(message), MCP_META_VERSION);
}

static int is_initialize(const mcp_message_t *message)
{
    return message->method && !strcmp(message->method, "initialize");
}

static mcp_err_t *missing_meta(apr_pool_t *pool)
{
    return mcp_err_create(pool, MCP_ERR_META,
                          "Invalid params: params._meta must hold \"%s\" (a "
                          "string) and \"%s\" (an object)",
                          MCP_META_VERSION, MCP_META_CAPABILITIES);
}

static mcp_err_t *check_meta(const mcp_message_t *message, apr_pool_t *pool)
{
    const mcp_json_t *meta = mcp_message_meta(message);

    if (mcp_json_type(mcp_json_get(meta, MCP_META_VERSION)) != MCP_JSON_STRING
        || mcp_json_type(mcp_json_get(meta, MCP_META_CAPABILITIES))
               != MCP_JSON_OBJECT) {
        return missing_meta(pool);
    }
    return NULL;
}

static mcp_err_t *unsupported(const char *requested, apr_pool_t *pool)
{
    mcp_err_t *err = mcp_err_create(pool, MCP_ERR_VERSION,
                                    "Unsupported protocol version: this "
                                    "server serves %s with per-request "
                                    "metadata",
                                    mcp_revision_name(MCP_REV_2026_07_28));
    mcp_buf_t data;

    mcp_buf_init(&data, 80, pool);
    mcp_buf_addf(&data, "{\"supported\":[\"%s\"],\"requested\":",
                 mcp_revision_name(MCP_REV_2026_07_28));
    mcp_buf_add_json_str(&data, requested, strlen(requested));
    mcp_buf_add_str(&data, "}");
    err->data = data.data;
    return err;
}

static mcp_err_t *check_modern(mcp_message_t *message, const mcp_head_t *head,
                               apr_pool_t *pool)
{
    mcp_err_t *err = check_meta(message, pool);
    const char *claimed;

    if (err) {
        return err;
    }
    claimed =
        mcp_json_get_str(mcp_message_meta(message), MCP_META_VERSION, "");
    if (!head->version || strcmp(head->version, claimed) != 0) {
        return mcp_err_create(pool, MCP_ERR_HEADER,
                              "Header mismatch: MCP-Protocol-Version %s the "
                              "protocolVersion in params._meta",
                              head->version ? "differs from"
                                            : "is missing; it repeats");
    }
    message->revision = mcp_revision_find(claimed);
    if (!mcp_revision_is_modern(message->revision)) {
        return unsupported(claimed, pool);
    }
    return NULL;
}

/* A modern header without a modern body is a broken modern request: served
 * as legacy it would get an answer that its sender does not understand. */
static mcp_err_t *check_modern_header(const mcp_message_t *message,
                                      apr_pool_t *pool)
{
    if (is_initialize(message)) {
        return mcp_err_create(pool, MCP_ERR_HEADER,
                              "Header mismatch: initialize does not exist in "
                              "the MCP-Protocol-Version of the header");
    }
    return missing_meta(pool);
}

static mcp_err_t *check_legacy(mcp_message_t *message, const mcp_head_t *head,
                               apr_pool_t *pool)
{
    mcp_revision_e revision = mcp_revision_find(head->version);

    if (message->kind == MCP_MESSAGE_REQUEST
        && mcp_revision_is_modern(revision)) {
        return check_modern_header(message, pool);
    }
    if (message->kind == MCP_MESSAGE_RESPONSE
        && mcp_revision_is_modern(revision)) {
        return mcp_err_create(pool, MCP_ERR_REQUEST,
                              "Invalid request: MCP 2026-07-28 has no posted "
                              "responses");
    }
    if (is_initialize(message)) {
        message->revision = mcp_era_negotiate(message);
        return NULL;
    }
    if (head->version && revision == MCP_REV_UNKNOWN) {
        return mcp_err_create(pool, MCP_ERR_VERSION_HEADER,
                              "Unsupported MCP-Protocol-Version header; "
                              "supported: 2024-11-05, 2025-03-26, "
                              "2025-06-18, 2025-11-25, 2026-07-28");
    }
    message->revision = mcp_era_legacy(head);
    return NULL;
}

mcp_revision_e mcp_era_legacy(const mcp_head_t *head)
{
    if (head->session) {
        return head->session->revision;
    }
    return head->version ? mcp_revision_find(head->version) : ASSUMED_REVISION;
}

mcp_err_t *mcp_era_check(mcp_message_t *message, const mcp_head_t *head,
                         apr_pool_t *pool)
{
    if (message->kind == MCP_MESSAGE_REQUEST && mcp_era_is_claimed(message)) {
        return check_modern(message, head, pool);
    }
    return check_legacy(message, head, pool);
}

mcp_revision_e mcp_era_negotiate(const mcp_message_t *message)
{
    mcp_revision_e asked = mcp_revision_find(
        mcp_json_get_str(message->params, "protocolVersion", NULL));

    if (asked == MCP_REV_UNKNOWN || mcp_revision_is_modern(asked)) {
        return MCP_REV_LATEST_LEGACY;
    }
    return asked;
}
