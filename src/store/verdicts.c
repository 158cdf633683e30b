/* SPDX-License-Identifier: Apache-2.0 */

#include "store/verdicts.h"

#include <string.h>

#include <apr_strings.h>

#include "util/hash.h"
#include "util/log.h"

#define GOOD 'g'
#define REFUSED 'r'

static void make_key(unsigned char *key, const mcp_verdicts_t *verdicts,
                     const char *url, const char *authorization)
{
    const char *parts[] = {url, authorization};

    mcp_hash_keyed(key, verdicts->secret, sizeof(verdicts->secret), parts, 2);
}

mcp_verdict_e mcp_verdict_find(const mcp_verdicts_t *verdicts, const char *url,
                               const char *authorization, const char **uid,
                               apr_pool_t *pool)
{
    unsigned char key[MCP_HASH_LEN];
    unsigned char value[MCP_VERDICT_UID_MAX + 1];
    unsigned int len = sizeof(value);
    apr_status_t rv;

    *uid = NULL;
    if (!verdicts->store) {
        return MCP_VERDICT_UNKNOWN;
    }
    make_key(key, verdicts, url, authorization);
    rv = verdicts->store->get(verdicts->store->baton, key, sizeof(key), value,
                              &len, pool);
    if (rv != APR_SUCCESS || len == 0) {
        return MCP_VERDICT_UNKNOWN;
    }
    if (value[0] == REFUSED) {
        return MCP_VERDICT_REFUSED;
    }
    *uid = apr_pstrmemdup(pool, (const char *)value + 1, len - 1);
    return MCP_VERDICT_GOOD;
}

void mcp_verdict_set(const mcp_verdicts_t *verdicts, const char *url,
                     const char *authorization, const char *uid,
                     apr_interval_time_t ttl, apr_pool_t *pool)
{
    unsigned char key[MCP_HASH_LEN];
    unsigned char value[MCP_VERDICT_UID_MAX + 1];
    apr_size_t len = uid ? strlen(uid) : 0;
    apr_status_t rv;

    if (!verdicts->store || ttl <= 0 || len > MCP_VERDICT_UID_MAX) {
        return;
    }
    value[0] = uid ? GOOD : REFUSED;
    if (uid) {
        memcpy(value + 1, uid, len);
    }
    make_key(key, verdicts, url, authorization);
    rv = verdicts->store->set(verdicts->store->baton, key, sizeof(key),
                              apr_time_now() + ttl, value,
                              (unsigned int)len + 1, pool);
    if (rv != APR_SUCCESS) {
        mcp_log(MCP_LOG_DEBUG, rv,
                MCP_LOGNO(0001) "the store did not take a verdict");
    }
}
