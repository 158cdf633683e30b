/* SPDX-License-Identifier: Apache-2.0 */

/* list_calendars, list_events, get_event */

#include "tools/calendar.h"

#include <stdlib.h>
#include <string.h>
#include <apr_strings.h>
#include "tools/calendar_impl.h"
#include "util/text.h"

#define DEFAULT_DAYS 7
#define MAX_LISTED 100
#define MAX_OCCURRENCES 2000 /* looked at before they are sorted */

static mcp_json_t *answer(mcp_tool_call_t *call, const mcp_agenda_t *agenda)
{
    mcp_json_t *json = mcp_json_object_create(call->pool);

    mcp_json_set_str(json, "timezone", mcp_ical_zone_name(agenda->zone));
    mcp_result_set_structured(call->result, json);
    return json;
}

mcp_err_t *mcp_calendar_list(mcp_tool_call_t *call)
{
    mcp_agenda_t agenda;
    mcp_err_t *err = mcp_agenda_open(&agenda, call);

    if (!err) {
        mcp_json_set(answer(call, &agenda), "calendars", agenda.calendars);
    }
    return err;
}

/* ---- list_events ---------------------------------------------------------
 */

/* An occurrence, where it is from, and what is searched for. */
typedef struct found_t {
    mcp_ical_occurrence_t occurrence;
    const mcp_ical_t *ical;
    const mcp_json_t *calendar;
} found_t;

typedef struct list_t {
    mcp_tool_call_t *call;
    mcp_agenda_t agenda;
    apr_int64_t from;
    apr_int64_t to;
    const char *search;        /* in lower case, or NULL */
    apr_array_header_t *found; /* found_t */
} list_t;

static mcp_err_t *read_range(list_t *list)
{
    mcp_ical_time_t start;
    mcp_ical_time_t end;

    if (!mcp_agenda_date(&start, list->call, "start_date")) {
        mcp_ical_time_at(&start, apr_time_sec(apr_time_now()),
                         list->agenda.zone);
        start.hour = start.minute = start.second = 0;
    }
    if (mcp_agenda_date(&end, list->call, "end_date")) {
        mcp_ical_time_add(&end, MCP_ICAL_DAY);
    }
    else {
        end = start;
        mcp_ical_time_add(&end, DEFAULT_DAYS * MCP_ICAL_DAY);
    }
    list->from = mcp_ical_time_unix(&start, list->agenda.zone);
    list->to = mcp_ical_time_unix(&end, list->agenda.zone);
    return list->from < list->to
               ? NULL
               : mcp_err_create(list->call->pool, MCP_ERR_TOOL,
                                "end_date is before start_date.");
}

static int mentions(const mcp_vobject_t *component, const char *search)
{
    static const char *const names[] = {"SUMMARY",   "DESCRIPTION",
                                        "LOCATION",  "ATTENDEE",
                                        "ORGANIZER", "CATEGORIES"};
    const mcp_vprop_t *property;
    apr_size_t i;
    int n;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        for (n = 0; (property = mcp_vobject_find(component, names[i], n));
             n++) {
            const char *text = apr_pstrcat(
                component->pool, property->params, " ",
                mcp_vprop_unescape(property->value, component->pool), NULL);

            if (strstr(mcp_text_lower(component->pool, text), search)) {
                return 1;
            }
        }
    }
    return 0;
}

static void take_object(list_t *list, const mcp_json_t *calendar,
                        const mcp_dav_object_t *object)
{
    apr_pool_t *pool = list->call->pool;
    apr_array_header_t *occurrences =
        apr_array_make(pool, 4, sizeof(mcp_ical_occurrence_t));
    mcp_ical_t *ical;
    int i;

    if (mcp_ical_parse(&ical, object->text, object->len, "VEVENT",
                       list->agenda.zone, pool)) {
        return; /* nothing to be shown */
    }
    mcp_ical_occurrences(occurrences, ical, list->from, list->to,
                         MAX_OCCURRENCES - list->found->nelts);
    for (i = 0; i < occurrences->nelts; i++) {
        const mcp_ical_occurrence_t *occurrence =
            &APR_ARRAY_IDX(occurrences, i, mcp_ical_occurrence_t);
        found_t *found;

        if (list->search && !mentions(occurrence->component, list->search)) {
            continue;
        }
        found = apr_array_push(list->found);
        found->occurrence = *occurrence;
        found->ical = ical;
        found->calendar = calendar;
    }
}

