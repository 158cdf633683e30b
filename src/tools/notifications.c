/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/notifications.h"

#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/pick.h"

/* Nextcloud says yes to deleting what is not there, so it is asked first. */
mcp_err_t *mcp_notifications_dismiss(mcp_tool_call_t *call)
{
    static const mcp_args_fault_t faults[] = {
        {404, "There is no notification of this id, or it is gone already. "
              "list_notifications shows them."},
        {0, NULL}};
    static const mcp_pick_t picks[] = {{"notification_id", NULL},
                                       {"app", NULL},
                                       {"subject", NULL},
                                       {NULL, NULL}};
    const char *path =
        apr_psprintf(call->pool,
                     "/ocs/v2.php/apps/notifications/api/v2/notifications/"
                     "%" APR_INT64_T_FMT,
                     mcp_json_get_int(call->args, "notification_id", 0));
    mcp_json_t *notification;
    mcp_json_t *answer;
    mcp_json_t *data;
    mcp_err_t *err = mcp_ocs_get(call->nc, path, NULL, &notification);

    if (!err) {
        err = mcp_ocs_call(call->nc, "DELETE", path, NULL, &data);
    }
    if (err) {
        return mcp_args_explain(call, err, faults);
    }
    answer = mcp_json_object_create(call->pool);
    mcp_pick_members(answer, notification, picks);
    mcp_json_set_bool(answer, "dismissed", 1);
    mcp_result_set_structured(call->result, answer);
    return NULL;
}
