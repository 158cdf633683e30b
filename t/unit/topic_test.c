/* SPDX-License-Identifier: Apache-2.0 */

/* Changes are noticed, and asking for them is cheap. */

#include "store/topic.h"

#include "memory_store.h"
#include "tap.h"

int main(void)
{
    memory_store_t *memory;
    const mcp_store_t *store;
    apr_uint64_t seen;
    apr_uint64_t first;
    mcp_pulse_t *pulse;
    apr_pool_t *pool;
    int i;

    tap_start();
    pool = tap_pool;
    memory = memory_store_create(pool);
    store = &memory->store;
    seen = mcp_topic_read(store, "a", pool);
    ok(seen == 0, "what was never touched is 0");
    ok(!mcp_topic_is_changed(&seen, store, "a", pool), "and not changed");
    mcp_topic_touch(store, "a", pool);
    ok(mcp_topic_is_changed(&seen, store, "a", pool), "a touch is seen");
    ok(!mcp_topic_is_changed(&seen, store, "a", pool), "once");
    mcp_topic_touch(store, "b", pool);
    ok(!mcp_topic_is_changed(&seen, store, "a", pool),
       "another topic is another matter");
    mcp_topic_touch(store, "a", pool);
    mcp_topic_touch(store, "a", pool);
    ok(mcp_topic_is_changed(&seen, store, "a", pool)
           && seen == mcp_topic_read(store, "a", pool),
       "two touches are one change");
    memory->items->nelts = 0;
    ok(!mcp_topic_is_changed(&seen, store, "a", pool),
       "forgotten is not changed");
    mcp_topic_touch(store, "a", pool);
    ok(mcp_topic_is_changed(&seen, store, "a", pool),
       "and a touch after that is seen");

    mcp_topic_put(store, "list", 7, pool);
    seen = 7;
    mcp_topic_put(store, "list", 7, pool);
    ok(!mcp_topic_is_changed(&seen, store, "list", pool),
       "the same number is no change");
    mcp_topic_put(store, "list", 8, pool);
    ok(mcp_topic_is_changed(&seen, store, "list", pool) && seen == 8,
       "another one is");

    mcp_pulse_create(&pulse, store, pool);
    mcp_pulse_read(pulse, pool);
    memory->gets = 0;
    for (i = 0; i < 1000; i++) {
        mcp_pulse_read(pulse, pool);
    }
    ok(memory->gets <= 1, "a thousand listeners ask the store once");
    first = mcp_topic_read(store, "", pool);
    mcp_topic_put(store, "list", 8, pool);
    ok(mcp_topic_read(store, "", pool) == first, "no change, no pulse");
    mcp_topic_touch(store, "anything", pool);
    apr_sleep(MCP_TOPIC_INTERVAL + 1000);
    ok(mcp_pulse_read(pulse, pool) != first, "any touch changes the pulse");

    mcp_pulse_create(&pulse, NULL, pool);
    ok(mcp_topic_touch(NULL, "a", pool) == APR_ENOTIMPL
           && mcp_topic_read(NULL, "a", pool) == 0
           && mcp_pulse_read(pulse, pool) == 0,
       "without a store nothing changes");
    return tap_end();
}
