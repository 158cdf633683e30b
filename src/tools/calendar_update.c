/* SPDX-License-Identifier: Apache-2.0 */

/* update_event */

#include "tools/calendar.h"

#include <string.h>
#include <apr_strings.h>
#include "tools/args.h"
#include "tools/calendar_impl.h"

/* Somebody else's event is theirs to change; what we did to our copy would be
 * overwritten with their next message. */
static mcp_err_t *check_organizer(const mcp_agenda_item_t *item,
                                  const mcp_agenda_t *agenda,
                                  const mcp_tool_call_t *call)
{
    const mcp_vprop_t *organizer =
        mcp_vobject_find(item->ical->master, "ORGANIZER", 0);
    const char *address = organizer ? mcp_agenda_address(organizer) : NULL;

    if (!address || !mcp_vobject_find(item->ical->master, "ATTENDEE", 0)
        || (agenda->email && !strcasecmp(address, agenda->email))) {
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_TOOL,
                          "%s was arranged by %s, and only they can change "
                          "it. delete_event takes it out of the calendar and "
                          "declines.",
                          item->what, address);
}

/* The zone that arguments are in, and the one that the event keeps. Times are
 * shown in the user's zone, so that is what a model passes them in; a series
 * has to stay in its own. Both NULL: floating. */
typedef struct zones_t {
    const mcp_ical_zone_t *in;
    const mcp_ical_zone_t *out;
} zones_t;

static mcp_err_t *read_zones(zones_t *zones, const mcp_ical_time_t *old,
                             const mcp_agenda_t *agenda,
                             const mcp_tool_call_t *call)
{
    mcp_err_t *err;

    zones->in = old->is_date || old->zone ? agenda->zone : NULL;
    zones->out = old->zone ? old->zone : zones->in;
    if (!mcp_args_has(call, "timezone")) {
        return NULL;
    }
    err = mcp_agenda_zone(&zones->in, call, agenda->zone);
    zones->out = zones->in;
    return err;
}

static void move_to(mcp_ical_time_t *time, const mcp_ical_zone_t *zone)
{
    if (!time->is_date && time->zone && zone && time->zone != zone) {
        mcp_ical_time_at(time, mcp_ical_time_unix(time, NULL), zone);
    }
}

static void set_day(mcp_ical_time_t *time, const mcp_ical_time_t *day)
{
    time->year = day->year;
    time->month = day->month;
    time->day = day->day;
}

/* Start and end where the arguments are, the end inclusive while it is a date,
 * as people say it. */
static mcp_err_t *change_times(mcp_calendar_when_t *when, apr_int64_t length,
                               const mcp_tool_call_t *call,
                               const mcp_ical_zone_t *zone)
{
    mcp_ical_time_t day;
    int found;
    mcp_err_t *err;

    if (mcp_agenda_date(&day, call, "start_date")) {
        set_day(&when->start, &day);
    }
    err = mcp_agenda_clock(&when->start, &found, call, "start_time", zone);
    if (!err && !mcp_args_has(call, "end_date")
        && !mcp_args_has(call, "end_time")) {
        when->end = when->start;
        mcp_ical_time_add(&when->end, length);
        return NULL;
    }
    if (mcp_agenda_date(&day, call, "end_date")) {
        set_day(&when->end, &day);
    }
    else if (mcp_args_has(call, "start_date")) {
        set_day(&when->end, &when->start);
    }
    return err ? err
               : mcp_agenda_clock(&when->end, &found, call, "end_time", zone);
}

static mcp_err_t *change_when(mcp_calendar_when_t *when,
                              const mcp_tool_call_t *call,
                              const mcp_agenda_t *agenda)
{
    apr_int64_t length = mcp_ical_time_unix(&when->end, agenda->zone)
                         - mcp_ical_time_unix(&when->start, agenda->zone);
    zones_t zones;
    mcp_err_t *err = read_zones(&zones, &when->start, agenda, call);

    if (err) {
        return err;
    }
    if (when->end.is_date) {
        mcp_ical_time_add(&when->end, -MCP_ICAL_DAY);
        length -= MCP_ICAL_DAY;
    }
    move_to(&when->start, zones.in);
    move_to(&when->end, zones.in);
    err = change_times(when, length, call, zones.in);
    if (!err && when->start.is_date != when->end.is_date) {
        err = mcp_err_create(call->pool, MCP_ERR_TOOL,
                             "Pass both start_time and end_time to give an "
                             "event of whole days a time.");
    }
    if (err) {
        return err;
    }
    move_to(&when->start, zones.out);
    move_to(&when->end, zones.out);
    if (when->end.is_date) {
        mcp_ical_time_add(&when->end, MCP_ICAL_DAY);
    }
    return mcp_calendar_check_order(when, agenda->zone, call->pool);
}

