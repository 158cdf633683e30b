/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_JOB_SHORT_H
#define MCP_JOB_SHORT_H

/*
 * Which jobs a worker runs itself. Handing a job to another thread and
 * waiting for it costs more than most calls take, and the worker is held
 * either way. It is for those
 *
 * - whose waits are all in the HTTP client, which keeps its deadlines and
 *   looks after the worker's client meanwhile: calls of tools that are ours.
 *   Code of other modules may wait for anything, unless it says that it does
 *   not (MCP_TOOL_QUICK).
 * - that may be broken off when the client goes, so that the worker is free
 *   again: in MCP 2026-07-28 that is the rule, before it work that changes
 *   something goes on, on a thread of its own.
 */

#include "job/engine.h"
#include "job/settings.h"
#include "rpc/message.h"

/* Any thread. */
int mcp_job_is_short(const mcp_engine_t *engine,
                     const mcp_settings_t *settings, const mcp_body_t *body);

#endif /* MCP_JOB_SHORT_H */
