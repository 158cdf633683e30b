/* SPDX-License-Identifier: Apache-2.0 */

/* What is remembered of a credential. */

#include "store/verdicts.h"

#include <string.h>

#include <apr_strings.h>

#include "memory_store.h"
#include "tap.h"

int main(void)
{
    mcp_verdicts_t verdicts = {NULL, {1, 2, 3}, NULL};
    mcp_verdicts_t others = {NULL, {9, 9, 9}, NULL};
    memory_store_t *memory;
    const char *uid;
    apr_pool_t *pool;
    apr_interval_time_t minute = apr_time_from_sec(60);

    tap_start();
    pool = tap_pool;
    memory = memory_store_create(pool);

    ok(mcp_verdict_find(&verdicts, "u", "a", &uid, pool)
           == MCP_VERDICT_UNKNOWN,
       "without a store nothing is known");
    ok(mcp_verdicts_init(&verdicts, pool) == APR_SUCCESS, "ready");
    verdicts.store = others.store = &memory->store;
    mcp_verdict_set(&verdicts, "u", "Basic secret", "alice", minute, pool);
    ok(mcp_verdict_find(&verdicts, "u", "Basic secret", &uid, pool)
               == MCP_VERDICT_GOOD
           && !strcmp(uid, "alice"),
       "a good credential has its uid");
    ok(mcp_verdict_find(&verdicts, "u", "Basic secreT", &uid, pool)
           == MCP_VERDICT_UNKNOWN,
       "another credential is another matter");
    ok(mcp_verdict_find(&verdicts, "v", "Basic secret", &uid, pool)
           == MCP_VERDICT_UNKNOWN,
       "so is another Nextcloud");
    ok(mcp_verdict_find(&others, "u", "Basic secret", &uid, pool)
           == MCP_VERDICT_UNKNOWN,
       "another key finds nothing");
    ok(memory->last->key_len == 32
           && !strstr((const char *)memory->last->key, "secret"),
       "the key is a hash and not the credential");
    mcp_verdict_set(&verdicts, "u", "Basic secret", NULL, minute, pool);
    ok(mcp_verdict_find(&verdicts, "u", "Basic secret", &uid, pool)
               == MCP_VERDICT_REFUSED
           && !uid,
       "a refusal replaces it");
    mcp_verdict_set(&verdicts, "u", "b", "bob", 0, pool);
    ok(mcp_verdict_find(&verdicts, "u", "b", &uid, pool)
           == MCP_VERDICT_UNKNOWN,
       "a time of 0 remembers nothing");
    mcp_verdict_set(&verdicts, "u", "c",
                    apr_psprintf(pool, "%0*d", MCP_VERDICT_UID_MAX + 1, 1),
                    minute, pool);
    ok(mcp_verdict_find(&verdicts, "u", "c", &uid, pool)
           == MCP_VERDICT_UNKNOWN,
       "a uid that is too long is not remembered");

    mcp_verdict_set(&verdicts, "u", "d", "dora", apr_time_from_msec(500),
                    pool);
    apr_sleep(apr_time_from_msec(600));
    ok(mcp_verdict_find(&verdicts, "u", "d", &uid, pool) == MCP_VERDICT_OLD
           && !strcmp(uid, "dora"),
       "for a while an expired one is known to have been good");
    ok(mcp_verdict_claim(&verdicts, "u", "d", pool),
       "one caller is to ask again");
    ok(!mcp_verdict_claim(&verdicts, "u", "d", pool), "and no other");
    ok(mcp_verdict_claim(&verdicts, "u", "e", pool), "of this credential");
    mcp_verdict_set(&verdicts, "u", "d", NULL, minute, pool);
    ok(mcp_verdict_find(&verdicts, "u", "d", &uid, pool)
           == MCP_VERDICT_REFUSED,
       "and its refusal holds at once");
    mcp_verdict_set(&verdicts, "u", "f", "finn", apr_time_from_msec(50), pool);
    apr_sleep(apr_time_from_msec(120));
    ok(mcp_verdict_find(&verdicts, "u", "f", &uid, pool)
           == MCP_VERDICT_UNKNOWN,
       "it is forgotten after twice its time");
    return tap_end();
}
