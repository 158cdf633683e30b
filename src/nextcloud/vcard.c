/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/vcard.h"

#include <string.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include "util/buf.h"
#include "util/text.h"

#define MAX_VALUES 50 /* of one property */

/* ---- values --------------------------------------------------------------
 */

static int is_quoted_printable(const mcp_vprop_t *property, apr_pool_t *pool)
{
    const char *encoding = mcp_vprop_param(property, "ENCODING", pool);
    const char *s;

    if (encoding) {
        return !strcasecmp(encoding, "QUOTED-PRINTABLE");
    }
    /* vCard 2.1: ";QUOTED-PRINTABLE" */
    for (s = strchr(property->params, ';'); s; s = strchr(s, ';')) {
        if (!strncasecmp(++s, "QUOTED-PRINTABLE", 16)) {
            return 1;
        }
    }
    return 0;
}

static int hex(char c)
{
    if (apr_isdigit(c)) {
        return c - '0';
    }
    c = (char)apr_toupper(c);
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The value of a quoted-printable property (RFC 2045, section 6.7); NULL when
 * it is not UTF-8 after that. */
static const char *decode(const char *value, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, strlen(value) + 1);
    char *to = out;

    while (*value) {
        int high = *value == '=' ? hex(value[1]) : -1;
        int low = high < 0 ? -1 : hex(value[2]);

        if (low < 0 || (high == 0 && low == 0)) {
            *to++ = *value++;
            continue;
        }
        *to++ = (char)(high << 4 | low);
        value += 3;
    }
    *to = '\0';
    return mcp_text_is_utf8(out, strlen(out)) ? out : NULL;
}

/* Decoded, but not unescaped: values of several parts are split first. */
static const char *raw_value(const mcp_vprop_t *property, apr_pool_t *pool)
{
    return is_quoted_printable(property, pool) ? decode(property->value, pool)
                                               : property->value;
}

const char *mcp_vcard_text(const mcp_vprop_t *property, apr_pool_t *pool)
{
    const char *value = raw_value(property, pool);

    return value ? mcp_vprop_unescape(value, pool) : NULL;
}

static void show(mcp_json_t *out, const char *member, const char *text)
{
    if (text && *text) {
        mcp_json_set_str(out, member, text);
    }
}

static const char *first_text(const mcp_vobject_t *card, const char *name)
{
    const mcp_vprop_t *property = mcp_vobject_find(card, name, 0);

    return property ? mcp_vcard_text(property, card->pool) : NULL;
}

/* The parts that are not empty, joined. */
static const char *join_parts(const mcp_vobject_t *card,
                              const mcp_vprop_t *property, const char *order,
                              const char *between)
{
    const char *value = property ? raw_value(property, card->pool) : NULL;
    const apr_array_header_t *parts;
    mcp_buf_t buf;

    if (!value) {
        return NULL;
    }
    parts = mcp_vprop_split(value, ';', card->pool);
    mcp_buf_init(&buf, strlen(value) + 8, card->pool);
    for (; *order; order++) {
        const char *part =
            *order - '0' < parts->nelts
                ? APR_ARRAY_IDX(parts, *order - '0', const char *)
                : "";

        if (*part) {
            mcp_buf_add_str(&buf, buf.len ? between : "");
            mcp_buf_add_str(&buf, part);
        }
    }
    return buf.data;
}

/* ---- what there is several of --------------------------------------------
 */

/* Words that say nothing about where something is used. */
static int is_noise(const char *type)
{
    static const char *const noise[] = {"internet", "voice", "pref", "other",
                                        "x400"};
    apr_size_t i;

    for (i = 0; i < sizeof(noise) / sizeof(noise[0]); i++) {
        if (!strcasecmp(type, noise[i])) {
            return 1;
        }
    }
    return !*type;
}

/* "_$!<Work>!$_", as Apple has it, or any other text. */
static const char *label_of(const mcp_vobject_t *card, const char *group)
{
    const mcp_vprop_t *label;
    apr_size_t len;
    int n;

    for (n = 0; group && (label = mcp_vobject_find(card, "X-ABLABEL", n));
         n++) {
        const char *text = mcp_vcard_text(label, card->pool);

        if (!text || !label->group || strcasecmp(label->group, group) != 0) {
            continue;
        }
        len = strlen(text);
        if (len > 8 && !strncmp(text, "_$!<", 4)
            && !strcmp(text + len - 4, ">!$_")) {
            text = apr_pstrmemdup(card->pool, text + 4, len - 8);
        }
        return mcp_text_lower(card->pool, text);
    }
    return NULL;
}

