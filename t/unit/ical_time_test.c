/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/ical_time.h"

#include <string.h>
#include <apr_strings.h>
#include "tap.h"
#include "util/buf.h"

static const mcp_ical_zone_t *zone(const char *name)
{
    return mcp_ical_zone_find(name, tap_pool);
}

static mcp_ical_time_t at(const char *text, const char *name)
{
    mcp_ical_time_t when;

    if (!mcp_ical_time_parse(&when, text)) {
        memset(&when, 0, sizeof(when));
    }
    if (name) {
        when.zone = zone(name);
    }
    return when;
}

static void is_iso(mcp_ical_time_t when, const char *want, const char *name)
{
    is_str(mcp_ical_time_iso(&when, tap_pool), want, name);
}

static void is_unix(const char *text, const char *in, apr_int64_t want,
                    const char *name)
{
    mcp_ical_time_t when = at(text, NULL);

    is_int(mcp_ical_time_unix(&when, zone(in)), want, name);
}

static void test_zones(void)
{
    ok(zone("Europe/Berlin") != NULL, "a zone");
    ok(zone("US/Eastern") != NULL, "an old name");
    ok(zone("UTC") == mcp_ical_zone_utc(), "UTC");
    ok(!zone("Europe/Nowhere") && !zone("../../etc/passwd")
           && !zone("tzdata.zi") && !zone("europe/berlin") && !zone(""),
       "no zones");
    is_str(mcp_ical_zone_name(
               zone("/freeassociation.sourceforge.net/Europe/Kyiv")),
           "Europe/Kyiv", "behind a prefix");
    is_str(mcp_ical_zone_name(zone("/mozilla.org/20050126_1/Asia/Tokyo")),
           "Asia/Tokyo", "behind two");
    ok(strstr(mcp_ical_zone_print(zone("Europe/Berlin"), tap_pool),
              "BEGIN:DAYLIGHT"),
       "its VTIMEZONE");
    ok(!mcp_ical_zone_print(zone("UTC"), tap_pool), "UTC has none");
}

static const char own_zone[] =
    "BEGIN:VTIMEZONE\r\nTZID:Office\r\nBEGIN:STANDARD\r\n"
    "DTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\n"
    "TZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n"
    "END:DAYLIGHT\r\nEND:VTIMEZONE\r\n";

static void test_own_zone(void)
{
    const mcp_ical_zone_t *own =
        mcp_ical_zone_parse("W. Europe Standard Time", own_zone, tap_pool);
    mcp_ical_time_t when = at("20260701T120000", NULL);

    ok(own != NULL, "a VTIMEZONE as Outlook writes it");
    is_str(mcp_ical_zone_name(own), "W. Europe Standard Time", "its name");
    is_int(mcp_ical_time_unix(&when, own), 1782900000, "summer");
    ok(!mcp_ical_zone_print(own, tap_pool), "is not written by us");
    ok(!mcp_ical_zone_parse("x", "BEGIN:VEVENT\r\nEND:VEVENT\r\n", tap_pool),
       "an event is no zone");
    ok(!mcp_ical_zone_parse("x", "nonsense", tap_pool), "nor is nonsense");
}

static void test_parse(void)
{
    is_iso(at("20260310", NULL), "2026-03-10", "a date");
    is_iso(at("20260310T090000", NULL), "2026-03-10T09:00:00", "floating");
    is_iso(at("20260310T090000Z", NULL), "2026-03-10T09:00:00+00:00", "UTC");
    is_iso(at("20260310T090000", "Europe/Berlin"), "2026-03-10T09:00:00+01:00",
           "winter in Berlin");
    is_iso(at("20260710T090000", "Europe/Berlin"), "2026-07-10T09:00:00+02:00",
           "summer in Berlin");
    is_iso(at("20260710T090000", "America/St_Johns"),
           "2026-07-10T09:00:00-02:30", "half an hour");
    is_iso(at("20450710T090000", "Europe/Berlin"), "2045-07-10T09:00:00+02:00",
           "a summer after 2037");
}

static void test_parse_faults(void)
{
    static const char *const bad[] = {
        "",         "2026031",          "202603101",       "20260230",
        "20261301", "20260310T240000",  "20260310X090000", "20260310T090000X",
        "2026-3-1", "20260310T090000+", "00000101",        "99990101"};
    mcp_ical_time_t when;
    apr_size_t i;

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        ok(!mcp_ical_time_parse(&when, bad[i]), "no time: \"%s\"", bad[i]);
    }
}

static void test_clock_changes(void)
{
    mcp_ical_time_t when;

    is_unix("20260701T120000", "Europe/Berlin", 1782900000, "summer");
    is_unix("20260329T023000", "Europe/Berlin", 1774747800,
            "left out: with the offset before the change");
    is_unix("20261025T023000", "Europe/Berlin", 1792888200,
            "twice there: the first");
    is_unix("20261025T030000", "Europe/Berlin", 1792893600, "after that");
    is_unix("20260329T030000", "Europe/Berlin", 1774746000,
            "the first moment of summer");
    is_unix("19520701T000000", "UTC", -552355200, "before 1970");
    when = at("20260328T023000", "Europe/Berlin");
    mcp_ical_time_add(&when, MCP_ICAL_DAY);
    is_str(mcp_ical_time_print(&when, tap_pool), "20260329T023000",
           "a day later on the clock");
    when = at("20260328T233000", "Europe/Berlin");
    mcp_ical_time_add(&when, 3 * 3600);
    is_str(mcp_ical_time_print(&when, tap_pool), "20260329T033000",
           "three hours later exactly");
    when = at("20261231", NULL);
    mcp_ical_time_add(&when, MCP_ICAL_DAY);
    is_str(mcp_ical_time_print(&when, tap_pool), "20270101", "a date");
    mcp_ical_time_at(&when, 1774747800, zone("Europe/Berlin"));
    is_iso(when, "2026-03-29T03:30:00+02:00", "back again");
    when = at("20261126", NULL);
    is_int(mcp_ical_time_weekday(&when), 4, "a Thursday");
    when = at("19691231", NULL);
    is_int(mcp_ical_time_weekday(&when), 3, "a Wednesday before 1970");
}

