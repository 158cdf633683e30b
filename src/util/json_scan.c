/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A recursive descent over RFC 8259 that builds nothing.
 *
 * json-c lets pass what two readers of one text can understand differently:
 * duplicate members, lone surrogates, saturated integers. So a text is read
 * here first, and json-c sees it only when it has one meaning.
 *
 * Member names are collected on one stack that all open objects share. When
 * an object closes, its part of the stack is sorted and neighbours compared.
 * Sorting bounds the work for hostile names; a hash table with a hash that
 * an attacker can predict (apr_hash) would not.
 */

#include "util/json_scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include "util/json.h"
#include "util/json_plain.h"
#include "util/text.h"

/* A member name after its escapes are resolved. */
typedef struct {
    const char *bytes;
    apr_size_t len;
    const char *where; /* its place in the text */
} name_t;

/* The functions below return 1, or 0 after fail(). */
typedef struct {
    const char *at;
    const char *end;
    const char *fault;
    const char *fault_at;
    int depth;
    apr_size_t values;
    apr_size_t containers;
    apr_array_header_t *names;
    apr_pool_t *scratch;
} scan_t;

static int scan_value(scan_t *scan);

static int fail(scan_t *scan, const char *at, const char *fault)
{
    scan->fault = at < scan->end ? fault : "unexpected end";
    scan->fault_at = at;
    return 0;
}

static int is_digit(int c)
{
    return c >= '0' && c <= '9';
}

/* The next byte, or NUL at the end; a NUL in the text is no token either. */
static char peek(const scan_t *scan)
{
    return (char)(scan->at < scan->end ? *scan->at : '\0');
}

static void skip_space(scan_t *scan)
{
    while (scan->at < scan->end && *scan->at && strchr(" \t\r\n", *scan->at)) {
        scan->at++;
    }
}

/* Four hex digits at s; -1 when they are not. */
static int hex4(const char *s, const char *end)
{
    int value = 0;
    int i;

    for (i = 0; i < 4; i++) {
        int c = s + i < end ? s[i] : '\0';

        if (is_digit(c)) {
            value = value << 4 | (c - '0');
        }
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') {
            value = value << 4 | ((c | 0x20) - 'a' + 10);
        }
        else {
            return -1;
        }
    }
    return value;
}

/* A \u escape (a pair of them for a surrogate), at stands on the "u". */
static int scan_unicode(scan_t *scan)
{
    const char *at = scan->at + 1;
    int unit = hex4(at, scan->end);

    if (unit < 0) {
        return fail(scan, at, "\\u needs four hex digits");
    }
    /* Strings are C strings everywhere in this program. */
    if (unit == 0) {
        return fail(scan, at, "\\u0000 is not supported");
    }
    scan->at = at + 4;
    if (unit < 0xd800 || unit > 0xdfff) {
        return 1;
    }
    if (unit < 0xdc00 && scan->end - scan->at >= 6 && scan->at[0] == '\\'
        && scan->at[1] == 'u') {
        int low = hex4(scan->at + 2, scan->end);

        if (low >= 0xdc00 && low <= 0xdfff) {
            scan->at += 6;
            return 1;
        }
    }
    return fail(scan, at, "lone surrogate");
}

static int scan_escape(scan_t *scan)
{
    scan->at++;
    if (peek(scan) == 'u') {
        return scan_unicode(scan);
    }
    if (!peek(scan) || !strchr("\"\\/bfnrt", *scan->at)) {
        return fail(scan, scan->at, "unknown escape");
    }
    scan->at++;
    return 1;
}

static int scan_non_ascii(scan_t *scan)
{
    apr_size_t n =
        mcp_text_utf8_char(scan->at, (apr_size_t)(scan->end - scan->at));

    if (n == 0) {
        return fail(scan, scan->at, "invalid UTF-8");
    }
    scan->at += n;
    return 1;
}

static int scan_string(scan_t *scan)
{
    scan->at++;
    for (;;) {
        unsigned char c;

        scan->at +=
            mcp_json_plain(scan->at, (apr_size_t)(scan->end - scan->at));
        if (scan->at == scan->end) {
            return fail(scan, scan->at, NULL);
        }
        c = (unsigned char)*scan->at;
        if (c == '"') {
            scan->at++;
            return 1;
        }
        if (c < 0x20) {
            return fail(scan, scan->at, "control character in a string");
        }
        if (!(c == '\\' ? scan_escape(scan) : scan_non_ascii(scan))) {
            return 0;
        }
    }
}

