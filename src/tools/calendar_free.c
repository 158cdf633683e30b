/* SPDX-License-Identifier: Apache-2.0 */

/* find_free_time_slot_in_calendar */

#include "tools/calendar.h"

#include <string.h>
#include <apr_strings.h>
#include "tools/agenda.h"

#define DEFAULT_DAYS 7
#define MAX_DAYS 92
#define MAX_SLOTS 3
#define GRID 1800 /* slots begin on the full or half hour */

typedef struct search_t {
    mcp_tool_call_t *call;
    mcp_agenda_t agenda;
    mcp_caldav_busy_t range;
    apr_int64_t length;
    apr_int64_t opens; /* seconds of the day */
    apr_int64_t closes;
    apr_array_header_t *busy;    /* mcp_caldav_busy_t */
    apr_array_header_t *unknown; /* const char * */
    mcp_json_t *slots;
} search_t;

static apr_int64_t on_grid(apr_int64_t seconds)
{
    return (seconds + GRID - 1) / GRID * GRID;
}

static mcp_err_t *read_range(search_t *search)
{
    apr_int64_t now = apr_time_sec(apr_time_now());
    const mcp_ical_zone_t *zone = search->agenda.zone;
    mcp_ical_time_t day;

    search->range.from = now;
    if (mcp_agenda_date(&day, search->call, "start_time")
        && mcp_ical_time_unix(&day, zone) > now) {
        search->range.from = mcp_ical_time_unix(&day, zone);
    }
    search->range.from = on_grid(search->range.from);
    if (mcp_agenda_date(&day, search->call, "end_time")) {
        mcp_ical_time_add(&day, MCP_ICAL_DAY);
    }
    else {
        mcp_ical_time_at(&day, search->range.from, zone);
        mcp_ical_time_add(&day, DEFAULT_DAYS * MCP_ICAL_DAY);
    }
    search->range.to = mcp_ical_time_unix(&day, zone);
    if (search->range.to > search->range.from
        && search->range.to - search->range.from
               <= MAX_DAYS * (apr_int64_t)MCP_ICAL_DAY) {
        return NULL;
    }
    return mcp_err_create(search->call->pool, MCP_ERR_TOOL,
                          "end_time: the days to look at have to be in the "
                          "future and at most %d.",
                          MAX_DAYS);
}

/* "09:00-17:00" */
static mcp_err_t *read_hours(search_t *search)
{
    const char *text =
        mcp_json_get_str(search->call->args, "working_hours", "");
    const char *s = text;
    int part[4] = {0};
    int i;

    for (i = 0; i < 4; i++) {
        while (*s >= '0' && *s <= '9' && part[i] < 100) {
            part[i] = part[i] * 10 + *s++ - '0';
        }
        if (*s != (i == 3 ? '\0' : i == 1 ? '-' : ':')) {
            break;
        }
        s++;
    }
    search->opens = part[0] * 3600 + part[1] * 60;
    search->closes = part[2] * 3600 + part[3] * 60;
    if (i == 4 && search->opens < search->closes
        && search->closes <= MCP_ICAL_DAY) {
        return NULL;
    }
    return mcp_err_create(search->call->pool, MCP_ERR_TOOL,
                          "working_hours: \"%s\" is not like 09:00-17:00.",
                          text);
}

static mcp_err_t *read_length(search_t *search)
{
    double hours =
        mcp_json_double(mcp_json_get(search->call->args, "slot_duration"), 1);

    if (!(hours >= 0.25 && hours <= 24)) {
        return mcp_err_create(search->call->pool, MCP_ERR_TOOL,
                              "slot_duration: from 0.25 to 24 hours.");
    }
    search->length = (apr_int64_t)(hours * 3600);
    return NULL;
}

/* The user and the participants, whose addresses end up in lines of their
 * own. */
static mcp_err_t *read_people(apr_array_header_t *people,
                              const search_t *search)
{
    const mcp_json_t *list = mcp_json_get(search->call->args, "participants");
    apr_size_t i;

    if (!search->agenda.email) {
        return mcp_err_create(search->call->pool, MCP_ERR_TOOL,
                              "Free times cannot be asked for, because the "
                              "user's own account has no e-mail address. It "
                              "is set in Nextcloud's personal settings.");
    }
    APR_ARRAY_PUSH(people, const char *) = search->agenda.email;
    for (i = 0; i < mcp_json_length(list); i++) {
        const char *address = mcp_json_str(mcp_json_at(list, i), "");

        if (!mcp_agenda_is_address(address)) {
            return mcp_err_create(search->call->pool, MCP_ERR_TOOL,
                                  "participants: \"%s\" is no e-mail "
                                  "address. find_person_in_contacts finds "
                                  "those.",
                                  address);
        }
        APR_ARRAY_PUSH(people, const char *) = address;
    }
    return NULL;
}

