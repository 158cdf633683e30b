/* SPDX-License-Identifier: Apache-2.0 */

#include "store/verdicts.h"

#include <string.h>

#include <apr_strings.h>

#include "util/hash.h"
#include "util/log.h"

/* A value: what was said, for good ones until when it is fresh, and the
 * uid. */
#define GOOD 'G'
#define REFUSED 'r'
#define TIME_LEN 8
#define MAX_LEN (1 + TIME_LEN + MCP_VERDICT_UID_MAX)

/* How long an old verdict serves while a new one is fetched, and how long
 * whoever fetches it may take before another tries. */
#define RENEWAL apr_time_from_sec(5)
#define CLAIM apr_time_from_sec(2)

apr_status_t mcp_verdicts_init(mcp_verdicts_t *verdicts, apr_pool_t *pool)
{
    return apr_thread_mutex_create(&verdicts->mutex, APR_THREAD_MUTEX_DEFAULT,
                                   pool);
}

/* purpose: "" for the verdict itself. */
static void make_key(unsigned char *key, const mcp_verdicts_t *verdicts,
                     const char *url, const char *authorization,
                     const char *purpose)
{
    const char *parts[] = {url, authorization, purpose};

    mcp_hash_keyed(key, verdicts->secret, sizeof(verdicts->secret), parts, 3);
}

/* Hosts that share a store need not share a byte order. */
static void write_time(unsigned char *bytes, apr_time_t time)
{
    int i;

    for (i = 0; i < TIME_LEN; i++) {
        bytes[i] = (unsigned char)((apr_uint64_t)time >> (8 * i));
    }
}

static apr_time_t read_time(const unsigned char *bytes)
{
    apr_uint64_t time = 0;
    int i;

    for (i = TIME_LEN; i-- > 0;) {
        time = time << 8 | bytes[i];
    }
    return (apr_time_t)time;
}

mcp_verdict_e mcp_verdict_find(const mcp_verdicts_t *verdicts, const char *url,
                               const char *authorization, const char **uid,
                               apr_pool_t *pool)
{
    unsigned char key[MCP_HASH_LEN];
    unsigned char value[MAX_LEN];
    unsigned int len = sizeof(value);
    apr_status_t rv;

    *uid = NULL;
    if (!verdicts->store) {
        return MCP_VERDICT_UNKNOWN;
    }
    make_key(key, verdicts, url, authorization, "");
    rv = verdicts->store->get(verdicts->store->baton, key, sizeof(key), value,
                              &len, pool);
    if (rv == APR_SUCCESS && len == 1 && value[0] == REFUSED) {
        return MCP_VERDICT_REFUSED;
    }
    if (rv != APR_SUCCESS || len <= 1 + TIME_LEN || value[0] != GOOD) {
        return MCP_VERDICT_UNKNOWN;
    }
    *uid = apr_pstrmemdup(pool, (const char *)value + 1 + TIME_LEN,
                          len - 1 - TIME_LEN);
    return apr_time_now() < read_time(value + 1) ? MCP_VERDICT_GOOD
                                                 : MCP_VERDICT_OLD;
}

/* Mutex held. */
static int claim(const mcp_store_t *store, const unsigned char *key,
                 apr_pool_t *pool)
{
    unsigned char value[1];
    unsigned int len = sizeof(value);

    if (store->get(store->baton, key, MCP_HASH_LEN, value, &len, pool)
        == APR_SUCCESS) {
        return 0;
    }
    value[0] = 1;
    /* If the store does not take it, more than one will ask. */
    (void)store->set(store->baton, key, MCP_HASH_LEN, apr_time_now() + CLAIM,
                     value, sizeof(value), pool);
    return 1;
}

int mcp_verdict_claim(const mcp_verdicts_t *verdicts, const char *url,
                      const char *authorization, apr_pool_t *pool)
{
    unsigned char key[MCP_HASH_LEN];
    int is_ours;

    make_key(key, verdicts, url, authorization, "asks");
    apr_thread_mutex_lock(verdicts->mutex);
    is_ours = claim(verdicts->store, key, pool);
    apr_thread_mutex_unlock(verdicts->mutex);
    return is_ours;
}

/* Returns its length; *keep is how long the store is to have it. */
static unsigned int make_value(unsigned char *value, const char *uid,
                               apr_interval_time_t ttl,
                               apr_interval_time_t *keep)
{
    *keep = ttl;
    value[0] = REFUSED;
    if (!uid) {
        return 1;
    }
    *keep += ttl < RENEWAL ? ttl : RENEWAL;
    value[0] = GOOD;
    write_time(value + 1, apr_time_now() + ttl);
    memcpy(value + 1 + TIME_LEN, uid, strlen(uid));
    return (unsigned int)(1 + TIME_LEN + strlen(uid));
}

void mcp_verdict_set(const mcp_verdicts_t *verdicts, const char *url,
                     const char *authorization, const char *uid,
                     apr_interval_time_t ttl, apr_pool_t *pool)
{
    unsigned char key[MCP_HASH_LEN];
    unsigned char value[MAX_LEN];
    apr_interval_time_t keep;
    unsigned int len;
    apr_status_t rv;

    if (!verdicts->store || ttl <= 0
        || (uid && strlen(uid) > MCP_VERDICT_UID_MAX)) {
        return;
    }
    len = make_value(value, uid, ttl, &keep);
    make_key(key, verdicts, url, authorization, "");
    rv = verdicts->store->set(verdicts->store->baton, key, sizeof(key),
                              apr_time_now() + keep, value, len, pool);
    if (rv != APR_SUCCESS) {
        mcp_log(MCP_LOG_DEBUG, rv,
                MCP_LOGNO(0001) "the store did not take a verdict");
    }
}
