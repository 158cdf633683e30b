/* SPDX-License-Identifier: Apache-2.0 */

/* The per-child cache: what is found, for how long, and when a value goes. */

#include "store/cache.h"

#include <string.h>

#include <apr_strings.h>
#include <apr_thread_proc.h>
#include <apr_atomic.h>

#include "tap.h"
#include "util/pool.h"

static volatile apr_uint32_t alive; /* values that exist */

static apr_status_t died(void *unused)
{
    apr_atomic_dec32(&alive);
    return APR_SUCCESS;
}

static void put(mcp_cache_t *cache, const char *key, const char *text,
                apr_interval_time_t ttl, apr_pool_t *pool)
{
    apr_pool_t *value_pool;
    const char *value;

    (void)mcp_pool_create(&value_pool, 0);
    value = apr_pstrdup(value_pool, text);
    apr_atomic_inc32(&alive);
    apr_pool_cleanup_register(value_pool, NULL, died, apr_pool_cleanup_null);
    mcp_cache_set(cache, key, value, value_pool, ttl, pool);
}

static int has(mcp_cache_t *cache, const char *key, const char *text,
               apr_pool_t *pool)
{
    const char *value = mcp_cache_get(cache, key, pool);

    return text ? value && !strcmp(value, text) : value == NULL;
}

static void test_lifetime(apr_pool_t *parent)
{
    apr_pool_t *pool;
    apr_pool_t *user;
    mcp_cache_t *cache;

    apr_pool_create(&pool, parent);
    apr_pool_create(&user, parent);
    cache = mcp_cache_create(2, pool);
    ok(has(cache, "a", NULL, user), "an empty cache has nothing");
    put(cache, "a", "1", apr_time_from_sec(60), user);
    ok(has(cache, "a", "1", user), "what was put is found");
    put(cache, "a", "2", apr_time_from_sec(60), user);
    ok(has(cache, "a", "2", user), "a later value replaces it");
    ok(alive == 2, "the replaced value lives while somebody may read it");
    apr_pool_clear(user);
    ok(alive == 1, "and no longer");
    put(cache, "b", "3", apr_time_from_sec(60), user);
    ok(has(cache, "a", "2", user), "a is used again");
    put(cache, "c", "4", apr_time_from_sec(60), user);
    ok(has(cache, "b", NULL, user), "the least recently used one goes");
    ok(has(cache, "a", "2", user) && has(cache, "c", "4", user),
       "the others stay");
    put(cache, "c", "5", apr_time_from_msec(1), user);
    apr_sleep(apr_time_from_msec(5));
    ok(has(cache, "c", NULL, user), "an expired value is not found");
    ok(has(cache, "c", "5", user), "but by others, while it is made anew");
    put(cache, "c", "6", apr_time_from_sec(60), user);
    ok(has(cache, "c", "6", user), "and then the new one is");
    apr_pool_destroy(user);
    ok(alive == 2, "readers' references end with their pool");
    apr_pool_destroy(pool);
    ok(alive == 0, "the cache takes its values along");
}

#define THREADS 4
#define ROUNDS 5000

static void *APR_THREAD_FUNC hammer(apr_thread_t *thread, void *data)
{
    mcp_cache_t *cache = data;
    apr_pool_t *pool;
    int i;

    apr_pool_create_unmanaged_ex(&pool, NULL, NULL);
    for (i = 0; i < ROUNDS; i++) {
        const char *key = apr_psprintf(pool, "k%d", i % 7);
        const char *value = mcp_cache_get(cache, key, pool);

        if (!value) {
            put(cache, key, key, apr_time_from_msec(1), pool);
        }
        else if (strcmp(value, key) != 0) {
            apr_thread_exit(thread, APR_EGENERAL);
        }
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
    apr_thread_exit(thread, APR_SUCCESS);
    return NULL;
}

/* Who only looks leaves the renewal to who will do it. */
static void test_peek(apr_pool_t *parent)
{
    apr_pool_t *pool;
    mcp_cache_t *cache;

    apr_pool_create(&pool, parent);
    cache = mcp_cache_create(2, pool);
    put(cache, "a", "1", apr_time_from_msec(20), pool);
    ok(mcp_cache_peek(cache, "a", pool) != NULL, "a look finds it");
    apr_sleep(apr_time_from_msec(30));
    ok(!mcp_cache_peek(cache, "a", pool), "not when it is old");
    ok(has(cache, "a", NULL, pool), "then one is to renew it");
    ok(has(cache, "a", "1", pool), "and others have the old one");
    ok(mcp_cache_peek(cache, "a", pool) != NULL, "for a look too");
    apr_pool_destroy(pool);
}

static void test_threads(apr_pool_t *parent)
{
    apr_thread_t *threads[THREADS];
    apr_pool_t *pool;
    mcp_cache_t *cache;
    int good = 0;
    int i;

    apr_pool_create(&pool, parent);
    cache = mcp_cache_create(5, pool);
    for (i = 0; i < THREADS; i++) {
        apr_thread_create(&threads[i], NULL, hammer, cache, pool);
    }
    for (i = 0; i < THREADS; i++) {
        apr_status_t result = APR_EGENERAL;

        apr_thread_join(&result, threads[i]);
        good += result == APR_SUCCESS;
    }
    ok(good == THREADS, "threads read only values of the key they asked for");
    apr_pool_destroy(pool);
    ok(alive == 0, "no value is left behind");
}

int main(void)
{
    tap_start();
    test_lifetime(tap_pool);
    test_peek(tap_pool);
    test_threads(tap_pool);
    return tap_end();
}
