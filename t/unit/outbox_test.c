/* SPDX-License-Identifier: Apache-2.0 */

#include "job/outbox.h"

#include "tap.h"

static void count(void *baton)
{
    ++*(int *)baton;
}

static mcp_outbox_state_e post(mcp_outbox_t *outbox, const char *bytes)
{
    mcp_letter_t letter = {bytes, 1, 0};

    return mcp_outbox_post(outbox, &letter, 0);
}

static void read_all(mcp_outbox_t *outbox)
{
    mcp_letter_t letter;

    is_int(mcp_outbox_wait(outbox, 0, &letter), MCP_OUTBOX_MESSAGE,
           "what was posted");
    is_str(letter.bytes, "a", "in its order");
    is_int(mcp_outbox_wait(outbox, 0, &letter), MCP_OUTBOX_MESSAGE, "all");
    is_int(mcp_outbox_wait(outbox, 0, &letter), MCP_OUTBOX_NOTHING, "no more");
}

int main(void)
{
    mcp_outbox_t *outbox;
    mcp_letter_t letter;
    int woken = 0;
    int number;

    tap_start();
    ok(mcp_outbox_create(&outbox, tap_pool) == APR_SUCCESS, "an outbox");
    mcp_outbox_set_waker(outbox, count, &woken);
    is_int(woken, 0, "a waiter is not woken for nothing");
    post(outbox, "a");
    is_int(woken, 1, "but for a message");
    mcp_outbox_set_waker(outbox, NULL, NULL);
    post(outbox, "b");
    is_int(woken, 1, "and not when it is awake");
    mcp_outbox_set_waker(outbox, count, &woken);
    is_int(woken, 2, "what came before it went is not overlooked");
    read_all(outbox);
    mcp_outbox_finish(outbox, &number);
    is_int(woken, 3, "the end wakes it too");
    is_int(mcp_outbox_wait(outbox, 0, &letter), MCP_OUTBOX_DONE, "the end");
    mcp_outbox_set_waker(outbox, count, &woken);
    is_int(woken, 4, "which is not overlooked either");
    mcp_outbox_leave(outbox, 1);
    is_int(post(outbox, "c"), MCP_OUTBOX_KEPT, "whoever left hears nothing");
    is_int(woken, 4, "and is not woken");
    return tap_end();
}
