/* SPDX-License-Identifier: Apache-2.0 */

/* Tasks: the to-dos (VTODO) of calendars. */

#include "tools/calendar.h"

#include <stdlib.h>
#include <string.h>
#include <apr_strings.h>
#include "tools/agenda.h"
#include "tools/args.h"

#define MAX_LISTED 100

#define OPEN_ONLY                                                             \
    "<c:prop-filter name=\"COMPLETED\"><c:is-not-defined/></c:prop-filter>"

/* ---- list_tasks ----------------------------------------------------------
 */

typedef struct found_t {
    mcp_json_t *json;
    apr_int64_t due;
} found_t;

typedef struct list_t {
    mcp_tool_call_t *call;
    mcp_agenda_t agenda;
    const char *status; /* NULL: open ones */
    apr_int64_t after;
    apr_int64_t before;
    apr_array_header_t *found; /* found_t */
} list_t;

#define NO_DUE APR_INT64_MAX

static void read_range(list_t *list)
{
    mcp_ical_time_t day;

    list->after = -NO_DUE;
    list->before = NO_DUE;
    if (mcp_agenda_date(&day, list->call, "due_after")) {
        list->after = mcp_ical_time_unix(&day, list->agenda.zone);
    }
    if (mcp_agenda_date(&day, list->call, "due_before")) {
        mcp_ical_time_add(&day, MCP_ICAL_DAY);
        list->before = mcp_ical_time_unix(&day, list->agenda.zone);
    }
}

static int is_wanted(const list_t *list, const mcp_ical_t *ical,
                     const mcp_json_t *task)
{
    if (!list->status) {
        return !mcp_ical_is_closed(ical->master);
    }
    return !strcasecmp(mcp_json_get_str(task, "status", ""), list->status);
}

/* When what is shown is due, for sorting and for the range. */
static apr_int64_t due_of(const mcp_ical_t *ical)
{
    mcp_ical_occurrence_t next;
    mcp_ical_time_t due;

    if (mcp_ical_is_series(ical) && mcp_ical_occurrence_open(&next, ical)) {
        return next.to;
    }
    return mcp_ical_time_get(&due, ical, ical->master, "DUE")
               ? mcp_ical_unix(ical, &due)
               : NO_DUE;
}

static void take_object(list_t *list, const mcp_json_t *calendar,
                        const mcp_dav_object_t *object)
{
    mcp_json_t *json = mcp_json_object_create(list->call->pool);
    found_t *found;
    mcp_ical_t *ical;
    apr_int64_t due;

    if (mcp_ical_parse(&ical, object->text, object->len, "VTODO",
                       list->agenda.zone, list->call->pool)) {
        return; /* nothing to be shown */
    }
    mcp_agenda_show_task(json, ical);
    due = due_of(ical);
    if (!is_wanted(list, ical, json) || due < list->after
        || (list->before != NO_DUE && due >= list->before)
        || (list->after != -NO_DUE && due == NO_DUE)) {
        return;
    }
    mcp_json_set_str(json, "calendar", mcp_json_get_str(calendar, "name", ""));
    found = apr_array_push(list->found);
    found->json = json;
    found->due = due;
}

static int by_due(const void *a, const void *b)
{
    apr_int64_t left = ((const found_t *)a)->due;
    apr_int64_t right = ((const found_t *)b)->due;

    return left < right ? -1 : left > right;
}

static void show_list(list_t *list)
{
    mcp_json_t *json = mcp_json_object_create(list->call->pool);
    mcp_json_t *tasks = mcp_json_set_array(json, "tasks");
    int i;

    qsort(list->found->elts, (size_t)list->found->nelts, sizeof(found_t),
          by_due);
    for (i = 0; i < list->found->nelts && i < MAX_LISTED; i++) {
        mcp_json_add(tasks, APR_ARRAY_IDX(list->found, i, found_t).json);
    }
    mcp_json_set_bool(json, "truncated", list->found->nelts > MAX_LISTED);
    mcp_result_set_structured(list->call->result, json);
}

mcp_err_t *mcp_tasks_list(mcp_tool_call_t *call)
{
    list_t list = {.call = call};
    apr_array_header_t *calendars;
    apr_array_header_t *objects;
    mcp_err_t *err = mcp_agenda_open(&list.agenda, call);
    int i;
    int n;

    if (!err) {
        err = mcp_agenda_calendars(&calendars, &list.agenda, call, "VTODO");
    }
    if (err) {
        return err;
    }
    list.status = mcp_json_get_str(call->args, "filter_status", NULL);
    list.found = apr_array_make(call->pool, 32, sizeof(found_t));
    read_range(&list);
    for (i = 0; i < calendars->nelts; i++) {
        const mcp_json_t *calendar = APR_ARRAY_IDX(calendars, i, mcp_json_t *);

        err = mcp_caldav_query(&objects, call->nc, calendar, "VTODO",
                               list.status ? "" : OPEN_ONLY);
        if (err) {
            return err;
        }
        for (n = 0; n < objects->nelts; n++) {
            take_object(&list, calendar,
                        &APR_ARRAY_IDX(objects, n, mcp_dav_object_t));
        }
    }
    show_list(&list);
    return NULL;
}

