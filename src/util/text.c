/* SPDX-License-Identifier: Apache-2.0 */

#include "util/text.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>
#include <apr_date.h>
#include <apr_lib.h>
#include <apr_encode.h>
#include <apr_strings.h>

static int is_unreserved(char c)
{
    return apr_isalnum(c) || (c && strchr("-._~", c));
}

const char *mcp_text_encode_segment(apr_pool_t *pool, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    char *out = apr_palloc(pool, 3 * strlen(text) + 1);
    char *to = out;

    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        /* apr_isalnum follows the locale, which may call 0xe9 a letter. */
        if (c < 0x80 && is_unreserved(*text)) {
            *to++ = *text;
        }
        else {
            *to++ = '%';
            *to++ = hex[c >> 4];
            *to++ = hex[c & 15];
        }
    }
    *to = '\0';
    return out;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

const char *mcp_text_decode_url(apr_pool_t *pool, const char *text)
{
    char *out = apr_palloc(pool, strlen(text) + 1);
    char *to = out;

    for (; *text; text++) {
        int high;
        int low;

        if (*text != '%') {
            *to++ = *text;
            continue;
        }
        high = hex_value(text[1]);
        low = high < 0 ? -1 : hex_value(text[2]);
        if (low < 0 || high + low == 0) {
            return NULL;
        }
        *to++ = (char)(high << 4 | low);
        text += 2;
    }
    *to = '\0';
    return mcp_text_is_utf8(out, (apr_size_t)(to - out)) ? out : NULL;
}

