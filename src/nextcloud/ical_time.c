/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/ical_impl.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_thread_mutex.h>

#define MAX_ZONE_NAME 64

struct mcp_ical_zone_t {
    const char *name;
    icaltimezone *zone; /* NULL: UTC */
    int own;            /* from a VTIMEZONE */
};

static const mcp_ical_zone_t utc = {"UTC", NULL, 0};

/* libical adds to its list of zones while it looks for one, and keeps its
 * place in the objects that it prints. */
static apr_thread_mutex_t *zones_mutex;

apr_status_t mcp_ical_child_init(apr_pool_t *pchild)
{
    icalerror_set_errors_are_fatal(0);
    return apr_thread_mutex_create(&zones_mutex, APR_THREAD_MUTEX_DEFAULT,
                                   pchild);
}

static void lock(void)
{
    if (zones_mutex) {
        apr_thread_mutex_lock(zones_mutex);
    }
}

static void unlock(void)
{
    if (zones_mutex) {
        apr_thread_mutex_unlock(zones_mutex);
    }
}

/* ---- zones -------------------------------------------------------------- */

const mcp_ical_zone_t *mcp_ical_zone_utc(void)
{
    return &utc;
}

const char *mcp_ical_zone_name(const mcp_ical_zone_t *zone)
{
    return zone->name;
}

/* The tz database has its names in capitals, and files of other kinds beside
 * the zones. libical makes a path of the name. */
static int is_zone_name(const char *name)
{
    const char *s;

    for (s = name; *s; s++) {
        if (!apr_isalnum(*s) && !strchr("_+-/", *s)) {
            return 0;
        }
    }
    return apr_isupper(*name) && (apr_size_t)(s - name) <= MAX_ZONE_NAME;
}

static const mcp_ical_zone_t *find_exactly(const char *name, apr_pool_t *pool)
{
    mcp_ical_zone_t *found;
    icaltimezone *zone;

    if (!strcmp(name, "UTC") || !strcmp(name, "GMT")
        || !strcmp(name, "Etc/UTC") || !strcmp(name, "Z")) {
        return &utc;
    }
    if (!is_zone_name(name)) {
        return NULL;
    }
    lock();
    zone = icaltimezone_get_builtin_timezone(name);
    /* Reads the file of the tz database when it is the first time. */
    if (zone && !icaltimezone_get_component(zone)) {
        zone = NULL;
    }
    unlock();
    if (!zone) {
        return NULL;
    }
    found = apr_palloc(pool, sizeof(*found));
    found->name = apr_pstrdup(pool, name);
    found->zone = zone;
    found->own = 0;
    return found;
}

const mcp_ical_zone_t *mcp_ical_zone_find(const char *name, apr_pool_t *pool)
{
    const mcp_ical_zone_t *zone = find_exactly(name, pool);
    const char *slash;

    for (slash = *name == '/' ? strchr(name + 1, '/') : NULL; slash && !zone;
         slash = strchr(slash + 1, '/')) {
        zone = find_exactly(slash + 1, pool);
    }
    return zone;
}

static apr_status_t free_zone(void *baton)
{
    icaltimezone_free(baton, 1);
    return APR_SUCCESS;
}

const mcp_ical_zone_t *mcp_ical_zone_parse(const char *tzid,
                                           const char *vtimezone,
                                           apr_pool_t *pool)
{
    icalcomponent *component = icalparser_parse_string(vtimezone);
    icaltimezone *zone = component ? icaltimezone_new() : NULL;
    mcp_ical_zone_t *found;

    if (!zone || !icaltimezone_set_component(zone, component)) {
        if (zone) {
            icaltimezone_free(zone, 1);
        }
        if (component) {
            icalcomponent_free(component);
        }
        return NULL;
    }
    apr_pool_cleanup_register(pool, zone, free_zone, apr_pool_cleanup_null);
    found = apr_palloc(pool, sizeof(*found));
    found->name = apr_pstrdup(pool, tzid);
    found->zone = zone;
    found->own = 1;
    return found;
}

const char *mcp_ical_zone_print(const mcp_ical_zone_t *zone, apr_pool_t *pool)
{
    const char *copy = NULL;
    char *text;

    if (!zone->zone || zone->own) {
        return NULL;
    }
    lock();
    text =
        icalcomponent_as_ical_string_r(icaltimezone_get_component(zone->zone));
    unlock();
    if (text) {
        copy = apr_pstrdup(pool, text);
        icalmemory_free_buffer(text);
    }
    return copy;
}

/* ---- times -------------------------------------------------------------- */

/* The fields as if they were UTC. */
static apr_int64_t seconds_of(const mcp_ical_time_t *when)
{
    struct tm tm = {0};

    tm.tm_year = when->year - 1900;
    tm.tm_mon = when->month - 1;
    tm.tm_mday = when->day;
    tm.tm_hour = when->hour;
    tm.tm_min = when->minute;
    tm.tm_sec = when->second;
    return timegm(&tm);
}

static void set_fields(mcp_ical_time_t *when, apr_int64_t seconds)
{
    time_t from = (time_t)seconds;
    struct tm tm;

    if (!gmtime_r(&from, &tm)) {
        from = 0;
        gmtime_r(&from, &tm);
    }
    when->year = tm.tm_year + 1900;
    when->month = tm.tm_mon + 1;
    when->day = tm.tm_mday;
    when->hour = tm.tm_hour;
    when->minute = tm.tm_min;
    when->second = tm.tm_sec;
}

struct icaltimetype mcp_ical_time_to_libical(const mcp_ical_time_t *when)
{
    struct icaltimetype out = icaltime_null_time();

