/* SPDX-License-Identifier: Apache-2.0 */

/*
 * mcp_json_t is json-c's struct json_object behind a cast, so reading and
 * walking cost nothing extra. Only the roots have a pool cleanup; json-c
 * counts the references of the rest. Out of memory ends the process, as it
 * does in httpd and APR.
 */

#include "util/json.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <apr_strings.h>
#include <json-c/json.h>
#include "util/json_scan.h"

/* What this program prints may wrap a text that was already at our limit.
 * Most is flat, and such a parser is small enough for malloc to be quick. */
#define PARSER_DEPTH (4 * MCP_JSON_MAX_DEPTH)
#define PARSER_FLAT 16

#define FEW 8

static struct json_object *raw(const mcp_json_t *json)
{
    return (struct json_object *)json;
}

static mcp_json_t *wrap(struct json_object *object)
{
    return (mcp_json_t *)object;
}

static struct json_object *must(struct json_object *object)
{
    if (!object) {
        abort();
    }
    return object;
}

static int is_object(const mcp_json_t *json)
{
    return json_object_is_type(raw(json), json_type_object);
}

static int is_array(const mcp_json_t *json)
{
    return json_object_is_type(raw(json), json_type_array);
}

static apr_status_t release(void *data)
{
    json_object_put(data);
    return APR_SUCCESS;
}

static mcp_json_t *own(struct json_object *root, apr_pool_t *pool)
{
    if (root) {
        apr_pool_cleanup_register(pool, root, release, apr_pool_cleanup_null);
    }
    return wrap(root);
}

/* *at: where it ended. */
static enum json_tokener_error parse(struct json_object **root, apr_size_t *at,
                                     const char *text, int len, int depth)
{
    struct json_tokener *tokener = json_tokener_new_ex(depth);
    enum json_tokener_error code;

    if (!tokener) {
        abort();
    }
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    *root = json_tokener_parse_ex(tokener, text, len);
    *at = json_tokener_get_parse_end(tokener);
    code = json_tokener_get_error(tokener);
    if (code == json_tokener_continue) {
        /* A number at the very end is complete only when a NUL follows. */
        *root = json_tokener_parse_ex(tokener, "", 1);
        code = json_tokener_get_error(tokener);
    }
    json_tokener_free(tokener);
    return code;
}

mcp_err_t *mcp_json_parse_trusted(mcp_json_t **out, const char *text,
                                  apr_size_t len, apr_pool_t *pool)
{
    struct json_object *root;
    enum json_tokener_error code;
    apr_size_t at;

    *out = NULL;
    if (len > INT_MAX) {
        return mcp_err_create(pool, MCP_ERR_PARSE, "invalid JSON: too long");
    }
    code = parse(&root, &at, text, (int)len, PARSER_FLAT);
    if (code == json_tokener_error_depth) {
        code = parse(&root, &at, text, (int)len, PARSER_DEPTH);
    }
    if (code != json_tokener_success) {
        return mcp_err_create(
            pool, MCP_ERR_PARSE, "invalid JSON at byte %lu: %s",
            (unsigned long)at, json_tokener_error_desc(code));
    }
    *out = own(root, pool);
    return NULL;
}

mcp_err_t *mcp_json_parse(mcp_json_t **out, const char *text, apr_size_t len,
                          apr_pool_t *pool)
{
    mcp_err_t *err = mcp_json_scan(text, len, pool);

    if (err) {
        *out = NULL;
        return err;
    }
    return mcp_json_parse_trusted(out, text, len, pool);
}

const char *mcp_json_print(const mcp_json_t *json, apr_size_t *len,
                           apr_pool_t *pool)
{
    size_t size;
    const char *text = json_object_to_json_string_length(
        raw(json), JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE,
        &size);

    if (!text) {
        abort();
    }
    if (len) {
        *len = size;
    }
    /* json-c's text is gone with the next print of the same value. */
    return apr_pstrmemdup(pool, text, size);
}

