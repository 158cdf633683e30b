/* SPDX-License-Identifier: Apache-2.0 */

#include "job/local.h"

#include <string.h>

#include "job/dispatch.h"
#include "job/stage.h"

static void refuse(mcp_reply_t *reply, const mcp_body_t *body,
                   apr_pool_t *pool)
{
    mcp_err_t *err = mcp_err_create(pool, MCP_ERR_UNAUTHORIZED,
                                    "Nextcloud refused this credential a "
                                    "moment ago; use the login name and an "
                                    "app password");

    memset(reply, 0, sizeof(*reply));
    mcp_reply_error(reply, body->error_id, err, body->modern, pool);
}

/* What is to be known of the credential depends on what is asked: nothing
 * but that it was not refused for notifications, that it is good for all
 * else, unless the caller can't find out. */
static int is_trusted(mcp_verdict_e verdict, const mcp_body_t *body,
                      mcp_local_trust_e trust)
{
    return verdict == MCP_VERDICT_GOOD || body->requests == 0
           || trust == MCP_LOCAL_ANY;
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

    memset(&what, 0, sizeof(what));
    what.pool = local->pool;
    what.settings = local->settings;
    what.head = local->head;
    what.toolset = toolset;
    what.store = local->engine->store;
    mcp_dispatch_run(&what, local->body, reply);
}

int mcp_local_answer(mcp_local_t *local, mcp_local_trust_e trust,
                     mcp_reply_t *reply)
{
    const mcp_body_t *body = local->body;
    const mcp_toolset_t *toolset = NULL;
    mcp_verdict_e verdict =
        mcp_stage_auth_recall(local->engine, local->settings,
                              local->authorization, &local->uid, local->pool);

    if (verdict == MCP_VERDICT_REFUSED) {
        refuse(reply, body, local->pool);
        return 1;
    }
    if (!is_trusted(verdict, body, trust)
        || !mcp_dispatch_is_local(body, local->settings)) {
        return 0;
    }
    if (mcp_dispatch_needs_user(body) && !local->uid) {
        return 0;
    }
    if (mcp_dispatch_needs_tools(body)) {
        toolset = known_tools(local);
        if (!toolset) {
            return 0;
        }
    }
    dispatch(local, toolset, reply);
    return 1;
}