static mcp_err_t *take_calendar(list_t *list, const mcp_json_t *calendar)
{
    apr_array_header_t *objects;
    mcp_err_t *err = mcp_caldav_query(
        &objects, list->call->nc, calendar, "VEVENT",
        mcp_caldav_between(list->call->pool, list->from, list->to));
    int i;

    for (i = 0; !err && i < objects->nelts; i++) {
        take_object(list, calendar,
                    &APR_ARRAY_IDX(objects, i, mcp_dav_object_t));
    }
    return err;
}

static int by_start(const void *a, const void *b)
{
    apr_int64_t left = ((const found_t *)a)->occurrence.from;
    apr_int64_t right = ((const found_t *)b)->occurrence.from;

    return left < right ? -1 : left > right;
}

static void show_list(list_t *list)
{
    mcp_json_t *json = answer(list->call, &list->agenda);
    mcp_json_t *events = mcp_json_set_array(json, "events");
    int i;

    qsort(list->found->elts, (size_t)list->found->nelts, sizeof(found_t),
          by_start);
    for (i = 0; i < list->found->nelts && i < MAX_LISTED; i++) {
        const found_t *found = &APR_ARRAY_IDX(list->found, i, found_t);
        mcp_json_t *event = mcp_json_add_object(events);

        mcp_agenda_show_event(event, found->ical, &found->occurrence);
        mcp_json_set_str(event, "calendar",
                         mcp_json_get_str(found->calendar, "name", ""));
    }
    mcp_json_set_bool(json, "truncated", list->found->nelts > MAX_LISTED);
}

mcp_err_t *mcp_calendar_list_events(mcp_tool_call_t *call)
{
    const char *search = mcp_json_get_str(call->args, "search", NULL);
    list_t list = {.call = call};
    apr_array_header_t *calendars;
    mcp_err_t *err = mcp_agenda_open(&list.agenda, call);
    int i;

    if (!err) {
        err = read_range(&list);
    }
    if (!err) {
        err = mcp_agenda_calendars(&calendars, &list.agenda, call, "VEVENT");
    }
    if (err) {
        return err;
    }
    list.search = search ? mcp_text_lower(call->pool, search) : NULL;
    list.found = apr_array_make(call->pool, 32, sizeof(found_t));
    for (i = 0; i < calendars->nelts; i++) {
        err = take_calendar(&list, APR_ARRAY_IDX(calendars, i, mcp_json_t *));
        if (err) {
            return err;
        }
    }
    show_list(&list);
    return NULL;
}

/* ---- get_event -----------------------------------------------------------
 */

mcp_err_t *mcp_calendar_get_event(mcp_tool_call_t *call)
{
    mcp_ical_occurrence_t whole = {0};
    mcp_agenda_item_t item;
    mcp_agenda_t agenda;
    mcp_json_t *json;
    mcp_err_t *err = mcp_calendar_load(&item, &agenda, call);

    if (err) {
        return err;
    }
    whole.component = item.ical->master;
    if (!mcp_ical_span_get(&whole.start, &whole.end, item.ical,
                           item.ical->master)) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "%s has no start that can be read.", item.what);
    }
    whole.id = whole.start;
    json = mcp_json_object_create(call->pool);
    mcp_agenda_show_event(json, item.ical, &whole);
    mcp_json_remove(json, "occurrence"); /* it is the whole series */
    mcp_json_set_str(json, "calendar",
                     mcp_json_get_str(item.calendar, "name", ""));
    mcp_agenda_show_details(json, item.ical, item.ical->master);
    mcp_result_set_structured(call->result, json);
    return NULL;
}
