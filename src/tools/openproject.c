/* SPDX-License-Identifier: Apache-2.0 */

/* OpenProject, through Nextcloud's app for it. Type and status of a new work
 * package are left to the project: their numbers are others in each. */

#include "tools/outside.h"

#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"

#define CREATE                                                                \
    "/ocs/v2.php/apps/integration_openproject/api/v1/create/work-packages"

static void link_to(mcp_json_t *links, const char *name, const char *kind,
                    mcp_tool_call_t *call, const char *arg)
{
    apr_int64_t id = mcp_json_get_int(call->args, arg, 0);

    if (id > 0) {
        mcp_json_set_str(mcp_json_set_object(links, name), "href",
                         apr_psprintf(call->pool,
                                      "/api/v3/%s/%" APR_INT64_T_FMT, kind,
                                      id));
    }
}

mcp_err_t *mcp_openproject_create(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *package = mcp_json_set_object(body, "body");
    mcp_json_t *links = mcp_json_set_object(package, "_links");
    mcp_json_t *answer = mcp_json_object_create(call->pool);
    mcp_json_t *data;
    mcp_err_t *err;

    link_to(links, "project", "projects", call, "project_id");
    link_to(links, "assignee", "users", call, "assignee_id");
    mcp_args_copy(package, "subject", call, "title");
    if (mcp_json_get_str(call->args, "description", NULL)) {
        mcp_json_t *text = mcp_json_set_object(package, "description");

        mcp_json_set_str(text, "format", "markdown");
        mcp_args_publish(text, "raw", call, "description");
    }
    err = mcp_ocs_call(call->nc, "POST", CREATE, body, &data);
    if (err) {
        return err;
    }
    mcp_json_set_int(answer, "id", mcp_json_get_int(data, "id", 0));
    mcp_json_set_str(answer, "title", mcp_json_get_str(data, "subject", ""));
    mcp_result_set_structured(call->result, answer);
    return NULL;
}
