/* SPDX-License-Identifier: Apache-2.0 */

/* Records of any size: whole, one version, or not there. */

#include "store/record.h"

#include "memory_store.h"
#include "tap.h"

#define MINUTE apr_time_from_sec(60)

static apr_pool_t *pool;
static memory_store_t *shared;

/* len bytes that tell versions and places apart. */
static char *make_value(apr_size_t len, int version)
{
    char *value = apr_palloc(pool, len + 1);
    apr_size_t i;

    for (i = 0; i < len; i++) {
        value[i] = (char)(version * 31 + i * 7 + i / 251);
    }
    return value;
}

static int has_value(const char *id, const char *want, apr_size_t len)
{
    const char *bytes;
    apr_size_t got;

    return mcp_record_get(&bytes, &got, &shared->store, "test", id, pool)
               == APR_SUCCESS
           && got == len && !memcmp(bytes, want, len) && bytes[len] == '\0';
}

static int is_missing(const char *id)
{
    const char *bytes = "x";
    apr_size_t len = 1;

    return mcp_record_get(&bytes, &len, &shared->store, "test", id, pool)
               == APR_NOTFOUND
           && !bytes && len == 0;
}

static apr_status_t put(const char *id, const char *bytes, apr_size_t len)
{
    return mcp_record_put(&shared->store, "test", id, bytes, len, MINUTE,
                          pool);
}

static void test_sizes(void)
{
    static const apr_size_t sizes[] = {0,     1,     16363,  16364,  16384,
                                       16385, 32768, 100000, 1000000};
    apr_size_t i;

    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        const char *value = make_value(sizes[i], (int)i);

        ok(put("size", value, sizes[i]) == APR_SUCCESS
               && has_value("size", value, sizes[i]),
           "%d bytes", (int)sizes[i]);
    }
    ok(put("size", "", MCP_RECORD_MAX + 1) == APR_ENOSPC,
       "more than the maximum is refused");
}

static void test_names(void)
{
    put("a", "one", 3);
    put("b", "two", 3);
    ok(has_value("a", "one", 3) && has_value("b", "two", 3),
       "each id has a value of its own");
    mcp_record_put(&shared->store, "other", "a", "three", 5, MINUTE, pool);
    ok(has_value("a", "one", 3), "and each kind");
    ok(shared->last->key_len == 32, "keys are hashes");
    shared->store.secret = (const unsigned char *)"another secret of 32 "
                                                  "bytes: 12345678";
    ok(is_missing("a"), "another secret finds nothing");
    shared->store.secret =
        (const unsigned char *)"0123456789abcdef0123456789abcdef";
}

static void test_replacing(void)
{
    const char *large = make_value(90000, 1);
    int before = shared->items->nelts;

    put("r", large, 90000);
    put("r", "small", 5);
    ok(has_value("r", "small", 5), "a small value replaces a large one");
    ok(shared->items->nelts == before + 1, "whose pieces are gone");
    put("r", large, 90000);
    ok(mcp_record_remove(&shared->store, "test", "r", pool) == APR_SUCCESS
           && is_missing("r"),
       "what is removed is not found");
    ok(shared->items->nelts == before, "nothing of it stays");
    ok(mcp_record_remove(&shared->store, "test", "r", pool) == APR_SUCCESS,
       "removing it again is no error");
}

static char *second;

/* After the reader has the head and one piece. */
static void overtake(memory_store_t *store)
{
    static int gets;

    if (++gets == 3) {
        store->before_get = NULL;
        mcp_record_put(&store->store, "test", "race", second, 80000, MINUTE,
                       pool);
    }
}

static void test_overtaken(void)
{
    put("race", make_value(80000, 5), 80000);
    second = make_value(80000, 6);
    shared->before_get = overtake;
    ok(has_value("race", second, 80000),
       "a reader that a writer overtakes gets the new version whole");
    ok(!shared->before_get, "(the writer did)");
}

static void test_forgetting(void)
{
    const char *value = make_value(100000, 2);

    mcp_record_put(&shared->store, "test", "brief", "x", 1, 1000, pool);
    apr_sleep(2000);
    ok(is_missing("brief"), "an expired record is not found");
    put("lost", value, 100000);
    memory_drop(shared, shared->items->nelts - 3);
    ok(is_missing("lost"), "one that lost a piece is not found");
    shared->items->nelts = 0;
    shared->max_items = 4;
    ok(put("much", value, 100000) == APR_ENOSPC,
       "a store that throws out its first pieces is full");
    ok(is_missing("much") && shared->items->nelts == 0,
       "nothing of what did not fit stays");
    ok(put("little", value, 40000) == APR_SUCCESS
           && has_value("little", value, 40000),
       "what fits is taken");
}

int main(void)
{
    const char *bytes;
    apr_size_t len;

    tap_start();
    pool = tap_pool;
    shared = memory_store_create(pool);
    test_sizes();
    test_names();
    test_replacing();
    test_overtaken();
    test_forgetting();
    ok(mcp_record_put(NULL, "test", "a", "x", 1, MINUTE, pool) == APR_ENOTIMPL
           && mcp_record_get(&bytes, &len, NULL, "test", "a", pool)
                  == APR_NOTFOUND,
       "without a store nothing is kept");
    return tap_end();
}
