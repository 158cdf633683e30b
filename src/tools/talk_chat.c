/* SPDX-License-Identifier: Apache-2.0 */

/* Messages of Talk: reading and writing them. */

#include "tools/talk.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"

#define MAX_PAGE 200 /* messages that Talk gives at once */
#define MAX_PAGES 5

/* Told of in another way, or not worth telling: Talk's own clients do not
 * show them either. */
static int is_hidden(const mcp_json_t *message)
{
    static const char *const hidden[] = {"reaction",
                                         "reaction_deleted",
                                         "reaction_revoked",
                                         "message_edited",
                                         "message_deleted",
                                         "poll_voted",
                                         NULL};
    const char *system = mcp_json_get_str(message, "systemMessage", "");
    int i;

    for (i = 0; hidden[i]; i++) {
        if (!strcmp(system, hidden[i])) {
            return 1;
        }
    }
    return 0;
}

typedef struct {
    mcp_tool_call_t *call;
    const char *path;
    mcp_json_t *list;
    apr_size_t wanted;
    apr_int64_t oldest; /* id; of all that was read so far, or 0 */
    int more;
} history_t;

/* Reading is all that this does: no read marker moves, no notification goes
 * away. */
static const char *history_query(const history_t *history, apr_size_t limit)
{
    const char *query = apr_psprintf(
        history->call->pool,
        "lookIntoFuture=0&setReadMarker=0&markNotificationsAsRead=0"
        "&noStatusUpdate=1&limit=%" APR_SIZE_T_FMT,
        limit);

    return history->oldest
               ? apr_psprintf(history->call->pool,
                              "%s&lastKnownMessageId=%" APR_INT64_T_FMT, query,
                              history->oldest)
               : query;
}

static mcp_err_t *read_page(history_t *history)
{
    apr_size_t limit = history->wanted - mcp_json_length(history->list);
    mcp_json_t *page;
    apr_size_t i;
    mcp_err_t *err = mcp_ocs_get(history->call->nc, history->path,
                                 history_query(history, limit), &page);

    if (err) {
        return err;
    }
    for (i = 0; i < mcp_json_length(page); i++) {
        const mcp_json_t *message = mcp_json_at(page, i);

        history->oldest = mcp_json_get_int(message, "id", 0);
        if (!is_hidden(message)) {
            mcp_talk_describe(mcp_json_add_object(history->list), message,
                              history->call->pool);
        }
    }
    /* A page is shorter than asked for where it has messages that this user
     * may not see, so only an empty one is the last. */
    history->more = i > 0;
    return NULL;
}

mcp_err_t *mcp_talk_messages(mcp_tool_call_t *call)
{
    history_t history = {.call = call, .more = 1};
    const mcp_json_t *room;
    mcp_json_t *answer;
    int pages;
    mcp_err_t *err = mcp_talk_find(&room, call);

    if (err) {
        return err;
    }
    answer = mcp_talk_answer(call, room);
    history.list = mcp_json_set_array(answer, "messages");
    history.path = mcp_talk_path(call, MCP_TALK_CHAT, room, NULL);
    history.wanted =
        (apr_size_t)mcp_json_get_int(call->args, "n_messages", MAX_PAGE);
    history.oldest = mcp_json_get_int(call->args, "before_message_id", 0);
    for (pages = 0; !err && history.more && pages < MAX_PAGES
                    && mcp_json_length(history.list) < history.wanted;
         pages++) {
        err = read_page(&history);
    }
    if (!err && history.more) {
        mcp_json_set_int(answer, "next_before_message_id", history.oldest);
    }
    return err;
}

static const mcp_args_fault_t write_faults[] = {
    {400, "Nextcloud refused the message: it is blank, or there is no message "
          "of this id in the conversation that can be replied to or changed. "
          "list_messages_in_conversation shows ids and is_replyable."},
    {403, "This account may not do that here: the conversation is read-only, "
          "or the message is another's, or of a kind that cannot be changed."},
    {404, "There is no message of this id in the conversation. "
          "list_messages_in_conversation shows them."},
    {405, "A message of this kind cannot be changed."},
    {412, "The lobby of this conversation is closed: only moderators may "
          "write now."},
    {413, "The message is too long for this Nextcloud: send it in parts, or "
          "upload it as a file and use share_file_to_conversation."},
    {0, NULL}};

/* What Talk answers, which it may have shaped: mentions become
 * placeholders. Of an edit or a deletion it is a system message, beneath
 * which stands the message. */
static mcp_err_t *write_message(mcp_tool_call_t *call, const char *method,
                                const mcp_json_t *body, const char *id_arg)
{
    const mcp_json_t *room;
    const mcp_json_t *changed;
    mcp_json_t *data;
    mcp_err_t *err = mcp_talk_find(&room, call);

    if (!err) {
        err = mcp_ocs_call(call->nc, method,
                           mcp_talk_path(call, MCP_TALK_CHAT, room, id_arg),
                           body, &data);
        err = mcp_args_explain(call, err, write_faults);
    }
    if (err) {
        return err;
    }
    changed = id_arg ? mcp_json_get(data, "parent") : NULL;
    mcp_talk_describe(
        mcp_json_set_object(mcp_talk_answer(call, room), "message"),
        changed ? changed : data, call->pool);
    return NULL;
}

mcp_err_t *mcp_talk_send(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);

    mcp_args_publish(body, "message", call, "message");
    return write_message(call, "POST", body, NULL);
}

mcp_err_t *mcp_talk_reply(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);

    mcp_args_publish(body, "message", call, "message");
    mcp_args_copy(body, "replyTo", call, "message_id");
    mcp_args_copy(body, "silent", call, "silent");
    return write_message(call, "POST", body, NULL);
}

mcp_err_t *mcp_talk_edit(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);

    mcp_args_publish(body, "message", call, "message");
    return write_message(call, "PUT", body, "message_id");
}

mcp_err_t *mcp_talk_delete(mcp_tool_call_t *call)
{
    return write_message(call, "DELETE", NULL, "message_id");
}
