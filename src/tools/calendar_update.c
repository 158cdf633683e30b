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

/* One end of a time span: what the arguments say, or else what it was. */
static mcp_err_t *change_time(mcp_ical_time_t *time,
                              const mcp_tool_call_t *call, const char *date,
                              const char *clock, const mcp_ical_zone_t *zone)
{
    mcp_ical_time_t changed = *time;
    mcp_ical_time_t day;
    int found;
    mcp_err_t *err;

    if (!changed.is_date && changed.zone && zone != changed.zone) {
        mcp_ical_time_at(&changed, mcp_ical_time_unix(time, NULL), zone);
    }
    if (mcp_agenda_date(&day, call, date)) {
        changed.year = day.year;
        changed.month = day.month;
        changed.day = day.day;
    }
    err = mcp_agenda_clock(&changed, &found, call, clock, zone);
    *time = changed;
    return err;
}

static void make_whole_days(mcp_ical_time_t *time)
{
    time->is_date = 1;
    time->zone = NULL;
    time->hour = time->minute = time->second = 0;
}

/* The end, inclusive while it is a date, as people say it. */
static mcp_err_t *change_when(mcp_calendar_when_t *when,
                              const mcp_tool_call_t *call,
                              const mcp_agenda_t *agenda)
{
    const mcp_ical_zone_t *old = when->start.zone;
    const mcp_ical_zone_t *zone;
    mcp_calendar_when_t was = *when;
    mcp_err_t *err = mcp_agenda_zone(&zone, call, old ? old : agenda->zone);

    if (err) {
        return err;
    }
    if (was.end.is_date) {
        mcp_ical_time_add(&when->end, -MCP_ICAL_DAY);
    }
    err = change_time(&when->start, call, "start_date", "start_time", zone);
    if (!err && !mcp_args_has(call, "end_date")
        && !mcp_args_has(call, "end_time")) {
        /* It keeps its length. */
        when->end = when->start;
        mcp_ical_time_add(&when->end,
                          mcp_ical_time_unix(&was.end, agenda->zone)
                              - mcp_ical_time_unix(&was.start, agenda->zone)
                              - (was.end.is_date ? MCP_ICAL_DAY : 0));
    }
    else if (!err) {
        if (!mcp_args_has(call, "end_date")
            && mcp_args_has(call, "start_date")) {
            when->end.year = when->start.year;
            when->end.month = when->start.month;
            when->end.day = when->start.day;
        }
        err = change_time(&when->end, call, "end_date", "end_time", zone);
    }
    if (!err && mcp_json_get_bool(call->args, "all_day", 0)) {
        make_whole_days(&when->start);
        make_whole_days(&when->end);
    }
    if (!err && when->start.is_date != when->end.is_date) {
        err = mcp_err_create(call->pool, MCP_ERR_TOOL,
                             "Pass both start_time and end_time to give an "
                             "event of whole days a time.");
    }
    if (err) {
        return err;
    }
    if (when->end.is_date) {
        mcp_ical_time_add(&when->end, MCP_ICAL_DAY);
    }
    return mcp_calendar_check_order(when, zone, call->pool);
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
                                       "end_time",   "timezone",   "all_day"};
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
    const char *status = mcp_json_get_str(call->args, "status", NULL);
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
    if (status) {
        mcp_vobject_set_text(event, "STATUS", status);
    }
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