static int is_tail(const unsigned char *s, apr_size_t from, apr_size_t to)
{
    for (; from < to; from++) {
        if ((s[from] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return 1;
}

apr_size_t mcp_text_utf8_char(const char *bytes, apr_size_t len)
{
    const unsigned char *s = (const unsigned char *)bytes;
    apr_size_t need;

    if (len == 0) {
        return 0;
    }
    if (s[0] < 0x80) {
        return 1;
    }
    if (s[0] < 0xc2 || s[0] > 0xf4) {
        return 0;
    }
    need = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
    if (len < need || !is_tail(s, 1, need)) {
        return 0;
    }
    /* Only the second byte can still make it overlong (E0, F0), a surrogate
     * (ED) or too large (F4): RFC 3629, section 4. */
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f)
        || (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f)) {
        return 0;
    }
    return need;
}

/* How many bytes are ASCII, eight at a time. */
static apr_size_t count_ascii(const char *bytes, apr_size_t len)
{
    apr_size_t n = 0;

    while (len - n >= sizeof(apr_uint64_t)) {
        apr_uint64_t eight;

        memcpy(&eight, bytes + n, sizeof(eight));
        if (eight & 0x8080808080808080u) {
            break;
        }
        n += sizeof(eight);
    }
    return n;
}

int mcp_text_is_utf8(const char *bytes, apr_size_t len)
{
    apr_size_t i = 0;

    while ((i += count_ascii(bytes + i, len - i)) < len) {
        apr_size_t n = mcp_text_utf8_char(bytes + i, len - i);

        if (n == 0) {
            return 0;
        }
        i += n;
    }
    return 1;
}

apr_size_t mcp_text_utf8_cut(const char *bytes, apr_size_t len,
                             apr_size_t limit)
{
    apr_size_t n = limit;
    apr_size_t back;

    if (len <= limit) {
        return len;
    }
    /* A character has at most three tail bytes; more of them are not UTF-8
     * and are cut anywhere. */
    for (back = 0; back < 3 && n && (bytes[n] & 0xc0) == 0x80; back++) {
        n--;
    }
    return (bytes[n] & 0xc0) == 0x80 ? limit : n;
}

const char *mcp_text_base64(apr_pool_t *pool, const void *bytes,
                            apr_size_t len, apr_size_t *out_len)
{
    return apr_pencode_base64_binary(pool, bytes, (apr_ssize_t)len,
                                     APR_ENCODE_NONE, out_len);
}

/* APR reads base64url as well, and does without padding. Canonical is what
 * ends as the encoder would have ended it. */
static int is_canonical(const char *text, apr_size_t len,
                        const unsigned char *bytes, apr_size_t size)
{
    apr_size_t tail = size % 3 ? size % 3 : 3;
    char end[5];

    if (len == 0) {
        return 1;
    }
    return len % 4 == 0 && size >= tail && !memchr(text, '-', len)
           && !memchr(text, '_', len)
           && apr_encode_base64_binary(end, bytes + size - tail,
                                       (apr_ssize_t)tail, APR_ENCODE_NONE,
                                       NULL)
                  == APR_SUCCESS
           && !memcmp(end, text + len - 4, 4);
}

char *mcp_text_base64_decode(apr_pool_t *pool, const char *text,
                             apr_size_t len, apr_size_t *out_len)
{
    apr_size_t size;
    const void *bytes = apr_pdecode_base64_binary(pool, text, (apr_ssize_t)len,
                                                  APR_ENCODE_NONE, &size);

    if (!bytes || !is_canonical(text, len, bytes, size)) {
        return NULL;
    }
    if (out_len) {
        *out_len = size;
    }
    return (char *)bytes;
}

/* text in lower case by the calling thread's locale; NULL when it cannot be
 * read in that locale. */
static const char *lower_here(apr_pool_t *pool, const char *text)
{
    size_t len = mbstowcs(NULL, text, 0);
    wchar_t *wide;
    char *out;
    size_t i;

    if (len == (size_t)-1) {
        return NULL;
    }
    wide = apr_palloc(pool, (len + 1) * sizeof(*wide));
    if (mbstowcs(wide, text, len + 1) != len) {
        return NULL;
    }
    for (i = 0; i < len; i++) {
        wide[i] = (wchar_t)towlower((wint_t)wide[i]);
    }
    len = wcstombs(NULL, wide, 0);
    if (len == (size_t)-1) {
        return NULL;
    }
    out = apr_palloc(pool, len + 1);
    return wcstombs(out, wide, len + 1) == len ? out : NULL;
}

const char *mcp_text_lower(apr_pool_t *pool, const char *text)
{
    /* httpd's own locale is not ours to change, and mostly "C". */
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    const char *lower = NULL;
    char *ascii;

    if (utf8) {
        locale_t before = uselocale(utf8);

        lower = lower_here(pool, text);
        uselocale(before);
        freelocale(utf8);
    }
    if (!lower) {
        ascii = apr_pstrdup(pool, text);
        lower = ascii;
        for (; *ascii; ascii++) {
            if (*ascii >= 'A' && *ascii <= 'Z') {
                *ascii = (char)(*ascii - 'A' + 'a');
            }
        }
    }
    return lower;
}

int mcp_text_glob(const char *pattern, const char *name)
{
    const char *star = NULL; /* after the last "*" seen */
    const char *resume = NULL;

    /* Only the last "*" can need another try, so this never recurses. */
    while (*name) {
        if (*pattern == '*') {
            star = ++pattern;
            resume = name;
        }
        else if (*pattern == '?' || *pattern == *name) {
            pattern++;
            name++;
        }
        else if (star) {
            pattern = star;
            name = ++resume;
        }
        else {
            return 0;
        }
    }
    while (*pattern == '*') {
        pattern++;
    }
    return *pattern == '\0';
}

static int two_digits(const char *s)
{
    return (s[0] - '0') * 10 + s[1] - '0';
}

static int days_in_month(int month, int year)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (month == 1
        && (year % 400 == 0 || (year % 4 == 0 && year % 100 != 0))) {
        return 29;
    }
    return days[month];
}

const char *mcp_text_http_date_to_iso(apr_pool_t *pool, const char *date)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr",
                                         "May", "Jun", "Jul", "Aug",
                                         "Sep", "Oct", "Nov", "Dec"};
    int month;
    int day;
    int year;

    /* Not apr_date_parse_http: its word for failure is also the right answer
     * for 1 January 1970, the date of files without one. */
    if (!date || !apr_date_checkmask(date, "@$$, ## @$$ #### ##:##:## GMT")) {
        return NULL;
    }
    for (month = 0; month < 12; month++) {
        if (!strncmp(months[month], date + 8, 3)) {
            break;
        }
    }
    day = two_digits(date + 5);
    year = two_digits(date + 12) * 100 + two_digits(date + 14);
    if (month == 12 || day < 1 || day > days_in_month(month, year)
        || two_digits(date + 17) > 23 || two_digits(date + 20) > 59
        || two_digits(date + 23) > 60) {
        return NULL;
    }
    return apr_psprintf(pool, "%04d-%02d-%02dT%.8sZ", year, month + 1, day,
                        date + 17);
}