mcp_json_type_e mcp_json_type(const mcp_json_t *json)
{
    switch (json_object_get_type(raw(json))) {
    case json_type_boolean:
        return MCP_JSON_BOOL;
    case json_type_int:
        return MCP_JSON_INT;
    case json_type_double:
        return MCP_JSON_DOUBLE;
    case json_type_string:
        return MCP_JSON_STRING;
    case json_type_array:
        return MCP_JSON_ARRAY;
    case json_type_object:
        return MCP_JSON_OBJECT;
    case json_type_null:
        break;
    }
    return MCP_JSON_NULL;
}

const char *mcp_json_type_name(const mcp_json_t *json)
{
    static const char *const names[] = {
        [MCP_JSON_NULL] = "null",     [MCP_JSON_BOOL] = "boolean",
        [MCP_JSON_INT] = "integer",   [MCP_JSON_DOUBLE] = "number",
        [MCP_JSON_STRING] = "string", [MCP_JSON_ARRAY] = "array",
        [MCP_JSON_OBJECT] = "object",
    };

    return names[mcp_json_type(json)];
}

/* Most differ at once. */
static int is_name(const char *name, const char *key)
{
    return *name == *key && !strcmp(name, key);
}

/* Of few members the right one is found sooner than a hash is made. */
static const struct lh_entry *find_member(const mcp_json_t *json,
                                          const char *key)
{
    struct lh_table *members = json_object_get_object(raw(json));
    const struct lh_entry *member;

    if (!members || lh_table_length(members) > FEW) {
        return members ? lh_table_lookup_entry(members, key) : NULL;
    }
    member = members->head;
    while (member && !is_name(lh_entry_k(member), key)) {
        member = member->next;
    }
    return member;
}

int mcp_json_find(mcp_json_t **value, const mcp_json_t *json, const char *key)
{
    const struct lh_entry *member = find_member(json, key);

    *value = member ? wrap(lh_entry_v(member)) : NULL;
    return member != NULL;
}

mcp_json_t *mcp_json_get(const mcp_json_t *json, const char *key)
{
    mcp_json_t *value;

    (void)mcp_json_find(&value, json, key);
    return value;
}

int mcp_json_has(const mcp_json_t *json, const char *key)
{
    return find_member(json, key) != NULL;
}

mcp_json_t *mcp_json_at(const mcp_json_t *json, apr_size_t index)
{
    return is_array(json) ? wrap(json_object_array_get_idx(raw(json), index))
                          : NULL;
}

apr_size_t mcp_json_length(const mcp_json_t *json)
{
    if (is_array(json)) {
        return json_object_array_length(raw(json));
    }
    return is_object(json) ? (apr_size_t)json_object_object_length(raw(json))
                           : 0;
}

const char *mcp_json_str(const mcp_json_t *json, const char *fallback)
{
    return json_object_is_type(raw(json), json_type_string)
               ? json_object_get_string(raw(json))
               : fallback;
}

apr_size_t mcp_json_str_len(const mcp_json_t *json)
{
    return json_object_is_type(raw(json), json_type_string)
               ? (apr_size_t)json_object_get_string_len(raw(json))
               : 0;
}

apr_int64_t mcp_json_int(const mcp_json_t *json, apr_int64_t fallback)
{
    return json_object_is_type(raw(json), json_type_int)
               ? json_object_get_int64(raw(json))
               : fallback;
}

double mcp_json_double(const mcp_json_t *json, double fallback)
{
    return json_object_is_type(raw(json), json_type_int)
                   || json_object_is_type(raw(json), json_type_double)
               ? json_object_get_double(raw(json))
               : fallback;
}

int mcp_json_bool(const mcp_json_t *json, int fallback)
{
    return json_object_is_type(raw(json), json_type_boolean)
               ? json_object_get_boolean(raw(json))
               : fallback;
}

const char *mcp_json_get_str(const mcp_json_t *json, const char *key,
                             const char *fallback)
{
    return mcp_json_str(mcp_json_get(json, key), fallback);
}

apr_int64_t mcp_json_get_int(const mcp_json_t *json, const char *key,
                             apr_int64_t fallback)
{
    return mcp_json_int(mcp_json_get(json, key), fallback);
}

int mcp_json_get_bool(const mcp_json_t *json, const char *key, int fallback)
{
    return mcp_json_bool(mcp_json_get(json, key), fallback);
}

