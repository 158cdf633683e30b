/* SPDX-License-Identifier: Apache-2.0 */

/* Polls of Talk. */

#include "tools/talk.h"

#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/pick.h"

#define NO_POLL                                                               \
    "There is no poll of this id in the conversation. list_shared_items "     \
    "with object_type poll shows them."

static const mcp_args_fault_t create_faults[] = {
    {400, "Nextcloud refused the poll: neither question nor options may be "
          "blank or very long, and one-to-one conversations have no polls."},
    {403, "This conversation is read-only for this account."},
    {0, NULL}};
static const mcp_args_fault_t get_faults[] = {{404, NO_POLL}, {0, NULL}};
static const mcp_args_fault_t vote_faults[] = {
    {400, "Nextcloud refused the vote: the poll is closed, an option is not "
          "there, or there are more than max_votes. get_poll shows all "
          "three."},
    {404, NO_POLL},
    {0, NULL}};
static const mcp_args_fault_t close_faults[] = {
    {400, "The poll is closed already."},
    {403, "Only the author of a poll and moderators may close it."},
    {404, NO_POLL},
    {0, NULL}};

static void add_option(mcp_json_t *list, apr_size_t index,
                       const mcp_json_t *poll, apr_pool_t *pool)
{
    const char *key = apr_psprintf(pool, "option-%" APR_SIZE_T_FMT, index);
    const mcp_json_t *votes = mcp_json_get(poll, "votes");
    mcp_json_t *option = mcp_json_add_object(list);

    mcp_json_set_int(option, "id", (apr_int64_t)index);
    mcp_json_set_str(
        option, "text",
        mcp_json_str(mcp_json_at(mcp_json_get(poll, "options"), index), ""));
    /* Nobody gets counts before the end, or before having voted. */
    if (mcp_json_length(votes)) {
        mcp_json_set_int(option, "votes", mcp_json_get_int(votes, key, 0));
    }
}

static void describe(mcp_json_t *out, const mcp_json_t *poll, apr_pool_t *pool)
{
    static const mcp_pick_t picks[] = {{"id", "poll_id"},
                                       {"question", NULL},
                                       {"actorDisplayName", "author"},
                                       {"maxVotes", "max_votes"},
                                       {"numVoters", "voters"},
                                       {NULL, NULL}};
    static const mcp_pick_word_t states[] = {
        {0, "open"}, {1, "closed"}, {2, "draft"}, {0, NULL}};
    static const mcp_pick_word_t modes[] = {
        {0, "public"}, {1, "hidden until closed"}, {0, NULL}};
    mcp_json_t *mine = mcp_json_get(poll, "votedSelf");
    mcp_json_t *list;
    apr_size_t i;

    mcp_pick_members(out, poll, picks);
    mcp_json_set_str(
        out, "status",
        mcp_pick_word(states, mcp_json_get_int(poll, "status", 0)));
    mcp_json_set_str(
        out, "results",
        mcp_pick_word(modes, mcp_json_get_int(poll, "resultMode", 0)));
    list = mcp_json_set_array(out, "options");
    for (i = 0; i < mcp_json_length(mcp_json_get(poll, "options")); i++) {
        add_option(list, i, poll, pool);
    }
    if (mine) {
        mcp_json_set(out, "my_votes", mine);
    }
}

static mcp_err_t *exchange(mcp_tool_call_t *call, const char *method,
                           const char *id_arg, const mcp_json_t *body,
                           const mcp_args_fault_t *faults)
{
    const mcp_json_t *room;
    mcp_json_t *poll;
    mcp_err_t *err = mcp_talk_find(&room, call);

    if (err) {
        return err;
    }
    err = mcp_ocs_call(call->nc, method,
                       mcp_talk_path(call, MCP_TALK_POLL, room, id_arg), body,
                       &poll);
    if (err) {
        return mcp_args_explain(call, err, faults);
    }
    describe(mcp_talk_answer(call, room), poll, call->pool);
    return NULL;
}

mcp_err_t *mcp_talk_poll(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);

    mcp_args_copy(body, "question", call, "question");
    mcp_args_copy(body, "options", call, "options");
    mcp_args_copy(body, "resultMode", call, "result_mode");
    mcp_args_copy(body, "maxVotes", call, "max_votes");
    return exchange(call, "POST", NULL, body, create_faults);
}

mcp_err_t *mcp_talk_poll_get(mcp_tool_call_t *call)
{
    return exchange(call, "GET", "poll_id", NULL, get_faults);
}

mcp_err_t *mcp_talk_poll_vote(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);

    mcp_args_copy(body, "optionIds", call, "option_ids");
    return exchange(call, "POST", "poll_id", body, vote_faults);
}

mcp_err_t *mcp_talk_poll_close(mcp_tool_call_t *call)
{
    return exchange(call, "DELETE", "poll_id", NULL, close_faults);
}
