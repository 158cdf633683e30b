/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_STAGE_H
#define MCP_JOB_STAGE_H

/*
 * The stages every job passes, in this order, on the job's thread. NULL
 * means go on; an error ends the way to the tools and becomes the answer of
 * every request that needs a user.
 */

#include "job/job.h"

typedef mcp_err_t *mcp_stage_fn(mcp_job_t *job);

/* What is remembered of a credential, as far as this Location wants to
 * (MCPAuthCache 0 asks again each time). Without a Nextcloud everybody is
 * good, and *uid is "". Who gets MCP_VERDICT_OLD asks again, unless it finds
 * with mcp_verdict_claim that another does. Any thread. */
mcp_verdict_e mcp_stage_auth_recall(const mcp_engine_t *engine,
                                    const mcp_settings_t *settings,
                                    const char *authorization,
                                    const char **uid, apr_pool_t *pool);

/* Who is this? Sets nc.uid, or trouble when Nextcloud cannot tell. An error
 * is a refused credential only. */
mcp_err_t *mcp_stage_auth(mcp_job_t *job);

/* Is the session this user's? MCP_ERR_SESSION when it is not, or trouble
 * when that cannot be found out. */
mcp_err_t *mcp_stage_session(mcp_job_t *job);

/* What a client hears of a session that it does not have. */
mcp_err_t *mcp_stage_session_none(apr_pool_t *pool);

/* Nextcloud refused a request of a user it knew: has the credential been
 * revoked (MCP_ERR_UNAUTHORIZED, remembered), or does this one app not take
 * it (MCP_ERR_TOOL)? err: what the request failed with. */
mcp_err_t *mcp_stage_auth_again(mcp_job_t *job, mcp_err_t *err);

/* Nothing that needs Nextcloud happens without an authenticated user and a
 * reachable Nextcloud; what needs neither goes on. */
mcp_err_t *mcp_stage_guard(mcp_job_t *job);

/* What may they see? Sets toolset. */
mcp_err_t *mcp_stage_tools(mcp_job_t *job);

/* Make it anew if it is old, so that whoever listens hears of what has
 * changed. */
mcp_err_t *mcp_stage_tools_refresh(mcp_job_t *job, mcp_revision_e revision);

/* The toolset of this user from the child's cache, or NULL: none, or too old.
 * It is valid until pool is cleared. */
const mcp_toolset_t *mcp_stage_tools_cached(mcp_engine_t *engine,
                                            const mcp_settings_t *settings,
                                            const char *uid,
                                            mcp_revision_e revision,
                                            apr_pool_t *pool);

#endif /* MCP_JOB_STAGE_H */
