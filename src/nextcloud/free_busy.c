/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/caldav.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/xml.h"

static void add_utc(mcp_vobject_t *object, const char *name,
                    apr_int64_t seconds)
{
    mcp_vprop_t property = {NULL, name, "", NULL};
    mcp_ical_time_t when;

    mcp_ical_time_at(&when, seconds, mcp_ical_zone_utc());
    property.value = mcp_ical_time_print(&when, object->pool);
    mcp_vobject_add(object, &property);
}

static void add_person(mcp_vobject_t *object, const char *name,
                       const char *address)
{
    mcp_vprop_t property = {NULL, name, "", NULL};

    property.value = apr_pstrcat(object->pool, "mailto:", address, NULL);
    mcp_vobject_add(object, &property);
}

static const char *build_request(const char *organizer,
                                 const apr_array_header_t *people,
                                 const mcp_caldav_busy_t *range,
                                 apr_pool_t *pool)
{
    static const mcp_vprop_t method = {NULL, "METHOD", "", "REQUEST"};
    mcp_ical_t *ical = mcp_ical_create("VFREEBUSY", mcp_ical_zone_utc(), pool);
    int i;

    mcp_vobject_add(ical->calendar, &method);
    add_utc(ical->master, "DTSTAMP", apr_time_sec(apr_time_now()));
    add_utc(ical->master, "DTSTART", range->from);
    add_utc(ical->master, "DTEND", range->to);
    add_person(ical->master, "ORGANIZER", organizer);
    for (i = 0; i < people->nelts; i++) {
        add_person(ical->master, "ATTENDEE",
                   APR_ARRAY_IDX(people, i, const char *));
    }
    return mcp_vobject_print(ical->calendar, pool);
}

/* "19970308T160000Z/PT3H" or with an end. */
static int read_period(mcp_caldav_busy_t *busy, const char *text,
                       apr_pool_t *pool)
{
    const char *slash = strchr(text, '/');
    mcp_ical_time_t when;
    apr_int64_t seconds;

    if (!slash
        || !mcp_ical_time_parse(
            &when, apr_pstrmemdup(pool, text, (apr_size_t)(slash - text)))) {
        return 0;
    }
    busy->from = mcp_ical_time_unix(&when, mcp_ical_zone_utc());
    if (mcp_ical_time_parse(&when, slash + 1)) {
        busy->to = mcp_ical_time_unix(&when, mcp_ical_zone_utc());
    }
    else if (mcp_ical_duration_parse(&seconds, slash + 1)) {
        busy->to = busy->from + seconds;
    }
    else {
        return 0;
    }
    return busy->to > busy->from;
}

static void take_property(apr_array_header_t *list,
                          const mcp_vprop_t *property, apr_pool_t *pool)
{
    const char *type = mcp_vprop_param(property, "FBTYPE", pool);
    const apr_array_header_t *texts;
    mcp_caldav_busy_t busy;
    int i;

    if (type && !strcasecmp(type, "FREE")) {
        return;
    }
    texts = mcp_vprop_split(property->value, ',', pool);
    for (i = 0; i < texts->nelts; i++) {
        if (read_period(&busy, APR_ARRAY_IDX(texts, i, const char *), pool)) {
            APR_ARRAY_PUSH(list, mcp_caldav_busy_t) = busy;
        }
    }
}

/* 0 when text is no free/busy answer. */
static int take_periods(apr_array_header_t *list, const char *text,
                        apr_pool_t *pool)
{
    const mcp_vprop_t *property;
    mcp_ical_t *ical;
    int n;

    if (mcp_ical_parse(&ical, text, strlen(text), "VFREEBUSY",
                       mcp_ical_zone_utc(), pool)) {
        return 0;
    }
    for (n = 0; (property = mcp_vobject_find(ical->master, "FREEBUSY", n));
         n++) {
        take_property(list, property, pool);
    }
    return 1;
}

static void take_response(apr_array_header_t *busy,
                          apr_array_header_t *unknown, const apr_xml_doc *doc,
                          const apr_xml_elem *response, apr_pool_t *pool)
{
    const apr_xml_elem *data =
        mcp_xml_find(doc, response, MCP_DAV_NS_CALDAV, "calendar-data");
    const apr_xml_elem *recipient =
        mcp_xml_find(doc, response, MCP_DAV_NS_CALDAV, "recipient");
    const char *who = recipient ? mcp_xml_text(recipient, pool) : "";

    if (!data || !take_periods(busy, mcp_xml_text(data, pool), pool)) {
        APR_ARRAY_PUSH(unknown, const char *) =
            strncasecmp(who, "mailto:", 7) ? who : who + 7;
    }
}

static mcp_err_t *take_answer(apr_array_header_t *busy,
                              apr_array_header_t *unknown,
                              const mcp_http_response_t *response,
                              apr_pool_t *pool)
{
    const apr_xml_elem *elem;
    apr_xml_doc *doc;
    mcp_err_t *err = mcp_xml_parse(&doc, response->body, response->len, pool);

    if (err) {
        return err;
    }
    if (!mcp_xml_is(doc, doc->root, MCP_DAV_NS_CALDAV, "schedule-response")) {
        return mcp_err_create(pool, MCP_ERR_TOOL,
                              "Nextcloud sent other XML than the free/busy "
                              "times that were asked for");
    }
    for (elem = doc->root->first_child; elem; elem = elem->next) {
        if (mcp_xml_is(doc, elem, MCP_DAV_NS_CALDAV, "response")) {
            take_response(busy, unknown, doc, elem, pool);
        }
    }
    return NULL;
}

mcp_err_t *mcp_caldav_free_busy(apr_array_header_t *busy,
                                apr_array_header_t *unknown, mcp_nc_t *nc,
                                const char *organizer,
                                const apr_array_header_t *people,
                                const mcp_caldav_busy_t *range)
{
    mcp_nc_request_t request = {
        .method = "POST", .content_type = "text/calendar; charset=utf-8"};
    mcp_http_response_t *response;
    mcp_err_t *err;

    request.path = mcp_dav_object_collection(nc, "calendars", "outbox");
    request.body = build_request(organizer, people, range, nc->pool);
    request.body_len = strlen(request.body);
    err = mcp_dav_send(nc, &request, "free/busy times", &response);
    return err ? err : take_answer(busy, unknown, response, nc->pool);
}
