/* SPDX-License-Identifier: Apache-2.0 */

/* One card of Deck: making and changing it. */

#include "tools/deck.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/lookup.h"
#include "tools/merge.h"
#include "tools/pick.h"
#include "util/text.h"

#define LAST_PLACE 999 /* what Deck's own clients send for "at the end" */

static const mcp_args_fault_t write_faults[] = {
    {403, "This account may not change cards of this board."}, {0, NULL}};

static mcp_err_t *answer_card(mcp_tool_call_t *call,
                              const mcp_deck_place_t *place,
                              const mcp_json_t *card)
{
    mcp_json_t *answer = mcp_json_object_create(call->pool);

    mcp_deck_describe(answer, card, place->stack, 0, call->pool);
    mcp_result_set_structured(call->result, answer);
    return NULL;
}

mcp_err_t *mcp_deck_card_get(mcp_tool_call_t *call)
{
    const mcp_deck_place_t nowhere = {NULL, NULL, NULL};
    mcp_json_t *card;
    mcp_err_t *err = mcp_deck_get_card(&card, &nowhere, call);

    return err ? err : answer_card(call, &nowhere, card);
}

mcp_err_t *mcp_deck_card_add(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_deck_place_t place = {NULL, NULL, NULL};
    mcp_json_t *card;
    mcp_err_t *err = mcp_deck_find_stack(&place, call, "stack_id");

    if (err) {
        return err;
    }
    mcp_args_copy(body, "title", call, "title");
    mcp_args_publish(body, "description", call, "description");
    mcp_args_copy(body, "duedate", call, "due_date");
    mcp_json_set_str(body, "type", "plain");
    mcp_json_set_int(body, "order", LAST_PLACE);
    err = mcp_ocs_call(call->nc, "POST", mcp_deck_path(call, &place, ""), body,
                       &card);
    return err ? mcp_args_explain(call, err, write_faults)
               : answer_card(call, &place, card);
}

/* PUT to the card that the call means; *place is filled in before. */
static mcp_err_t *put(mcp_tool_call_t *call, const mcp_deck_place_t *place,
                      const char *what, const mcp_json_t *body,
                      mcp_json_t **data)
{
    mcp_err_t *err = mcp_ocs_call(
        call->nc, "PUT", mcp_deck_path(call, place, what), body, data);

    return mcp_args_explain(call, err, write_faults);
}

static void set_done(mcp_json_t *changes, const mcp_tool_call_t *call,
                     const mcp_json_t *card)
{
    if (!mcp_json_has(call->args, "done")) {
        return;
    }
    if (!mcp_json_get_bool(call->args, "done", 0)) {
        mcp_json_set_null(changes, "done");
    }
    else if (mcp_json_get(card, "done")) { /* it keeps its time */
        mcp_json_set(changes, "done", mcp_json_get(card, "done"));
    }
    else {
        mcp_json_set_str(
            changes, "done",
            mcp_text_seconds_to_iso(call->pool, apr_time_sec(apr_time_now())));
    }
}

static mcp_err_t *get_changes(mcp_json_t **changes, mcp_tool_call_t *call,
                              const mcp_json_t *card)
{
    *changes = mcp_json_object_create(call->pool);
    mcp_args_copy(*changes, "title", call, "title");
    mcp_args_publish(*changes, "description", call, "description");
    mcp_args_copy(*changes, "duedate", call, "due_date");
    mcp_args_copy(*changes, "archived", call, "archived");
    if (mcp_json_get_bool(call->args, "remove_due_date", 0)) {
        mcp_json_set_null(*changes, "duedate");
    }
    set_done(*changes, call, card);
    return mcp_args_need_change(call, *changes);
}

mcp_err_t *mcp_deck_card_update(mcp_tool_call_t *call)
{
    static const mcp_merge_member_t kept[] = {
        {"title", NULL, 0}, {"description", NULL, 0}, {"type", NULL, 0},
        {"order", NULL, 0}, {"duedate", NULL, 0},     {"archived", NULL, 0},
        {"done", NULL, 0},  {NULL, NULL, 0}};
    mcp_deck_place_t place = {NULL, NULL, NULL};
    mcp_json_t *changes;
    mcp_json_t *card;
    mcp_err_t *err = mcp_deck_find_card(&place, call);

    if (!err) {
        err = get_changes(&changes, call, place.card);
    }
    if (err) {
        return err;
    }
    /* GET has a whole person for it. */
    mcp_json_set(changes, "owner",
                 mcp_json_get(mcp_json_get(place.card, "owner"), "uid"));
    err = put(call, &place, "",
              mcp_merge_lay(place.card, kept, changes, call->pool), &card);
    return err ? err : answer_card(call, &place, card);
}