/* ---- changing ------------------------------------------------------------
 */

static void answer(mcp_tool_call_t *call, const mcp_agenda_item_t *item)
{
    mcp_json_t *json = mcp_json_object_create(call->pool);

    mcp_agenda_show_task(json, item->ical);
    mcp_json_set_str(json, "calendar",
                     mcp_json_get_str(item->calendar, "name", ""));
    mcp_result_set_structured(call->result, json);
}

/* due_date, due_time, timezone; an empty date takes the due date away. */
static mcp_err_t *set_due(mcp_agenda_item_t *item, const mcp_agenda_t *agenda,
                          const mcp_tool_call_t *call)
{
    const char *date = mcp_json_get_str(call->args, "due_date", NULL);
    mcp_vobject_t *task = item->ical->master;
    const mcp_ical_zone_t *zone;
    mcp_ical_time_t due;
    mcp_ical_time_t start;
    mcp_err_t *err;
    int found;

    if (date && !*date) {
        mcp_ical_time_set(item->ical, task, "DUE", NULL);
        return NULL;
    }
    if (!mcp_agenda_date(&due, call, "due_date")) {
        return !date && !mcp_args_has(call, "due_time")
                   ? NULL
                   : mcp_err_create(
                       call->pool, MCP_ERR_TOOL,
                       "due_date: \"%s\" is no day such as "
                       "2026-03-10; due_time needs a due_date.",
                       mcp_json_get_str(call->args, "due_date", ""));
    }
    err = mcp_agenda_zone(&zone, call, agenda->zone);
    if (!err) {
        err = mcp_agenda_clock(&due, &found, call, "due_time", zone);
    }
    if (err) {
        return err;
    }
    mcp_ical_time_set(item->ical, task, "DUE", &due);
    mcp_vobject_remove(task, "DURATION"); /* RFC 5545, section 3.6.2 */
    if (mcp_ical_time_get(&start, item->ical, task, "DTSTART")
        && (start.is_date != due.is_date
            || mcp_ical_unix(item->ical, &start)
                   > mcp_ical_unix(item->ical, &due))) {
        mcp_ical_time_set(item->ical, task, "DTSTART", NULL);
    }
    return NULL;
}

static void set_number(mcp_vobject_t *task, const char *name,
                       apr_int64_t value)
{
    mcp_vprop_t property = {NULL, name, "", NULL};

    property.value = apr_psprintf(task->pool, "%" APR_INT64_T_FMT, value);
    mcp_vobject_set(task, &property);
}

/* What add_task and update_task have in common. */
static mcp_err_t *apply(mcp_agenda_item_t *item, const mcp_agenda_t *agenda,
                        const mcp_tool_call_t *call)
{
    mcp_vobject_t *task = item->ical->master;
    apr_int64_t priority = mcp_json_get_int(call->args, "priority", 0);
    mcp_err_t *err = set_due(item, agenda, call);

    if (!err && (priority < 0 || priority > 9)) {
        err = mcp_err_create(call->pool, MCP_ERR_TOOL,
                             "priority: 1 is the highest, 9 the lowest, 0 "
                             "none.");
    }
    if (err) {
        return err;
    }
    mcp_agenda_set_text(task, "SUMMARY", call, "title");
    mcp_agenda_set_description(task, call);
    if (mcp_args_has(call, "priority")) {
        set_number(task, "PRIORITY", priority);
    }
    return NULL;
}

