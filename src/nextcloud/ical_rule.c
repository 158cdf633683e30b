/* SPDX-License-Identifier: Apache-2.0 */

#include <string.h>
#include "nextcloud/ical_impl.h"

/* More starts than this are not looked at: 130 years of days. */
#define MAX_STARTS 50000

static int is_fixed(const short *by)
{
    return by[0] != ICAL_RECURRENCE_ARRAY_MAX;
}

const char *mcp_ical_rule_fault(const char *rule)
{
    struct icalrecurrencetype parsed;
    const char *fault = NULL;

    if (strstr(rule, "RSCALE")) {
        return "RSCALE is not supported";
    }
    parsed = icalrecurrencetype_from_string(rule);
    switch (parsed.freq) {
    case ICAL_NO_RECURRENCE:
        return "it is no recurrence rule such as FREQ=WEEKLY;BYDAY=MO,TH";
    case ICAL_SECONDLY_RECURRENCE:
    case ICAL_MINUTELY_RECURRENCE:
        fault = "it repeats by the second or minute";
        break;
    case ICAL_HOURLY_RECURRENCE:
        if (is_fixed(parsed.by_month) || is_fixed(parsed.by_month_day)
            || is_fixed(parsed.by_day) || is_fixed(parsed.by_year_day)
            || is_fixed(parsed.by_set_pos)) {
            fault = "it repeats by the hour, but not on all days";
        }
        break;
    default:
        break;
    }
    return fault;
}

/* The walk through the starts of one rule. Its times have no zone: libical
 * reckons on the clock, and conversions are ical_time.c's. */
typedef struct walk_t {
    const mcp_ical_time_t *first;
    const mcp_ical_window_t *window;
    apr_int64_t until;
} walk_t;

static void from_libical(mcp_ical_time_t *out, struct icaltimetype in,
                         const walk_t *walk)
{
    memset(out, 0, sizeof(*out));
    out->year = in.year;
    out->month = in.month;
    out->day = in.day;
    out->is_date = walk->first->is_date;
    if (!out->is_date) {
        out->hour = in.hour;
        out->minute = in.minute;
        out->second = in.second;
    }
    out->zone = walk->first->zone;
}

/* UNTIL may be a date although the event has a time: then that whole day. */
static void take_until(walk_t *walk, const struct icalrecurrencetype *rule)
{
    struct icaltimetype until = rule->until;
    mcp_ical_time_t last;
    apr_int64_t seconds;

    if (icaltime_is_null_time(until)) {
        return;
    }
    from_libical(&last, until, walk);
    if (until.is_date && !last.is_date) {
        last.hour = 23;
        last.minute = last.second = 59;
    }
    if (icaltime_is_utc(until)) {
        last.zone = mcp_ical_zone_utc();
    }
    seconds = mcp_ical_time_unix(&last, walk->window->floating);
    if (seconds < walk->until) {
        walk->until = seconds;
    }
}

/* On the clock, and late enough in every zone. */
static void bound(struct icalrecurrencetype *rule, const walk_t *walk)
{
    mcp_ical_time_t end;

    mcp_ical_time_at(&end, walk->until + 2 * (apr_int64_t)MCP_ICAL_DAY,
                     mcp_ical_zone_utc());
    rule->until = mcp_ical_time_to_libical(&end);
    rule->until.is_date = walk->first->is_date;
}

/* libical does not count hours from the first start when it skips: right only
 * if they come at the same times each day. */
static int can_skip(const struct icalrecurrencetype *rule)
{
    return !rule->count
           && (rule->freq != ICAL_HOURLY_RECURRENCE
               || (rule->interval > 0 && 24 % rule->interval == 0));
}

/* Not to count through years of which nothing is wanted. */
static void skip_to(icalrecur_iterator *iterator, const walk_t *walk,
                    const struct icalrecurrencetype *rule)
{
    const mcp_ical_zone_t *zone =
        walk->first->zone ? walk->first->zone : walk->window->floating;
    mcp_ical_time_t at;

    if (!can_skip(rule)
        || walk->window->from - MCP_ICAL_DAY
               <= mcp_ical_time_unix(walk->first, walk->window->floating)) {
        return;
    }
    mcp_ical_time_at(&at, walk->window->from - MCP_ICAL_DAY, zone);
    at.is_date = walk->first->is_date;
    at.hour = walk->first->hour;
    at.minute = walk->first->minute;
    at.second = walk->first->second;
    if (mcp_ical_time_unix(&at, zone) > walk->window->from - MCP_ICAL_DAY) {
        mcp_ical_time_add(&at, -MCP_ICAL_DAY);
    }
    (void)icalrecur_iterator_set_start(iterator,
                                       mcp_ical_time_to_libical(&at));
}

static void run(icalrecur_iterator *iterator, const walk_t *walk,
                mcp_ical_start_fn *fn, void *baton)
{
    mcp_ical_time_t start;
    int i;

    for (i = 0; i < MAX_STARTS; i++) {
        struct icaltimetype next = icalrecur_iterator_next(iterator);
        apr_int64_t seconds;

        if (icaltime_is_null_time(next)) {
            return;
        }
        from_libical(&start, next, walk);
        seconds = mcp_ical_time_unix(&start, walk->window->floating);
        if (seconds > walk->until) {
            return;
        }
        if (seconds >= walk->window->from && !fn(baton, &start)) {
            return;
        }
    }
}

void mcp_ical_rule_each(const char *rule, const mcp_ical_time_t *first,
                        const mcp_ical_window_t *window, mcp_ical_start_fn *fn,
                        void *baton)
{
    walk_t walk = {first, window, window->to};
    struct icalrecurrencetype parsed;
    icalrecur_iterator *iterator;

    if (mcp_ical_rule_fault(rule)) {
        return;
    }
    parsed = icalrecurrencetype_from_string(rule);
    take_until(&walk, &parsed);
    bound(&parsed, &walk);
    iterator = icalrecur_iterator_new(parsed, mcp_ical_time_to_libical(first));
    if (!iterator) {
        return;
    }
    skip_to(iterator, &walk, &parsed);
    run(iterator, &walk, fn, baton);
    icalrecur_iterator_free(iterator);
}
