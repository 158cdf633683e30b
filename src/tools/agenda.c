/* SPDX-License-Identifier: Apache-2.0 */

/* Calendars, and the objects in them, as tools load and store them. */

#include "tools/agenda.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/user.h"
#include "tools/lookup.h"
#include "util/buf.h"

mcp_err_t *mcp_agenda_open(mcp_agenda_t *agenda, mcp_tool_call_t *call)
{
    const mcp_ical_zone_t *zone;
    const char *name;
    mcp_json_t *user;
    mcp_err_t *err = mcp_user_get(call->nc, &user);

    if (!err) {
        err = mcp_caldav_calendars(&agenda->calendars, &zone, call->nc);
    }
    if (err) {
        return err;
    }
    /* Empty for those who have never used a browser. */
    name = mcp_json_get_str(user, "timezone", "");
    agenda->zone = mcp_ical_zone_find(name, call->pool);
    if (!agenda->zone) {
        agenda->zone = zone ? zone : mcp_ical_zone_utc();
    }
    agenda->email = mcp_json_get_str(user, "email", "");
    if (!*agenda->email) {
        agenda->email = NULL;
    }
    agenda->name = mcp_json_get_str(user, "displayname", call->nc->uid);
    return NULL;
}

/* The list without what does not take kind. */
static mcp_json_t *that_take(const mcp_agenda_t *agenda, const char *kind,
                             apr_pool_t *pool)
{
    mcp_json_t *list = mcp_json_array_create(pool);
    apr_size_t i;

    for (i = 0; i < mcp_json_length(agenda->calendars); i++) {
        mcp_json_t *calendar = mcp_json_at(agenda->calendars, i);

        if (mcp_caldav_takes(calendar, kind)) {
            mcp_json_add(list, calendar);
        }
    }
    return list;
}

mcp_err_t *mcp_agenda_calendar(mcp_json_t **calendar,
                               const mcp_agenda_t *agenda,
                               const mcp_tool_call_t *call, const char *kind)
{
    int is_task = !strcmp(kind, "VTODO");
    const mcp_lookup_t lookup = {
        .what = is_task ? "calendar for tasks" : "calendar",
        .id = "id",
        .name = "name",
        .hint = "owner",
        .lister = "list_calendars",
    };

    return mcp_lookup_find_str(
        calendar, &lookup, that_take(agenda, kind, call->pool),
        mcp_json_get_str(call->args, "calendar_name", ""), call->pool);
}

mcp_err_t *mcp_agenda_calendars(apr_array_header_t **list,
                                const mcp_agenda_t *agenda,
                                const mcp_tool_call_t *call, const char *kind)
{
    mcp_json_t *fitting = that_take(agenda, kind, call->pool);
    mcp_json_t *one;
    mcp_err_t *err;
    apr_size_t i;

    *list = apr_array_make(call->pool, 8, sizeof(mcp_json_t *));
    if (mcp_json_get_str(call->args, "calendar_name", NULL)) {
        err = mcp_agenda_calendar(&one, agenda, call, kind);
        if (!err) {
            APR_ARRAY_PUSH(*list, mcp_json_t *) = one;
        }
        return err;
    }
    for (i = 0; i < mcp_json_length(fitting); i++) {
        APR_ARRAY_PUSH(*list, mcp_json_t *) = mcp_json_at(fitting, i);
    }
    return NULL;
}

static void name_item(mcp_agenda_item_t *item)
{
    const char *title = mcp_vobject_text(item->ical->master, "SUMMARY");

    item->what =
        apr_psprintf(item->ical->pool, "%s \"%s\"",
                     strcmp(item->ical->kind, "VTODO") ? "event" : "task",
                     title ? title : "");
}

/* The one among objects that has that uid; the server's search is for parts
 * of it. */
