/* SPDX-License-Identifier: Apache-2.0 */

/* The answer to a POST: from memory, or else a place at the gate and work. */

#include "httpd/request.h"

#include <string.h>

#include <apr_strings.h>

#include "httpd/park.h"
#include "httpd/stream.h"
#include "job/local.h"

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

/* Try to answer from what is known; else take a place and a job. Whether a
 * session is this user's only Nextcloud can say, if that is not known. */
int mcp_request_serve(mcp_request_t *q)
{
    mcp_reply_t reply;

    if (!q->is_unsure && answer_locally(q, MCP_LOCAL_VERIFIED, &reply)) {
        return send_local(q, &reply);
    }
    if (take_place(q)) {
        return mcp_request_work(q);
    }
    if (!q->is_unsure && answer_locally(q, MCP_LOCAL_ANY, &reply)) {
        return send_local(q, &reply);
    }
    return mcp_request_fail(q, mcp_request_busy(q));
}
