/* SPDX-License-Identifier: Apache-2.0 */

/* Arguments that are times, and other parts of events and tasks. */

#include <string.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include "tool/notice.h"
#include "tools/agenda.h"

mcp_err_t *mcp_agenda_zone(const mcp_ical_zone_t **zone,
                           const mcp_tool_call_t *call,
                           const mcp_ical_zone_t *fallback)
{
    const char *name = mcp_json_get_str(call->args, "timezone", "");

    *zone = *name ? mcp_ical_zone_find(name, call->pool) : fallback;
    if (*zone) {
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_TOOL,
                          "timezone: \"%s\" is no time zone of the IANA "
                          "database, such as Europe/Berlin or UTC.",
                          name);
}

/* "2026-03-10" at text. */
static int read_date(mcp_ical_time_t *date, const char *text, apr_pool_t *pool)
{
    if (strlen(text) < 10 || text[4] != '-' || text[7] != '-') {
        return 0;
    }
    return mcp_ical_time_parse(
        date, apr_psprintf(pool, "%.4s%.2s%.2s", text, text + 5, text + 8));
}

int mcp_agenda_date(mcp_ical_time_t *date, const mcp_tool_call_t *call,
                    const char *arg)
{
    return read_date(date, mcp_json_get_str(call->args, arg, ""), call->pool);
}

/* Up to two digits at *text, which moves behind them; -1 for none. */
static int number(const char **text)
{
    int value = -1;
    int count;

    for (count = 0; count < 2 && apr_isdigit(**text); count++, ++*text) {
        value = (value < 0 ? 0 : value * 10) + **text - '0';
    }
    return value;
}

/* "9:30 AM", "09:30pm", "14:30", "14:30:15", "9 AM" */
static int read_clock(mcp_ical_time_t *out, const char *text)
{
    int hour = number(&text);
    int minute = 0;
    int second = 0;

    if (*text == ':') {
        text++;
        minute = number(&text);
    }
    if (*text == ':') {
        text++;
        second = number(&text);
    }
    text += strspn(text, " ");
    if (!strcasecmp(text, "AM") || !strcasecmp(text, "PM")) {
        if (hour < 1 || hour > 12) {
            return 0;
        }
        hour = hour % 12 + (apr_toupper(*text) == 'P' ? 12 : 0);
        text += 2;
    }
    out->hour = hour;
    out->minute = minute;
    out->second = second;
    return !*text && hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59
           && second >= 0 && second <= 59;
}

mcp_err_t *mcp_agenda_clock(mcp_ical_time_t *date, int *found,
                            const mcp_tool_call_t *call, const char *arg,
                            const mcp_ical_zone_t *zone)
{
    const char *text = mcp_json_get_str(call->args, arg, "");

    *found = *text != '\0';
    if (!*found) {
        return NULL;
    }
    if (!read_clock(date, text)) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "%s: \"%s\" is no time of day. Write \"02:30 "
                              "PM\" or \"14:30\".",
                              arg, text);
    }
    date->is_date = 0;
    date->zone = zone;
    return NULL;
}

/* "Z" or "+01:00" */
static int read_offset(int *minutes, const char *text)
{
    int sign = *text == '-' ? -1 : 1;
    int hour;

    *minutes = 0;
    if (!strcmp(text, "Z")) {
        return 1;
    }
    if (*text != '+' && *text != '-') {
        return 0;
    }
    text++;
    hour = number(&text);
    text += *text == ':';
    *minutes = number(&text);
    if (hour < 0 || *minutes < 0 || *text) {
        return 0;
    }
    *minutes = sign * (hour * 60 + *minutes);
    return 1;
}

/* What mcp_ical_time_iso prints. */
static int read_iso(mcp_ical_time_t *when, const char *text,
                    const mcp_ical_zone_t *zone, apr_pool_t *pool)
{
    apr_size_t clock = strcspn(text, "T");
    apr_size_t len;
    int offset;

    if (!read_date(when, text, pool)) {
        return 0;
    }
    if (clock != 10 || !text[clock]) {
        return !text[10];
    }
    text += clock + 1;
    len = strspn(text, "0123456789:");
    if (!read_clock(when, apr_pstrmemdup(pool, text, len))) {
        return 0;
    }
    when->is_date = 0;
    when->zone = zone;
    if (text[len] && read_offset(&offset, text + len)) {
        when->zone = mcp_ical_zone_utc();
        mcp_ical_time_add(when, -60 * (apr_int64_t)offset);
        return 1;
    }
    return !text[len];
}

mcp_err_t *mcp_agenda_occurrence(mcp_ical_occurrence_t *occurrence,
                                 const mcp_agenda_item_t *item,
                                 const mcp_tool_call_t *call)
{
    const char *text = mcp_json_get_str(call->args, "occurrence", "");
    mcp_ical_time_t when;

    if (!read_iso(&when, text, item->ical->local, call->pool)) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "occurrence: \"%s\" is no time such as "
                              "2026-03-10T09:00:00+01:00 or 2026-03-10.",
                              text);
    }
    if (!mcp_ical_is_series(item->ical)) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "%s does not repeat: leave out occurrence.",
                              item->what);
    }
    if (mcp_ical_occurrence_find(occurrence, item->ical, &when)) {
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_TOOL,
                          "%s has no occurrence at %s. Pass one of those that "
                          "list_events or list_tasks show.",
                          item->what, text);
}

mcp_err_t *mcp_agenda_rule(const char **rule, const mcp_tool_call_t *call)
{
    const char *text = mcp_json_get_str(call->args, "recurrence", NULL);
    const char *fault = NULL;

    *rule = text;
    if (!text || !*text) {
        return NULL;
    }
    if (!strncasecmp(text, "RRULE:", 6)) {
        *rule = text += 6;
    }
    if (text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789=;,+-")]) {
        fault = "it is no recurrence rule such as FREQ=WEEKLY;BYDAY=MO,TH";
    }
    fault = fault ? fault : mcp_ical_rule_fault(text);
    return fault ? mcp_err_create(call->pool, MCP_ERR_TOOL,
                                  "recurrence: \"%s\" cannot be used: %s.",
                                  text, fault)
                 : NULL;
}

void mcp_agenda_set_text(mcp_vobject_t *component, const char *name,
                         const mcp_tool_call_t *call, const char *arg)
{
    const char *text = mcp_json_get_str(call->args, arg, NULL);

    if (text) {
        mcp_vobject_set_text(component, name, text);
    }
}

void mcp_agenda_set_description(mcp_vobject_t *component,
                                const mcp_tool_call_t *call)
{
    const char *text = mcp_json_get_str(call->args, "description", NULL);

    if (text) {
        mcp_vobject_set_text(component, "DESCRIPTION",
                             mcp_notice_add(text, call->notice, call->pool));
    }
}

int mcp_agenda_is_address(const char *text)
{
    const char *at = strchr(text, '@');
    const char *s;

    for (s = text; *s; s++) {
        if ((unsigned char)*s <= ' ' || *s == 0x7f || strchr("<>\",;", *s)) {
            return 0;
        }
    }
    return at && at > text && at[1] && !strchr(at + 1, '@');
}

void mcp_agenda_set_rule(mcp_vobject_t *event, const char *rule)
{
    mcp_vprop_t property = {NULL, "RRULE", "", rule};

    mcp_vobject_set(event, &property);
}