/* When the last of those who are busy within the slot are free again; 0 when
 * nobody is. */
static apr_int64_t busy_until(const search_t *search, apr_int64_t from)
{
    apr_int64_t until = 0;
    int i;

    for (i = 0; i < search->busy->nelts; i++) {
        const mcp_caldav_busy_t *busy =
            &APR_ARRAY_IDX(search->busy, i, mcp_caldav_busy_t);

        if (busy->from < from + search->length && busy->to > from
            && busy->to > until) {
            until = busy->to;
        }
    }
    return until;
}

static void add_slot(const search_t *search, apr_int64_t from)
{
    mcp_json_t *slot = mcp_json_add_object(search->slots);
    mcp_ical_time_t when;

    mcp_ical_time_at(&when, from, search->agenda.zone);
    mcp_json_set_str(slot, "start",
                     mcp_ical_time_iso(&when, search->call->pool));
    mcp_ical_time_at(&when, from + search->length, search->agenda.zone);
    mcp_json_set_str(slot, "end",
                     mcp_ical_time_iso(&when, search->call->pool));
}

/* Slots of one day, given as its first moment. */
static void search_day(const search_t *search, const mcp_ical_time_t *day)
{
    mcp_ical_time_t when = *day;
    apr_int64_t from;
    apr_int64_t to;

    /* On the clock, which may have changed since midnight. */
    when.hour = (int)(search->opens / 3600);
    when.minute = (int)(search->opens / 60 % 60);
    from = mcp_ical_time_unix(&when, NULL);
    to = from + search->closes - search->opens;
    from = from < search->range.from ? search->range.from : from;
    to = to > search->range.to ? search->range.to : to;
    while (from + search->length <= to
           && mcp_json_length(search->slots) < MAX_SLOTS) {
        apr_int64_t until = busy_until(search, from);

        if (until) {
            from = on_grid(until);
            continue;
        }
        add_slot(search, from);
        from = on_grid(from + search->length);
    }
}

static void search_days(const search_t *search)
{
    mcp_ical_time_t day;

    mcp_ical_time_at(&day, search->range.from, search->agenda.zone);
    day.hour = day.minute = day.second = 0;
    while (mcp_ical_time_unix(&day, NULL) < search->range.to
           && mcp_json_length(search->slots) < MAX_SLOTS) {
        if (mcp_ical_time_weekday(&day) <= 5) {
            search_day(search, &day);
        }
        mcp_ical_time_add(&day, MCP_ICAL_DAY);
    }
}

static void answer(search_t *search)
{
    mcp_json_t *json = mcp_json_object_create(search->call->pool);
    mcp_json_t *list;
    int i;

    mcp_json_set_str(json, "timezone",
                     mcp_ical_zone_name(search->agenda.zone));
    search->slots = mcp_json_set_array(json, "slots");
    search_days(search);
    if (search->unknown->nelts) {
        list = mcp_json_set_array(json, "unknown_participants");
        for (i = 0; i < search->unknown->nelts; i++) {
            mcp_json_add_str(list,
                             APR_ARRAY_IDX(search->unknown, i, const char *));
        }
    }
    mcp_result_set_structured(search->call->result, json);
}

mcp_err_t *mcp_calendar_find_free(mcp_tool_call_t *call)
{
    search_t search = {.call = call};
    apr_array_header_t *people =
        apr_array_make(call->pool, 8, sizeof(const char *));
    mcp_err_t *err = read_hours(&search);

    search.busy = apr_array_make(call->pool, 32, sizeof(mcp_caldav_busy_t));
    search.unknown = apr_array_make(call->pool, 4, sizeof(const char *));
    if (!err) {
        err = read_length(&search);
    }
    if (!err) {
        err = mcp_agenda_open(&search.agenda, call);
    }
    if (!err) {
        err = read_range(&search);
    }
    if (!err) {
        err = read_people(people, &search);
    }
    if (!err) {
        err = mcp_caldav_free_busy(search.busy, search.unknown, call->nc,
                                   search.agenda.email, people, &search.range);
    }
    if (!err) {
        answer(&search);
    }
    return err;
}
