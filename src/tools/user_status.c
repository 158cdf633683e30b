/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Whether somebody is there, and what they say about it. Nextcloud has status
 * and message in two requests, and the second drops an icon or a message that
 * it is not told again.
 */

#include "tools/user_status.h"

#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/pick.h"
#include "util/text.h"

#define API "/ocs/v2.php/apps/user_status/api/v1/"
#define OWN API "user_status"

static mcp_err_t *answer_status(mcp_tool_call_t *call, const mcp_json_t *data)
{
    static const mcp_pick_t picks[] = {{"userId", "user_id"},
                                       {"status", NULL},
                                       {"icon", NULL},
                                       {"message", NULL},
                                       {NULL, NULL}};
    mcp_json_t *answer = mcp_json_object_create(call->pool);

    mcp_pick_members(answer, data, picks);
    mcp_pick_time(answer, "clear_at", data, "clearAt", call->pool);
    mcp_result_set_structured(call->result, answer);
    return NULL;
}

mcp_err_t *mcp_user_status_get(mcp_tool_call_t *call)
{
    static const mcp_args_fault_t faults[] = {
        {404, "This user has set no status, or there is no user of this id. "
              "find_person_in_users finds ids."},
        {0, NULL}};
    const char *uid = mcp_json_get_str(call->args, "user_id", NULL);
    mcp_json_t *data;
    mcp_err_t *err = mcp_ocs_get(
        call->nc,
        uid ? apr_pstrcat(call->pool, API "statuses/",
                          mcp_text_encode_segment(call->pool, uid), NULL)
            : OWN,
        NULL, &data);

    return err ? mcp_args_explain(call, err, faults)
               : answer_status(call, data);
}

/* The user's own; NULL for one who never had any. */
static mcp_err_t *get_own(mcp_json_t **own, const mcp_tool_call_t *call)
{
    mcp_err_t *err = mcp_ocs_get(call->nc, OWN, NULL, own);

    if (err && err->kind == MCP_ERR_TOOL && err->upstream == 404) {
        *own = NULL;
        return NULL;
    }
    return err;
}

static mcp_err_t *set_type(const mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *data;

    mcp_args_copy(body, "statusType", call, "status");
    return mcp_json_length(body)
               ? mcp_ocs_call(call->nc, "PUT", OWN "/status", body, &data)
               : NULL;
}

/* What the message is to be: what own has, and over it the arguments. */
static mcp_json_t *build_message(const mcp_tool_call_t *call,
                                 const mcp_json_t *own)
{
    static const mcp_pick_t kept[] = {
        {"message", NULL}, {"icon", "statusIcon"}, {NULL, NULL}};
    static const mcp_pick_t all[] = {{"message", NULL},
                                     {"statusIcon", NULL},
                                     {"clearAt", NULL},
                                     {NULL, NULL}};
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *said = mcp_json_object_create(call->pool);
    apr_int64_t minutes = mcp_json_get_int(call->args, "clear_after", 0);

    mcp_pick_members(body, own, kept);
    mcp_args_copy(body, "message", call, "message");
    mcp_args_copy(body, "statusIcon", call, "icon");
    mcp_pick_members(said, body, all); /* without the empty ones */
    if (mcp_json_length(said) && minutes) {
        mcp_json_set_int(said, "clearAt",
                         apr_time_sec(apr_time_now()) + minutes * 60);
    }
    return said;
}

static mcp_err_t *set_message(const mcp_tool_call_t *call)
{
    mcp_json_t *body;
    mcp_json_t *own;
    mcp_err_t *err;

    if (!mcp_json_has(call->args, "message")
        && !mcp_json_has(call->args, "icon")) {
        return NULL;
    }
    err = get_own(&own, call);
    if (err) {
        return err;
    }
    body = build_message(call, own);
    if (!mcp_json_length(body)) {
        return mcp_ocs_call(call->nc, "DELETE", OWN "/message", NULL, &own);
    }
    return mcp_ocs_call(call->nc, "PUT", OWN "/message/custom", body, &own);
}

mcp_err_t *mcp_user_status_set(mcp_tool_call_t *call)
{
    mcp_json_t *own;
    mcp_err_t *err;

    if (mcp_json_has(call->args, "clear_after")
        && !mcp_json_has(call->args, "message")
        && !mcp_json_has(call->args, "icon")) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "clear_after goes with a message or an icon.");
    }
    err = mcp_args_need_change(call, call->args);
    if (!err) {
        err = set_message(call);
    }
    if (!err) {
        err = set_type(call);
    }
    if (!err) {
        err = get_own(&own, call);
    }
    return err ? err : answer_status(call, own);
}
