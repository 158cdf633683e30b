/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_CALENDAR_H
#define MCP_TOOLS_CALENDAR_H

/* The tools of conf/tools.d/calendar.json and tasks.json. */

#include "tool/tool.h"

mcp_tool_fn mcp_calendar_list;         /* list_calendars */
mcp_tool_fn mcp_calendar_list_events;  /* list_events */
mcp_tool_fn mcp_calendar_get_event;    /* get_event */
mcp_tool_fn mcp_calendar_schedule;     /* schedule_event */
mcp_tool_fn mcp_calendar_update_event; /* update_event */
mcp_tool_fn mcp_calendar_delete_event; /* delete_event */
mcp_tool_fn mcp_calendar_find_free;    /* find_free_time_slot_in_calendar */

mcp_tool_fn mcp_tasks_list;     /* list_tasks */
mcp_tool_fn mcp_tasks_add;      /* add_task */
mcp_tool_fn mcp_tasks_update;   /* update_task */
mcp_tool_fn mcp_tasks_complete; /* complete_task */
mcp_tool_fn mcp_tasks_delete;   /* delete_task */

#endif /* MCP_TOOLS_CALENDAR_H */
