/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/vobject.h"

#include <string.h>
#include <apr_strings.h>
#include "tap.h"

static mcp_vobject_t *parsed(const char *text)
{
    mcp_vobject_t *object;
    mcp_err_t *err =
        mcp_vobject_parse(&object, "VCARD", text, strlen(text), tap_pool);

    ok(!err, "is read");
    return err ? mcp_vobject_create("VCARD", tap_pool) : object;
}

static void fails(const char *text, apr_size_t len, const char *part)
{
    mcp_vobject_t *object;
    mcp_err_t *err = mcp_vobject_parse(&object, "VCARD", text, len, tap_pool);

    ok(err && err->kind == MCP_ERR_TOOL && strstr(err->message, part)
           && !object,
       "fails: %s", part);
}

#define FAILS(text, part) fails(text, sizeof(text) - 1, part)

static void test_parse(void)
{
    mcp_vobject_t *card =
        parsed("\xef\xbb\xbf"
               "begin:vcard\nVersion:3.0\r\n\r\nitem1.TEL;TYPE=\"a:b\";type="
               "work,VOICE:+49 1\r\nNOTE:a long\r\n  line\\, "
               "\\;\\nnext\\\\n\r\nEND:VCARD\r\nrest");
    const mcp_vprop_t *tel = mcp_vobject_find(card, "TEL", 0);
    const apr_array_header_t *types;

    is_str(card->name, "VCARD", "its name");
    is_str(mcp_vobject_text(card, "VERSION"), "3.0", "a property");
    is_str(mcp_vobject_text(card, "NOTE"), "a long line, ;\nnext\\n",
           "unfolded and unescaped");
    is_str(tel->group, "item1", "a group");
    is_str(tel->value, "+49 1", "a value");
    types = mcp_vprop_params(tel, "TYPE", tap_pool);
    is_int(types->nelts, 3, "three types");
    is_str(APR_ARRAY_IDX(types, 0, const char *), "a:b", "a quoted one");
    is_str(APR_ARRAY_IDX(types, 2, const char *), "VOICE", "the last");
    ok(!mcp_vprop_param(tel, "PREF", tap_pool), "no such parameter");
    ok(!mcp_vobject_find(card, "TEL", 1), "no second");
    card = parsed("BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:a=\nb\n"
                  "X:1\nEND:VCARD\n");
    is_str(mcp_vobject_text(card, "NOTE"), "ab", "a broken value of 2.1");
    is_str(mcp_vobject_text(card, "X"), "1", "and what follows it");
    card = parsed("BEGIN:VCARD\nNOTE:h\xc3\n \xa4\nEND:VCARD");
    is_str(mcp_vobject_text(card, "NOTE"), "h\xc3\xa4",
           "a character that was cut in two");
}

static void test_faults(void)
{
    FAILS("", "END is missing");
    FAILS("BEGIN:VCARD\r\nFN:x\r\n", "END is missing");
    FAILS("FN:x\r\n", "line 1 comes before BEGIN");
    FAILS("BEGIN:VCARD\r\nno colon\r\nEND:VCARD", "line 2 has no colon");
    FAILS("BEGIN:VCARD\r\n:x\r\nEND:VCARD", "line 2 has no name");
    FAILS("BEGIN:VCARD\r\na b.FN:x\r\nEND:VCARD", "line 2 has no name");
    FAILS("BEGIN:VCARD\r\nFN;X=\"a:b\r\nEND:VCARD", "line 2 has no colon");
    FAILS("BEGIN:VCARD\r\nEND:VEVENT\r\n", "ends what was not begun");
    FAILS("BEGIN:VEVENT\r\nEND:VEVENT\r\n", "a VCARD was expected");
    FAILS("BEGIN:\r\nEND:\r\n", "without a name");
    FAILS("BEGIN:VCARD\r\nFN:\0\r\nEND:VCARD", "not UTF-8");
    FAILS("BEGIN:VCARD\r\nFN:\xff\r\nEND:VCARD", "not UTF-8");
    FAILS("BEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\n"
          "BEGIN:A\nBEGIN:A\n",
          "too deep");
}

