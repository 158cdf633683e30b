/* SPDX-License-Identifier: Apache-2.0 */

/* Events and tasks as a model sees them: times in the user's zone, and of
 * whole days the last one, where iCalendar has the day after it. */

#include <string.h>
#include <apr_strings.h>
#include "tools/agenda.h"

#define MAX_PEOPLE 200

void mcp_agenda_show_time(mcp_json_t *out, const char *name,
                          const mcp_ical_t *ical, const mcp_ical_time_t *time)
{
    mcp_ical_time_t shown = *time;

    if (!time->is_date && time->zone) {
        mcp_ical_time_at(&shown, mcp_ical_unix(ical, time), ical->local);
    }
    mcp_json_set_str(out, name, mcp_ical_time_iso(&shown, ical->pool));
}

static void show_text(mcp_json_t *out, const char *member,
                      const mcp_vobject_t *component, const char *name)
{
    const char *text = mcp_vobject_text(component, name);

    if (text && *text) {
        mcp_json_set_str(out, member, text);
    }
}

static void show_span(mcp_json_t *out, const mcp_ical_t *ical,
                      const mcp_ical_time_t *start, const mcp_ical_time_t *end)
{
    mcp_ical_time_t last = *end;

    if (start->is_date
        && mcp_ical_unix(ical, end) > mcp_ical_unix(ical, start)) {
        mcp_ical_time_add(&last, -MCP_ICAL_DAY);
    }
    mcp_agenda_show_time(out, "start", ical, start);
    mcp_agenda_show_time(out, "end", ical, &last);
    if (start->is_date) {
        mcp_json_set_bool(out, "all_day", 1);
    }
}

void mcp_agenda_show_event(mcp_json_t *out, const mcp_ical_t *ical,
                           const mcp_ical_occurrence_t *occurrence)
{
    const mcp_vobject_t *component = occurrence->component;
    const char *status = mcp_vobject_text(component, "STATUS");

    show_text(out, "uid", component, "UID");
    show_text(out, "title", component, "SUMMARY");
    show_span(out, ical, &occurrence->start, &occurrence->end);
    if (mcp_ical_is_series(ical)
        || mcp_vobject_find(component, "RECURRENCE-ID", 0)) {
        mcp_agenda_show_time(out, "occurrence", ical, &occurrence->id);
    }
    show_text(out, "location", component, "LOCATION");
    if (status && strcasecmp(status, "CONFIRMED") != 0) {
        mcp_json_set_str(out, "status", status);
    }
}

/* ---- details -------------------------------------------------------------
 */

const char *mcp_agenda_address(const mcp_vprop_t *property)
{
    return strncasecmp(property->value, "mailto:", 7) ? property->value
                                                      : property->value + 7;
}

static void show_person(mcp_json_t *out, const mcp_vprop_t *property,
                        apr_pool_t *pool)
{
    const char *name = mcp_vprop_param(property, "CN", pool);
    const char *answer = mcp_vprop_param(property, "PARTSTAT", pool);
    const char *role = mcp_vprop_param(property, "ROLE", pool);

    mcp_json_set_str(out, "email", mcp_agenda_address(property));
    if (name && *name) {
        mcp_json_set_str(out, "name", name);
    }
    if (answer) {
        mcp_json_set_str(out, "response", answer);
    }
    if (role && strcmp(role, "REQ-PARTICIPANT") != 0) {
        mcp_json_set_str(out, "role", role);
    }
}

static void show_people(mcp_json_t *out, const mcp_vobject_t *component,
                        apr_pool_t *pool)
{
    const mcp_vprop_t *property = mcp_vobject_find(component, "ORGANIZER", 0);
    mcp_json_t *list;
    int n;

    if (property) {
        show_person(mcp_json_set_object(out, "organizer"), property, pool);
    }
    if (!mcp_vobject_find(component, "ATTENDEE", 0)) {
        return;
    }
    list = mcp_json_set_array(out, "attendees");
    for (n = 0; n < MAX_PEOPLE
                && (property = mcp_vobject_find(component, "ATTENDEE", n));
         n++) {
        show_person(mcp_json_add_object(list), property, pool);
    }
}

