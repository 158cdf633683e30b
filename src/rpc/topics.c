/* SPDX-License-Identifier: Apache-2.0 */

#include "rpc/topics.h"

#include <string.h>

#include <apr_strings.h>

static const char *url_of(const mcp_nc_config_t *nextcloud)
{
    return nextcloud->url ? nextcloud->url : "";
}

const char *mcp_topics_user(const mcp_nc_config_t *nextcloud, const char *uid,
                            apr_pool_t *pool)
{
    return apr_pstrcat(pool, url_of(nextcloud), "\n", uid, NULL);
}

/* By what they say and not by their address, which is another one after a
 * restart and on other servers. */
static const char *describe_rules(const apr_array_header_t *rules,
                                  apr_pool_t *pool)
{
    const char *text = rules ? "" : "all";
    int i;

    for (i = 0; rules && i < rules->nelts; i++) {
        const mcp_policy_rule_t *rule =
            &APR_ARRAY_IDX(rules, i, mcp_policy_rule_t);

        text = apr_pstrcat(pool, text, rule->allow ? " +" : " -",
                           mcp_policy_prefix(rule), rule->pattern, NULL);
    }
    return text;
}

const char *mcp_topics_toolset(const mcp_nc_config_t *nextcloud,
                               const char *uid, const mcp_policy_t *policy,
                               mcp_revision_e revision, apr_pool_t *pool)
{
    return apr_psprintf(pool, "tools\n%d%d%d\n%s\n%s\n%s",
                        mcp_toolset_listing_class(revision), policy->read_only,
                        policy->compact, describe_rules(policy->rules, pool),
                        describe_rules(policy->toolset, pool),
                        mcp_topics_user(nextcloud, uid, pool));
}

const char *mcp_topics_list(mcp_change_e what)
{
    switch (what) {
    case MCP_CHANGE_TOOLS:
        return "list of tools";
    case MCP_CHANGE_PROMPTS:
        return "list of prompts";
    case MCP_CHANGE_RESOURCES:
    case MCP_CHANGE_RESOURCE:
        break;
    }
    return "list of resources";
}

const char *mcp_topics_resource(const char *uri, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "resource\n", uri, NULL);
}

/* A folder has the same name with and without "/" at its end. */
const char *mcp_topics_file(const mcp_nc_config_t *nextcloud, const char *uid,
                            const char *path, apr_pool_t *pool)
{
    apr_size_t len = strlen(path);

    while (len > 0 && path[len - 1] == '/') {
        len--;
    }
    return apr_pstrcat(pool, "file\n", mcp_topics_user(nextcloud, uid, pool),
                       "\n", apr_pstrmemdup(pool, path, len), NULL);
}

const char *mcp_topics_session(const char *id, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "session\n", id, NULL);
}

const char *mcp_topics_stream(const char *id, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "stream\n", id, NULL);
}
