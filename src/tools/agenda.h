/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_AGENDA_H
#define MCP_TOOLS_AGENDA_H

/* What the tools of calendars and tasks share: whose calendars these are, how
 * arguments become times, and how events and tasks are shown. */

#include "nextcloud/caldav.h"
#include "tool/tool.h"

typedef struct mcp_agenda_t {
    mcp_json_t *calendars;       /* of mcp_caldav_calendars */
    const mcp_ical_zone_t *zone; /* the user's */
    const char *email;           /* NULL: none is set */
    const char *name;            /* of the user, for people */
} mcp_agenda_t;

/* Ask Nextcloud for all of that. */
mcp_err_t *mcp_agenda_open(mcp_agenda_t *agenda, mcp_tool_call_t *call);

/* The calendar that the argument calendar_name means, which takes that kind
 * ("VEVENT", "VTODO"). Errors name those that would do. */
mcp_err_t *mcp_agenda_calendar(mcp_json_t **calendar,
                               const mcp_agenda_t *agenda,
                               const mcp_tool_call_t *call, const char *kind);

/* The calendars to look at: that one, or all that take the kind when there is
 * no such argument. *list is an array of mcp_json_t *. */
mcp_err_t *mcp_agenda_calendars(apr_array_header_t **list,
                                const mcp_agenda_t *agenda,
                                const mcp_tool_call_t *call, const char *kind);

/* An object of a calendar while a tool works on it. */
typedef struct mcp_agenda_item_t {
    const mcp_json_t *calendar;
    mcp_dav_object_t object;
    mcp_ical_t *ical;
    const char *what; /* for messages: event "Lunch" */
} mcp_agenda_item_t;

/* The one with that uid. MCP_ERR_TOOL when there is none. */
mcp_err_t *mcp_agenda_load(mcp_agenda_item_t *item, const mcp_agenda_t *agenda,
                           mcp_tool_call_t *call, const char *kind,
                           const char *uid);
/* A new one, which mcp_agenda_save will store. */
mcp_err_t *mcp_agenda_create(mcp_agenda_item_t *item,
                             const mcp_agenda_t *agenda, mcp_tool_call_t *call,
                             const char *kind);
mcp_err_t *mcp_agenda_save(mcp_agenda_item_t *item, mcp_tool_call_t *call);
mcp_err_t *mcp_agenda_delete(mcp_agenda_item_t *item, mcp_tool_call_t *call);

/* ---- times as arguments --------------------------------------------------
 */

/* The argument timezone, or fallback when it is absent. */
mcp_err_t *mcp_agenda_zone(const mcp_ical_zone_t **zone,
                           const mcp_tool_call_t *call,
                           const mcp_ical_zone_t *fallback);

/* "2026-03-10" of the argument of that name; 0 when it is absent or empty. */
int mcp_agenda_date(mcp_ical_time_t *date, const mcp_tool_call_t *call,
                    const char *arg);

/* Give date the time of day in the argument ("9:30 AM", "14:30") and the zone;
 * *found is 0 and date stays when that is absent or empty. */
mcp_err_t *mcp_agenda_clock(mcp_ical_time_t *date, int *found,
                            const mcp_tool_call_t *call, const char *arg,
                            const mcp_ical_zone_t *zone);

/* The occurrence of item that the argument "occurrence" means, as the tools
 * have shown it. */
mcp_err_t *mcp_agenda_occurrence(mcp_ical_occurrence_t *occurrence,
                                 const mcp_agenda_item_t *item,
                                 const mcp_tool_call_t *call);

/* The recurrence rule in the argument, without "RRULE:"; NULL when it is
 * absent, "" when it is empty. */
mcp_err_t *mcp_agenda_rule(const char **rule, const mcp_tool_call_t *call);

void mcp_agenda_set_rule(mcp_vobject_t *component, const char *rule);

/* Is it an e-mail address that can stand in a line of iCalendar? */
int mcp_agenda_is_address(const char *text);

/* Set the text property of component to the argument if that is there; an
 * empty one removes it. */
void mcp_agenda_set_text(mcp_vobject_t *component, const char *name,
                         const mcp_tool_call_t *call, const char *arg);
/* The same for a description: it carries what MCPNotice says. */
void mcp_agenda_set_description(mcp_vobject_t *component,
                                const mcp_tool_call_t *call);

/* ---- how things are shown ------------------------------------------------
 */

/* A time in the user's zone; a date stays one. */
void mcp_agenda_show_time(mcp_json_t *out, const char *name,
                          const mcp_ical_t *ical, const mcp_ical_time_t *time);

/* uid, title, start, end (of whole days the last one) and what there is of
 * all_day, location, status; of a series which occurrence it is. */
void mcp_agenda_show_event(mcp_json_t *out, const mcp_ical_t *ical,
                           const mcp_ical_occurrence_t *occurrence);
/* The rest of what an event has. */
void mcp_agenda_show_details(mcp_json_t *out, const mcp_ical_t *ical,
                             const mcp_vobject_t *component);
/* A to-do; of a series the next open occurrence. */
void mcp_agenda_show_task(mcp_json_t *out, const mcp_ical_t *ical);

/* The address of an ORGANIZER or ATTENDEE, without "mailto:". */
const char *mcp_agenda_address(const mcp_vprop_t *property);

#endif /* MCP_TOOLS_AGENDA_H */
