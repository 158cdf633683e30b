/* SPDX-License-Identifier: Apache-2.0 */

#include "job/stage.h"

mcp_err_t *mcp_stage_session_none(apr_pool_t *pool)
{
    return mcp_err_create(pool, MCP_ERR_SESSION,
                          "There is no such session of yours (any more): send "
                          "initialize again, without Mcp-Session-Id");
}

mcp_err_t *mcp_stage_session(mcp_job_t *job)
{
    mcp_session_t *session = job->head.session;
    const mcp_store_t *store = job->engine->store;
    const char *owner;

    if (!session) {
        return NULL;
    }
    owner = mcp_session_owner(store, job->settings.nextcloud.url,
                              job->authorization, job->pool);
    switch (mcp_session_check(session, owner, job->nc.uid)) {
    case MCP_SESSION_OWN:
        mcp_session_keep(session, store, job->nc.uid,
                         job->settings.session_ttl, job->pool);
        return NULL;
    case MCP_SESSION_FOREIGN:
        return mcp_stage_session_none(job->pool);
    case MCP_SESSION_UNSURE:
        break;
    }
    return job->trouble;
}