static int pick(mcp_agenda_item_t *item, const mcp_agenda_t *agenda,
                const mcp_tool_call_t *call, const char *kind,
                const apr_array_header_t *objects)
{
    const char *uid = item->what;
    int i;

    for (i = 0; i < objects->nelts; i++) {
        const mcp_dav_object_t *object =
            &APR_ARRAY_IDX(objects, i, mcp_dav_object_t);
        const char *own;

        if (mcp_ical_parse(&item->ical, object->text, object->len, kind,
                           agenda->zone, call->pool)) {
            continue;
        }
        own = mcp_vobject_text(item->ical->master, "UID");
        if (own && !strcmp(own, uid)) {
            item->object = *object;
            name_item(item);
            return 1;
        }
    }
    return 0;
}

mcp_err_t *mcp_agenda_load(mcp_agenda_item_t *item, const mcp_agenda_t *agenda,
                           mcp_tool_call_t *call, const char *kind,
                           const char *uid)
{
    int is_task = !strcmp(kind, "VTODO");
    apr_array_header_t *objects;
    mcp_json_t *calendar;
    mcp_buf_t condition;
    mcp_err_t *err = mcp_agenda_calendar(&calendar, agenda, call, kind);

    if (err) {
        return err;
    }
    mcp_buf_init(&condition, 256, call->pool);
    mcp_buf_add_str(&condition, "<c:prop-filter name=\"UID\"><c:text-match "
                                "collation=\"i;octet\">");
    mcp_buf_add_xml(&condition, uid);
    mcp_buf_add_str(&condition, "</c:text-match></c:prop-filter>");
    err = mcp_caldav_query(&objects, call->nc, calendar, kind, condition.data);
    if (err) {
        return err;
    }
    item->calendar = calendar;
    item->what = uid;
    if (pick(item, agenda, call, kind, objects)) {
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_TOOL,
                          "There is no %s with the uid \"%s\" in the calendar "
                          "\"%s\". %s shows the uids.",
                          is_task ? "task" : "event", uid,
                          mcp_json_get_str(calendar, "name", ""),
                          is_task ? "list_tasks" : "list_events");
}

mcp_err_t *mcp_agenda_create(mcp_agenda_item_t *item,
                             const mcp_agenda_t *agenda, mcp_tool_call_t *call,
                             const char *kind)
{
    const char *name;
    mcp_json_t *calendar;
    mcp_err_t *err = mcp_agenda_calendar(&calendar, agenda, call, kind);

    if (err) {
        return err;
    }
    item->calendar = calendar;
    item->ical = mcp_ical_create(kind, agenda->zone, call->pool);
    name = apr_pstrcat(call->pool, mcp_vobject_text(item->ical->master, "UID"),
                       ".ics", NULL);
    memset(&item->object, 0, sizeof(item->object));
    item->object.path = mcp_dav_object_path(
        call->nc,
        mcp_dav_object_collection(call->nc, "calendars",
                                  mcp_json_get_str(calendar, "id", "")),
        name);
    name_item(item);
    return NULL;
}

/* Before Nextcloud says the same less clearly. */
static mcp_err_t *check_writable(const mcp_agenda_item_t *item,
                                 const mcp_tool_call_t *call)
{
    if (mcp_json_get_bool(item->calendar, "writable", 1)) {
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_TOOL,
                          "The calendar \"%s\" can only be read.",
                          mcp_json_get_str(item->calendar, "name", ""));
}

mcp_err_t *mcp_agenda_save(mcp_agenda_item_t *item, mcp_tool_call_t *call)
{
    mcp_err_t *err = check_writable(item, call);

    if (err) {
        return err;
    }
    item->object.text = mcp_vobject_print(item->ical->calendar, call->pool);
    item->object.len = strlen(item->object.text);
    return mcp_dav_object_put(call->nc, &item->object, "text/calendar",
                              item->what);
}

mcp_err_t *mcp_agenda_delete(mcp_agenda_item_t *item, mcp_tool_call_t *call)
{
    mcp_err_t *err = check_writable(item, call);

    return err ? err
               : mcp_dav_object_delete(call->nc, &item->object, item->what);
}
