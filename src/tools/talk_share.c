/* SPDX-License-Identifier: Apache-2.0 */

/* Files and other things in conversations of Talk. */

#include "tools/talk.h"

#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/shares.h"

mcp_err_t *mcp_talk_share_file(mcp_tool_call_t *call)
{
    static const mcp_args_fault_t faults[] = {
        {403,
         "This conversation has the file already (list_shared_items shows "
         "it), or the file may not be shared. Talk may have posted it "
         "once more all the same: look before you try again."},
        {0, NULL}};
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *meta = mcp_json_object_create(call->pool);
    const mcp_json_t *room;
    mcp_err_t *err = mcp_talk_find(&room, call);

    if (err) {
        return err;
    }
    mcp_json_set_int(body, "shareType", MCP_SHARE_ROOM);
    mcp_json_set(body, "shareWith", mcp_json_get(room, "token"));
    mcp_args_publish(meta, "caption", call, "caption");
    if (mcp_json_length(meta)) {
        /* JSON within JSON: the share does not know Talk's data. */
        mcp_json_set_str(body, "talkMetaData",
                         mcp_json_print(meta, NULL, call->pool));
    }
    err = mcp_shares_create(call, body, "file_path");
    return mcp_args_explain(call, err, faults);
}

static mcp_err_t *get(mcp_tool_call_t *call, const mcp_json_t *room,
                      const char *what, const char *query, mcp_json_t **data)
{
    const char *path =
        apr_pstrcat(call->pool, mcp_talk_path(call, MCP_TALK_CHAT, room, NULL),
                    what, NULL);

    return mcp_ocs_get(call->nc, path, query, data);
}

static const char *limit_query(const mcp_tool_call_t *call)
{
    return apr_psprintf(call->pool, "limit=%" APR_INT64_T_FMT,
                        mcp_json_get_int(call->args, "limit", 0));
}

typedef struct {
    mcp_json_t *list;
    apr_int64_t oldest;
    apr_pool_t *pool;
} items_t;

static int add_item(void *baton, const char *key, mcp_json_t *message)
{
    items_t *items = baton;
    apr_int64_t id = mcp_json_get_int(message, "id", 0);

    mcp_talk_describe(mcp_json_add_object(items->list), message, items->pool);
    if (!items->oldest || id < items->oldest) {
        items->oldest = id;
    }
    return 1;
}

mcp_err_t *mcp_talk_items(mcp_tool_call_t *call)
{
    apr_int64_t before = mcp_json_get_int(call->args, "before_message_id", 0);
    items_t items = {NULL, 0, call->pool};
    const mcp_json_t *room;
    mcp_json_t *answer;
    mcp_json_t *data = NULL;
    const char *query =
        mcp_nc_query_add(call->pool, limit_query(call), "objectType",
                         mcp_json_get_str(call->args, "object_type", ""));
    mcp_err_t *err = mcp_talk_find(&room, call);

    if (!err) {
        if (before) {
            query = apr_psprintf(call->pool,
                                 "%s&lastKnownMessageId=%" APR_INT64_T_FMT,
                                 query, before);
        }
        err = get(call, room, "/share", query, &data);
    }
    if (err) {
        return err;
    }
    answer = mcp_talk_answer(call, room);
    items.list = mcp_json_set_array(answer, "items");
    mcp_json_each(data, add_item, &items); /* by id; none come as [] */
    if (mcp_json_length(data)
        && (apr_int64_t)mcp_json_length(data)
               == mcp_json_get_int(call->args, "limit", 0)) {
        mcp_json_set_int(answer, "next_before_message_id", items.oldest);
    }
    return NULL;
}

typedef struct {
    mcp_json_t *answer;
    apr_pool_t *pool;
} kinds_t;

static int add_kind(void *baton, const char *kind, mcp_json_t *messages)
{
    kinds_t *kinds = baton;
    items_t items = {NULL, 0, kinds->pool};
    apr_size_t i;

    if (mcp_json_length(messages)) {
        items.list = mcp_json_set_array(kinds->answer, kind);
    }
    for (i = 0; i < mcp_json_length(messages); i++) {
        add_item(&items, NULL, mcp_json_at(messages, i));
    }
    return 1;
}

mcp_err_t *mcp_talk_overview(mcp_tool_call_t *call)
{
    kinds_t kinds = {NULL, call->pool};
    const mcp_json_t *room;
    mcp_json_t *data = NULL;
    mcp_err_t *err = mcp_talk_find(&room, call);

    if (!err) {
        err = get(call, room, "/share/overview", limit_query(call), &data);
    }
    if (err) {
        return err;
    }
    kinds.answer = mcp_json_set_object(mcp_talk_answer(call, room), "items");
    mcp_json_each(data, add_kind, &kinds);
    return NULL;
}
