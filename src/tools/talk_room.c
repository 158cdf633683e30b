/* SPDX-License-Identifier: Apache-2.0 */

/* Conversations of Talk. */

#include "tools/talk.h"

#include <stdlib.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/lookup.h"
#include "tools/pick.h"
#include "util/text.h"

#define API "/ocs/v2.php/apps/spreed/api/"
#define ROOMS API MCP_TALK_ROOM
#define MAX_ROOMS 200
#define PUBLIC_ROOM 3 /* roomType */

/* The user's status would become "online" otherwise. */
#define QUIETLY "noStatusUpdate=1"

static const mcp_pick_word_t types[] = {{1, "one-to-one"},
                                        {2, "group"},
                                        {3, "public"},
                                        {4, "changelog"},
                                        {5, "former one-to-one"},
                                        {6, "note to self"},
                                        {0, NULL}};

mcp_err_t *mcp_talk_find(const mcp_json_t **room, const mcp_tool_call_t *call)
{
    /* The name of a one-to-one conversation is the other one's user id. */
    static const mcp_lookup_t lookup = {.what = "conversation",
                                        .id = "token",
                                        .name = "displayName",
                                        .alias = "name",
                                        .lister = "list_talk_conversations"};
    mcp_json_t *rooms;
    mcp_json_t *found = NULL;
    mcp_err_t *err = mcp_ocs_get(call->nc, ROOMS, QUIETLY, &rooms);

    if (!err) {
        err = mcp_lookup_find(&found, &lookup, rooms,
                              mcp_json_get(call->args, "conversation_name"),
                              call->pool);
    }
    *room = found;
    return err;
}

const char *mcp_talk_path(const mcp_tool_call_t *call, const char *api,
                          const mcp_json_t *room, const char *id_arg)
{
    const char *path =
        apr_pstrcat(call->pool, API, api, "/",
                    mcp_text_encode_segment(
                        call->pool, mcp_json_get_str(room, "token", "")),
                    NULL);

    if (!id_arg) {
        return path;
    }
    return apr_psprintf(call->pool, "%s/%" APR_INT64_T_FMT, path,
                        mcp_json_get_int(call->args, id_arg, 0));
}

mcp_json_t *mcp_talk_answer(const mcp_tool_call_t *call,
                            const mcp_json_t *room)
{
    static const mcp_pick_t picks[] = {
        {"displayName", "conversation"}, {"token", NULL}, {NULL, NULL}};
    mcp_json_t *answer = mcp_json_object_create(call->pool);

    mcp_pick_members(answer, room, picks);
    mcp_result_set_structured(call->result, answer);
    return answer;
}

static int by_activity(const void *a, const void *b)
{
    apr_int64_t left =
        mcp_json_get_int(*(mcp_json_t *const *)a, "lastActivity", 0);
    apr_int64_t right =
        mcp_json_get_int(*(mcp_json_t *const *)b, "lastActivity", 0);

    return left < right ? 1 : left > right ? -1 : 0;
}

static void set_flag(mcp_json_t *out, const char *to, const mcp_json_t *in,
                     const char *from)
{
    if (mcp_json_get_bool(in, from, 0)) {
        mcp_json_set_bool(out, to, 1);
    }
}

static void describe_room(mcp_json_t *out, const mcp_json_t *room,
                          apr_pool_t *pool)
{
    static const mcp_pick_t picks[] = {{"displayName", "name"},
                                       {"token", NULL},
                                       {"description", NULL},
                                       {"unreadMessages", "unread_messages"},
                                       {NULL, NULL}};

    mcp_pick_members(out, room, picks);
    mcp_json_set_str(out, "type",
                     mcp_pick_word(types, mcp_json_get_int(room, "type", 0)));
    set_flag(out, "mentioned", room, "unreadMention");
    set_flag(out, "favorite", room, "isFavorite");
    set_flag(out, "archived", room, "isArchived");
    if (mcp_json_get_int(room, "readOnly", 0)) {
        mcp_json_set_bool(out, "read_only", 1);
    }
    mcp_pick_time(out, "last_activity", room, "lastActivity", pool);
}

static apr_array_header_t *sorted(const mcp_json_t *rooms, apr_pool_t *pool)
{
    apr_size_t count = mcp_json_length(rooms);
    apr_array_header_t *list =
        apr_array_make(pool, (int)count, sizeof(mcp_json_t *));
    apr_size_t i;

    for (i = 0; i < count; i++) {
        APR_ARRAY_PUSH(list, mcp_json_t *) = mcp_json_at(rooms, i);
    }
    qsort(list->elts, count, (size_t)list->elt_size, by_activity);
    return list;
}

mcp_err_t *mcp_talk_list(mcp_tool_call_t *call)
{
    mcp_json_t *answer = mcp_json_object_create(call->pool);
    mcp_json_t *list = mcp_json_set_array(answer, "conversations");
    apr_array_header_t *rooms;
    mcp_json_t *data;
    int i;
    mcp_err_t *err = mcp_ocs_get(call->nc, ROOMS, QUIETLY, &data);

    if (err) {
        return err;
    }
    rooms = sorted(data, call->pool);
    for (i = 0; i < rooms->nelts && i < MAX_ROOMS; i++) {
        describe_room(mcp_json_add_object(list),
                      APR_ARRAY_IDX(rooms, i, mcp_json_t *), call->pool);
    }
    if (rooms->nelts > MAX_ROOMS) {
        mcp_json_set_bool(answer, "truncated", 1);
        mcp_json_set_int(answer, "total", rooms->nelts);
    }
    mcp_result_set_structured(call->result, answer);
    return NULL;
}

mcp_err_t *mcp_talk_create(mcp_tool_call_t *call)
{
    static const mcp_args_fault_t faults[] = {
        {403, "This account may not create conversations."}, {0, NULL}};
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *room;
    mcp_json_t *answer;
    mcp_err_t *err;

    mcp_json_set_int(body, "roomType", PUBLIC_ROOM);
    mcp_args_copy(body, "roomName", call, "conversation_name");
    err = mcp_ocs_call(call->nc, "POST", ROOMS, body, &room);
    if (err) {
        return mcp_args_explain(call, err, faults);
    }
    answer = mcp_talk_answer(call, room);
    mcp_json_set_str(answer, "link",
                     apr_pstrcat(call->pool, call->nc->config->public_url,
                                 "/index.php/call/",
                                 mcp_json_get_str(room, "token", ""), NULL));
    return NULL;
}

mcp_err_t *mcp_talk_mark_read(mcp_tool_call_t *call)
{
    const mcp_json_t *room;
    mcp_json_t *data;
    mcp_err_t *err = mcp_talk_find(&room, call);

    if (!err) {
        err = mcp_ocs_call(
            call->nc, "POST",
            apr_pstrcat(call->pool,
                        mcp_talk_path(call, MCP_TALK_CHAT, room, NULL),
                        "/read", NULL),
            NULL, &data);
    }
    if (!err) {
        mcp_json_set_int(mcp_talk_answer(call, room), "was_unread",
                         mcp_json_get_int(room, "unreadMessages", 0));
    }
    return err;
}
