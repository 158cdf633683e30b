/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_ICAL_TIME_H
#define MCP_NEXTCLOUD_ICAL_TIME_H

/*
 * Dates, times, time zones and recurrence of iCalendar (RFC 5545).
 *
 * The only unit that knows libical, which brings two things that nobody
 * should write again: the zones of the system's tz database, and recurrence
 * rules. Its parser is not used (see vobject.h).
 */

#include <apr_tables.h>
#include "util/err.h"

/* Immutable. Those of the tz database live as long as the process; one that
 * was read from a VTIMEZONE as long as its pool, and stays with its thread. */
typedef struct mcp_ical_zone_t mcp_ical_zone_t;

typedef struct mcp_ical_time_t {
    int year, month, day;     /* month and day from 1 */
    int hour, minute, second; /* 0 when is_date */
    int is_date;
    const mcp_ical_zone_t *zone; /* NULL: floating, as dates are */
} mcp_ical_time_t;

#define MCP_ICAL_DAY 86400

/* Once per process, before threads use it. */
apr_status_t mcp_ical_child_init(apr_pool_t *pchild);

/* ---- zones -------------------------------------------------------------- */

const mcp_ical_zone_t *mcp_ical_zone_utc(void);

/* The zone of that name in the tz database ("Europe/Berlin"; "UTC"); NULL
 * when there is none. Prefixes that programs put before such names
 * ("/mozilla.org/20050126_1/Europe/Berlin") are seen through. Any thread. */
const mcp_ical_zone_t *mcp_ical_zone_find(const char *name, apr_pool_t *pool);

/* A zone of somebody's own, from the text of a VTIMEZONE. NULL when it cannot
 * be used; the caller makes sure that its rules repeat yearly at most. */
const mcp_ical_zone_t *mcp_ical_zone_parse(const char *tzid,
                                           const char *vtimezone,
                                           apr_pool_t *pool);

/* Its name: of the tz database, or as it was given with the VTIMEZONE. */
const char *mcp_ical_zone_name(const mcp_ical_zone_t *zone);

/* The whole VTIMEZONE of a zone of the tz database, as text (see ical_zone.h
 * for the part that an event needs). NULL for UTC and for other zones. */
const char *mcp_ical_zone_print(const mcp_ical_zone_t *zone, apr_pool_t *pool);

/* ---- times -------------------------------------------------------------- */

/* "20260310", "20260310T090000" (floating), "20260310T090000Z". 0 when it is
 * anything else or no such date exists. */
int mcp_ical_time_parse(mcp_ical_time_t *time, const char *text);

/* The same in that form; without Z for zones other than UTC. */
const char *mcp_ical_time_print(const mcp_ical_time_t *time, apr_pool_t *pool);

/* "2026-03-10", "2026-03-10T09:00:00" (floating),
 * "2026-03-10T09:00:00+01:00". */
const char *mcp_ical_time_iso(const mcp_ical_time_t *time, apr_pool_t *pool);

/* Seconds since 1970. Floating times and dates are taken to be in zone. A time
 * that a change of the clocks leaves out is understood as RFC 5545, section
 * 3.3.5 has it, one that comes twice is the first. */
apr_int64_t mcp_ical_time_unix(const mcp_ical_time_t *time,
                               const mcp_ical_zone_t *zone);

/* The time in zone at that second. */
void mcp_ical_time_at(mcp_ical_time_t *time, apr_int64_t seconds,
                      const mcp_ical_zone_t *zone);

/* seconds later: days for dates; on the clock of its zone when whole days,
 * else exactly. */
void mcp_ical_time_add(mcp_ical_time_t *time, apr_int64_t seconds);

/* 1 Monday ... 7 Sunday. */
int mcp_ical_time_weekday(const mcp_ical_time_t *time);

/* "PT1H30M", "-P1D": seconds; 0 when it is no duration. */
int mcp_ical_duration_parse(apr_int64_t *seconds, const char *text);

/* ---- recurrence --------------------------------------------------------- */

/* Rules that are not expanded: those of other calendars than the Gregorian
 * (RSCALE), and those by the minute or second, whose impossible conditions
 * would keep libical busy for hours. Returns what is wrong with a rule, or
 * NULL. */
const char *mcp_ical_rule_fault(const char *rule);

/* Called with each start, in order. Returns 0 to stop. */
typedef int mcp_ical_start_fn(void *baton, const mcp_ical_time_t *start);

/* The seconds to look at, both included, and the zone of floating times. The
 * end bounds the time it takes: libical looks for starts of impossible rules
 * up to the year 2582. */
typedef struct mcp_ical_window_t {
    apr_int64_t from;
    apr_int64_t to;
    const mcp_ical_zone_t *floating;
} mcp_ical_window_t;

/* What the rule makes of first within the window, after a bounded number of
 * steps. first itself is a start only when the rule has it. */
void mcp_ical_rule_each(const char *rule, const mcp_ical_time_t *first,
                        const mcp_ical_window_t *window, mcp_ical_start_fn *fn,
                        void *baton);

#endif /* MCP_NEXTCLOUD_ICAL_TIME_H */