/* The start of a series moves all of it. */
static mcp_err_t *move_series(mcp_agenda_item_t *item,
                              const mcp_calendar_when_t *was,
                              const mcp_calendar_when_t *when,
                              const mcp_tool_call_t *call)
{
    const mcp_ical_zone_t *clock = mcp_ical_zone_utc();
    mcp_ical_time_t before = was->start;
    mcp_ical_time_t after = when->start;

    if (!mcp_ical_is_series(item->ical)) {
        return NULL;
    }
    if (before.is_date != after.is_date) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "%s is a series; whether it is of whole days "
                              "can only be changed by making a new one.",
                              item->what);
    }
    /* Both as their clocks show them. */
    before.zone = after.zone = clock;
    if (mcp_ical_time_unix(&after, clock)
        != mcp_ical_time_unix(&before, clock)) {
        mcp_ical_shift(item->ical, mcp_ical_time_unix(&after, clock)
                                       - mcp_ical_time_unix(&before, clock));
    }
    return NULL;
}

static int changes_when(const mcp_tool_call_t *call)
{
    static const char *const args[] = {"start_date", "start_time", "end_date",
                                       "end_time", "timezone"};
    apr_size_t i;

    for (i = 0; i < sizeof(args) / sizeof(args[0]); i++) {
        if (mcp_args_has(call, args[i])) {
            return 1;
        }
    }
    return 0;
}

static mcp_err_t *update_when(mcp_agenda_item_t *item, mcp_vobject_t *event,
                              const mcp_agenda_t *agenda,
                              const mcp_tool_call_t *call)
{
    mcp_calendar_when_t was;
    mcp_calendar_when_t when;
    mcp_err_t *err = NULL;

    if (!changes_when(call)) {
        return NULL;
    }
    if (!mcp_ical_span_get(&was.start, &was.end, item->ical, event)) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "%s has no start that can be read.", item->what);
    }
    when = was;
    err = change_when(&when, call, agenda);
    if (!err && event == item->ical->master) {
        err = move_series(item, &was, &when, call);
    }
    if (!err) {
        mcp_calendar_set_when(item->ical, event, &when);
    }
    return err;
}

static mcp_err_t *update_rule(mcp_agenda_item_t *item,
                              const mcp_vobject_t *event,
                              const mcp_tool_call_t *call)
{
    const char *rule;
    mcp_err_t *err = mcp_agenda_rule(&rule, call);

    if (err || !rule) {
        return err;
    }
    if (event != item->ical->master) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "One occurrence has no recurrence of its own: "
                              "leave out either.");
    }
    if (*rule) {
        mcp_agenda_set_rule(item->ical->master, rule);
    }
    else {
        mcp_ical_unrepeat(item->ical);
    }
    return NULL;
}

static mcp_err_t *apply(mcp_agenda_item_t *item, mcp_vobject_t *event,
                        const mcp_agenda_t *agenda,
                        const mcp_tool_call_t *call)
{
    mcp_err_t *err = update_when(item, event, agenda, call);

    if (!err) {
        err = update_rule(item, event, call);
    }
    if (!err && mcp_args_has(call, "attendees")) {
        err = mcp_calendar_set_attendees(event, agenda, call);
    }
    if (err) {
        return err;
    }
    mcp_agenda_set_text(event, "SUMMARY", call, "title");
    mcp_agenda_set_description(event, call);
    mcp_agenda_set_text(event, "LOCATION", call, "location");
    mcp_ical_touch(item->ical, event, 1);
    return NULL;
}

mcp_err_t *mcp_calendar_update_event(mcp_tool_call_t *call)
{
    mcp_ical_occurrence_t occurrence;
    mcp_agenda_item_t item;
    mcp_agenda_t agenda;
    mcp_vobject_t *event;
    mcp_err_t *err = mcp_calendar_load(&item, &agenda, call);

    if (!err) {
        err = check_organizer(&item, &agenda, call);
    }
    if (err) {
        return err;
    }
    event = item.ical->master;
    if (mcp_args_has(call, "occurrence")) {
        err = mcp_agenda_occurrence(&occurrence, &item, call);
        if (err) {
            return err;
        }
        event = mcp_ical_override(item.ical, &occurrence);
    }
    err = apply(&item, event, &agenda, call);
    if (!err) {
        err = mcp_agenda_save(&item, call);
    }
    if (!err) {
        mcp_calendar_answer(call, &item, event);
    }
    return err;
}