/* The times that differ from the rule. */
static void show_changes(mcp_json_t *out, const mcp_ical_t *ical)
{
    mcp_json_t *list = NULL;
    int i;

    for (i = 0; i < ical->calendar->children->nelts; i++) {
        mcp_ical_occurrence_t changed = {0};

        changed.component =
            APR_ARRAY_IDX(ical->calendar->children, i, mcp_vobject_t *);
        if (changed.component == ical->master
            || strcmp(changed.component->name, ical->kind) != 0
            || !mcp_ical_time_get(&changed.id, ical, changed.component,
                                  "RECURRENCE-ID")
            || !mcp_ical_span_get(&changed.start, &changed.end, ical,
                                  changed.component)) {
            continue;
        }
        list = list ? list : mcp_json_set_array(out, "changed_occurrences");
        mcp_agenda_show_event(mcp_json_add_object(list), ical, &changed);
    }
}

void mcp_agenda_show_details(mcp_json_t *out, const mcp_ical_t *ical,
                             const mcp_vobject_t *component)
{
    mcp_ical_time_t start;

    show_text(out, "description", component, "DESCRIPTION");
    if (mcp_ical_time_get(&start, ical, component, "DTSTART") && start.zone) {
        mcp_json_set_str(out, "timezone", mcp_ical_zone_name(start.zone));
    }
    show_text(out, "recurrence", component, "RRULE");
    show_people(out, component, ical->pool);
    show_text(out, "categories", component, "CATEGORIES");
    show_text(out, "url", component, "URL");
    show_text(out, "transparency", component, "TRANSP");
    show_changes(out, ical);
}

/* ---- tasks ---------------------------------------------------------------
 */

static void show_number(mcp_json_t *out, const char *member,
                        const mcp_vobject_t *component, const char *name)
{
    const mcp_vprop_t *property = mcp_vobject_find(component, name, 0);
    apr_int64_t value = property ? apr_atoi64(property->value) : 0;

    if (value > 0) {
        mcp_json_set_int(out, member, value);
    }
}

void mcp_agenda_show_task(mcp_json_t *out, const mcp_ical_t *ical)
{
    const mcp_vobject_t *component = ical->master;
    const char *status = mcp_vobject_text(component, "STATUS");
    mcp_ical_occurrence_t next;
    mcp_ical_time_t when;
    int is_open = mcp_ical_is_series(ical) && !mcp_ical_is_closed(component)
                  && mcp_ical_occurrence_open(&next, ical);

    show_text(out, "uid", component, "UID");
    show_text(out, "summary", component, "SUMMARY");
    mcp_json_set_str(out, "status", status ? status : "NEEDS-ACTION");
    if (is_open) {
        component = next.component;
        mcp_agenda_show_time(out, "due", ical, &next.end);
        mcp_agenda_show_time(out, "occurrence", ical, &next.id);
        show_text(out, "recurrence", ical->master, "RRULE");
    }
    else if (mcp_ical_time_get(&when, ical, component, "DUE")) {
        mcp_agenda_show_time(out, "due", ical, &when);
    }
    if (!is_open && mcp_ical_time_get(&when, ical, component, "DTSTART")) {
        mcp_agenda_show_time(out, "start", ical, &when);
    }
    if (mcp_ical_time_get(&when, ical, component, "COMPLETED")) {
        mcp_agenda_show_time(out, "completed", ical, &when);
    }
    show_number(out, "priority", component, "PRIORITY");
    show_number(out, "percent", component, "PERCENT-COMPLETE");
    show_text(out, "description", component, "DESCRIPTION");
    show_text(out, "categories", component, "CATEGORIES");
}
