/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/tables.h"

#include "tap.h"

#define OPTIONS                                                               \
    "\"selectionOptions\":[{\"id\":3,\"label\":\"open\"},"                    \
    "{\"id\":5,\"label\":\"d\303\266n #1\"},{\"id\":7,\"label\":\"5\"}]"
#define COLUMN(type, subtype)                                                 \
    "{\"title\":\"C\",\"type\":\"" type "\",\"subtype\":\"" subtype           \
    "\"," OPTIONS "}"
#define TEXT COLUMN("text", "line")
#define LINK COLUMN("text", "link")
#define NUMBER COLUMN("number", "")
#define ONE COLUMN("selection", "")
#define MULTI COLUMN("selection", "multi")
#define CHECK COLUMN("selection", "check")
#define MOMENT COLUMN("datetime", "")
#define DAY COLUMN("datetime", "date")
#define CLOCK COLUMN("datetime", "time")
#define WHO COLUMN("usergroup", "")

static mcp_json_t *parse(const char *text)
{
    mcp_json_t *json = NULL;

    mcp_json_parse(&json, text, strlen(text), tap_pool);
    return json;
}

static void test_written(void)
{
    static const struct {
        const char *column;
        const char *given;
        const char *stored;
    } cases[] = {
        {TEXT, "\"\303\244 #\"", "\"\303\244 #\""},
        {TEXT, "5", "\"5\""},
        {TEXT, "null", "null"},
        {NUMBER, "2.5", "2.5"},
        {NUMBER, "7", "7"},
        {NUMBER, "\"-1.5e3\"", "-1500.0"},
        {ONE, "\"open\"", "3"},
        {ONE, "\"OPEN\"", "3"},
        {ONE, "\"d\303\266n #1\"", "5"},
        /* An id goes before a label. */
        {ONE, "\"5\"", "5"},
        {ONE, "5", "5"},
        {MULTI, "[\"open\",5]", "[3,5]"},
        {MULTI, "\"open\"", "[3]"},
        {MULTI, "\"[\\\"open\\\",7]\"", "[3,7]"},
        {MULTI, "[]", "[]"},
        {CHECK, "true", "\"true\""},
        {CHECK, "\"No\"", "\"false\""},
        {CHECK, "1", "\"true\""},
        {MOMENT, "\"2026-12-01 10:30\"", "\"2026-12-01 10:30\""},
        {MOMENT, "\"2026-12-01T10:30:59\"", "\"2026-12-01 10:30\""},
        {DAY, "\"2026-12-01\"", "\"2026-12-01\""},
        {CLOCK, "\"10:30\"", "\"10:30\""},
        {WHO, "\"bob\"", "[{\"id\":\"bob\",\"type\":0}]"},
        {WHO, "[\"group:staff\",\"team:x1\"]",
         "[{\"id\":\"staff\",\"type\":1},{\"id\":\"x1\",\"type\":2}]"},
        {WHO, "\"[{\\\"id\\\":\\\"bob\\\",\\\"type\\\":0}]\"",
         "[{\"id\":\"bob\",\"type\":0}]"},
        {LINK, "\"https://example.test/\"",
         "\"{\\\"title\\\":\\\"https://example.test/\\\","
         "\\\"resourceUrl\\\":\\\"https://example.test/\\\"}\""},
        {LINK, "\"A (b) (http://example.test/)\"",
         "\"{\\\"title\\\":\\\"A (b)\\\","
         "\\\"resourceUrl\\\":\\\"http://example.test/\\\"}\""},
        {LINK, "\"{\\\"title\\\":\\\"A\\\",\\\"url\\\":\\\"http://x/\\\"}\"",
         "\"{\\\"title\\\":\\\"A\\\",\\\"resourceUrl\\\":\\\"http://x/"
         "\\\"}\""},
    };
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mcp_json_t *out = mcp_json_object_create(tap_pool);

        ok(!mcp_tables_set_cell(out, "1", parse(cases[i].column),
                                parse(cases[i].given), tap_pool),
           "%s is taken", cases[i].given);
        is_str(mcp_json_print(mcp_json_get(out, "1"), NULL, tap_pool),
               cases[i].stored, cases[i].given);
    }
}

