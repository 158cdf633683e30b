/* SPDX-License-Identifier: Apache-2.0 */

#include <apr_strings.h>

#include "job/dispatch.h"
#include "job/stage.h"
#include "rpc/topics.h"
#include "util/pool.h"

/* Everything a tool list depends on. The rules are told apart by address:
 * they are made once, at start-up, and shared by merged settings. */
static const char *make_key(const mcp_settings_t *settings, const char *uid,
                            mcp_revision_e revision, apr_pool_t *pool)
{
    return apr_psprintf(
        pool, "%d\n%d\n%d\n%u\n%pp\n%pp\n%s\n%s\n%s",
        mcp_toolset_listing_class(revision), settings->policy.read_only,
        settings->policy.compact, settings->policy.services,
        settings->policy.rules, settings->policy.toolset,
        settings->nextcloud.url ? settings->nextcloud.url : "",
        settings->nextcloud.connect_to ? settings->nextcloud.connect_to : "",
        uid);
}

const mcp_toolset_t *mcp_stage_tools_cached(mcp_engine_t *engine,
                                            const mcp_settings_t *settings,
                                            const char *uid,
                                            mcp_revision_e revision,
                                            apr_pool_t *pool)
{
    return mcp_cache_peek(engine->toolsets,
                          make_key(settings, uid, revision, pool), pool);
}

/* Every child that makes the list says what it found; whoever listens hears
 * of it when it is another one than before. */
static void announce(mcp_job_t *job, mcp_revision_e revision)
{
    const mcp_settings_t *settings = &job->settings;

    (void)mcp_topic_put(job->engine->store,
                        mcp_topics_toolset(&settings->nextcloud, job->nc.uid,
                                           &settings->policy, revision,
                                           job->pool),
                        mcp_toolset_digest(job->toolset), job->pool);
}

static mcp_err_t *build(mcp_job_t *job, mcp_revision_e revision)
{
    const mcp_settings_t *settings = &job->settings;
    mcp_toolset_t *toolset;
    apr_pool_t *pool;
    mcp_err_t *err;

    if (mcp_pool_create(&pool, 0) != APR_SUCCESS) {
        return mcp_err_create(job->pool, MCP_ERR_INTERNAL, "out of memory");
    }
    err = mcp_toolset_build(&toolset, job->engine->registry, &settings->policy,
                            revision, &job->nc, pool);
    if (err) {
        err = mcp_err_copy(job->pool, err);
        apr_pool_destroy(pool);
        return err;
    }
    mcp_cache_set(job->engine->toolsets,
                  make_key(settings, job->nc.uid, revision, job->pool),
                  toolset, pool, settings->tools_ttl, job->pool);
    job->toolset = toolset;
    announce(job, revision);
    return NULL;
}

/* NULL: this job is to make the list; others have the old one meanwhile. */
static const mcp_toolset_t *recall(mcp_job_t *job, mcp_revision_e revision)
{
    return mcp_cache_get(
        job->engine->toolsets,
        make_key(&job->settings, job->nc.uid, revision, job->pool), job->pool);
}

mcp_err_t *mcp_stage_tools(mcp_job_t *job)
{
    mcp_revision_e revision = mcp_dispatch_revision(&job->body);

    if (!job->nc.uid || !mcp_dispatch_needs_tools(&job->body)) {
        return NULL;
    }
    job->toolset = recall(job, revision);
    return job->toolset ? NULL : build(job, revision);
}

mcp_err_t *mcp_stage_tools_refresh(mcp_job_t *job, mcp_revision_e revision)
{
    return recall(job, revision) ? NULL : build(job, revision);
}
