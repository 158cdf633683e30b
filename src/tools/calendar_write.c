/* SPDX-License-Identifier: Apache-2.0 */

/* schedule_event, delete_event, and what update_event shares with them */

#include "tools/calendar.h"

#include <string.h>
#include <apr_strings.h>
#include "tools/args.h"
#include "tools/calendar_impl.h"

mcp_err_t *mcp_calendar_check_order(const mcp_calendar_when_t *when,
                                    const mcp_ical_zone_t *zone,
                                    apr_pool_t *pool)
{
    if (mcp_ical_time_unix(&when->end, zone)
        > mcp_ical_time_unix(&when->start, zone)) {
        return NULL;
    }
    return mcp_err_create(pool, MCP_ERR_TOOL,
                          "The event would end at %s, which is not after its "
                          "start at %s.",
                          mcp_ical_time_iso(&when->end, pool),
                          mcp_ical_time_iso(&when->start, pool));
}

void mcp_calendar_set_when(mcp_ical_t *ical, mcp_vobject_t *event,
                           const mcp_calendar_when_t *when)
{
    mcp_ical_time_set(ical, event, "DTSTART", &when->start);
    mcp_ical_time_set(ical, event, "DTEND", &when->end);
    mcp_vobject_remove(event, "DURATION");
}

/* ---- schedule_event ------------------------------------------------------
 */

static mcp_err_t *read_when(mcp_calendar_when_t *when,
                            const mcp_tool_call_t *call,
                            const mcp_agenda_t *agenda)
{
    const mcp_ical_zone_t *zone;
    int has_start;
    int has_end;
    mcp_err_t *err = mcp_agenda_zone(&zone, call, agenda->zone);

    if (err) {
        return err;
    }
    mcp_agenda_date(&when->start, call, "start_date");
    mcp_agenda_date(&when->end, call, "end_date");
    err = mcp_agenda_clock(&when->start, &has_start, call, "start_time", zone);
    if (!err) {
        err = mcp_agenda_clock(&when->end, &has_end, call, "end_time", zone);
    }
    if (!err && has_start != has_end) {
        err = mcp_err_create(call->pool, MCP_ERR_TOOL,
                             "Pass both start_time and end_time, or neither "
                             "for an event of whole days.");
    }
    if (err) {
        return err;
    }
    if (!has_end) {
        mcp_ical_time_add(&when->end, MCP_ICAL_DAY);
    }
    return mcp_calendar_check_order(when, zone, call->pool);
}

void mcp_calendar_answer(mcp_tool_call_t *call, const mcp_agenda_item_t *item,
                         const mcp_vobject_t *event)
{
    mcp_ical_occurrence_t occurrence = {.component = event};
    mcp_json_t *json = mcp_json_object_create(call->pool);

    if (mcp_ical_span_get(&occurrence.start, &occurrence.end, item->ical,
                          event)) {
        occurrence.id = occurrence.start;
        mcp_ical_time_get(&occurrence.id, item->ical, event, "RECURRENCE-ID");
        mcp_agenda_show_event(json, item->ical, &occurrence);
    }
    mcp_json_set_str(json, "calendar",
                     mcp_json_get_str(item->calendar, "name", ""));
    mcp_result_set_structured(call->result, json);
}

mcp_err_t *mcp_calendar_schedule(mcp_tool_call_t *call)
{
    mcp_agenda_t agenda;
    mcp_agenda_item_t item;
    mcp_vobject_t *event;
    const char *rule;
    mcp_calendar_when_t when;
    mcp_err_t *err = mcp_agenda_rule(&rule, call);

    if (!err) {
        err = mcp_agenda_open(&agenda, call);
    }
    if (!err) {
        err = read_when(&when, call, &agenda);
    }
    if (!err) {
        err = mcp_agenda_create(&item, &agenda, call, "VEVENT");
    }
    if (err) {
        return err;
    }
    event = item.ical->master;
    mcp_agenda_set_text(event, "SUMMARY", call, "title");
    mcp_agenda_set_description(event, call);
    mcp_agenda_set_text(event, "LOCATION", call, "location");
    mcp_calendar_set_when(item.ical, event, &when);
    if (rule && *rule) {
        mcp_agenda_set_rule(event, rule);
    }
    err = mcp_calendar_set_attendees(event, &agenda, call);
    if (err) {
        return err;
    }
    mcp_ical_touch(item.ical, event, 0);
    err = mcp_agenda_save(&item, call);
    if (!err) {
        mcp_calendar_answer(call, &item, event);
    }
    return err;
}

mcp_err_t *mcp_calendar_load(mcp_agenda_item_t *item, mcp_agenda_t *agenda,
                             mcp_tool_call_t *call)
{
    mcp_err_t *err = mcp_agenda_open(agenda, call);

    return err ? err
               : mcp_agenda_load(
                   item, agenda, call, "VEVENT",
                   mcp_json_get_str(call->args, "event_uid", ""));
}

/* ---- delete_event --------------------------------------------------------
 */

static mcp_err_t *delete_occurrence(mcp_agenda_item_t *item,
                                    mcp_tool_call_t *call)
{
    mcp_ical_occurrence_t occurrence;
    mcp_err_t *err = mcp_agenda_occurrence(&occurrence, item, call);

    if (err) {
        return err;
    }
    mcp_ical_exclude(item->ical, &occurrence);
    mcp_ical_touch(item->ical, item->ical->master, 1);
    return mcp_agenda_save(item, call);
}

mcp_err_t *mcp_calendar_delete_event(mcp_tool_call_t *call)
{
    mcp_agenda_item_t item;
    mcp_agenda_t agenda;
    mcp_json_t *json;
    mcp_err_t *err = mcp_calendar_load(&item, &agenda, call);

    if (!err) {
        err = mcp_args_has(call, "occurrence")
                  ? delete_occurrence(&item, call)
                  : mcp_agenda_delete(&item, call);
    }
    if (err) {
        return err;
    }
    json = mcp_json_object_create(call->pool);
    mcp_json_set_str(json, "deleted",
                     mcp_vobject_text(item.ical->master, "UID"));
    if (mcp_args_has(call, "occurrence")) {
        mcp_json_set(json, "occurrence",
                     mcp_json_get(call->args, "occurrence"));
    }
    mcp_result_set_structured(call->result, json);
    return NULL;
}