/* "work,fax"; NULL when nothing is said. */
static const char *type_of(const mcp_vobject_t *card,
                           const mcp_vprop_t *property)
{
    const apr_array_header_t *types =
        mcp_vprop_params(property, "TYPE", card->pool);
    mcp_buf_t buf;
    int i;

    mcp_buf_init(&buf, 32, card->pool);
    for (i = 0; i < types->nelts; i++) {
        const char *type = APR_ARRAY_IDX(types, i, const char *);

        if (!is_noise(type)) {
            mcp_buf_add_str(&buf, buf.len ? "," : "");
            mcp_buf_add_str(&buf, mcp_text_lower(card->pool, type));
        }
    }
    return buf.len ? buf.data : label_of(card, property->group);
}

/* EMAIL or TEL; the latter may be a URI in version 4. */
static void show_values(mcp_json_t *out, const char *member,
                        const mcp_vobject_t *card, const char *name)
{
    const mcp_vprop_t *property;
    mcp_json_t *list = NULL;
    int n;

    for (n = 0; n < MAX_VALUES && (property = mcp_vobject_find(card, name, n));
         n++) {
        const char *text = mcp_vcard_text(property, card->pool);
        mcp_json_t *entry;

        if (!text || !*text) {
            continue;
        }
        list = list ? list : mcp_json_set_array(out, member);
        entry = mcp_json_add_object(list);
        mcp_json_set_str(entry, "value",
                         strncasecmp(text, "tel:", 4) ? text : text + 4);
        show(entry, "type", type_of(card, property));
    }
}

static void show_address(mcp_json_t *out, const mcp_vobject_t *card,
                         const mcp_vprop_t *property)
{
    static const char *const members[] = {"po_box", "extension", "street",
                                          "city",   "region",    "postcode",
                                          "country"};
    const apr_array_header_t *parts =
        mcp_vprop_split(raw_value(property, card->pool), ';', card->pool);
    int i;

    show(out, "type", type_of(card, property));
    for (i = 0;
         i < parts->nelts && i < (int)(sizeof(members) / sizeof(members[0]));
         i++) {
        show(out, members[i], APR_ARRAY_IDX(parts, i, const char *));
    }
}

static void show_addresses(mcp_json_t *out, const mcp_vobject_t *card)
{
    const mcp_vprop_t *property;
    mcp_json_t *list = NULL;
    int n;

    for (n = 0;
         n < MAX_VALUES && (property = mcp_vobject_find(card, "ADR", n));
         n++) {
        const char *value = raw_value(property, card->pool);

        if (value && value[strspn(value, "; ")]) {
            list = list ? list : mcp_json_set_array(out, "addresses");
            show_address(mcp_json_add_object(list), card, property);
        }
    }
}

/* ---- the whole ------------------------------------------------------------
 */

/* "19900203" and "--0203" with hyphens; what else there is, such as "about
 * 1800", stays. */
static const char *date_of(const mcp_vobject_t *card)
{
    const char *text = first_text(card, "BDAY");
    apr_size_t digits = text ? strspn(text, "0123456789") : 0;

    if (digits == 8) {
        return apr_psprintf(card->pool, "%.4s-%.2s-%.2s", text, text + 4,
                            text + 6);
    }
    if (text && strlen(text) == 6 && !strncmp(text, "--", 2)) {
        return apr_psprintf(card->pool, "--%.2s-%.2s", text + 2, text + 4);
    }
    if (text && strlen(text) > 11 && text[10] == 'T') {
        return apr_pstrmemdup(card->pool, text, 10);
    }
    return text;
}

static const char *name_of(const mcp_vobject_t *card)
{
    const char *name = first_text(card, "FN");

    if (!name || !*name) {
        /* prefix, given, additional, family, suffix */
        name = join_parts(card, mcp_vobject_find(card, "N", 0), "31204", " ");
    }
    return name;
}

void mcp_vcard_describe(mcp_json_t *out, const mcp_vobject_t *card)
{
    show(out, "full_name", name_of(card));
    show(out, "nickname", first_text(card, "NICKNAME"));
    show_values(out, "emails", card, "EMAIL");
    show_values(out, "phones", card, "TEL");
    show(out, "organisation",
         join_parts(card, mcp_vobject_find(card, "ORG", 0), "012345", ", "));
    show(out, "title", first_text(card, "TITLE"));
    show_addresses(out, card);
    show(out, "birthday", date_of(card));
    show(out, "url", first_text(card, "URL"));
    show(out, "note", first_text(card, "NOTE"));
    show(out, "uid", first_text(card, "UID"));
}

const char *mcp_vcard_name(const char *full_name, apr_pool_t *pool)
{
    const char *last = strrchr(full_name, ' ');

    if (!last || last == full_name) {
        return apr_pstrcat(pool, ";", mcp_vprop_escape(full_name, pool), ";;;",
                           NULL);
    }
    return apr_pstrcat(
        pool, mcp_vprop_escape(last + 1, pool), ";",
        mcp_vprop_escape(
            apr_pstrmemdup(pool, full_name, (apr_size_t)(last - full_name)),
            pool),
        ";;;", NULL);
}
