/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Sessions, as HTTP has them (MCP 2025-11-25, basic/transports): the header
 * Mcp-Session-Id. A request without it is served all the same, as far as that
 * goes without a session: who asks by hand has none.
 */

#include "httpd/request.h"

#include <string.h>

#include <apr_strings.h>

#include "job/stage.h"

/* What a client says that it can do beyond what we may ask of it is not
 * kept. */
static const char *const askable[] = {"elicitation", "sampling", "roots"};

void mcp_request_find_session(mcp_request_t *q)
{
    q->session_id = mcp_request_header(q->r, "Mcp-Session-Id");
    if (q->session_id) {
        q->head.session = mcp_session_find(q->server->engine->store,
                                           q->session_id, q->r->pool);
    }
}

static const char *owner(const mcp_request_t *q)
{
    return mcp_session_owner(q->server->engine->store,
                             q->settings.nextcloud.url, q->authorization,
                             q->r->pool);
}

mcp_err_t *mcp_request_check_owner(mcp_request_t *q)
{
    mcp_session_t *session = q->head.session;

    if (!session) {
        return mcp_stage_session_none(q->r->pool);
    }
    switch (mcp_session_check(session, owner(q), q->uid)) {
    case MCP_SESSION_OWN:
        mcp_session_keep(session, q->server->engine->store, q->uid,
                         q->settings.session_ttl, q->r->pool);
        return NULL;
    case MCP_SESSION_UNSURE:
        q->is_unsure = 1;
        return NULL;
    case MCP_SESSION_FOREIGN:
        break;
    }
    return mcp_stage_session_none(q->r->pool);
}

int mcp_request_is_initialize(const mcp_request_t *q)
{
    const mcp_method_t *handler = q->body.messages[0].handler;

    return handler && handler->run == mcp_method_initialize;
}

/* A client that has lost its session may begin a new one without forgetting
 * the old name first; one that has it may not begin it again. */
static mcp_err_t *check_initialize(mcp_request_t *q)
{
    mcp_session_t *session = q->head.session;

    q->head.session = NULL;
    if (!session
        || mcp_session_check(session, owner(q), q->uid) != MCP_SESSION_OWN) {
        return NULL;
    }
    return mcp_err_create(q->r->pool, MCP_ERR_REQUEST,
                          "Invalid request: this session has been initialized "
                          "already; leave Mcp-Session-Id out to begin another "
                          "one");
}

mcp_err_t *mcp_request_check_session(mcp_request_t *q)
{
    if (q->body.modern) {
        q->head.session = NULL; /* 2026-07-28 has none */
        return NULL;
    }
    if (!q->session_id) {
        return NULL;
    }
    return mcp_request_is_initialize(q) ? check_initialize(q)
                                        : mcp_request_check_owner(q);
}

static const char *read_capabilities(const mcp_request_t *q)
{
    const mcp_json_t *all =
        mcp_json_get(q->body.messages[0].params, "capabilities");
    mcp_json_t *kept = mcp_json_object_create(q->r->pool);
    apr_size_t i;

    for (i = 0; i < sizeof(askable) / sizeof(askable[0]); i++) {
        mcp_json_t *capability = mcp_json_get(all, askable[i]);

        if (mcp_json_type(capability) == MCP_JSON_OBJECT) {
            mcp_json_set(kept, askable[i], capability);
        }
    }
    return mcp_json_print(kept, NULL, q->r->pool);
}

void mcp_request_begin_session(mcp_request_t *q, const mcp_reply_t *reply,
                               const char *uid)
{
    const mcp_store_t *store = q->server->engine->store;
    mcp_session_t session;

    if (!store || reply->error || !mcp_request_is_initialize(q)) {
        return;
    }
    memset(&session, 0, sizeof(session));
    session.revision = q->body.messages[0].revision;
    session.capabilities = read_capabilities(q);
    session.owner = owner(q);
    session.uid = uid;
    if (mcp_session_create(&session, store, q->settings.session_ttl,
                           q->r->pool)
        == APR_SUCCESS) {
        apr_table_setn(q->r->headers_out, "Mcp-Session-Id", session.id);
    }
}
