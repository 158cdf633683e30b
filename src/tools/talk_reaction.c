/* SPDX-License-Identifier: Apache-2.0 */

/* Reactions to messages of Talk. */

#include "tools/talk.h"

#include "nextcloud/ocs.h"
#include "tools/args.h"

static const mcp_args_fault_t add_faults[] = {
    {400, "reaction must be exactly one emoji, and a system message cannot be "
          "reacted to."},
    {403, "This conversation is read-only for this account."},
    {404, "There is no message of this id in the conversation. "
          "list_messages_in_conversation shows them."},
    {405, "A message of this kind cannot be reacted to."},
    {0, NULL}};

static const mcp_args_fault_t remove_faults[] = {
    {400, "reaction must be exactly one emoji."},
    {403, "This conversation is read-only for this account."},
    {404, "The user has not reacted so to this message, or there is no such "
          "message in the conversation. list_reactions shows who has."},
    {0, NULL}};

static int add_emoji(void *baton, const char *emoji, mcp_json_t *actors)
{
    mcp_json_t *item = mcp_json_add_object(baton);
    mcp_json_t *names;
    apr_size_t i;

    mcp_json_set_str(item, "reaction", emoji);
    names = mcp_json_set_array(item, "by");
    for (i = 0; i < mcp_json_length(actors); i++) {
        mcp_json_add_str(names, mcp_json_get_str(mcp_json_at(actors, i),
                                                 "actorDisplayName", ""));
    }
    return 1;
}

static mcp_err_t *exchange(mcp_tool_call_t *call, const char *method,
                           const mcp_args_fault_t *faults)
{
    const char *reaction = mcp_json_get_str(call->args, "reaction", NULL);
    const mcp_json_t *room;
    mcp_json_t *answer;
    mcp_json_t *data = NULL;
    mcp_nc_request_t request = {.method = method};
    mcp_err_t *err = mcp_talk_find(&room, call);

    if (err) {
        return err;
    }
    request.path = mcp_talk_path(call, MCP_TALK_REACTION, room, "message_id");
    if (reaction) {
        request.query =
            mcp_nc_query_add(call->pool, NULL, "reaction", reaction);
    }
    err = mcp_ocs_send(call->nc, &request, &data);
    if (err) {
        return mcp_args_explain(call, err, faults);
    }
    answer = mcp_talk_answer(call, room);
    mcp_json_each(data, add_emoji, mcp_json_set_array(answer, "reactions"));
    return NULL;
}

mcp_err_t *mcp_talk_react(mcp_tool_call_t *call)
{
    return exchange(call, "POST", add_faults);
}

mcp_err_t *mcp_talk_unreact(mcp_tool_call_t *call)
{
    return exchange(call, "DELETE", remove_faults);
}

mcp_err_t *mcp_talk_reactions(mcp_tool_call_t *call)
{
    return exchange(call, "GET", add_faults);
}