static char *put_utf8(char *to, int c)
{
    static const int leads[] = {0, 0xc0, 0xe0, 0xf0};
    int tails = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;

    *to++ = (char)(leads[tails] | c >> 6 * tails);
    for (tails--; tails >= 0; tails--) {
        *to++ = (char)(0x80 | (c >> 6 * tails & 0x3f));
    }
    return to;
}

/* Resolve the escapes of a string that scan_string has accepted. */
static char *unescape(char *to, const char *s, const char *end)
{
    static const char letters[] = "bfnrt";
    static const char meanings[] = "\b\f\n\r\t";

    while (s < end) {
        const char *letter;

        if (*s != '\\') {
            *to++ = *s++;
            continue;
        }
        if (s[1] == 'u') {
            int c = hex4(s + 2, end);

            s += 6;
            if (c >= 0xd800 && c <= 0xdfff) {
                c = 0x10000 + ((c - 0xd800) << 10) + hex4(s + 2, end) - 0xdc00;
                s += 6;
            }
            to = put_utf8(to, c);
            continue;
        }
        letter = strchr(letters, s[1]);
        *to++ = (char)(letter ? meanings[letter - letters] : s[1]);
        s += 2;
    }
    return to;
}

static int scan_name(scan_t *scan)
{
    const char *start = scan->at;
    name_t *name;

    if (peek(scan) != '"') {
        return fail(scan, start, "expected a member name");
    }
    if (!scan_string(scan)) {
        return 0;
    }
    name = apr_array_push(scan->names);
    name->where = start;
    name->bytes = start + 1;
    name->len = (apr_size_t)(scan->at - start - 2);
    if (memchr(name->bytes, '\\', name->len)) {
        char *plain = apr_palloc(scan->scratch, name->len);

        name->len =
            (apr_size_t)(unescape(plain, name->bytes, scan->at - 1) - plain);
        name->bytes = plain;
    }
    return 1;
}

static int compare_names(const void *va, const void *vb)
{
    const name_t *a = va;
    const name_t *b = vb;
    int order;

    if (a->len != b->len) {
        return a->len < b->len ? -1 : 1;
    }
    order = memcmp(a->bytes, b->bytes, a->len);
    return order ? order : a->where < b->where ? -1 : 1;
}

/* The names from index first on are those of the object that closes. */
static int check_names(scan_t *scan, int first)
{
    name_t *names = (name_t *)scan->names->elts + first;
    int count = scan->names->nelts - first;
    int i;

    if (count > 1) {
        qsort(names, (size_t)count, sizeof(*names), compare_names);
    }
    for (i = 1; i < count; i++) {
        if (names[i].len == names[i - 1].len
            && !memcmp(names[i].bytes, names[i - 1].bytes, names[i].len)) {
            return fail(scan, names[i].where, "duplicate member name");
        }
    }
    scan->names->nelts = first;
    return 1;
}

static int scan_member(scan_t *scan)
{
    if (!scan_name(scan)) {
        return 0;
    }
    skip_space(scan);
    if (peek(scan) != ':') {
        return fail(scan, scan->at, "expected a colon");
    }
    scan->at++;
    return scan_value(scan);
}

/* The members or elements between the brackets; at stands on the first. */
static int scan_items(scan_t *scan, int (*item)(scan_t *scan), char close)
{
    scan->at++;
    skip_space(scan);
    if (peek(scan) == close) {
        scan->at++;
        return 1;
    }
    for (;;) {
        skip_space(scan);
        if (!item(scan)) {
            return 0;
        }
        skip_space(scan);
        if (peek(scan) == close) {
            scan->at++;
            return 1;
        }
        if (peek(scan) != ',') {
            return fail(scan, scan->at, "expected a comma or the end");
        }
        scan->at++;
    }
}

static int scan_container(scan_t *scan)
{
    int first = scan->names->nelts;
    int ok;

    if (scan->depth == MCP_JSON_MAX_DEPTH) {
        return fail(scan, scan->at, "nested too deeply");
    }
    if (++scan->containers > MCP_JSON_MAX_CONTAINERS) {
        return fail(scan, scan->at, "too many objects and arrays");
    }
    scan->depth++;
    ok = *scan->at == '{'
             ? scan_items(scan, scan_member, '}') && check_names(scan, first)
             : scan_items(scan, scan_value, ']');
    scan->depth--;
    return ok;
}

static int scan_digits(scan_t *scan)
{
    if (!is_digit(peek(scan))) {
        return fail(scan, scan->at, "expected a digit");
    }
    while (is_digit(peek(scan))) {
        scan->at++;
    }
    return 1;
}

