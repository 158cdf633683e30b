/* SPDX-License-Identifier: Apache-2.0 */

#include "job/dispatch.h"
#include "job/stage.h"

mcp_err_t *mcp_stage_guard(mcp_job_t *job)
{
    if (job->nc.uid || !mcp_dispatch_needs_user(&job->body)) {
        return NULL;
    }
    return job->trouble;
}