void mcp_json_each(const mcp_json_t *json, mcp_json_member_fn *fn, void *baton)
{
    if (!is_object(json)) {
        return;
    }
    json_object_object_foreach (raw(json), key, value) {
        if (!fn(baton, key, wrap(value))) {
            return;
        }
    }
}

mcp_json_t *mcp_json_object_create(apr_pool_t *pool)
{
    return own(must(json_object_new_object()), pool);
}

mcp_json_t *mcp_json_array_create(apr_pool_t *pool)
{
    return own(must(json_object_new_array()), pool);
}

/* Give value, which may be NULL for null, to an object; NULL when json is
 * none. */
static mcp_json_t *put_member(mcp_json_t *json, const char *key,
                              struct json_object *value)
{
    if (!is_object(json)) {
        json_object_put(value);
        return NULL;
    }
    if (json_object_object_add(raw(json), key, value) < 0) {
        abort();
    }
    return wrap(value);
}

/* The same for an array. */
static mcp_json_t *put_element(mcp_json_t *json, struct json_object *value)
{
    if (!is_array(json)) {
        json_object_put(value);
        return NULL;
    }
    if (json_object_array_add(raw(json), value) < 0) {
        abort();
    }
    return wrap(value);
}

/* The shortest text that reads back as the same double: json-c alone would
 * print 0.1 as 0.10000000000000001. */
static struct json_object *new_double(double value)
{
    char text[40];
    char *comma;
    int digits = 15;

    if (!isfinite(value)) {
        return NULL;
    }
    do {
        (void)snprintf(text, sizeof(text), "%.*g", digits, value);
    } while (strtod(text, NULL) != value && digits++ < 17);
    comma = strchr(text, ','); /* the decimal point of some locales */
    if (comma) {
        *comma = '.';
    }
    if (!strpbrk(text, ".e")) {
        memcpy(text + strlen(text), ".0", 3);
    }
    return must(json_object_new_double_s(value, text));
}

void mcp_json_set(mcp_json_t *json, const char *key, mcp_json_t *value)
{
    put_member(json, key, json_object_get(raw(value)));
}

void mcp_json_set_str(mcp_json_t *json, const char *key, const char *text)
{
    mcp_json_set_strn(json, key, text, text ? strlen(text) : 0);
}

void mcp_json_set_strn(mcp_json_t *json, const char *key, const char *text,
                       apr_size_t len)
{
    struct json_object *value = NULL;

    if (text) {
        value = must(
            len > INT_MAX ? NULL : json_object_new_string_len(text, (int)len));
    }
    put_member(json, key, value);
}

void mcp_json_set_int(mcp_json_t *json, const char *key, apr_int64_t value)
{
    put_member(json, key, must(json_object_new_int64(value)));
}

void mcp_json_set_double(mcp_json_t *json, const char *key, double value)
{
    put_member(json, key, new_double(value));
}

void mcp_json_set_bool(mcp_json_t *json, const char *key, int value)
{
    put_member(json, key, must(json_object_new_boolean(value != 0)));
}

void mcp_json_set_null(mcp_json_t *json, const char *key)
{
    put_member(json, key, NULL);
}

mcp_json_t *mcp_json_set_object(mcp_json_t *json, const char *key)
{
    return put_member(json, key, must(json_object_new_object()));
}

mcp_json_t *mcp_json_set_array(mcp_json_t *json, const char *key)
{
    return put_member(json, key, must(json_object_new_array()));
}

void mcp_json_remove(mcp_json_t *json, const char *key)
{
    if (is_object(json)) {
        json_object_object_del(raw(json), key);
    }
}

void mcp_json_add(mcp_json_t *json, mcp_json_t *value)
{
    put_element(json, json_object_get(raw(value)));
}

void mcp_json_add_str(mcp_json_t *json, const char *text)
{
    put_element(json, text ? must(json_object_new_string(text)) : NULL);
}

void mcp_json_add_int(mcp_json_t *json, apr_int64_t value)
{
    put_element(json, must(json_object_new_int64(value)));
}

mcp_json_t *mcp_json_add_object(mcp_json_t *json)
{
    return put_element(json, must(json_object_new_object()));
}

mcp_json_t *mcp_json_add_array(mcp_json_t *json)
{
    return put_element(json, must(json_object_new_array()));
}
