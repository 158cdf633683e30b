/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Cells of Tables: what people say and read on one side, what is stored on
 * the other. Tables drops what does not fit its column, and answers 200; so
 * each value is checked here.
 */

#include "tools/tables.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <apr_lib.h>
#include <apr_strings.h>

#define GROUP "group:"
#define TEAM "team:"

static const mcp_lookup_t option_lookup = {
    .what = "option", .id = "id", .name = "label"};

typedef struct {
    mcp_json_t *out;
    const char *key;
    const mcp_json_t *column;
    apr_pool_t *pool;
} cell_t;

int mcp_tables_is(const mcp_json_t *column, const char *type,
                  const char *subtype)
{
    return !strcmp(mcp_json_get_str(column, "type", ""), type)
           && (!subtype
               || !strcmp(mcp_json_get_str(column, "subtype", ""), subtype));
}

static mcp_err_t *misfit(const cell_t *cell, const char *wanted)
{
    return mcp_err_create(cell->pool, MCP_ERR_TOOL,
                          "The column \"%s\" wants %s.",
                          mcp_json_get_str(cell->column, "title", ""), wanted);
}

/* JSON that a model has put into a string, or NULL. */
static mcp_json_t *unpack(const mcp_json_t *given, mcp_json_type_e type,
                          apr_pool_t *pool)
{
    const char *text = mcp_json_str(given, "");
    mcp_json_t *json = NULL;

    if ((*text == '[' || *text == '{')
        && !mcp_json_parse(&json, text, strlen(text), pool)
        && mcp_json_type(json) == type) {
        return json;
    }
    return NULL;
}

/* "Title (https://…)", or a URL alone, or the object that is stored. */
static mcp_err_t *set_link(const cell_t *cell, mcp_json_t *given)
{
    const mcp_json_t *object = unpack(given, MCP_JSON_OBJECT, cell->pool);
    const char *text = mcp_json_str(given, "");
    const char *open = strstr(text, " (http");
    const char *title = text;
    const char *url = text;
    mcp_json_t *link;

    if (object) {
        url = mcp_json_get_str(
            object, "url",
            mcp_json_get_str(object, "value",
                             mcp_json_get_str(object, "resourceUrl", "")));
        title = mcp_json_get_str(object, "title", url);
    }
    else if (open && text[strlen(text) - 1] == ')') {
        title = apr_pstrmemdup(cell->pool, text, (apr_size_t)(open - text));
        url = apr_pstrmemdup(cell->pool, open + 2, strlen(open) - 3);
    }
    if (strncasecmp(url, "http://", 7) != 0
        && strncasecmp(url, "https://", 8) != 0) {
        return misfit(cell, "a URL that begins with http:// or https://, or "
                            "\"Title (URL)\"");
    }
    link = mcp_json_object_create(cell->pool);
    mcp_json_set_str(link, "title", title);
    mcp_json_set_str(link, "resourceUrl", url);
    mcp_json_set_str(cell->out, cell->key,
                     mcp_json_print(link, NULL, cell->pool));
    return NULL;
}

static mcp_err_t *set_text(const cell_t *cell, mcp_json_t *given)
{
    if (mcp_json_type(given) == MCP_JSON_STRING) {
        mcp_json_set(cell->out, cell->key, given);
    }
    else {
        mcp_json_set_str(cell->out, cell->key,
                         mcp_json_print(given, NULL, cell->pool));
    }
    return NULL;
}

static mcp_err_t *set_number(const cell_t *cell, mcp_json_t *given)
{
    const char *text = mcp_json_str(given, NULL);
    char *end = NULL;
    double number = text ? strtod(text, &end) : mcp_json_double(given, 0);
    mcp_json_type_e type = mcp_json_type(given);

    if (text && (end == text || *end)) {
        return misfit(cell, "a number, with a point and without a unit");
    }
    if (!text && type != MCP_JSON_INT && type != MCP_JSON_DOUBLE) {
        return misfit(cell, "a number");
    }
    if (text) {
        mcp_json_set_double(cell->out, cell->key, number);
    }
    else {
        mcp_json_set(cell->out, cell->key, given);
    }
    return NULL;
}

static mcp_err_t *find_option(apr_int64_t *id, const cell_t *cell,
                              const mcp_json_t *given)
{
    mcp_json_t *option;
    mcp_err_t *err = mcp_lookup_find(
        &option, &option_lookup,
        mcp_json_get(cell->column, "selectionOptions"), given, cell->pool);

    if (err) {
        return mcp_err_push(
            cell->pool, err, MCP_ERR_TOOL, "The column \"%s\": %s",
            mcp_json_get_str(cell->column, "title", ""), err->message);
    }
    *id = mcp_json_get_int(option, "id", 0);
    return NULL;
}

static mcp_err_t *set_option(const cell_t *cell, mcp_json_t *given)
{
    apr_int64_t id;
    mcp_err_t *err = find_option(&id, cell, given);

    if (!err) {
        mcp_json_set_int(cell->out, cell->key, id);
    }
    return err;
}

/* given itself if it is an array, or what it holds as text, or NULL. */
static const mcp_json_t *list_of(const mcp_json_t *given, apr_pool_t *pool)
{
    return mcp_json_type(given) == MCP_JSON_ARRAY
               ? given
               : unpack(given, MCP_JSON_ARRAY, pool);
}