mcp_err_t *mcp_tasks_add(mcp_tool_call_t *call)
{
    mcp_agenda_t agenda;
    mcp_agenda_item_t item;
    const char *rule;
    mcp_err_t *err = mcp_agenda_rule(&rule, call);

    if (!err) {
        err = mcp_agenda_open(&agenda, call);
    }
    if (!err) {
        err = mcp_agenda_create(&item, &agenda, call, "VTODO");
    }
    if (!err) {
        err = apply(&item, &agenda, call);
    }
    if (err) {
        return err;
    }
    mcp_vobject_set_text(item.ical->master, "STATUS", "NEEDS-ACTION");
    if (rule && *rule) {
        mcp_ical_time_t due;

        /* A rule is about DTSTART (RFC 5545, section 3.8.2.4). */
        if (!mcp_ical_time_get(&due, item.ical, item.ical->master, "DUE")) {
            return mcp_err_create(call->pool, MCP_ERR_TOOL,
                                  "recurrence needs a due_date, the first "
                                  "one.");
        }
        mcp_ical_time_set(item.ical, item.ical->master, "DTSTART", &due);
        mcp_agenda_set_rule(item.ical->master, rule);
    }
    mcp_ical_touch(item.ical, item.ical->master, 0);
    err = mcp_agenda_save(&item, call);
    if (!err) {
        answer(call, &item);
    }
    return err;
}

static mcp_err_t *load_task(mcp_agenda_item_t *item, mcp_agenda_t *agenda,
                            mcp_tool_call_t *call)
{
    mcp_err_t *err = mcp_agenda_open(agenda, call);

    return err ? err
               : mcp_agenda_load(item, agenda, call, "VTODO",
                                 mcp_json_get_str(call->args, "task_uid", ""));
}

static void reopen(mcp_vobject_t *task, const char *status)
{
    mcp_vobject_set_text(task, "STATUS", status);
    mcp_vobject_remove(task, "COMPLETED");
    mcp_vobject_remove(task, "PERCENT-COMPLETE");
}

mcp_err_t *mcp_tasks_update(mcp_tool_call_t *call)
{
    const char *status = mcp_json_get_str(call->args, "status", NULL);
    mcp_agenda_t agenda;
    mcp_agenda_item_t item;
    mcp_err_t *err = load_task(&item, &agenda, call);

    if (!err) {
        err = apply(&item, &agenda, call);
    }
    if (err) {
        return err;
    }
    if (status) {
        reopen(item.ical->master, status);
    }
    mcp_ical_touch(item.ical, item.ical->master, 1);
    err = mcp_agenda_save(&item, call);
    if (!err) {
        answer(call, &item);
    }
    return err;
}

/* RFC 5545, section 3.8.1.11 and others: all three say it. */
static void close_task(mcp_ical_t *ical, mcp_vobject_t *task)
{
    mcp_ical_time_t now;

    mcp_ical_time_at(&now, apr_time_sec(apr_time_now()), mcp_ical_zone_utc());
    mcp_vobject_set_text(task, "STATUS", "COMPLETED");
    mcp_ical_time_set(ical, task, "COMPLETED", &now);
    set_number(task, "PERCENT-COMPLETE", 100);
    mcp_ical_touch(ical, task, 1);
}

/* What is to be completed: the task; of a series the occurrence that is meant,
 * the next open one, or all of it. */
static mcp_err_t *pick_task(mcp_vobject_t **task, mcp_agenda_item_t *item,
                            const mcp_tool_call_t *call)
{
    const char *which = mcp_json_get_str(call->args, "occurrence", "");
    mcp_ical_occurrence_t occurrence;
    mcp_err_t *err = NULL;

    *task = item->ical->master;
    if (!strcmp(which, "all")
        || (!*which && !mcp_ical_is_series(item->ical))) {
        return NULL;
    }
    if (*which) {
        err = mcp_agenda_occurrence(&occurrence, item, call);
    }
    else if (!mcp_ical_occurrence_open(&occurrence, item->ical)) {
        return NULL; /* none is left: the series is done */
    }
    if (!err) {
        *task = mcp_ical_override(item->ical, &occurrence);
    }
    return err;
}

mcp_err_t *mcp_tasks_complete(mcp_tool_call_t *call)
{
    mcp_agenda_t agenda;
    mcp_agenda_item_t item;
    mcp_vobject_t *task;
    mcp_err_t *err = load_task(&item, &agenda, call);

    if (!err) {
        err = pick_task(&task, &item, call);
    }
    if (err) {
        return err;
    }
    close_task(item.ical, task);
    err = mcp_agenda_save(&item, call);
    if (!err) {
        answer(call, &item);
    }
    return err;
}

mcp_err_t *mcp_tasks_delete(mcp_tool_call_t *call)
{
    mcp_agenda_t agenda;
    mcp_agenda_item_t item;
    mcp_json_t *json;
    mcp_err_t *err = load_task(&item, &agenda, call);

    if (!err) {
        err = mcp_agenda_delete(&item, call);
    }
    if (err) {
        return err;
    }
    json = mcp_json_object_create(call->pool);
    mcp_json_set_str(json, "deleted",
                     mcp_vobject_text(item.ical->master, "UID"));
    mcp_result_set_structured(call->result, json);
    return NULL;
}