mcp_err_t *mcp_deck_card_move(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_deck_place_t place = {NULL, NULL, NULL};
    mcp_deck_place_t target = {NULL, NULL, NULL};
    mcp_json_t *data;
    mcp_err_t *err = mcp_deck_find_card(&place, call);

    if (!err) {
        err = mcp_deck_find_stack(&target, call, "target_stack_id");
    }
    if (err) {
        return err;
    }
    mcp_args_copy(body, "order", call, "position");
    mcp_json_set(body, "stackId", mcp_json_get(target.stack, "id"));
    /* The list in the path counts, not the one in the body. */
    target.card = place.card;
    err = put(call, &target, "/reorder", body, &data);
    if (!err) {
        err = mcp_ocs_get(call->nc, mcp_deck_path(call, &target, ""), NULL,
                          &data);
    }
    return err ? err : answer_card(call, &target, data);
}

/* Is there an object with this text in list, below its member? */
static int has_member(const mcp_json_t *list, const char *member,
                      const char *name, const mcp_json_t *value)
{
    apr_size_t i;

    for (i = 0; i < mcp_json_length(list); i++) {
        const mcp_json_t *item = mcp_json_at(list, i);

        item = member ? mcp_json_get(item, member) : item;
        if (mcp_json_equal(mcp_json_get(item, name), value)) {
            return 1;
        }
    }
    return 0;
}

/* What is to be put on a card. */
typedef struct {
    mcp_lookup_t lookup;  /* among the board's … */
    const char *of_board; /* … member of this name */
    const char *arg;
    const char *on_card; /* the card's member with those that it has */
    const char *within;  /* in them, or NULL: they themselves */
    const char *action;  /* of the card's path */
    const char *sent;    /* member of the body */
} put_on_t;

/* Deck puts a label on a card twice, and refuses to assign a user twice:
 * neither is asked for if the card has it. */
static mcp_err_t *put_on(mcp_tool_call_t *call, const put_on_t *what)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_deck_place_t place = {NULL, NULL, NULL};
    mcp_json_t *found;
    mcp_json_t *data;
    mcp_json_t *id;
    mcp_err_t *err = mcp_deck_find_card(&place, call);

    if (!err) {
        err = mcp_lookup_find(&found, &what->lookup,
                              mcp_json_get(place.board, what->of_board),
                              mcp_json_get(call->args, what->arg), call->pool);
    }
    if (err) {
        return err;
    }
    id = mcp_json_get(found, what->lookup.id);
    if (!has_member(mcp_json_get(place.card, what->on_card), what->within,
                    what->lookup.id, id)) {
        mcp_json_set(body, what->sent, id);
        err = put(call, &place, what->action, body, &data);
        if (!err) {
            err = mcp_ocs_get(call->nc, mcp_deck_path(call, &place, ""), NULL,
                              &data);
        }
        place.card = data;
    }
    return err ? err : answer_card(call, &place, place.card);
}

mcp_err_t *mcp_deck_card_label(mcp_tool_call_t *call)
{
    static const put_on_t label = {.lookup = {.what = "label of this board",
                                              .id = "id",
                                              .name = "title",
                                              .lister = "list_boards"},
                                   .of_board = "labels",
                                   .arg = "label_id",
                                   .on_card = "labels",
                                   .action = "/assignLabel",
                                   .sent = "labelId"};

    return put_on(call, &label);
}

mcp_err_t *mcp_deck_card_assign(mcp_tool_call_t *call)
{
    static const put_on_t user = {.lookup = {.what = "user of this board",
                                             .id = "uid",
                                             .name = "displayname",
                                             .lister = "list_boards"},
                                  .of_board = "users",
                                  .arg = "user_id",
                                  .on_card = "assignedUsers",
                                  .within = "participant",
                                  .action = "/assignUser",
                                  .sent = "userId"};

    return put_on(call, &user);
}

mcp_err_t *mcp_deck_card_delete(mcp_tool_call_t *call)
{
    static const mcp_pick_t picks[] = {
        {"id", NULL}, {"title", NULL}, {NULL, NULL}};
    mcp_deck_place_t place = {NULL, NULL, NULL};
    mcp_json_t *answer;
    mcp_json_t *data;
    mcp_err_t *err = mcp_deck_find_card(&place, call);

    if (err) {
        return err;
    }
    err = mcp_ocs_call(call->nc, "DELETE", mcp_deck_path(call, &place, ""),
                       NULL, &data);
    if (err) {
        return mcp_args_explain(call, err, write_faults);
    }
    answer = mcp_json_object_create(call->pool);
    mcp_pick_members(answer, place.card, picks);
    mcp_json_set_bool(answer, "deleted", 1);
    mcp_result_set_structured(call->result, answer);
    return NULL;
}