static mcp_err_t *set_options(const cell_t *cell, mcp_json_t *given)
{
    const mcp_json_t *list = list_of(given, cell->pool);
    apr_size_t count = list ? mcp_json_length(list) : 1;
    mcp_json_t *ids = mcp_json_set_array(cell->out, cell->key);
    apr_size_t i;

    for (i = 0; i < count; i++) {
        apr_int64_t id;
        mcp_err_t *err =
            find_option(&id, cell, list ? mcp_json_at(list, i) : given);

        if (err) {
            return err;
        }
        mcp_json_add_int(ids, id);
    }
    return NULL;
}

static mcp_err_t *set_check(const cell_t *cell, mcp_json_t *given)
{
    static const char *const words[] = {"no", "yes", "false", "true",
                                        "0",  "1",   NULL};
    const char *text = mcp_json_type(given) == MCP_JSON_STRING
                           ? mcp_json_str(given, "")
                           : mcp_json_print(given, NULL, cell->pool);
    int i;

    for (i = 0; words[i]; i++) {
        if (!strcasecmp(text, words[i])) {
            mcp_json_set_str(cell->out, cell->key, i % 2 ? "true" : "false");
            return NULL;
        }
    }
    return misfit(cell, "true or false");
}

/* Does text look like pattern, in which 0 stands for any digit? */
static int is_like(const char *text, const char *pattern)
{
    for (; *pattern; text++, pattern++) {
        if (*pattern == '0' ? !apr_isdigit(*text) : *text != *pattern) {
            return 0;
        }
    }
    return *text == '\0';
}

static mcp_err_t *set_time(const cell_t *cell, mcp_json_t *given)
{
    const char *text = mcp_json_str(given, "");
    char *out = apr_pstrdup(cell->pool, text);

    if (mcp_tables_is(cell->column, "datetime", "date")) {
        if (!is_like(text, "0000-00-00")) {
            return misfit(cell, "a date as YYYY-MM-DD");
        }
    }
    else if (mcp_tables_is(cell->column, "datetime", "time")) {
        if (!is_like(text, "00:00")) {
            return misfit(cell, "a time as HH:MM");
        }
    }
    else {
        if (strlen(text) > 10 && text[10] == 'T') {
            out[10] = ' ';
        }
        if (is_like(out, "0000-00-00 00:00:00")) {
            out[16] = '\0';
        }
        if (!is_like(out, "0000-00-00 00:00")) {
            return misfit(cell, "local date and time as YYYY-MM-DD HH:MM, "
                                "without a time zone: Tables keeps none");
        }
    }
    mcp_json_set_str(cell->out, cell->key, out);
    return NULL;
}

/* "bob", "group:staff", "team:<id>", or the object that is stored. */
static mcp_err_t *add_person(const cell_t *cell, mcp_json_t *list,
                             mcp_json_t *given)
{
    const char *text = mcp_json_str(given, "");
    mcp_json_t *person;
    int type = 0;

    if (mcp_json_type(given) == MCP_JSON_OBJECT) {
        mcp_json_add(list, given);
        return NULL;
    }
    if (!strncmp(text, GROUP, strlen(GROUP))) {
        type = 1;
        text += strlen(GROUP);
    }
    else if (!strncmp(text, TEAM, strlen(TEAM))) {
        type = 2;
        text += strlen(TEAM);
    }
    if (!*text) {
        return misfit(cell, "ids of users, \"group:<id>\" or \"team:<id>\"");
    }
    person = mcp_json_add_object(list);
    mcp_json_set_str(person, "id", text);
    mcp_json_set_int(person, "type", type);
    return NULL;
}

static mcp_err_t *set_people(const cell_t *cell, mcp_json_t *given)
{
    const mcp_json_t *list = list_of(given, cell->pool);
    mcp_json_t *people = mcp_json_set_array(cell->out, cell->key);
    apr_size_t count = list ? mcp_json_length(list) : 1;
    mcp_err_t *err = NULL;
    apr_size_t i;

    for (i = 0; !err && i < count; i++) {
        err = add_person(cell, people, list ? mcp_json_at(list, i) : given);
    }
    return err;
}

mcp_err_t *mcp_tables_set_cell(mcp_json_t *out, const char *key,
                               const mcp_json_t *column, mcp_json_t *given,
                               apr_pool_t *pool)
{
    /* The first that fits; of one type the special ones come first. */
    static const struct {
        const char *type;
        const char *subtype;
        mcp_err_t *(*set)(const cell_t *, mcp_json_t *);
    } setters[] = {
        {"text", "link", set_link},          {"number", NULL, set_number},
        {"selection", "multi", set_options}, {"selection", "check", set_check},
        {"selection", NULL, set_option},     {"datetime", NULL, set_time},
        {"usergroup", NULL, set_people}};
    const cell_t cell = {out, key, column, pool};
    apr_size_t i;

    if (!given) {
        mcp_json_set_null(out, key);
        return NULL;
    }
    for (i = 0; i < sizeof(setters) / sizeof(setters[0]); i++) {
        if (mcp_tables_is(column, setters[i].type, setters[i].subtype)) {
            return setters[i].set(&cell, given);
        }
    }
    return set_text(&cell, given);
}