    out.year = when->year;
    out.month = when->month;
    out.day = when->day;
    out.hour = when->hour;
    out.minute = when->minute;
    out.second = when->second;
    out.is_date = when->is_date;
    return out;
}

/* What clocks are ahead of UTC at that second. */
static int offset_at(apr_int64_t seconds, const mcp_ical_zone_t *zone)
{
    mcp_ical_time_t at = {0};
    struct icaltimetype then;

    if (!zone || !zone->zone) {
        return 0;
    }
    set_fields(&at, seconds);
    then = mcp_ical_time_to_libical(&at);
    return icaltimezone_get_utc_offset_of_utc_time(zone->zone, &then, NULL);
}

/* libical is an hour off in the gaps and overlaps that changes of the clocks
 * make, and takes the second of two equal times. */
static apr_int64_t unix_in(apr_int64_t local, const mcp_ical_zone_t *zone)
{
    int before = offset_at(local - MCP_ICAL_DAY, zone);
    int after = offset_at(local + MCP_ICAL_DAY, zone);

    if (offset_at(local - before, zone) != before
        && offset_at(local - after, zone) == after) {
        return local - after;
    }
    return local - before;
}

apr_int64_t mcp_ical_time_unix(const mcp_ical_time_t *time,
                               const mcp_ical_zone_t *zone)
{
    return unix_in(seconds_of(time), time->zone ? time->zone : zone);
}

void mcp_ical_time_at(mcp_ical_time_t *time, apr_int64_t seconds,
                      const mcp_ical_zone_t *zone)
{
    set_fields(time, seconds + offset_at(seconds, zone));
    time->is_date = 0;
    time->zone = zone;
}

void mcp_ical_time_add(mcp_ical_time_t *time, apr_int64_t seconds)
{
    if (time->is_date || !time->zone || seconds % MCP_ICAL_DAY == 0) {
        set_fields(time, seconds_of(time) + seconds);
    }
    else {
        mcp_ical_time_at(time, mcp_ical_time_unix(time, NULL) + seconds,
                         time->zone);
    }
}

int mcp_ical_time_weekday(const mcp_ical_time_t *time)
{
    apr_int64_t day = seconds_of(time) / MCP_ICAL_DAY;

    /* The first of January 1970 was a Thursday. */
    return (int)(((day + 3) % 7 + 7) % 7) + 1;
}

static int digits(const char *text, int count)
{
    int value = 0;

    while (count-- > 0) {
        if (!apr_isdigit(*text)) {
            return -1;
        }
        value = value * 10 + *text++ - '0';
    }
    return value;
}

/* Does the day exist? Years are those that libical reckons with. */
static int is_sane(const mcp_ical_time_t *time)
{
    return time->year >= 1600 && time->year <= 2500 && time->month >= 1
           && time->month <= 12 && time->day >= 1
           && time->day <= icaltime_days_in_month(time->month, time->year)
           && time->hour >= 0 && time->hour <= 23 && time->minute >= 0
           && time->minute <= 59 && time->second >= 0 && time->second <= 60;
}

int mcp_ical_time_parse(mcp_ical_time_t *time, const char *text)
{
    apr_size_t len = strlen(text);

    memset(time, 0, sizeof(*time));
    if (len != 8 && len != 15 && len != 16) {
        return 0;
    }
    time->year = digits(text, 4);
    time->month = digits(text + 4, 2);
    time->day = digits(text + 6, 2);
    time->is_date = len == 8;
    if (!time->is_date) {
        if (text[8] != 'T' || (len == 16 && text[15] != 'Z')) {
            return 0;
        }
        time->hour = digits(text + 9, 2);
        time->minute = digits(text + 11, 2);
        time->second = digits(text + 13, 2);
        time->zone = len == 16 ? &utc : NULL;
    }
    return is_sane(time);
}

const char *mcp_ical_time_print(const mcp_ical_time_t *time, apr_pool_t *pool)
{
    if (time->is_date) {
        return apr_psprintf(pool, "%04d%02d%02d", time->year, time->month,
                            time->day);
    }
    return apr_psprintf(pool, "%04d%02d%02dT%02d%02d%02d%s", time->year,
                        time->month, time->day, time->hour, time->minute,
                        time->second, time->zone == &utc ? "Z" : "");
}

const char *mcp_ical_time_iso(const mcp_ical_time_t *time, apr_pool_t *pool)
{
    const char *date = apr_psprintf(pool, "%04d-%02d-%02d", time->year,
                                    time->month, time->day);
    const char *clock;
    apr_int64_t offset;

    if (time->is_date) {
        return date;
    }
    clock = apr_psprintf(pool, "%sT%02d:%02d:%02d", date, time->hour,
                         time->minute, time->second);
    if (!time->zone) {
        return clock;
    }
    offset = (seconds_of(time) - mcp_ical_time_unix(time, NULL)) / 60;
    return apr_psprintf(pool, "%s%c%02d:%02d", clock, offset < 0 ? '-' : '+',
                        abs((int)offset) / 60, abs((int)offset) % 60);
}

int mcp_ical_duration_parse(apr_int64_t *seconds, const char *text)
{
    struct icaldurationtype duration = icaldurationtype_from_string(text);

    *seconds = 0;
    if (icaldurationtype_is_bad_duration(duration)) {
        return 0;
    }
    *seconds = (apr_int64_t)duration.weeks * 7 * MCP_ICAL_DAY
               + (apr_int64_t)duration.days * MCP_ICAL_DAY
               + (apr_int64_t)duration.hours * 3600
               + (apr_int64_t)duration.minutes * 60 + duration.seconds;
    if (duration.is_neg) {
        *seconds = -*seconds;
    }
    return *text != '\0';
}
