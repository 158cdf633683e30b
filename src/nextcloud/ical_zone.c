/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/ical_zone.h"

#include <string.h>
#include <apr_strings.h>

#define MAX_OBSERVANCES 200 /* of one VTIMEZONE; a century of changes */
#define NEVER APR_INT64_MAX

/* Rules that repeat more often would make libical reckon for hours. */
static int is_harmless(const mcp_vobject_t *vtimezone)
{
    int i;

    if (vtimezone->children->nelts > MAX_OBSERVANCES) {
        return 0;
    }
    for (i = 0; i < vtimezone->children->nelts; i++) {
        const mcp_vobject_t *part =
            APR_ARRAY_IDX(vtimezone->children, i, mcp_vobject_t *);
        const mcp_vprop_t *rule;
        int n;

        for (n = 0; (rule = mcp_vobject_find(part, "RRULE", n)); n++) {
            if (!strstr(rule->value, "FREQ=YEARLY")
                || strstr(rule->value, "RSCALE")
                || mcp_ical_rule_fault(rule->value)) {
                return 0;
            }
        }
    }
    return 1;
}

static const mcp_vobject_t *find_vtimezone(const mcp_vobject_t *calendar,
                                           const char *tzid)
{
    int i;

    for (i = 0; i < calendar->children->nelts; i++) {
        const mcp_vobject_t *child =
            APR_ARRAY_IDX(calendar->children, i, mcp_vobject_t *);
        const char *name = mcp_vobject_text(child, "TZID");

        if (!strcmp(child->name, "VTIMEZONE") && name && !strcmp(name, tzid)) {
            return child;
        }
    }
    return NULL;
}

const mcp_ical_zone_t *mcp_ical_zone_of(const mcp_vobject_t *calendar,
                                        const char *tzid)
{
    const mcp_ical_zone_t *zone = mcp_ical_zone_find(tzid, calendar->pool);
    const mcp_vobject_t *own;
    const char *place;

    if (zone || !(own = find_vtimezone(calendar, tzid))) {
        return zone;
    }
    place = mcp_vobject_text(own, "X-LIC-LOCATION");
    zone = place ? mcp_ical_zone_find(place, calendar->pool) : NULL;
    if (zone || !is_harmless(own)) {
        return zone;
    }
    return mcp_ical_zone_parse(tzid, mcp_vobject_print(own, calendar->pool),
                               calendar->pool);
}

/* ---- writing ------------------------------------------------------------ */

static apr_int64_t seconds_of(const char *text)
{
    mcp_ical_time_t when;

    return mcp_ical_time_parse(&when, text)
               ? mcp_ical_time_unix(&when, mcp_ical_zone_utc())
               : NEVER;
}

/* When the rule, or the dates, of an observance come last. */
static apr_int64_t last_onset(const mcp_vobject_t *part)
{
    const mcp_vprop_t *start = mcp_vobject_find(part, "DTSTART", 0);
    const mcp_vprop_t *rule = mcp_vobject_find(part, "RRULE", 0);
    apr_int64_t last = start ? seconds_of(start->value) : NEVER;
    const mcp_vprop_t *date;
    int n;

    if (rule) {
        const char *until = strstr(rule->value, "UNTIL=");

        return until ? seconds_of(apr_pstrmemdup(part->pool, until + 6,
                                                 strcspn(until + 6, ";")))
                     : NEVER;
    }
    for (n = 0; (date = mcp_vobject_find(part, "RDATE", n)); n++) {
        apr_int64_t onset = seconds_of(date->value);

        last = onset > last ? onset : last;
    }
    return last;
}

/* Leave out what was over before from, but for the observance that holds
 * then. The tz database goes back to the 19th century. */
static void shorten(mcp_vobject_t *vtimezone, apr_int64_t from)
{
    mcp_vobject_t **parts = (mcp_vobject_t **)vtimezone->children->elts;
    apr_int64_t latest = -NEVER;
    int kept = 0;
    int i;

    for (i = 0; i < vtimezone->children->nelts; i++) {
        apr_int64_t last = last_onset(parts[i]);

        if (last < from && last > latest) {
            latest = last;
        }
    }
    for (i = 0; i < vtimezone->children->nelts; i++) {
        if (last_onset(parts[i]) >= latest) {
            parts[kept++] = parts[i];
        }
    }
    vtimezone->children->nelts = kept;
}

void mcp_ical_zone_add(mcp_vobject_t *calendar, const mcp_ical_zone_t *zone,
                       apr_int64_t from)
{
    const char *text = mcp_ical_zone_print(zone, calendar->pool);
    mcp_vobject_t *vtimezone;

    if (!text || find_vtimezone(calendar, mcp_ical_zone_name(zone))
        || mcp_vobject_parse(&vtimezone, "VTIMEZONE", text, strlen(text),
                             calendar->pool)) {
        return;
    }
    mcp_vobject_set_text(vtimezone, "TZID", mcp_ical_zone_name(zone));
    /* Nextcloud Talk 22 takes it for the event's LOCATION, and fails. */
    mcp_vobject_remove(vtimezone, "X-LIC-LOCATION");
    shorten(vtimezone, from - MCP_ICAL_DAY);
    /* Before what uses it, as most programs have it. */
    mcp_vobject_add_child(calendar, vtimezone);
    memmove((mcp_vobject_t **)calendar->children->elts + 1,
            calendar->children->elts,
            (apr_size_t)(calendar->children->nelts - 1)
                * sizeof(mcp_vobject_t *));
    APR_ARRAY_IDX(calendar->children, 0, mcp_vobject_t *) = vtimezone;
}
