/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/assignments.h"

#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/pick.h"
#include "util/text.h"

#define ASSIGNMENTS "/ocs/v2.php/apps/assistant/assignments"

static void describe(mcp_json_t *out, const mcp_json_t *in, apr_pool_t *pool)
{
    static const mcp_pick_t picks[] = {
        {"id", NULL},
        {"prompt", NULL},
        {"recurrence", "recurrence_rule"},
        {"timezone", NULL},
        {NULL, NULL},
    };

    mcp_pick_members(out, in, picks);
    mcp_pick_time(out, "starts_at", in, "starts_at", pool);
    mcp_pick_time(out, "last_run_at", in, "last_run_at", pool);
}

static mcp_err_t *answer(mcp_tool_call_t *call, const mcp_json_t *data)
{
    mcp_json_t *out = mcp_json_object_create(call->pool);

    describe(out, mcp_json_get(data, "assignment"), call->pool);
    mcp_result_set_structured(call->result, out);
    return NULL;
}

/* What both creating and changing may set. */
static mcp_err_t *fill(mcp_json_t *body, mcp_tool_call_t *call)
{
    const char *starts = mcp_json_get_str(call->args, "starts_at", NULL);
    apr_int64_t seconds;

    mcp_args_copy(body, "prompt", call, "prompt");
    mcp_args_copy(body, "recurrence", call, "recurrence_rule");
    mcp_args_copy(body, "timezone", call, "timezone");
    if (starts && !mcp_text_iso_to_seconds(&seconds, starts)) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "starts_at must be a date and time with offset, "
                              "such as 2027-01-31T08:00:00+01:00");
    }
    if (starts) {
        mcp_json_set_int(body, "startsAt", seconds);
    }
    return NULL;
}

static const mcp_args_fault_t faults[] = {
    {400, "The Assistant does not understand recurrence_rule (RFC 5545, such "
          "as FREQ=DAILY;INTERVAL=1) or timezone (such as Europe/Berlin)."},
    {404, "There is no scheduled task with this id; list_scheduled_tasks "
          "shows what there is."},
    {0, NULL},
};

mcp_err_t *mcp_assignments_create(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *data;
    mcp_err_t *err;

    mcp_json_set_int(body, "startsAt", apr_time_sec(apr_time_now()));
    mcp_args_copy(body, "title", call, "title");
    err = fill(body, call);
    if (!err) {
        err = mcp_ocs_call(call->nc, "POST", ASSIGNMENTS, body, &data);
    }
    return err ? mcp_args_explain(call, err, faults) : answer(call, data);
}

mcp_err_t *mcp_assignments_list(mcp_tool_call_t *call)
{
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_json_t *list = mcp_json_set_array(out, "tasks");
    const mcp_json_t *all;
    mcp_json_t *data;
    apr_size_t i;
    mcp_err_t *err = mcp_ocs_get(call->nc, ASSIGNMENTS, NULL, &data);

    if (err) {
        return err;
    }
    all = mcp_json_get(data, "assignments");
    for (i = 0; i < mcp_json_length(all); i++) {
        describe(mcp_json_add_object(list), mcp_json_at(all, i), call->pool);
    }
    mcp_result_set_structured(call->result, out);
    return NULL;
}

static const char *path_of(mcp_tool_call_t *call)
{
    return apr_psprintf(call->pool, ASSIGNMENTS "/%" APR_INT64_T_FMT,
                        mcp_json_get_int(call->args, "id", 0));
}

mcp_err_t *mcp_assignments_update(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *data;
    mcp_err_t *err = fill(body, call);

    if (!err && mcp_json_length(body) == 0) {
        err = mcp_err_create(call->pool, MCP_ERR_TOOL,
                             "Nothing to change: give prompt, "
                             "recurrence_rule, timezone or starts_at.");
    }
    if (!err) {
        err = mcp_ocs_call(call->nc, "PATCH", path_of(call), body, &data);
    }
    return err ? mcp_args_explain(call, err, faults) : answer(call, data);
}

/* The Assistant says "done" to an id that is none, too. */
mcp_err_t *mcp_assignments_delete(mcp_tool_call_t *call)
{
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_json_t *data;
    mcp_err_t *err =
        mcp_ocs_call(call->nc, "DELETE", path_of(call), NULL, &data);

    if (!err) {
        mcp_json_set_bool(out, "ok", 1);
        mcp_result_set_structured(call->result, out);
    }
    return err;
}
