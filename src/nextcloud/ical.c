/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/ical.h"

#include <string.h>
#include <apr_strings.h>
#include <apr_uuid.h>
#include "nextcloud/ical_zone.h"

#define PRODUCT "-//mod_mcp//Nextcloud MCP server//EN"

/* The one without RECURRENCE-ID, or else the first of that kind. */
static mcp_vobject_t *find_master(const mcp_vobject_t *calendar,
                                  const char *kind)
{
    mcp_vobject_t *first = NULL;
    int i;

    for (i = 0; i < calendar->children->nelts; i++) {
        mcp_vobject_t *child =
            APR_ARRAY_IDX(calendar->children, i, mcp_vobject_t *);

        if (strcmp(child->name, kind) != 0) {
            continue;
        }
        if (!mcp_vobject_find(child, "RECURRENCE-ID", 0)) {
            return child;
        }
        first = first ? first : child;
    }
    return first;
}

mcp_err_t *mcp_ical_parse(mcp_ical_t **out, const char *text, apr_size_t len,
                          const char *kind, const mcp_ical_zone_t *local,
                          apr_pool_t *pool)
{
    mcp_vobject_t *calendar;
    mcp_ical_t *ical;
    mcp_err_t *err =
        mcp_vobject_parse(&calendar, "VCALENDAR", text, len, pool);

    *out = NULL;
    if (err) {
        return err;
    }
    ical = apr_pcalloc(pool, sizeof(*ical));
    ical->calendar = calendar;
    ical->kind = kind;
    ical->local = local;
    ical->pool = pool;
    ical->master = find_master(calendar, kind);
    if (!ical->master) {
        return mcp_err_create(pool, MCP_ERR_TOOL,
                              "this calendar object has no %s", kind);
    }
    *out = ical;
    return NULL;
}

const char *mcp_ical_uid_create(apr_pool_t *pool)
{
    char *text = apr_palloc(pool, APR_UUID_FORMATTED_LENGTH + 1);
    apr_uuid_t uuid;

    apr_uuid_get(&uuid);
    apr_uuid_format(text, &uuid);
    return text;
}

mcp_ical_t *mcp_ical_create(const char *kind, const mcp_ical_zone_t *local,
                            apr_pool_t *pool)
{
    static const mcp_vprop_t version = {NULL, "VERSION", "", "2.0"};
    static const mcp_vprop_t product = {NULL, "PRODID", "", PRODUCT};
    static const mcp_vprop_t scale = {NULL, "CALSCALE", "", "GREGORIAN"};
    mcp_ical_t *ical = apr_pcalloc(pool, sizeof(*ical));

    ical->calendar = mcp_vobject_create("VCALENDAR", pool);
    mcp_vobject_add(ical->calendar, &version);
    mcp_vobject_add(ical->calendar, &product);
    mcp_vobject_add(ical->calendar, &scale);
    ical->master = mcp_vobject_create(kind, pool);
    mcp_vobject_add_child(ical->calendar, ical->master);
    mcp_vobject_set_text(ical->master, "UID", mcp_ical_uid_create(pool));
    ical->kind = kind;
    ical->local = local;
    ical->pool = pool;
    return ical;
}

/* ---- times -------------------------------------------------------------- */

static int read_time(mcp_ical_time_t *time, const mcp_ical_t *ical,
                     const mcp_vprop_t *property)
{
    const char *tzid;

    if (!property || !mcp_ical_time_parse(time, property->value)) {
        return 0;
    }
    tzid = mcp_vprop_param(property, "TZID", ical->pool);
    if (tzid && !time->is_date && !time->zone) {
        time->zone = mcp_ical_zone_of(ical->calendar, tzid);
    }
    return 1;
}

int mcp_ical_time_get(mcp_ical_time_t *time, const mcp_ical_t *ical,
                      const mcp_vobject_t *component, const char *name)
{
    return read_time(time, ical, mcp_vobject_find(component, name, 0));
}

void mcp_ical_time_set(mcp_ical_t *ical, mcp_vobject_t *component,
                       const char *name, const mcp_ical_time_t *time)
{
    mcp_vprop_t property = {NULL, name, "", ""};

    if (!time) {
        mcp_vobject_remove(component, name);
        return;
    }
    property.value = mcp_ical_time_print(time, ical->pool);
    if (time->is_date) {
        property.params = ";VALUE=DATE";
    }
    else if (time->zone && time->zone != mcp_ical_zone_utc()) {
        property.params = mcp_vprop_param_print(
            "TZID", mcp_ical_zone_name(time->zone), ical->pool);
        mcp_ical_zone_add(ical->calendar, time->zone,
                          mcp_ical_time_unix(time, NULL));
    }
    mcp_vobject_set(component, &property);
}

apr_int64_t mcp_ical_unix(const mcp_ical_t *ical, const mcp_ical_time_t *time)
{
    return mcp_ical_time_unix(time, ical->local);
}

static void set_end(mcp_ical_time_t *end, const mcp_ical_time_t *start,
                    const mcp_ical_t *ical, const mcp_vobject_t *component)
{
    const mcp_vprop_t *duration = mcp_vobject_find(component, "DURATION", 0);
    const char *name = strcmp(ical->kind, "VTODO") ? "DTEND" : "DUE";
    apr_int64_t seconds;

    if (mcp_ical_time_get(end, ical, component, name)
        && mcp_ical_unix(ical, end) >= mcp_ical_unix(ical, start)) {
        return;
    }
    *end = *start;
    if (duration && mcp_ical_duration_parse(&seconds, duration->value)
        && seconds > 0) {
        mcp_ical_time_add(end, seconds);
    }
    else if (start->is_date && !strcmp(ical->kind, "VEVENT")) {
        mcp_ical_time_add(end, MCP_ICAL_DAY); /* RFC 5545, section 3.6.1 */
    }
}

int mcp_ical_span_get(mcp_ical_time_t *start, mcp_ical_time_t *end,
                      const mcp_ical_t *ical, const mcp_vobject_t *component)
{
    if (!mcp_ical_time_get(start, ical, component, "DTSTART")
        && (strcmp(ical->kind, "VTODO") != 0
            || !mcp_ical_time_get(start, ical, component, "DUE"))) {
        return 0;
    }
    set_end(end, start, ical, component);
    return 1;
}

int mcp_ical_is_closed(const mcp_vobject_t *component)
{
    const mcp_vprop_t *status = mcp_vobject_find(component, "STATUS", 0);

    if (mcp_vobject_find(component, "COMPLETED", 0)) {
        return 1;
    }
    return status
           && (!strcasecmp(status->value, "COMPLETED")
               || !strcasecmp(status->value, "CANCELLED"));
}

/* ---- after a change ----------------------------------------------------- */

void mcp_ical_touch(mcp_ical_t *ical, mcp_vobject_t *component,
                    int significant)
{
    const mcp_vprop_t *sequence = mcp_vobject_find(component, "SEQUENCE", 0);
    mcp_ical_time_t now;

    mcp_ical_time_at(&now, apr_time_sec(apr_time_now()), mcp_ical_zone_utc());
    mcp_ical_time_set(ical, component, "DTSTAMP", &now);
    mcp_ical_time_set(ical, component, "LAST-MODIFIED", &now);
    if (significant) {
        mcp_vprop_t next = {NULL, "SEQUENCE", "", NULL};

        next.value =
            apr_psprintf(ical->pool, "%" APR_INT64_T_FMT,
                         sequence ? apr_atoi64(sequence->value) + 1 : 1);
        mcp_vobject_set(component, &next);
    }
}
