/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The resources that a session watches. There is no way to change a list in
 * the store without another writer coming in between, so there are several
 * short ones, and a URI belongs to one of them: two requests of one session
 * that come at the very same time to two children hardly meet there.
 */

#include "store/session_impl.h"

#include <string.h>

#include <apr_strings.h>

#include "store/record.h"
#include "util/json.h"

#define KIND "session resources"
#define LISTS 16
#define MAX_IN_LIST 16

static const char *list_id(const char *id, unsigned int list, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%s/%u", id, list);
}

static unsigned int list_of(const mcp_store_t *store, const char *uri)
{
    unsigned char hash[MCP_HASH_LEN];

    mcp_hash_keyed(hash, store->secret, MCP_HASH_LEN, &uri, 1);
    return hash[0] % LISTS;
}

static void read_list(apr_array_header_t *resources, const mcp_store_t *store,
                      const char *id, apr_pool_t *pool)
{
    const char *bytes;
    apr_size_t len;
    apr_size_t i;
    mcp_json_t *json;

    if (mcp_record_get(&bytes, &len, store, KIND, id, pool) != APR_SUCCESS
        || mcp_json_parse_trusted(&json, bytes, len, pool)) {
        return;
    }
    for (i = 0; i < mcp_json_length(json); i++) {
        const mcp_json_t *entry = mcp_json_at(json, i);
        mcp_session_resource_t *resource = apr_array_push(resources);

        resource->uri = apr_pstrdup(pool, mcp_json_get_str(entry, "uri", ""));
        resource->since = (apr_uint64_t)mcp_json_get_int(entry, "since", 0);
    }
}

apr_array_header_t *mcp_session_watched(const mcp_store_t *store,
                                        const char *id, apr_pool_t *pool)
{
    apr_array_header_t *resources =
        apr_array_make(pool, 4, sizeof(mcp_session_resource_t));
    unsigned int list;

    for (list = 0; list < LISTS; list++) {
        read_list(resources, store, list_id(id, list, pool), pool);
    }
    return resources;
}

void mcp_session_keep_watched(const mcp_store_t *store, const char *id,
                              apr_interval_time_t ttl, apr_pool_t *pool)
{
    unsigned int list;

    for (list = 0; list < LISTS; list++) {
        mcp_record_prolong(store, KIND, list_id(id, list, pool),
                           ttl + MCP_SESSION_PART_GRACE, pool);
    }
}

void mcp_session_end_watched(const mcp_store_t *store, const char *id,
                             apr_pool_t *pool)
{
    unsigned int list;

    for (list = 0; list < LISTS; list++) {
        (void)mcp_record_remove(store, KIND, list_id(id, list, pool), pool);
    }
}

static void add_to(mcp_json_t *list, const mcp_session_resource_t *resource)
{
    mcp_json_t *entry = mcp_json_add_object(list);

    mcp_json_set_str(entry, "uri", resource->uri);
    mcp_json_set_int(entry, "since", (apr_int64_t)resource->since);
}

apr_status_t mcp_session_watch(const mcp_store_t *store,
                               const mcp_session_t *session,
                               const mcp_session_resource_t *resource, int add,
                               apr_pool_t *pool)
{
    const char *where =
        list_id(session->id, list_of(store, resource->uri), pool);
    apr_array_header_t *known =
        apr_array_make(pool, 4, sizeof(mcp_session_resource_t));
    mcp_json_t *json = mcp_json_array_create(pool);
    const char *bytes;
    apr_size_t len;
    int i;

    read_list(known, store, where, pool);
    for (i = 0; i < known->nelts; i++) {
        const mcp_session_resource_t *other =
            &APR_ARRAY_IDX(known, i, mcp_session_resource_t);

        if (strcmp(other->uri, resource->uri) != 0) {
            add_to(json, other);
        }
    }
    if (add) {
        add_to(json, resource);
    }
    if (mcp_json_length(json) > MAX_IN_LIST) {
        return APR_ENOSPC;
    }
    if (mcp_json_length(json) == 0) {
        return mcp_record_remove(store, KIND, where, pool);
    }
    bytes = mcp_json_print(json, &len, pool);
    return mcp_record_put(store, KIND, where, bytes, len,
                          session->ttl + MCP_SESSION_PART_GRACE, pool);
}
