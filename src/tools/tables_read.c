/* SPDX-License-Identifier: Apache-2.0 */

/* Cells of Tables as a model reads them. */

#include "tools/tables.h"

#include <string.h>
#include <apr_strings.h>
#include "tools/pick.h"

/* The label of an option; its id when the column has none of it. */
static mcp_json_t *label_of(const mcp_json_t *column, mcp_json_t *id)
{
    const mcp_json_t *options = mcp_json_get(column, "selectionOptions");
    apr_int64_t wanted = mcp_json_int(id, apr_atoi64(mcp_json_str(id, "-1")));
    apr_size_t i;

    for (i = 0; i < mcp_json_length(options); i++) {
        const mcp_json_t *option = mcp_json_at(options, i);

        if (mcp_json_get_int(option, "id", -1) == wanted) {
            return mcp_json_get(option, "label");
        }
    }
    return id;
}

static void read_options(mcp_json_t *out, const char *key,
                         const mcp_json_t *column, const mcp_json_t *ids)
{
    mcp_json_t *labels = mcp_json_set_array(out, key);
    apr_size_t i;

    for (i = 0; i < mcp_json_length(ids); i++) {
        mcp_json_add(labels, label_of(column, mcp_json_at(ids, i)));
    }
}

static void read_link(mcp_json_t *out, const char *key, mcp_json_t *cell,
                      apr_pool_t *pool)
{
    const char *text = mcp_json_str(cell, "");
    mcp_json_t *link = NULL;
    const char *title;
    const char *url;

    if (mcp_json_parse(&link, text, strlen(text), pool)
        || !mcp_json_has(link, "value")) {
        mcp_json_set(out, key, cell);
        return;
    }
    url = mcp_json_get_str(link, "value", "");
    title = mcp_json_get_str(link, "title", url);
    mcp_json_set_str(out, key,
                     strcmp(title, url)
                         ? apr_pstrcat(pool, title, " (", url, ")", NULL)
                         : url);
}

static void read_people(mcp_json_t *out, const char *key,
                        const mcp_json_t *cell, apr_pool_t *pool)
{
    static const char *const kinds[] = {"", "group:", "team:"};
    mcp_json_t *people = mcp_json_set_array(out, key);
    apr_size_t i;

    for (i = 0; i < mcp_json_length(cell); i++) {
        const mcp_json_t *person = mcp_json_at(cell, i);
        apr_int64_t type = mcp_json_get_int(person, "type", 0);

        mcp_json_add_str(
            people, apr_pstrcat(pool, kinds[type >= 0 && type < 3 ? type : 0],
                                mcp_json_get_str(person, "id", ""), NULL));
    }
}

void mcp_tables_read_cell(mcp_json_t *out, const char *key,
                          const mcp_json_t *column, mcp_json_t *cell,
                          apr_pool_t *pool)
{
    if (mcp_pick_says_nothing(cell)) {
        return;
    }
    if (mcp_tables_is(column, "selection", "check")) {
        mcp_json_set_bool(out, key, !strcmp(mcp_json_str(cell, ""), "true"));
    }
    else if (mcp_tables_is(column, "selection", "multi")) {
        read_options(out, key, column, cell);
    }
    else if (mcp_tables_is(column, "selection", NULL)) {
        mcp_json_set(out, key, label_of(column, cell));
    }
    else if (mcp_tables_is(column, "text", "link")) {
        read_link(out, key, cell, pool);
    }
    else if (mcp_tables_is(column, "usergroup", NULL)) {
        read_people(out, key, cell, pool);
    }
    else {
        mcp_json_set(out, key, cell);
    }
}