static int is_int64(const char *digits, apr_size_t len, int negative)
{
    const char *limit =
        negative ? "9223372036854775808" : "9223372036854775807";

    return len < 19 || (len == 19 && memcmp(digits, limit, 19) <= 0);
}

/* The written exponent, cut where the digits we accept cannot matter. */
static long read_exponent(const char *s, const char *end)
{
    int negative = *s == '-';
    long value = 0;

    for (s += negative || *s == '+'; s < end && value < 10000; s++) {
        value = value * 10 + (*s - '0');
    }
    return negative ? -value : value;
}

/* Whether a number with a fraction or an exponent stays finite. strtod reads
 * the decimal point of the locale, so it gets the digits without one. */
static int is_finite(const char *s, const char *end)
{
    char digits[MCP_JSON_MAX_NUMBER + 32];
    char *to = digits;
    long exponent = 0;
    int in_fraction = 0;

    for (; s < end && (*s | 0x20) != 'e'; s++) {
        if (*s == '.') {
            in_fraction = 1;
            continue;
        }
        *to++ = *s;
        exponent -= in_fraction;
    }
    if (s < end) {
        exponent += read_exponent(s + 1, end);
    }
    apr_snprintf(to, 32, "e%ld", exponent);
    return isfinite(strtod(digits, NULL)) != 0;
}

static int scan_exponent(scan_t *scan)
{
    scan->at++;
    scan->at += peek(scan) == '+' || peek(scan) == '-';
    return scan_digits(scan);
}

static int scan_number(scan_t *scan)
{
    const char *start = scan->at;
    const char *digits = start + (*start == '-');
    const char *whole;
    int fits;

    scan->at = digits;
    if (!scan_digits(scan)) {
        return 0;
    }
    if (*digits == '0' && scan->at - digits > 1) {
        return fail(scan, digits, "leading zero");
    }
    whole = scan->at;
    if (peek(scan) == '.') {
        scan->at++;
        if (!scan_digits(scan)) {
            return 0;
        }
    }
    if ((peek(scan) | 0x20) == 'e' && !scan_exponent(scan)) {
        return 0;
    }
    if (scan->at - start > MCP_JSON_MAX_NUMBER) {
        return fail(scan, start, "number too long");
    }
    fits = scan->at > whole
               ? is_finite(start, scan->at)
               : is_int64(digits, (apr_size_t)(whole - digits), *start == '-');
    return fits ? 1 : fail(scan, start, "number out of range");
}

static int scan_word(scan_t *scan, const char *word)
{
    apr_size_t len = strlen(word);

    if ((apr_size_t)(scan->end - scan->at) < len
        || memcmp(scan->at, word, len) != 0) {
        return fail(scan, scan->at, "expected a value");
    }
    scan->at += len;
    return 1;
}

static int scan_value(scan_t *scan)
{
    skip_space(scan);
    if (++scan->values > MCP_JSON_MAX_VALUES) {
        return fail(scan, scan->at, "too many values");
    }
    switch (peek(scan)) {
    case '{':
    case '[':
        return scan_container(scan);
    case '"':
        return scan_string(scan);
    case 't':
        return scan_word(scan, "true");
    case 'f':
        return scan_word(scan, "false");
    case 'n':
        return scan_word(scan, "null");
    default:
        if (peek(scan) == '-' || is_digit(peek(scan))) {
            return scan_number(scan);
        }
        return fail(scan, scan->at, "expected a value");
    }
}

static int scan_text(scan_t *scan)
{
    if (scan->end - scan->at >= 3 && !memcmp(scan->at, "\xef\xbb\xbf", 3)) {
        return fail(scan, scan->at, "byte order mark");
    }
    if (!scan_value(scan)) {
        return 0;
    }
    skip_space(scan);
    if (scan->at < scan->end) {
        return fail(scan, scan->at, "text after the value");
    }
    return 1;
}

mcp_err_t *mcp_json_scan(const char *text, apr_size_t len, apr_pool_t *pool)
{
    scan_t scan = {.at = text, .end = text + len};
    mcp_err_t *err = NULL;

    apr_pool_create(&scan.scratch, pool);
    apr_pool_tag(scan.scratch, "mcp_json_scan");
    scan.names = apr_array_make(scan.scratch, 32, sizeof(name_t));
    if (!scan_text(&scan)) {
        err =
            mcp_err_create(pool, MCP_ERR_PARSE, "invalid JSON at byte %lu: %s",
                           (unsigned long)(scan.fault_at - text), scan.fault);
    }
    apr_pool_destroy(scan.scratch);
    return err;
}
