/* SPDX-License-Identifier: Apache-2.0 */

#include "store/session_impl.h"

#include <string.h>

#include <apr_escape.h>
#include <apr_general.h>
#include <apr_strings.h>

#include "store/record.h"
#include "util/json.h"
#include "util/log.h"

#define KIND "session"
#define KIND_LEVEL "session level"

/* Written anew after this part of its time. */
#define REFRESH 8

const char *mcp_session_owner(const mcp_store_t *store, const char *url,
                              const char *authorization, apr_pool_t *pool)
{
    const char *parts[] = {"mod_mcp session", url ? url : "", authorization};
    unsigned char hash[MCP_HASH_LEN];

    mcp_hash_keyed(hash, store->secret, MCP_HASH_LEN, parts, 3);
    return apr_pescape_hex(pool, hash, sizeof(hash), 0);
}

static apr_status_t write_session(mcp_session_t *session,
                                  const mcp_store_t *store,
                                  apr_interval_time_t ttl, apr_pool_t *pool)
{
    mcp_json_t *json = mcp_json_object_create(pool);
    const char *bytes;
    apr_size_t len;

    session->written = apr_time_now();
    session->ttl = ttl;
    mcp_json_set_str(json, "revision", mcp_revision_name(session->revision));
    mcp_json_set_str(json, "capabilities", session->capabilities);
    mcp_json_set_str(json, "owner", session->owner);
    if (session->uid) {
        mcp_json_set_str(json, "uid", session->uid);
    }
    mcp_json_set_int(json, "written", session->written);
    mcp_json_set_int(json, "ttl", session->ttl);
    bytes = mcp_json_print(json, &len, pool);
    return mcp_record_put(store, KIND, session->id, bytes, len, ttl, pool);
}

apr_status_t mcp_session_create(mcp_session_t *session,
                                const mcp_store_t *store,
                                apr_interval_time_t ttl, apr_pool_t *pool)
{
    unsigned char random[MCP_SESSION_ID_LEN / 2];
    apr_status_t rv = apr_generate_random_bytes(random, sizeof(random));

    if (rv != APR_SUCCESS) {
        return rv;
    }
    session->id = apr_pescape_hex(pool, random, sizeof(random), 0);
    return write_session(session, store, ttl, pool);
}

static int is_id(const char *id)
{
    return strlen(id) == MCP_SESSION_ID_LEN
           && strspn(id, "0123456789abcdef") == MCP_SESSION_ID_LEN;
}

static mcp_session_t *read_session(const char *bytes, apr_size_t len,
                                   const char *id, apr_pool_t *pool)
{
    mcp_session_t *session = apr_pcalloc(pool, sizeof(*session));
    mcp_json_t *json;

    if (mcp_json_parse_trusted(&json, bytes, len, pool)) {
        return NULL;
    }
    session->id = apr_pstrdup(pool, id);
    session->revision =
        mcp_revision_find(mcp_json_get_str(json, "revision", NULL));
    session->capabilities =
        apr_pstrdup(pool, mcp_json_get_str(json, "capabilities", "{}"));
    session->owner = apr_pstrdup(pool, mcp_json_get_str(json, "owner", ""));
    session->uid = apr_pstrdup(pool, mcp_json_get_str(json, "uid", NULL));
    session->written = mcp_json_get_int(json, "written", 0);
    session->ttl = mcp_json_get_int(json, "ttl", 0);
    return session->revision == MCP_REV_UNKNOWN ? NULL : session;
}

mcp_session_t *mcp_session_find(const mcp_store_t *store, const char *id,
                                apr_pool_t *pool)
{
    const char *bytes;
    apr_size_t len;

    if (!store || !is_id(id)
        || mcp_record_get(&bytes, &len, store, KIND, id, pool)
               != APR_SUCCESS) {
        return NULL;
    }
    return read_session(bytes, len, id, pool);
}

mcp_session_e mcp_session_check(const mcp_session_t *session,
                                const char *owner, const char *uid)
{
    if (uid && session->uid) {
        return strcmp(uid, session->uid) ? MCP_SESSION_FOREIGN
                                         : MCP_SESSION_OWN;
    }
    if (!strcmp(owner, session->owner)) {
        return MCP_SESSION_OWN;
    }
    return session->uid ? MCP_SESSION_UNSURE : MCP_SESSION_FOREIGN;
}

void mcp_session_keep(mcp_session_t *session, const mcp_store_t *store,
                      const char *uid, apr_interval_time_t ttl,
                      apr_pool_t *pool)
{
    int is_news = uid && !session->uid;
    int is_due = apr_time_now() - session->written >= ttl / REFRESH;
    apr_status_t rv;

    if (!is_news && !is_due) {
        return;
    }
    if (is_news) {
        session->uid = apr_pstrdup(pool, uid);
    }
    rv = write_session(session, store, ttl, pool);
    if (rv != APR_SUCCESS) {
        mcp_log(MCP_LOG_DEBUG, rv,
                MCP_LOGNO(0060) "the store did not take a session");
    }
    if (is_due) {
        mcp_record_prolong(store, KIND_LEVEL, session->id,
                           ttl + MCP_SESSION_PART_GRACE, pool);
        mcp_session_keep_watched(store, session->id, ttl, pool);
    }
}

apr_status_t mcp_session_end(const mcp_store_t *store, const char *id,
                             apr_pool_t *pool)
{
    (void)mcp_record_remove(store, KIND_LEVEL, id, pool);
    mcp_session_end_watched(store, id, pool);
    return mcp_record_remove(store, KIND, id, pool);
}

apr_status_t mcp_session_put_level(const mcp_store_t *store,
                                   const mcp_session_t *session, int level,
                                   apr_pool_t *pool)
{
    char digit = (char)('0' + level);

    return mcp_record_put(store, KIND_LEVEL, session->id, &digit, 1,
                          session->ttl + MCP_SESSION_PART_GRACE, pool);
}

int mcp_session_get_level(const mcp_store_t *store, const char *id,
                          apr_pool_t *pool)
{
    const char *bytes;
    apr_size_t len;

    if (mcp_record_get(&bytes, &len, store, KIND_LEVEL, id, pool)
            != APR_SUCCESS
        || len != 1) {
        return -1;
    }
    return bytes[0] - '0';
}
