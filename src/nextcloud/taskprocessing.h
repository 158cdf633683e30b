/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_TASKPROCESSING_H
#define MCP_NEXTCLOUD_TASKPROCESSING_H

/*
 * Nextcloud's queue of AI tasks: what providers an administrator has
 * installed can do, and having it done. Such a task takes from a second to
 * many minutes, so somebody has to wait for it; that is here.
 *
 * Source: Nextcloud developer manual, "OCS TaskProcessing API".
 */

#include "nextcloud/client.h"
#include "util/json.h"

/* What can be done: an object whose members are named after the task types
 * ("core:audio2text"). MCP_ERR_TOOL where Nextcloud has no such API. */
mcp_err_t *mcp_taskprocessing_types(mcp_nc_t *nc, mcp_json_t **types);

typedef struct mcp_taskprocessing_t {
    const char *type;        /* "core:audio2text" */
    const mcp_json_t *input; /* as the type wants it */
    /* Told now and then while the task is not done: percent below 0 is
     * unknown, then seconds since the start say that something happens.
     * May be NULL. */
    void (*progress)(void *baton, double percent, double seconds,
                     int is_running);
    void *baton;
} mcp_taskprocessing_t;

/* Schedule a task and wait until it is done. *task is what Nextcloud says
 * about it: "id", and the "output" of its type. When the job is cancelled or
 * its time is up before, the task is cancelled at Nextcloud. A task that
 * fails is an MCP_ERR_TOOL; so is what cannot be scheduled, with Nextcloud's
 * status in upstream: 400 (wrong input, no such file), 401 (a file of
 * somebody else's), 412 (no provider). */
mcp_err_t *mcp_taskprocessing_run(mcp_nc_t *nc,
                                  const mcp_taskprocessing_t *what,
                                  mcp_json_t **task);

/* The path below Nextcloud's URL of a file that a task has made. */
const char *mcp_taskprocessing_file(apr_pool_t *pool, const mcp_json_t *task,
                                    apr_int64_t file_id);

#endif /* MCP_NEXTCLOUD_TASKPROCESSING_H */