static void is_duration(const char *text, int good, apr_int64_t want)
{
    apr_int64_t seconds;

    is_int(mcp_ical_duration_parse(&seconds, text), good, text);
    is_int(seconds, want, "its seconds");
}

static void test_durations(void)
{
    is_duration("PT1H30M", 1, 5400);
    is_duration("P1W", 1, 604800);
    is_duration("-P1DT1H", 1, -90000);
    is_duration("1H", 0, 0);
    is_duration("", 0, 0);
}

/* ---- recurrence --------------------------------------------------------- */

typedef struct {
    mcp_buf_t buf;
    int left;
} starts_t;

static int note(void *baton, const mcp_ical_time_t *start)
{
    starts_t *starts = baton;

    mcp_buf_addf(&starts->buf, "%s ", mcp_ical_time_print(start, tap_pool));
    return --starts->left > 0;
}

static void recurs(const char *rule, mcp_ical_time_t first, const char *from,
                   const char *want)
{
    mcp_ical_time_t since = at(from, NULL);
    mcp_ical_window_t window = {
        mcp_ical_time_unix(&since, mcp_ical_zone_utc()), 2500000000,
        zone("Europe/Berlin")};
    starts_t starts;

    mcp_buf_init(&starts.buf, 256, tap_pool);
    starts.left = 4;
    mcp_ical_rule_each(rule, &first, &window, note, &starts);
    is_str(starts.buf.data, want, rule);
}

static void test_rules(void)
{
    recurs("FREQ=DAILY;COUNT=3", at("20260310T090000Z", NULL), "20260101",
           "20260310T090000Z 20260311T090000Z 20260312T090000Z ");
    recurs("FREQ=DAILY", at("20260327T080000", "Europe/Berlin"), "20260328",
           "20260328T080000 20260329T080000 20260330T080000 "
           "20260331T080000 ");
    recurs("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", at("20260106", NULL), "20260301",
           "20260303 20260317 20260331 20260414 ");
    recurs("FREQ=MONTHLY;BYDAY=-1FR", at("20260130T170000", "Europe/Berlin"),
           "20260601",
           "20260626T170000 20260731T170000 20260828T170000 "
           "20260925T170000 ");
    recurs("FREQ=HOURLY;INTERVAL=7", at("20260310T090000Z", NULL), "20260312",
           "20260312T030000Z 20260312T100000Z 20260312T170000Z "
           "20260313T000000Z ");
    recurs("FREQ=HOURLY;INTERVAL=6", at("20200310T090000Z", NULL), "20260312",
           "20260312T030000Z 20260312T090000Z 20260312T150000Z "
           "20260312T210000Z ");
    recurs("FREQ=YEARLY", at("19520229", NULL), "20260101",
           "20280229 20320229 20360229 20400229 ");
    recurs("FREQ=MONTHLY;BYMONTHDAY=31", at("20260131", NULL), "20260130",
           "20260131 20260331 20260531 20260731 ");
}

static void test_until(void)
{
    recurs("FREQ=DAILY;UNTIL=20260311", at("20260310T230000", "Europe/Berlin"),
           "20260101", "20260310T230000 20260311T230000 ");
    recurs("FREQ=DAILY;UNTIL=20260311T220000Z",
           at("20260310T230000", "Europe/Berlin"), "20260101",
           "20260310T230000 20260311T230000 ");
    recurs("FREQ=DAILY;UNTIL=20260311T215959Z",
           at("20260310T230000", "Europe/Berlin"), "20260101",
           "20260310T230000 ");
    recurs("FREQ=DAILY;UNTIL=20260312", at("20260311", NULL), "20260101",
           "20260311 20260312 ");
    recurs("FREQ=DAILY;UNTIL=20260312", at("20260311", NULL), "20260401", "");
}

static void test_rule_faults(void)
{
    recurs("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", at("20260310", NULL),
           "20260101", "");
    recurs("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", at("20260310", NULL),
           "20260101", "");
    recurs("FREQ=YEARLY", at("20480229", NULL), "20260101", "20480229 ");
    ok(!mcp_ical_rule_fault("FREQ=WEEKLY;BYDAY=MO,TH"), "a good rule");
    ok(!mcp_ical_rule_fault("FREQ=HOURLY;INTERVAL=6"), "every six hours");
    ok(mcp_ical_rule_fault("every Monday") != NULL, "no rule");
    ok(mcp_ical_rule_fault("") != NULL, "nothing");
    ok(mcp_ical_rule_fault("FREQ=MINUTELY") != NULL, "by the minute");
    ok(mcp_ical_rule_fault("RSCALE=HEBREW;FREQ=YEARLY") != NULL,
       "another calendar");
}

int main(void)
{
    tap_start();
    is_int(mcp_ical_child_init(tap_pool), APR_SUCCESS, "libical is ready");
    test_zones();
    test_own_zone();
    test_parse();
    test_parse_faults();
    test_clock_changes();
    test_durations();
    test_rules();
    test_until();
    test_rule_faults();
    return tap_end();
}
