/* SPDX-License-Identifier: Apache-2.0 */

#include "store/session.h"

#include "memory_store.h"
#include "tap.h"

#define HOUR apr_time_from_sec(3600)

static memory_store_t *the_memory;
static const mcp_store_t *store;

static mcp_session_t *begin(const char *uid)
{
    mcp_session_t *session = apr_pcalloc(tap_pool, sizeof(*session));

    session->revision = MCP_REV_2025_11_25;
    session->capabilities = "{\"roots\":{}}";
    session->owner =
        mcp_session_owner(store, "https://x", "Basic YQ==", tap_pool);
    session->uid = uid;
    is_int(mcp_session_create(session, store, HOUR, tap_pool), APR_SUCCESS,
           "a session begins");
    return session;
}

static void test_record(void)
{
    mcp_session_t *session = begin("ann \"x\"");
    mcp_session_t *found = mcp_session_find(store, session->id, tap_pool);

    ok(found != NULL, "it is found");
    is_str(found->id, session->id, "by its id");
    is_int(found->revision, MCP_REV_2025_11_25, "its revision");
    is_str(found->capabilities, "{\"roots\":{}}", "its capabilities");
    is_str(found->uid, "ann \"x\"", "its user");
    ok(!mcp_session_find(store, "x", tap_pool), "no id");
    ok(!mcp_session_find(store, "00000000000000000000000000000000", tap_pool),
       "an unknown one");
    ok(!mcp_session_find(NULL, session->id, tap_pool), "no store");
    is_int(mcp_session_end(store, session->id, tap_pool), APR_SUCCESS,
           "it ends");
    ok(!mcp_session_find(store, session->id, tap_pool), "and is gone");
}

static void test_owner(void)
{
    mcp_session_t *known = begin("ann");
    mcp_session_t *unknown = begin(NULL);
    const char *mine = known->owner;
    const char *other =
        mcp_session_owner(store, "https://x", "Basic Yg==", tap_pool);

    ok(strcmp(mine, other) != 0, "each credential has its hash");
    ok(strcmp(mine,
              mcp_session_owner(store, "https://y", "Basic YQ==", tap_pool))
           != 0,
       "and at each Nextcloud another one");
    is_int(mcp_session_check(known, other, "ann"), MCP_SESSION_OWN,
           "the same user with another credential");
    is_int(mcp_session_check(known, mine, "bob"), MCP_SESSION_FOREIGN,
           "another user");
    is_int(mcp_session_check(known, mine, NULL), MCP_SESSION_OWN,
           "the credential it began with");
    is_int(mcp_session_check(known, other, NULL), MCP_SESSION_UNSURE,
           "another one, of nobody knows whom");
    is_int(mcp_session_check(unknown, mine, "ann"), MCP_SESSION_OWN,
           "before Nextcloud was there: the credential");
    is_int(mcp_session_check(unknown, other, "bob"), MCP_SESSION_FOREIGN,
           "and no other");
}

static void test_keep(void)
{
    mcp_session_t *session = begin(NULL);
    int sets = the_memory->sets;

    mcp_session_keep(session, store, NULL, HOUR, tap_pool);
    is_int(the_memory->sets, sets, "not every use is written");
    mcp_session_keep(session, store, "ann", HOUR, tap_pool);
    is_int(the_memory->sets, sets + 1, "the user is, once");
    mcp_session_keep(session, store, "ann", HOUR, tap_pool);
    is_int(the_memory->sets, sets + 1, "and only once");
    is_str(mcp_session_find(store, session->id, tap_pool)->uid, "ann",
           "for all to know");
    session->written -= HOUR / 4;
    mcp_session_keep(session, store, "ann", HOUR, tap_pool);
    is_int(the_memory->sets, sets + 2, "and so is use after a while");
}

static void test_parts(void)
{
    mcp_session_t *session = begin("ann");
    mcp_session_resource_t a = {"a\n\"", 1};
    mcp_session_resource_t b = {"b", APR_UINT64_MAX};
    mcp_session_resource_t x;
    apr_array_header_t *watched;
    int i;

    is_int(mcp_session_get_level(store, session->id, tap_pool), -1,
           "no level");
    (void)mcp_session_put_level(store, session, 7, tap_pool);
    is_int(mcp_session_get_level(store, session->id, tap_pool), 7, "a level");
    for (i = 0; i < 3; i++) {
        (void)mcp_session_watch(store, session, &a, 1, tap_pool);
        (void)mcp_session_watch(store, session, &b, 1, tap_pool);
    }
    watched = mcp_session_watched(store, session->id, tap_pool);
    is_int(watched->nelts, 2, "each resource is watched once");
    (void)mcp_session_watch(store, session, &a, 0, tap_pool);
    watched = mcp_session_watched(store, session->id, tap_pool);
    is_int(watched->nelts, 1, "one less");
    x = APR_ARRAY_IDX(watched, 0, mcp_session_resource_t);
    is_str(x.uri, "b", "the other one");
    ok(x.since == b.since, "... since then");
    (void)mcp_session_watch(store, session, &b, 0, tap_pool);
    (void)mcp_session_watch(store, session, &a, 1, tap_pool);
    watched = mcp_session_watched(store, session->id, tap_pool);
    is_str(APR_ARRAY_IDX(watched, 0, mcp_session_resource_t).uri, "a\n\"",
           "any bytes");
    for (i = 0; i < 1000; i++) {
        x.uri = apr_psprintf(tap_pool, "x:%d", i);
        if (mcp_session_watch(store, session, &x, 1, tap_pool) == APR_ENOSPC) {
            break;
        }
    }
    ok(i > 16 && i < 257, "there is an end to them");
}

/* When the last entry goes. */
static apr_time_t last_expiry(void)
{
    apr_time_t last = 0;
    int i;

    for (i = 0; i < the_memory->items->nelts; i++) {
        const memory_item_t *item =
            APR_ARRAY_IDX(the_memory->items, i, memory_item_t *);

        last = item->expiry > last ? item->expiry : last;
    }
    return last;
}

static void test_what_is_left(void)
{
    int before = the_memory->items->nelts;
    mcp_session_t *session = begin("ann");
    mcp_session_resource_t a = {"a", 1};
    mcp_session_resource_t b = {"b", 2};

    (void)mcp_session_put_level(store, session, 7, tap_pool);
    (void)mcp_session_watch(store, session, &a, 1, tap_pool);
    (void)mcp_session_watch(store, session, &b, 1, tap_pool);
    ok(last_expiry() < apr_time_now() + HOUR + apr_time_from_sec(60),
       "what belongs to a session stays no longer than that");
    session->written -= HOUR;
    mcp_session_keep(session, store, "ann", 2 * HOUR, tap_pool);
    ok(the_memory->last->expiry > apr_time_now() + 2 * HOUR
           && mcp_session_get_level(store, session->id, tap_pool) == 7,
       "and no shorter");
    is_int(mcp_session_watched(store, session->id, tap_pool)->nelts, 2,
           "with what it held");
    (void)mcp_session_watch(store, session, &b, 0, tap_pool);
    (void)mcp_session_end(store, session->id, tap_pool);
    is_int(the_memory->items->nelts, before,
           "a session that has ended leaves nothing");
}

int main(void)
{
    tap_start();
    the_memory = memory_store_create(tap_pool);
    store = &the_memory->store;
    test_record();
    test_owner();
    test_keep();
    test_what_is_left();
    test_parts();
    return tap_end();
}
