/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/ical.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/ical_zone.h"
#include "tap.h"
#include "util/buf.h"

static const mcp_ical_zone_t *berlin;

static mcp_ical_t *event(const char *lines)
{
    const char *text =
        apr_pstrcat(tap_pool, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\n",
                    lines, "END:VEVENT\r\nEND:VCALENDAR\r\n", NULL);
    mcp_ical_t *ical = NULL;
    mcp_err_t *err =
        mcp_ical_parse(&ical, text, strlen(text), "VEVENT", berlin, tap_pool);

    ok(!err, "is read");
    return err ? mcp_ical_create("VEVENT", berlin, tap_pool) : ical;
}

static mcp_ical_time_t at(const char *text)
{
    mcp_ical_time_t when;

    mcp_ical_time_parse(&when, text);
    return when;
}

static apr_int64_t seconds(const char *text)
{
    mcp_ical_time_t when = at(text);

    return mcp_ical_time_unix(&when, mcp_ical_zone_utc());
}

/* What takes place between two UTC times, as "start/end start/end ". */
static void gives(const mcp_ical_t *ical, const char *from, const char *to,
                  const char *want, const char *name)
{
    apr_array_header_t *list =
        apr_array_make(tap_pool, 4, sizeof(mcp_ical_occurrence_t));
    mcp_buf_t buf;
    int i;

    mcp_buf_init(&buf, 256, tap_pool);
    mcp_ical_occurrences(list, ical, seconds(from), seconds(to), 5);
    for (i = 0; i < list->nelts; i++) {
        const mcp_ical_occurrence_t *one =
            &APR_ARRAY_IDX(list, i, mcp_ical_occurrence_t);

        mcp_buf_addf(&buf, "%s/%s ",
                     mcp_ical_time_print(&one->start, tap_pool),
                     mcp_ical_time_print(&one->end, tap_pool));
    }
    is_str(buf.data, want, name);
}

static void test_single(void)
{
    gives(event("DTSTART:20260310T090000Z\r\nDTEND:20260310T100000Z\r\n"),
          "20260310", "20260311", "20260310T090000Z/20260310T100000Z ",
          "with an end");
    gives(event("DTSTART:20260310T090000Z\r\nDURATION:PT90M\r\n"), "20260310",
          "20260311", "20260310T090000Z/20260310T103000Z ", "with a duration");
    gives(event("DTSTART:20260310T090000Z\r\n"), "20260310", "20260311",
          "20260310T090000Z/20260310T090000Z ", "with neither");
    gives(event("DTSTART;VALUE=DATE:20260310\r\n"), "20260310", "20260311",
          "20260310/20260311 ", "a day");
    gives(event("DTSTART;TZID=Asia/Tokyo:20260310T060000\r\n"
                "DTEND;TZID=Asia/Tokyo:20260310T070000\r\n"),
          "20260309T210000Z", "20260309T220000Z",
          "20260310T060000/20260310T070000 ", "elsewhere");
    gives(event("DTSTART:20260310T090000Z\r\nDTEND:20260310T100000Z\r\n"),
          "20260310T100000Z", "20260311", "", "over before");
    gives(event("DTSTART:nonsense\r\n"), "19000101", "21000101", "",
          "no start");
    gives(event("DTSTART:20260310T090000\r\nDURATION:PT1H\r\n"),
          "20260310T080000Z", "20260310T083000Z",
          "20260310T090000/20260310T100000 ", "floating, in the user's zone");
}

