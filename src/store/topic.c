/* SPDX-License-Identifier: Apache-2.0 */

#include "store/topic.h"

#include <string.h>

#include <apr_general.h>

/* A listener looks every moment, and takes what is forgotten for unchanged.
 * One that has lost its stream comes back within minutes. */
#define LIFETIME apr_time_from_sec(600)

/* No name that anybody else gives. */
#define PULSE ""

struct mcp_pulse_t {
    const mcp_store_t *store;
    apr_thread_mutex_t *mutex; /* guards what follows, not the store: one
                                  thread asks, the others have the old value */
    apr_uint64_t value;
    apr_time_t next; /* nobody asks before this */
};

static void make_key(unsigned char *key, const mcp_store_t *store,
                     const char *name)
{
    const char *parts[] = {"mod_mcp topic", name};

    mcp_hash_keyed(key, store->secret, MCP_HASH_LEN, parts, 2);
}

static apr_status_t write_number(const mcp_store_t *store, const char *name,
                                 apr_uint64_t number, apr_pool_t *pool)
{
    unsigned char key[MCP_HASH_LEN];

    make_key(key, store, name);
    return store->set(store->baton, key, sizeof(key),
                      apr_time_now() + LIFETIME, (unsigned char *)&number,
                      sizeof(number), pool);
}

static apr_status_t make_number(apr_uint64_t *number)
{
    apr_status_t rv = APR_SUCCESS;

    *number = 0;
    while (rv == APR_SUCCESS && *number == 0) {
        rv = apr_generate_random_bytes((unsigned char *)number,
                                       sizeof(*number));
    }
    return rv;
}

static apr_status_t beat(const mcp_store_t *store, apr_pool_t *pool)
{
    apr_uint64_t number;
    apr_status_t rv = make_number(&number);

    return rv == APR_SUCCESS ? write_number(store, PULSE, number, pool) : rv;
}

apr_status_t mcp_topic_touch(const mcp_store_t *store, const char *name,
                             apr_pool_t *pool)
{
    apr_uint64_t number;
    apr_status_t rv;

    if (!store) {
        return APR_ENOTIMPL;
    }
    rv = make_number(&number);
    if (rv == APR_SUCCESS) {
        rv = write_number(store, name, number, pool);
    }
    /* Afterwards: who sees the pulse finds the topic changed. */
    return rv == APR_SUCCESS ? beat(store, pool) : rv;
}

apr_status_t mcp_topic_put(const mcp_store_t *store, const char *name,
                           apr_uint64_t number, apr_pool_t *pool)
{
    apr_uint64_t old;
    apr_status_t rv;

    if (!store) {
        return APR_ENOTIMPL;
    }
    old = mcp_topic_read(store, name, pool);
    rv = write_number(store, name, number, pool);
    return rv == APR_SUCCESS && old != number ? beat(store, pool) : rv;
}

apr_uint64_t mcp_topic_read(const mcp_store_t *store, const char *name,
                            apr_pool_t *pool)
{
    unsigned char key[MCP_HASH_LEN];
    apr_uint64_t number = 0;
    unsigned int len = sizeof(number);

    if (!store) {
        return 0;
    }
    make_key(key, store, name);
    if (store->get(store->baton, key, sizeof(key), (unsigned char *)&number,
                   &len, pool)
            != APR_SUCCESS
        || len != sizeof(number)) {
        return 0;
    }
    return number;
}

int mcp_topic_is_changed(apr_uint64_t *seen, const mcp_store_t *store,
                         const char *name, apr_pool_t *pool)
{
    apr_uint64_t number = mcp_topic_read(store, name, pool);

    /* Forgotten is not changed. */
    if (number == 0 || number == *seen) {
        return 0;
    }
    *seen = number;
    return 1;
}

apr_status_t mcp_pulse_create(mcp_pulse_t **out, const mcp_store_t *store,
                              apr_pool_t *pchild)
{
    mcp_pulse_t *pulse = apr_pcalloc(pchild, sizeof(*pulse));

    pulse->store = store;
    *out = pulse;
    return apr_thread_mutex_create(&pulse->mutex, APR_THREAD_MUTEX_DEFAULT,
                                   pchild);
}

apr_uint64_t mcp_pulse_read(mcp_pulse_t *pulse, apr_pool_t *pool)
{
    apr_time_t now = apr_time_now();
    apr_uint64_t value;
    int ask;

    apr_thread_mutex_lock(pulse->mutex);
    ask = now >= pulse->next;
    if (ask) {
        pulse->next = now + MCP_TOPIC_INTERVAL;
    }
    value = pulse->value;
    apr_thread_mutex_unlock(pulse->mutex);
    if (!ask) {
        return value;
    }
    value = mcp_topic_read(pulse->store, PULSE, pool);
    apr_thread_mutex_lock(pulse->mutex);
    pulse->value = value;
    apr_thread_mutex_unlock(pulse->mutex);
    return value;
}
