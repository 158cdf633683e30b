/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_CALENDAR_IMPL_H
#define MCP_TOOLS_CALENDAR_IMPL_H

/* For the calendar files only. */

#include "tools/agenda.h"

/* When something takes place, as iCalendar has it: the end is exclusive. */
typedef struct mcp_calendar_when_t {
    mcp_ical_time_t start;
    mcp_ical_time_t end;
} mcp_calendar_when_t;

/* The end has to be after the start. */
mcp_err_t *mcp_calendar_check_order(const mcp_calendar_when_t *when,
                                    const mcp_ical_zone_t *zone,
                                    apr_pool_t *pool);

void mcp_calendar_set_when(mcp_ical_t *ical, mcp_vobject_t *event,
                           const mcp_calendar_when_t *when);

/* Whom the argument attendees names; those who are there already keep their
 * answer. With ORGANIZER and ATTENDEE Nextcloud sends the invitations
 * (RFC 6638). */
mcp_err_t *mcp_calendar_set_attendees(mcp_vobject_t *event,
                                      const mcp_agenda_t *agenda,
                                      const mcp_tool_call_t *call);

/* The event that calendar_name and event_uid mean. */
mcp_err_t *mcp_calendar_load(mcp_agenda_item_t *item, mcp_agenda_t *agenda,
                             mcp_tool_call_t *call);

/* The tool's result: what event, a part of item, has become. */
void mcp_calendar_answer(mcp_tool_call_t *call, const mcp_agenda_item_t *item,
                         const mcp_vobject_t *event);

#endif /* MCP_TOOLS_CALENDAR_IMPL_H */
