/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_RPC_TOPICS_H
#define MCP_RPC_TOPICS_H

/*
 * The names of the topics (store/topic.h): who touches and who listens must
 * say the same. All in pool.
 */

#include "rpc/method.h"

/* The tools of a user, as one Location lists them; a number that stands for
 * the list (mcp_topic_put). */
const char *mcp_topics_toolset(const mcp_nc_config_t *nextcloud,
                               const char *uid, const mcp_policy_t *policy,
                               mcp_revision_e revision, apr_pool_t *pool);

/* The lists of everybody, as other modules say (mcp_change_e but RESOURCE). */
const char *mcp_topics_list(mcp_change_e what);

/* A resource of everybody's. */
const char *mcp_topics_resource(const char *uri, apr_pool_t *pool);

/* A file or folder of a user; path: decoded, begins with "/". */
const char *mcp_topics_file(const mcp_nc_config_t *nextcloud, const char *uid,
                            const char *path, apr_pool_t *pool);

/* What a session watches, and whether there is still one. */
const char *mcp_topics_session(const char *id, apr_pool_t *pool);

/* The one event stream of a session: a number that its owner has put. */
const char *mcp_topics_stream(const char *id, apr_pool_t *pool);

/* A user, as counters and records know one. */
const char *mcp_topics_user(const mcp_nc_config_t *nextcloud, const char *uid,
                            apr_pool_t *pool);

#endif /* MCP_RPC_TOPICS_H */
