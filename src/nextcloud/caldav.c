/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/caldav.h"

#include <string.h>
#include <apr_strings.h>
#include "util/buf.h"
#include "util/text.h"

#define HOME "calendars"
#define NS_APPLE "http://apple.com/ns/ical/"

static void set_owner(mcp_json_t *out, const mcp_nc_t *nc, const char *owner)
{
    const char *end;
    const char *start;

    if (!owner || !*owner) {
        return;
    }
    /* "/remote.php/dav/principals/users/alice/" */
    end = owner + strlen(owner) - (owner[strlen(owner) - 1] == '/');
    for (start = end; start > owner && start[-1] != '/'; start--) {
    }
    owner = mcp_text_decode_url(
        nc->pool, apr_pstrmemdup(nc->pool, start, (apr_size_t)(end - start)));
    if (owner && strcmp(owner, nc->uid) != 0) {
        mcp_json_set_str(out, "owner", owner);
    }
}

static void set_components(mcp_json_t *out, const char *words)
{
    mcp_json_t *list = mcp_json_set_array(out, "components");

    if (mcp_dav_has_word(words, "VEVENT")) {
        mcp_json_add_str(list, "VEVENT");
    }
    if (mcp_dav_has_word(words, "VTODO")) {
        mcp_json_add_str(list, "VTODO");
    }
}

static void describe(mcp_json_t *out, const mcp_nc_t *nc,
                     const mcp_dav_entry_t *entry)
{
    const char *color = mcp_dav_get(entry, NS_APPLE, "calendar-color");

    mcp_dav_object_describe(out, entry);
    set_components(out, mcp_dav_get(entry, MCP_DAV_NS_CALDAV,
                                    "supported-calendar-component-set"));
    if (color && *color) {
        mcp_json_set_str(out, "color", color);
    }
    set_owner(out, nc, mcp_dav_get(entry, MCP_DAV_NS, "owner"));
}

/* The zone of the VTIMEZONE in calendar-timezone. */
static const mcp_ical_zone_t *zone_of(const mcp_dav_entry_t *entry,
                                      apr_pool_t *pool)
{
    const char *text =
        mcp_dav_get(entry, MCP_DAV_NS_CALDAV, "calendar-timezone");
    const char *tzid = text ? strstr(text, "TZID:") : NULL;

    if (!tzid) {
        return NULL;
    }
    tzid += 5;
    return mcp_ical_zone_find(
        apr_pstrmemdup(pool, tzid, strcspn(tzid, "\r\n")), pool);
}

mcp_err_t *mcp_caldav_calendars(mcp_json_t **list,
                                const mcp_ical_zone_t **zone, mcp_nc_t *nc)
{
    static const mcp_dav_prop_t more[] = {
        {MCP_DAV_NS_CALDAV, "supported-calendar-component-set"},
        {NS_APPLE, "calendar-color"},
        {MCP_DAV_NS, "owner"},
        {MCP_DAV_NS_CALDAV, "calendar-timezone"}};
    static const mcp_dav_object_kind_t kind = {
        HOME, "calendar", "calendars", more, sizeof(more) / sizeof(more[0])};
    apr_array_header_t *entries;
    mcp_err_t *err = mcp_dav_object_collections(&entries, nc, &kind);
    int i;

    *list = NULL;
    *zone = NULL;
    if (err) {
        return err;
    }
    *list = mcp_json_array_create(nc->pool);
    for (i = 0; i < entries->nelts; i++) {
        const mcp_dav_entry_t *entry =
            &APR_ARRAY_IDX(entries, i, mcp_dav_entry_t);

        describe(mcp_json_add_object(*list), nc, entry);
        *zone = *zone ? *zone : zone_of(entry, nc->pool);
    }
    return NULL;
}

int mcp_caldav_takes(const mcp_json_t *calendar, const char *kind)
{
    const mcp_json_t *list = mcp_json_get(calendar, "components");
    apr_size_t i;

    for (i = 0; i < mcp_json_length(list); i++) {
        if (!strcmp(mcp_json_str(mcp_json_at(list, i), ""), kind)) {
            return 1;
        }
    }
    return 0;
}

const char *mcp_caldav_between(apr_pool_t *pool, apr_int64_t from,
                               apr_int64_t to)
{
    mcp_ical_time_t start;
    mcp_ical_time_t end;

    mcp_ical_time_at(&start, from, mcp_ical_zone_utc());
    mcp_ical_time_at(&end, to, mcp_ical_zone_utc());
    return apr_psprintf(pool, "<c:time-range start=\"%s\" end=\"%s\"/>",
                        mcp_ical_time_print(&start, pool),
                        mcp_ical_time_print(&end, pool));
}

mcp_err_t *mcp_caldav_query(apr_array_header_t **objects, mcp_nc_t *nc,
                            const mcp_json_t *calendar, const char *kind,
                            const char *condition)
{
    const char *id = mcp_json_get_str(calendar, "id", "");
    const char *xml = apr_pstrcat(
        nc->pool,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
        "<c:calendar-query xmlns:d=\"DAV:\" xmlns:c=\"" MCP_DAV_NS_CALDAV "\">"
        "<d:prop><d:getetag/><c:calendar-data/></d:prop><c:filter>"
        "<c:comp-filter name=\"VCALENDAR\"><c:comp-filter name=\"",
        kind, "\">", condition,
        "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>",
        NULL);

    return mcp_dav_object_query(objects, nc,
                                mcp_dav_object_collection(nc, HOME, id),
                                mcp_json_get_str(calendar, "name", id), xml);
}
