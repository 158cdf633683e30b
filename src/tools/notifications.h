/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_NOTIFICATIONS_H
#define MCP_TOOLS_NOTIFICATIONS_H

/* The tools of conf/tools.d/notifications.json that need code.
 * Source: Notifications, docs/ocs-endpoint-v2.md. */

#include "tool/tool.h"

mcp_tool_fn mcp_notifications_dismiss; /* dismiss_notification */

#endif /* MCP_TOOLS_NOTIFICATIONS_H */
