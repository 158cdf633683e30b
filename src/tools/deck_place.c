/* SPDX-License-Identifier: Apache-2.0 */

/* Boards, lists and cards of Deck: finding those that a call means. */

#include "tools/deck.h"

#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"

const mcp_lookup_t mcp_deck_stacks = {.what = "list of this board",
                                      .id = "id",
                                      .name = "title",
                                      .lister = "list_boards"};

static apr_int64_t id_of(const mcp_json_t *thing)
{
    return mcp_json_get_int(thing, "id", 0);
}

/* Deck keeps deleted boards and lists for a while, and shows them. */
static mcp_json_t *without_deleted(const mcp_json_t *list, apr_pool_t *pool)
{
    mcp_json_t *kept = mcp_json_array_create(pool);
    apr_size_t i;

    for (i = 0; i < mcp_json_length(list); i++) {
        mcp_json_t *item = mcp_json_at(list, i);

        if (!mcp_json_get_int(item, "deletedAt", 0)) {
            mcp_json_add(kept, item);
        }
    }
    return kept;
}

mcp_err_t *mcp_deck_get_boards(mcp_json_t **boards,
                               const mcp_tool_call_t *call)
{
    mcp_json_t *all = NULL;
    mcp_err_t *err =
        mcp_ocs_get(call->nc, MCP_DECK_BOARDS, "details=true", &all);

    *boards = err ? NULL : without_deleted(all, call->pool);
    return err;
}

mcp_err_t *mcp_deck_find_board(mcp_deck_place_t *place,
                               const mcp_tool_call_t *call)
{
    static const mcp_lookup_t lookup = {
        .what = "board", .id = "id", .name = "title", .lister = "list_boards"};
    mcp_json_t *boards;
    mcp_json_t *board = NULL;
    mcp_err_t *err = mcp_deck_get_boards(&boards, call);

    if (!err) {
        err =
            mcp_lookup_find(&board, &lookup, boards,
                            mcp_json_get(call->args, "board_id"), call->pool);
    }
    place->board = board;
    return err;
}

static mcp_err_t *look_up_stack(mcp_deck_place_t *place,
                                const mcp_tool_call_t *call,
                                const mcp_json_t *wanted)
{
    mcp_json_t *stack = NULL;
    mcp_err_t *err = mcp_lookup_find(
        &stack, &mcp_deck_stacks,
        without_deleted(mcp_json_get(place->board, "stacks"), call->pool),
        wanted, call->pool);

    place->stack = stack;
    return err;
}

mcp_err_t *mcp_deck_find_stack(mcp_deck_place_t *place,
                               const mcp_tool_call_t *call,
                               const char *stack_arg)
{
    mcp_err_t *err = mcp_deck_find_board(place, call);

    return err ? err
               : look_up_stack(place, call,
                               mcp_json_get(call->args, stack_arg));
}

/* Is the card where the call says? */
static mcp_err_t *check_stack(const mcp_deck_place_t *place,
                              const mcp_tool_call_t *call)
{
    mcp_deck_place_t real = {.board = place->board};
    const mcp_json_t *stack = mcp_json_get(place->card, "stackId");

    if (mcp_json_int(stack, 0) == id_of(place->stack)) {
        return NULL;
    }
    if (look_up_stack(&real, call, stack)) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "Card %" APR_INT64_T_FMT
                              " is on another board than board_id says.",
                              id_of(place->card));
    }
    return mcp_err_create(
        call->pool, MCP_ERR_TOOL,
        "Card %" APR_INT64_T_FMT
        " is not in the list of stack_id, but in \"%s\" (id %" APR_INT64_T_FMT
        ").",
        id_of(place->card), mcp_json_get_str(real.stack, "title", ""),
        id_of(real.stack));
}

mcp_err_t *mcp_deck_get_card(mcp_json_t **card, const mcp_deck_place_t *place,
                             const mcp_tool_call_t *call)
{
    static const mcp_args_fault_t faults[] = {
        {403, "There is no card of this id that this account can see, or it "
              "is deleted. list_board_cards shows the cards of a board."},
        {0, NULL}};
    const char *path = apr_psprintf(
        call->pool, "%s/%" APR_INT64_T_FMT, mcp_deck_path(call, place, ""),
        mcp_json_get_int(call->args, "card_id", 0));

    return mcp_args_explain(call, mcp_ocs_get(call->nc, path, NULL, card),
                            faults);
}

mcp_err_t *mcp_deck_find_card(mcp_deck_place_t *place,
                              const mcp_tool_call_t *call)
{
    mcp_json_t *card;
    mcp_err_t *err = mcp_deck_find_stack(place, call, "stack_id");

    if (!err) {
        err = mcp_deck_get_card(&card, place, call);
    }
    if (err) {
        return err;
    }
    place->card = card;
    return check_stack(place, call);
}

const char *mcp_deck_path(const mcp_tool_call_t *call,
                          const mcp_deck_place_t *place, const char *what)
{
    const char *path =
        apr_psprintf(call->pool,
                     MCP_DECK_BOARDS "/%" APR_INT64_T_FMT
                                     "/stacks/%" APR_INT64_T_FMT "/cards",
                     id_of(place->board), id_of(place->stack));

    return place->card ? apr_psprintf(call->pool, "%s/%" APR_INT64_T_FMT "%s",
                                      path, id_of(place->card), what)
                       : path;
}