/* "Z" or "+01:00" in seconds east of Greenwich. */
static int read_zone(apr_int32_t *offset, const char *zone)
{
    *offset = 0;
    if (!strcasecmp(zone, "Z")) {
        return 1;
    }
    if (strlen(zone) != 6 || !apr_date_checkmask(zone + 1, "##:##")
        || (zone[0] != '+' && zone[0] != '-')) {
        return 0;
    }
    *offset = two_digits(zone + 1) * 3600 + two_digits(zone + 4) * 60;
    *offset = zone[0] == '-' ? -*offset : *offset;
    return *offset > -86400 && *offset < 86400;
}

int mcp_text_iso_to_seconds(apr_int64_t *seconds, const char *text)
{
    apr_time_exp_t t;
    const char *zone;
    apr_time_t time;

    memset(&t, 0, sizeof(t));
    if (!apr_date_checkmask(text, "####-##-##*") || !text[10]
        || !strchr("Tt ", text[10])
        || !apr_date_checkmask(text + 11, "##:##:##*")) {
        return 0;
    }
    zone = text + 19;
    if (*zone == '.') {
        zone += 1 + strspn(zone + 1, "0123456789");
    }
    t.tm_year = two_digits(text) * 100 + two_digits(text + 2) - 1900;
    t.tm_mon = two_digits(text + 5) - 1;
    t.tm_mday = two_digits(text + 8);
    t.tm_hour = two_digits(text + 11);
    t.tm_min = two_digits(text + 14);
    t.tm_sec = two_digits(text + 17);
    t.tm_sec -= t.tm_sec == 60; /* a leap second; APR knows none */
    if (t.tm_mon < 0 || t.tm_mon > 11 || t.tm_mday < 1
        || t.tm_mday > days_in_month(t.tm_mon, t.tm_year + 1900)
        || t.tm_hour > 23 || t.tm_min > 59 || t.tm_sec > 59
        || !read_zone(&t.tm_gmtoff, zone)
        || apr_time_exp_gmt_get(&time, &t) != APR_SUCCESS) {
        return 0;
    }
    *seconds = apr_time_sec(time);
    return 1;
}

const char *mcp_text_seconds_to_iso(apr_pool_t *pool, apr_int64_t seconds)
{
    const apr_int64_t year_0 = APR_INT64_C(-62167219200);
    const apr_int64_t year_10000 = APR_INT64_C(253402300800);
    apr_time_exp_t t;

    if (seconds < year_0 || seconds >= year_10000
        || apr_time_exp_gmt(&t, apr_time_from_sec(seconds)) != APR_SUCCESS) {
        return "";
    }
    return apr_psprintf(pool, "%04d-%02d-%02dT%02d:%02d:%02dZ",
                        t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour,
                        t.tm_min, t.tm_sec);
}

void mcp_text_wipe(void *bytes, apr_size_t len)
{
    volatile unsigned char *s = bytes;

    while (len--) {
        *s++ = 0;
    }
}

/* Does name, words with "_" between them, have this word? */
static int has_word(const char *name, const char *word, apr_size_t len)
{
    while (*name) {
        apr_size_t end = strcspn(name, "_");

        if (end == len && !strncasecmp(name, word, len)) {
            return 1;
        }
        name += end + (name[end] == '_');
    }
    return 0;
}

int mcp_text_repeats(const char *text, const char *name)
{
    const char *word = text;

    while (*word) {
        apr_size_t len = strcspn(word, " ");

        if (!has_word(name, word, len)) {
            return 0;
        }
        word += len;
        word += strspn(word, " ");
    }
    return 1;
}
