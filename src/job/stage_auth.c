/* SPDX-License-Identifier: Apache-2.0 */

#include "job/stage.h"
#include "nextcloud/user.h"

mcp_verdict_e mcp_stage_auth_recall(const mcp_engine_t *engine,
                                    const mcp_settings_t *settings,
                                    const char *authorization,
                                    const char **uid, apr_pool_t *pool)
{
    mcp_verdict_e verdict;

    if (!settings->nextcloud.url) {
        *uid = ""; /* everybody is nobody where there is no Nextcloud */
        return MCP_VERDICT_GOOD;
    }
    verdict = mcp_verdict_find(&engine->verdicts, settings->nextcloud.url,
                               authorization, uid, pool);
    /* Another Location may have written what this one does not want. */
    if (((verdict == MCP_VERDICT_GOOD || verdict == MCP_VERDICT_OLD)
         && settings->auth_ttl == 0)
        || (verdict == MCP_VERDICT_REFUSED && settings->refused_ttl == 0)) {
        *uid = NULL;
        return MCP_VERDICT_UNKNOWN;
    }
    return verdict;
}

static mcp_err_t *refused(mcp_job_t *job)
{
    return mcp_err_create(job->pool, MCP_ERR_UNAUTHORIZED,
                          "Nextcloud refused this credential; use the login "
                          "name and an app password");
}

/* Trouble on the way is not the credential's fault: it must neither be
 * remembered nor become a 401. The guard decides what it stops. */
static mcp_err_t *learn(mcp_job_t *job, mcp_err_t *err, const char *uid)
{
    const mcp_settings_t *settings = &job->settings;

    if (!err) {
        job->nc.uid = uid;
        mcp_verdict_set(&job->engine->verdicts, settings->nextcloud.url,
                        job->authorization, uid, settings->auth_ttl,
                        job->pool);
        return NULL;
    }
    if (err->kind != MCP_ERR_UNAUTHORIZED) {
        job->trouble = err;
        return NULL;
    }
    mcp_verdict_set(&job->engine->verdicts, settings->nextcloud.url,
                    job->authorization, NULL, settings->refused_ttl,
                    job->pool);
    return mcp_err_push(job->pool, err, MCP_ERR_UNAUTHORIZED, "%s",
                        refused(job)->message);
}

mcp_err_t *mcp_stage_auth(mcp_job_t *job)
{
    const char *uid;
    mcp_err_t *err;

    if (job->uid) {
        job->nc.uid = job->uid;
        return NULL;
    }
    /* Somebody may have asked Nextcloud since the request came. */
    switch (mcp_stage_auth_recall(job->engine, &job->settings,
                                  job->authorization, &uid, job->pool)) {
    case MCP_VERDICT_GOOD:
        job->nc.uid = uid;
        return NULL;
    case MCP_VERDICT_REFUSED:
        return refused(job);
    case MCP_VERDICT_OLD:
    case MCP_VERDICT_UNKNOWN:
        break;
    }
    err = mcp_user_get_uid(&job->nc, &uid);
    return learn(job, err, uid);
}

mcp_err_t *mcp_stage_auth_again(mcp_job_t *job, mcp_err_t *err)
{
    const char *uid;
    mcp_err_t *why = mcp_user_get_uid(&job->nc, &uid);

    if (why && why->kind != MCP_ERR_UNAUTHORIZED) {
        return why;
    }
    why = learn(job, why, uid);
    if (why) {
        return why;
    }
    return mcp_err_push(job->pool, err, MCP_ERR_TOOL,
                        "This app of the Nextcloud does not take this kind "
                        "of credential: connect with Authorization: Basic, "
                        "the login name and an app password");
}
