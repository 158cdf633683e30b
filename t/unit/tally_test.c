/* SPDX-License-Identifier: Apache-2.0 */

/* Each name has a count of its own, and none costs nothing. */

#include "job/tally.h"

#include <apr_strings.h>

#include "tap.h"

int main(void)
{
    mcp_tally_t *tally;
    int i;

    tap_start();
    mcp_tally_create(&tally, tap_pool);
    ok(mcp_tally_enter(tally, "alice", 2) && mcp_tally_enter(tally, "alice", 2)
           && !mcp_tally_enter(tally, "alice", 2),
       "as many as the limit");
    ok(mcp_tally_enter(tally, "bob", 2), "another name is another matter");
    mcp_tally_leave(tally, "alice");
    ok(mcp_tally_enter(tally, "alice", 2), "who leaves makes room");
    ok(!mcp_tally_enter(tally, "alice", 2), "for one");
    ok(!mcp_tally_enter(tally, "carol", 0), "a limit of 0 lets nobody in");
    mcp_tally_leave(tally, "alice");
    mcp_tally_leave(tally, "alice");
    mcp_tally_leave(tally, "alice");
    ok(mcp_tally_enter(tally, "alice", 1), "it never falls below none");
    for (i = 0; i < 1000; i++) {
        const char *name = apr_psprintf(tap_pool, "user%d", i);

        if (!mcp_tally_enter(tally, name, 1)) {
            break;
        }
        mcp_tally_leave(tally, name);
    }
    is_int(i, 1000, "a thousand come and go");
    return tap_end();
}
