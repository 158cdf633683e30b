/* SPDX-License-Identifier: Apache-2.0 */

/* What there is in Deck: boards, and the cards of one. */

#include "tools/deck.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/pick.h"
#include "util/text.h"

#define MAX_BRIEF 500 /* bytes of a description in a list */

/* The members of each object in from, under name. */
static void pick_list(mcp_json_t *out, const char *name,
                      const mcp_json_t *from, const mcp_pick_t *picks)
{
    mcp_json_t *list = mcp_json_set_array(out, name);
    apr_size_t i;

    for (i = 0; i < mcp_json_length(from); i++) {
        mcp_pick_members(mcp_json_add_object(list), mcp_json_at(from, i),
                         picks);
    }
}

static const mcp_pick_t titled[] = {
    {"id", NULL}, {"title", NULL}, {NULL, NULL}};
static const mcp_pick_t labels[] = {
    {"id", NULL}, {"title", NULL}, {"color", NULL}, {NULL, NULL}};
static const mcp_pick_t people[] = {
    {"uid", NULL}, {"displayname", NULL}, {NULL, NULL}};

static void describe_board(mcp_json_t *out, const mcp_json_t *board)
{
    const mcp_json_t *may = mcp_json_get(board, "permissions");

    mcp_pick_members(out, board, titled);
    mcp_json_set_str(
        out, "owner",
        mcp_json_get_str(mcp_json_get(board, "owner"), "uid", ""));
    if (mcp_json_get_bool(board, "archived", 0)) {
        mcp_json_set_bool(out, "archived", 1);
    }
    mcp_json_set_bool(out, "can_edit",
                      mcp_json_get_bool(may, "PERMISSION_EDIT", 0));
    pick_list(out, "stacks", mcp_json_get(board, "stacks"), titled);
    pick_list(out, "labels", mcp_json_get(board, "labels"), labels);
    pick_list(out, "users", mcp_json_get(board, "users"), people);
}

mcp_err_t *mcp_deck_boards(mcp_tool_call_t *call)
{
    mcp_json_t *answer = mcp_json_object_create(call->pool);
    mcp_json_t *list = mcp_json_set_array(answer, "boards");
    mcp_json_t *boards;
    apr_size_t i;
    mcp_err_t *err = mcp_deck_get_boards(&boards, call);

    if (err) {
        return err;
    }
    for (i = 0; i < mcp_json_length(boards); i++) {
        describe_board(mcp_json_add_object(list), mcp_json_at(boards, i));
    }
    mcp_result_set_structured(call->result, answer);
    return NULL;
}

static void set_assignees(mcp_json_t *out, const mcp_json_t *assigned)
{
    mcp_json_t *list = mcp_json_set_array(out, "assignees");
    apr_size_t i;

    for (i = 0; i < mcp_json_length(assigned); i++) {
        mcp_pick_members(mcp_json_add_object(list),
                         mcp_json_get(mcp_json_at(assigned, i), "participant"),
                         people);
    }
}

static void set_description(mcp_json_t *out, const mcp_json_t *card,
                            apr_size_t max)
{
    const char *text = mcp_json_get_str(card, "description", "");
    apr_size_t len = mcp_text_utf8_cut(text, strlen(text), max);

    mcp_json_set_strn(out, "description", text, len);
    if (text[len]) {
        mcp_json_set_bool(out, "description_cut", 1);
    }
}

void mcp_deck_describe(mcp_json_t *out, const mcp_json_t *card,
                       const mcp_json_t *stack, int brief, apr_pool_t *pool)
{
    static const mcp_pick_t rest[] = {{"stackId", "stack_id"},
                                      {"duedate", "due_date"},
                                      {"done", NULL},
                                      {"commentsCount", "comments_count"},
                                      {NULL, NULL}};

    mcp_pick_members(out, card, titled);
    set_description(out, card,
                    brief ? MAX_BRIEF
                          : strlen(mcp_json_get_str(card, "description", "")));
    mcp_pick_members(out, card, rest);
    if (stack) {
        mcp_json_set_str(out, "stack_title",
                         mcp_json_get_str(stack, "title", ""));
    }
    pick_list(out, "labels", mcp_json_get(card, "labels"), labels);
    set_assignees(out, mcp_json_get(card, "assignedUsers"));
    mcp_json_set_bool(out, "archived", mcp_json_get_bool(card, "archived", 0));
    mcp_pick_time(out, "last_modified", card, "lastModified", pool);
}

static void add_cards(mcp_json_t *list, const mcp_json_t *stack,
                      apr_pool_t *pool)
{
    const mcp_json_t *cards = mcp_json_get(stack, "cards");
    apr_size_t i;

    for (i = 0; i < mcp_json_length(cards); i++) {
        mcp_deck_describe(mcp_json_add_object(list), mcp_json_at(cards, i),
                          stack, 1, pool);
    }
}

/* A number needs no list of boards: Deck says whether it is one. */
static mcp_err_t *get_board_id(apr_int64_t *id, const mcp_tool_call_t *call)
{
    const mcp_json_t *wanted = mcp_json_get(call->args, "board_id");
    mcp_deck_place_t place = {NULL, NULL, NULL};
    mcp_err_t *err = NULL;

    *id = mcp_json_int(wanted, 0);
    if (mcp_json_type(wanted) != MCP_JSON_INT) {
        err = mcp_deck_find_board(&place, call);
        *id = mcp_json_get_int(place.board, "id", 0);
    }
    return err;
}

static mcp_err_t *get_stacks(mcp_json_t **stacks, const mcp_tool_call_t *call)
{
    static const mcp_args_fault_t faults[] = {
        {403, "There is no board of this id that this account can see. "
              "list_boards lists them."},
        {0, NULL}};
    int archived = mcp_json_get_bool(call->args, "archived", 0);
    apr_int64_t id;
    mcp_err_t *err = get_board_id(&id, call);

    if (!err) {
        err = mcp_ocs_get(call->nc,
                          apr_psprintf(call->pool,
                                       MCP_DECK_BOARDS "/%" APR_INT64_T_FMT
                                                       "/stacks%s",
                                       id, archived ? "/archived" : ""),
                          NULL, stacks);
    }
    return mcp_args_explain(call, err, faults);
}

mcp_err_t *mcp_deck_cards(mcp_tool_call_t *call)
{
    mcp_json_t *answer = mcp_json_object_create(call->pool);
    mcp_json_t *list = mcp_json_set_array(answer, "cards");
    mcp_json_t *stacks = NULL;
    mcp_json_t *stack;
    apr_size_t i;
    mcp_err_t *err = get_stacks(&stacks, call);

    if (!err && mcp_json_has(call->args, "stack_id")) {
        err =
            mcp_lookup_find(&stack, &mcp_deck_stacks, stacks,
                            mcp_json_get(call->args, "stack_id"), call->pool);
        add_cards(list, err ? NULL : stack, call->pool);
    }
    else {
        for (i = 0; i < mcp_json_length(stacks); i++) {
            add_cards(list, mcp_json_at(stacks, i), call->pool);
        }
    }
    if (!err) {
        mcp_result_set_structured(call->result, answer);
    }
    return err;
}