static void test_series(void)
{
    mcp_ical_t *ical = event(
        "DTSTART;TZID=Europe/Berlin:20260325T090000\r\n"
        "DTEND;TZID=Europe/Berlin:20260325T100000\r\n"
        "RRULE:FREQ=WEEKLY;COUNT=4\r\nRDATE;TZID=Europe/Berlin:"
        "20260326T090000\r\nEXDATE;TZID=Europe/Berlin:20260408T090000\r\n"
        "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:u\r\n"
        "RECURRENCE-ID;TZID=Europe/Berlin:20260401T090000\r\n"
        "DTSTART;TZID=Europe/Berlin:20260402T110000\r\n"
        "DTEND;TZID=Europe/Berlin:20260402T113000\r\n");

    gives(ical, "20260101", "20270101",
          "20260402T110000/20260402T113000 20260325T090000/20260325T100000 "
          "20260326T090000/20260326T100000 "
          "20260415T090000/20260415T100000 ",
          "with all sorts of exceptions");
    gives(ical, "20260401", "20260402", "", "moved away");
    gives(event("DTSTART;VALUE=DATE:20260327\r\nDTEND;VALUE=DATE:20260330\r\n"
                "RRULE:FREQ=WEEKLY\r\n"),
          "20260405", "20260406", "20260403/20260406 ",
          "days, one of them of 23 hours");
    gives(event("DTSTART:20200101T230000Z\r\nDTEND:20200102T010000Z\r\n"
                "RRULE:FREQ=DAILY\r\n"),
          "20260310T003000Z", "20260310T004000Z",
          "20260309T230000Z/20260310T010000Z ", "begun before");
    gives(event("DTSTART:20260310T090000Z\r\nRRULE:FREQ=DAILY;COUNT=2\r\n"
                "EXDATE;VALUE=DATE:20260311\r\n"),
          "20260101", "20270101", "20260310T090000Z/20260310T090000Z ",
          "left out by its day");
    gives(event("DTSTART:20260310T090000Z\r\nRRULE:FREQ=SECONDLY\r\n"),
          "20260101", "20270101", "20260310T090000Z/20260310T090000Z ",
          "a rule that is not expanded");
    gives(event("DTSTART:20260310T090000Z\r\nRRULE:FREQ=DAILY\r\n"),
          "20260101", "20270101",
          "20260310T090000Z/20260310T090000Z "
          "20260311T090000Z/20260311T090000Z "
          "20260312T090000Z/20260312T090000Z "
          "20260313T090000Z/20260313T090000Z "
          "20260314T090000Z/20260314T090000Z ",
          "not more than wanted");
}

static const char weekly[] = "DTSTART;TZID=Europe/Berlin:20260325T090000\r\n"
                             "DURATION:PT1H\r\nX-KEEP:a\\,b\r\n"
                             "RRULE:FREQ=WEEKLY;UNTIL=20260415T070000Z\r\n";

static int finds(const mcp_ical_t *ical, const char *text)
{
    mcp_ical_occurrence_t found;
    mcp_ical_time_t when = at(text);

    return mcp_ical_occurrence_find(&found, ical, &when);
}

static void test_find(void)
{
    mcp_ical_t *ical = event(weekly);

    ok(finds(ical, "20260401T070000Z"), "in UTC");
    ok(finds(ical, "20260401T090000"), "floating");
    ok(finds(ical, "20260401"), "by its day");
    ok(finds(ical, "20260415"), "the last");
    ok(!finds(ical, "20260401T080000Z"), "an hour off");
    ok(!finds(ical, "20260402"), "a day off");
    ok(!finds(ical, "20260422"), "after the last");
    ok(!finds(ical, "20260318"), "before the first");
    ok(!finds(event("DTSTART;VALUE=DATE:20260325\r\nRRULE:FREQ=DAILY\r\n"),
              "20260326T000000Z"),
       "a time among days");
}

static void has_line(const mcp_ical_t *ical, const char *line)
{
    const char *text = mcp_vobject_print(ical->calendar, tap_pool);

    ok(strstr(text, apr_pstrcat(tap_pool, "\r\n", line, "\r\n", NULL)),
       "has %s", line);
}

static void test_override(void)
{
    mcp_ical_t *ical = event(weekly);
    mcp_ical_time_t when = at("20260401");
    mcp_ical_occurrence_t found;
    mcp_vobject_t *own;

    ok(mcp_ical_occurrence_find(&found, ical, &when), "is there");
    own = mcp_ical_override(ical, &found);
    ok(!mcp_vobject_find(own, "RRULE", 0), "an occurrence has no rule");
    is_str(mcp_vobject_text(own, "X-KEEP"), "a,b", "but all else");
    has_line(ical, "RECURRENCE-ID;TZID=Europe/Berlin:20260401T090000");
    has_line(ical, "DTEND;TZID=Europe/Berlin:20260401T100000");
    has_line(ical, "TZID:Europe/Berlin");
    ok(mcp_ical_override(ical, &found) == own, "is made once");
    mcp_ical_exclude(ical, &found);
    has_line(ical, "EXDATE;TZID=Europe/Berlin:20260401T090000");
    ok(!strstr(mcp_vobject_print(ical->calendar, tap_pool), "RECURRENCE-ID"),
       "and taken out again");
    ok(!finds(ical, "20260401"), "with its time");
    mcp_ical_shift(ical, 1800);
    has_line(ical, "EXDATE;TZID=Europe/Berlin:20260401T093000");
    has_line(ical, "RRULE:FREQ=WEEKLY;UNTIL=20260415T073000Z");
    has_line(ical, "X-KEEP:a\\,b");
    mcp_ical_unrepeat(ical);
    ok(!mcp_ical_is_series(ical), "an end to it");
}