static void test_refused(void)
{
    static const struct {
        const char *column;
        const char *given;
        const char *says;
    } cases[] = {
        {NUMBER, "\"5 kg\"", "\"C\" wants a number"},
        {NUMBER, "\"\"", "wants a number"},
        {NUMBER, "[1]", "wants a number"},
        {ONE, "\"done\"", "There is no option \"done\""},
        {ONE, "4", "There is: \"open\" (id 3)"},
        {MULTI, "[\"open\",\"done\"]", "no option \"done\""},
        {CHECK, "\"maybe\"", "true or false"},
        {CHECK, "2", "true or false"},
        {MOMENT, "\"2026-12-01\"", "YYYY-MM-DD HH:MM"},
        {MOMENT, "\"2026-12-01T10:30:00Z\"", "without a time zone"},
        {MOMENT, "\"2026-12-01T10:30:00+01:00\"", "without a time zone"},
        {MOMENT, "5", "YYYY-MM-DD HH:MM"},
        {DAY, "\"1.12.2026\"", "YYYY-MM-DD"},
        {DAY, "\"2026-12-01 10:30\"", "YYYY-MM-DD"},
        {CLOCK, "\"9:30\"", "HH:MM"},
        {WHO, "[\"\"]", "ids of users"},
        {WHO, "\"group:\"", "ids of users"},
        {LINK, "\"javascript:alert(1)\"", "http:// or https://"},
        {LINK, "\"A (b)\"", "http:// or https://"},
        {LINK, "5", "http:// or https://"},
    };
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mcp_json_t *out = mcp_json_object_create(tap_pool);
        mcp_err_t *err = mcp_tables_set_cell(out, "1", parse(cases[i].column),
                                             parse(cases[i].given), tap_pool);

        ok(err && err->kind == MCP_ERR_TOOL, "%s is refused", cases[i].given);
        ok(err && strstr(err->message, cases[i].says), "%s: %s",
           cases[i].given, err ? err->message : "");
    }
}

static void test_read(void)
{
    static const struct {
        const char *column;
        const char *stored;
        const char *read; /* the whole object */
    } cases[] = {
        {TEXT, "\"\303\244\"", "{\"v\":\"\303\244\"}"},
        {TEXT, "\"\"", "{}"},
        {TEXT, "null", "{}"},
        {NUMBER, "0", "{\"v\":0}"},
        {ONE, "3", "{\"v\":\"open\"}"},
        {ONE, "\"3\"", "{\"v\":\"open\"}"},
        {ONE, "9", "{\"v\":9}"},
        {MULTI, "[3,5,9]", "{\"v\":[\"open\",\"d\303\266n #1\",9]}"},
        {MULTI, "[]", "{}"},
        {CHECK, "\"true\"", "{\"v\":true}"},
        {CHECK, "\"false\"", "{\"v\":false}"},
        {LINK, "\"{\\\"title\\\":\\\"A\\\",\\\"value\\\":\\\"http://x/\\\"}\"",
         "{\"v\":\"A (http://x/)\"}"},
        {LINK,
         "\"{\\\"title\\\":\\\"http://x/\\\",\\\"value\\\":\\\"http://x/"
         "\\\"}\"",
         "{\"v\":\"http://x/\"}"},
        {LINK, "\"no JSON\"", "{\"v\":\"no JSON\"}"},
        {LINK, "\"5\"", "{\"v\":\"5\"}"},
        {WHO,
         "[{\"id\":\"bob\",\"type\":0},{\"id\":\"s\",\"type\":1},"
         "{\"id\":\"t\",\"type\":2},{\"id\":\"n\",\"type\":9}]",
         "{\"v\":[\"bob\",\"group:s\",\"team:t\",\"n\"]}"},
    };
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mcp_json_t *out = mcp_json_object_create(tap_pool);

        mcp_tables_read_cell(out, "v", parse(cases[i].column),
                             parse(cases[i].stored), tap_pool);
        is_str(mcp_json_print(out, NULL, tap_pool), cases[i].read,
               cases[i].stored);
    }
}

int main(void)
{
    tap_start();
    test_written();
    test_refused();
    test_read();
    return tap_end();
}
