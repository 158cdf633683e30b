/* SPDX-License-Identifier: Apache-2.0 */

/* The answer to a POST: from memory, or else a place at the gate and work. */

#include "httpd/request.h"

#include <string.h>

#include <apr_strings.h>

#include "httpd/answer.h"
#include "httpd/park.h"
#include "httpd/stream.h"
#include "job/local.h"
#include "tool/compact.h"

#define RETRY_AFTER 1

/* Only what looks like a tool's name may reach a log: the rest is the
 * client's own text. */
static const char *tool_name(const mcp_json_t *params)
{
    const char *name = mcp_json_get_str(params, "name", "");
    apr_size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

    return len > 0 && len <= 64 && name[len] == '\0' ? name : NULL;
}

/* With a compact list: the one that is called through call_tool. */
static const char *called_tool(const mcp_request_t *q)
{
    const mcp_json_t *params = q->body.messages[0].params;
    const char *name = tool_name(params);
    const char *inner = NULL;

    if (name && q->config->compact > 0 && !strcmp(name, MCP_COMPACT_CALL)) {
        inner = tool_name(mcp_json_get(params, "arguments"));
    }
    return inner ? inner : name;
}

void mcp_request_note(mcp_request_t *q, const char *uid)
{
    const mcp_message_t *message = q->body.messages;
    apr_table_t *notes = q->r->notes;

    if (message->handler) {
        apr_table_setn(notes, "mcp-method", message->handler->name);
        if (message->handler->run == mcp_method_tools_call && called_tool(q)) {
            apr_table_set(notes, "mcp-tool", called_tool(q));
        }
    }
    if (uid && *uid && !q->r->user) {
        q->r->user = apr_pstrdup(q->r->pool, uid);
    }
}

mcp_err_t *mcp_request_busy(mcp_request_t *q)
{
    mcp_err_t *err = mcp_err_create(q->r->pool, MCP_ERR_BUSY,
                                    "This server works on as many requests "
                                    "as it can; try again in a moment");

    err->retry_after = RETRY_AFTER;
    return err;
}

int mcp_request_fail(mcp_request_t *q, const mcp_err_t *err)
{
    mcp_reply_t reply;

    memset(&reply, 0, sizeof(reply));
    mcp_reply_error(&reply, q->body.error_id, err, q->body.modern, q->r->pool);
    return mcp_answer_send(q->r, &reply);
}

static int answer_locally(mcp_request_t *q, mcp_local_trust_e trust,
                          mcp_reply_t *reply)
{
    mcp_local_t local;

    local.engine = q->server->engine;
    local.settings = &q->settings;
    local.head = &q->head;
    local.body = &q->body;
    local.pool = q->r->pool;
    local.uid = q->uid;
    if (!mcp_local_answer(&local, trust, reply)) {
        return 0;
    }
    mcp_request_note(q, q->uid);
    (void)mcp_request_keep_for_stream(q, reply, q->uid);
    return 1;
}

static int send_local(mcp_request_t *q, const mcp_reply_t *reply)
{
    mcp_stream_t stream;

    mcp_request_begin_session(q, reply, q->uid);
    if (q->last) {
        return mcp_request_serve_stream(q);
    }
    mcp_stream_init(&stream, q->r);
    stream.allowed &= !q->body.is_batch;
    return mcp_stream_finish(&stream, reply);
}

/* Without holding a worker, if that can be. */
static int take_place(mcp_request_t *q)
{
    mcp_gate_t *gate = q->server->gate;

    q->parks = mcp_park_is_possible(q->r) && mcp_gate_enter_parked(gate);
    return q->parks || mcp_gate_enter(gate, q->r->connection);
}

/* Try to answer from what is known; else take a place and a job. */
int mcp_request_serve(mcp_request_t *q)
{
    mcp_reply_t reply;

    /* Only Nextcloud can say whether the session is this user's. */
    if (q->is_unsure) {
        return take_place(q) ? mcp_request_work(q)
                             : mcp_request_fail(q, mcp_request_busy(q));
    }
    if (answer_locally(q, MCP_LOCAL_VERIFIED, &reply)) {
        return send_local(q, &reply);
    }
    if (take_place(q)) {
        return mcp_request_work(q);
    }
    if (answer_locally(q, MCP_LOCAL_ANY, &reply)) {
        return send_local(q, &reply);
    }
    return mcp_request_fail(q, mcp_request_busy(q));
}
