/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_PENDING_H
#define MCP_JOB_PENDING_H

/* An answer that is not there yet (tasks/result of 2025-11-25), as the feed
 * of an event stream: the method is asked again when the task has changed,
 * and its answer ends the stream. What the task asks its user meanwhile is
 * asked there. */

#include "job/feed.h"
#include "job/local.h"

/* local: the request, whose method has answered without a result. It must
 * live as long as the feed does, which lives in its pool. */
apr_status_t mcp_pending_open(mcp_feed_t *feed, const mcp_local_t *local);

#endif /* MCP_JOB_PENDING_H */