static void test_bounds(void)
{
    apr_size_t len = 3 * (MCP_VOBJECT_MAX_LINES + 2);
    char *text = apr_palloc(tap_pool, len + 12);
    apr_size_t i;

    memcpy(text, "BEGIN:VCARD\n", 12);
    for (i = 0; i < len; i++) {
        text[12 + i] = "A:\n"[i % 3];
    }
    fails(text, 12 + len, "one too many");
}

static void test_print(void)
{
    static const char text[] =
        "BEGIN:VCALENDAR\r\nX-A;P=\"^n;\":a\\;b\r\nBEGIN:VEVENT\r\n"
        "g.SUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    mcp_vobject_t *object;
    mcp_vobject_t *copy;
    const char *line;

    ok(!mcp_vobject_parse(&object, "VCALENDAR", text, sizeof(text) - 1,
                          tap_pool),
       "is read");
    is_str(mcp_vobject_print(object, tap_pool), text, "and printed as it was");
    copy = mcp_vobject_copy(object);
    mcp_vobject_set_text(APR_ARRAY_IDX(copy->children, 0, mcp_vobject_t *),
                         "SUMMARY", NULL);
    is_str(mcp_vobject_print(object, tap_pool), text, "a copy is apart");
    object = mcp_vobject_create("X", tap_pool);
    mcp_vobject_set_text(
        object, "NOTE",
        "123456789012345678901234567890123456789012345678901234567890123456789"
        "\xc3\xa4"
        "234567890123456789012345678901234567890123456789012345678901234567890"
        "1"
        "234567890");
    line = mcp_vobject_print(object, tap_pool) + 9;
    is_int(strcspn(line, "\r"), 74, "folded before the character");
    ok(!strncmp(line + 74, "\r\n \xc3\xa4", 5), "which comes next");
}

static void test_change(void)
{
    mcp_vobject_t *card =
        parsed("BEGIN:VCARD\nA:1\nB:2\nA:3\nC:4\nEND:VCARD\n");
    mcp_vprop_t property = {NULL, "A", ";X=1", "5"};

    mcp_vobject_set(card, &property);
    is_str(mcp_vobject_print(card, tap_pool),
           "BEGIN:VCARD\r\nA;X=1:5\r\nB:2\r\nC:4\r\nEND:VCARD\r\n",
           "one in the place of two");
    mcp_vobject_set_text(card, "B", "");
    mcp_vobject_set_text(card, "D", "a;b,c\nd\\\x01");
    mcp_vobject_remove(card, "C");
    is_str(mcp_vobject_print(card, tap_pool),
           "BEGIN:VCARD\r\nA;X=1:5\r\nD:a\\;b\\,c\\nd\\\\\r\nEND:VCARD\r\n",
           "removed, added, escaped");
}

static void test_values(void)
{
    apr_array_header_t *parts =
        mcp_vprop_split("a\\;b;;c\\\\;", ';', tap_pool);
    mcp_vprop_t property = {NULL, "X", NULL, ""};

    is_int(parts->nelts, 4, "four parts");
    is_str(APR_ARRAY_IDX(parts, 0, const char *), "a;b", "an escaped one");
    is_str(APR_ARRAY_IDX(parts, 2, const char *), "c\\", "a backslash");
    property.params =
        mcp_vprop_param_print("CN", "O'Neil \"x\"; ^y\r\nz", tap_pool);
    is_str(property.params, ";CN=\"O'Neil ^'x^'; ^^y^nz\"", "a parameter");
    is_str(mcp_vprop_param(&property, "cn", tap_pool), "O'Neil \"x\"; ^y\nz",
           "and back");
}

int main(void)
{
    tap_start();
    test_parse();
    test_faults();
    test_bounds();
    test_print();
    test_change();
    test_values();
    return tap_end();
}