static void test_touch(void)
{
    mcp_ical_t *ical = event("DTSTART:20260310T090000Z\r\nSEQUENCE:4\r\n");

    mcp_ical_touch(ical, ical->master, 1);
    has_line(ical, "SEQUENCE:5");
    mcp_ical_touch(ical, ical->master, 0);
    has_line(ical, "SEQUENCE:5");
    ok(mcp_vobject_find(ical->master, "DTSTAMP", 0)
           && mcp_vobject_find(ical->master, "LAST-MODIFIED", 0),
       "with the time");
}

static void test_tasks(void)
{
    static const char text[] =
        "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:t\r\n"
        "DUE;VALUE=DATE:20260310\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"
        "END:VTODO\r\nBEGIN:VTODO\r\nUID:t\r\n"
        "RECURRENCE-ID;VALUE=DATE:20260310\r\nSTATUS:COMPLETED\r\n"
        "DUE;VALUE=DATE:20260310\r\nEND:VTODO\r\nEND:VCALENDAR\r\n";
    mcp_ical_occurrence_t next;
    mcp_ical_t *ical;

    ok(!mcp_ical_parse(&ical, text, sizeof(text) - 1, "VTODO", berlin,
                       tap_pool),
       "a task without a start");
    ok(mcp_ical_occurrence_open(&next, ical), "has something open");
    is_str(mcp_ical_time_print(&next.end, tap_pool), "20260311", "the second");
    mcp_vobject_set_text(mcp_ical_override(ical, &next), "STATUS",
                         "CANCELLED");
    ok(mcp_ical_occurrence_open(&next, ical), "then");
    is_str(mcp_ical_time_print(&next.end, tap_pool), "20260312", "the third");
    mcp_vobject_set_text(mcp_ical_override(ical, &next), "STATUS",
                         "COMPLETED");
    ok(!mcp_ical_occurrence_open(&next, ical), "then none");
}

static void test_zones(void)
{
    mcp_ical_t *ical = mcp_ical_create("VEVENT", berlin, tap_pool);
    mcp_ical_time_t when = at("20260310T090000");
    const char *text;

    when.zone = mcp_ical_zone_find("America/Sao_Paulo", tap_pool);
    mcp_ical_time_set(ical, ical->master, "DTSTART", &when);
    text = mcp_vobject_print(ical->calendar, tap_pool);
    ok(strstr(text, "TZID:America/Sao_Paulo") != NULL, "a zone is written");
    ok(strstr(text, "TZOFFSETTO:-0300") && strlen(text) < 1200,
       "as far as it matters");
    ok(!strstr(text, "X-LIC-LOCATION"), "without libical's addition");
    when.zone = berlin;
    mcp_ical_time_set(ical, ical->master, "DTEND", &when);
    text = mcp_vobject_print(ical->calendar, tap_pool);
    ok(strstr(text, "TZOFFSETTO:+0200") && strlen(text) < 2500,
       "and another one");
    is_str(mcp_ical_zone_name(mcp_ical_zone_of(
               ical->calendar, "/mozilla.org/x/Europe/Berlin")),
           "Europe/Berlin", "is understood");
    ok(!mcp_ical_zone_of(ical->calendar, "Office"), "an unknown one");
}

static void test_own_zone(void)
{
    mcp_ical_t *ical = event(
        "DTSTART;TZID=Office:20260701T120000\r\nEND:VEVENT\r\n"
        "BEGIN:VTIMEZONE\r\nTZID:Office\r\nBEGIN:STANDARD\r\n"
        "DTSTART:19700101T000000\r\nTZOFFSETFROM:+0500\r\n"
        "TZOFFSETTO:+0500\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
        "BEGIN:VTIMEZONE\r\nTZID:Evil\r\nBEGIN:STANDARD\r\n"
        "DTSTART:16010101T000000\r\nTZOFFSETFROM:+0500\r\nTZOFFSETTO:+0500\r\n"
        "RRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
        "BEGIN:VEVENT\r\n");
    mcp_ical_time_t when;

    ok(mcp_ical_time_get(&when, ical, ical->master, "DTSTART"), "a start");
    is_str(mcp_ical_time_iso(&when, tap_pool), "2026-07-01T12:00:00+05:00",
           "in a zone that the event brings");
    ok(!mcp_ical_zone_of(ical->calendar, "Evil"), "but not in any zone");
}

int main(void)
{
    tap_start();
    is_int(mcp_ical_child_init(tap_pool), APR_SUCCESS, "libical is ready");
    berlin = mcp_ical_zone_find("Europe/Berlin", tap_pool);
    test_single();
    test_series();
    test_find();
    test_override();
    test_touch();
    test_tasks();
    test_zones();
    test_own_zone();
    return tap_end();
}
