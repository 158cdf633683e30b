/* SPDX-License-Identifier: Apache-2.0 */

#include "job/local.h"

#include <string.h>

#include "job/dispatch.h"
#include "job/exchange.h"
#include "job/stage.h"
#include "util/quote.h"

/* What is to be known of the credential depends on what is asked: nothing
 * but that it was not refused for notifications, that it is good for all
 * else, unless the caller can't find out. */
static int is_trusted(const mcp_local_t *local, mcp_local_trust_e trust)
{
    return local->uid || local->body->requests == 0 || trust == MCP_LOCAL_ANY;
}

/* The user's tools, when the child still has them. */
static const mcp_toolset_t *known_tools(const mcp_local_t *local)
{
    if (!local->uid) {
        return NULL;
    }
    return mcp_stage_tools_cached(local->engine, local->settings, local->uid,
                                  mcp_dispatch_revision(local->body),
                                  local->pool);
}

static void dispatch(const mcp_local_t *local, const mcp_toolset_t *toolset,
                     mcp_reply_t *reply)
{
    mcp_dispatch_t what;

    if (local->head->session) {
        mcp_exchange_deliver(local->engine, local->head->session, local->body,
                             local->pool);
    }
    memset(&what, 0, sizeof(what));
    what.pool = local->pool;
    what.settings = local->settings;
    what.head = local->head;
    what.toolset = toolset;
    what.store = local->engine->store;
    what.uid = local->uid;
    what.quotes = apr_array_make(local->pool, 1, sizeof(mcp_quote_t));
    mcp_dispatch_run(&what, local->body, reply);
}

int mcp_local_answer(const mcp_local_t *local, mcp_local_trust_e trust,
                     mcp_reply_t *reply)
{
    const mcp_toolset_t *toolset = NULL;

    if (!is_trusted(local, trust)
        || !mcp_dispatch_is_local(local->body, local->settings)) {
        return 0;
    }
    if (mcp_dispatch_needs_user(local->body) && !local->uid) {
        return 0;
    }
    if (mcp_dispatch_needs_tools(local->body)) {
        toolset = known_tools(local);
        if (!toolset) {
            return 0;
        }
    }
    dispatch(local, toolset, reply);
    return 1;
}

void mcp_local_run(const mcp_local_t *local, mcp_reply_t *reply)
{
    dispatch(local, NULL, reply);
}
