/* SPDX-License-Identifier: Apache-2.0 */

/* The formats of JSON Schema that manifests may use. */

#include "tool/schema_impl.h"

#include <string.h>

static const struct {
    const char *name;
    const char *description;
} formats[] = {
    [MCP_FORMAT_NONE] = {"", ""},
    [MCP_FORMAT_DATE] = {"date", "a date such as 2026-07-28"},
    [MCP_FORMAT_DATE_TIME] = {"date-time",
                              "a date and time with its offset such as "
                              "2026-07-28T14:30:00+02:00"},
    [MCP_FORMAT_EMAIL] = {"email", "an e-mail address"},
    [MCP_FORMAT_URI] = {"uri", "an absolute URI such as "
                               "https://example.com/a%20b"},
};

mcp_schema_format_e mcp_format_find(const char *name)
{
    int i;

    for (i = MCP_FORMAT_DATE; i <= MCP_FORMAT_URI; i++) {
        if (!strcmp(name, formats[i].name)) {
            return (mcp_schema_format_e)i;
        }
    }
    return MCP_FORMAT_NONE;
}

const char *mcp_format_describe(mcp_schema_format_e format)
{
    return formats[format].description;
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int is_alpha(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* text has the form of pattern: "d" is a digit, anything else itself. */
static int is_like(const char *text, const char *pattern)
{
    for (; *pattern; text++, pattern++) {
        if (*pattern == 'd' ? !is_digit(*text) : *text != *pattern) {
            return 0;
        }
    }
    return 1;
}

static int two_digits(const char *text)
{
    return (text[0] - '0') * 10 + (text[1] - '0');
}

/* The first ten bytes are a day of the calendar. */
static int is_day(const char *text)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year;
    int month;
    int day;

    if (!is_like(text, "dddd-dd-dd")) {
        return 0;
    }
    year = two_digits(text) * 100 + two_digits(text + 2);
    month = two_digits(text + 5);
    day = two_digits(text + 8);
    if (month < 1 || month > 12 || day < 1 || day > days[month - 1]) {
        return 0;
    }
    return month != 2 || day < 29
           || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

/* "Z" or "+02:00" and nothing after it. */
static int is_offset(const char *text)
{
    if (*text == 'Z' || *text == 'z') {
        return text[1] == '\0';
    }
    return (*text == '+' || *text == '-') && is_like(text + 1, "dd:dd")
           && two_digits(text + 1) < 24 && two_digits(text + 4) < 60
           && text[6] == '\0';
}

/* RFC 3339, section 5.6. */
static int is_date_time(const char *text)
{
    if (!is_day(text) || (text[10] | 0x20) != 't'
        || !is_like(text + 11, "dd:dd:dd")) {
        return 0;
    }
    /* Second 60 is a leap second. */
    if (two_digits(text + 11) > 23 || two_digits(text + 14) > 59
        || two_digits(text + 17) > 60) {
        return 0;
    }
    text += 19;
    if (*text == '.') {
        text++;
        if (!is_digit(*text)) {
            return 0;
        }
        while (is_digit(*text)) {
            text++;
        }
    }
    return is_offset(text);
}

/* Something@something, as far as that can be told without sending mail. */
static int is_email(const char *text)
{
    const char *at = strrchr(text, '@');
    const char *s;

    if (!at || at == text || strchr(text, '@') != at) {
        return 0;
    }
    for (s = text; *s; s++) {
        if ((unsigned char)*s <= ' ' || strchr("<>()[],;:\\\"\x7f", *s)) {
            return 0;
        }
    }
    return at[1] != '\0' && at[1] != '.' && at[1] != '-' && s[-1] != '.'
           && !strstr(at, "..");
}

static int is_hex(char c)
{
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* RFC 3986: a scheme, ":", and only characters that a URI may have. */
static int is_uri(const char *text)
{
    if (!is_alpha(*text)) {
        return 0;
    }
    while (is_alpha(*text) || is_digit(*text)
           || (*text && strchr("+-.", *text))) {
        text++;
    }
    if (*text != ':' || text[1] == '\0') {
        return 0;
    }
    for (text++; *text; text++) {
        if (*text == '%') {
            if (!is_hex(text[1]) || !is_hex(text[2])) {
                return 0;
            }
        }
        else if (!is_alpha(*text) && !is_digit(*text)
                 && !strchr("-._~:/?#[]@!$&'()*+,;=", *text)) {
            return 0;
        }
    }
    return 1;
}

int mcp_format_is(mcp_schema_format_e format, const char *text, apr_size_t len)
{
    if (strlen(text) != len) {
        return 0;
    }
    switch (format) {
    case MCP_FORMAT_DATE:
        return is_day(text) && len == 10;
    case MCP_FORMAT_DATE_TIME:
        return is_date_time(text);
    case MCP_FORMAT_EMAIL:
        return is_email(text);
    case MCP_FORMAT_URI:
        return is_uri(text);
    case MCP_FORMAT_NONE:
        break;
    }
    return 1;
}
