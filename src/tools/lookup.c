/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/lookup.h"

#include <string.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include "util/buf.h"
#include "util/nearest.h"
#include "util/text.h"

#define MAX_LISTED 10 /* entries that a message names */
#define MAX_NAME 80   /* bytes of a name in a message */

/* How well an entry fits; a better one leaves all lesser ones out. */
enum { NO_FIT, FOLDED_NAME, SAME_NAME, SAME_ID };

typedef struct {
    const mcp_lookup_t *lookup;
    const char *wanted;
    const char *folded;
    int fit;                     /* of what is in fitting */
    apr_array_header_t *all;     /* mcp_json_t * */
    apr_array_header_t *fitting; /* mcp_json_t * */
    apr_pool_t *pool;
} search_t;

/* A string or an integer as text; NULL for anything else. */
static const char *text_of(const mcp_json_t *value, apr_pool_t *pool)
{
    if (mcp_json_type(value) == MCP_JSON_INT) {
        return apr_psprintf(pool, "%" APR_INT64_T_FMT, mcp_json_int(value, 0));
    }
    return mcp_json_str(value, NULL);
}

static const char *member_of(const search_t *search, const mcp_json_t *entry,
                             const char *name)
{
    const char *text = text_of(mcp_json_get(entry, name), search->pool);

    return text ? text : "";
}

static int is_wanted(const search_t *search, const mcp_json_t *entry,
                     const char *name)
{
    return name && !strcmp(search->wanted, member_of(search, entry, name));
}

static int fit_of(const search_t *search, const mcp_json_t *entry)
{
    const mcp_lookup_t *lookup = search->lookup;
    const char *name = member_of(search, entry, lookup->name);

    if (is_wanted(search, entry, lookup->id)) {
        return SAME_ID;
    }
    if (is_wanted(search, entry, lookup->name)
        || is_wanted(search, entry, lookup->alias)) {
        return SAME_NAME;
    }
    return strcmp(search->folded, mcp_text_lower(search->pool, name))
               ? NO_FIT
               : FOLDED_NAME;
}

static int look_at(void *baton, const char *key, mcp_json_t *entry)
{
    search_t *search = baton;
    int fit = fit_of(search, entry);

    APR_ARRAY_PUSH(search->all, mcp_json_t *) = entry;
    if (fit > search->fit) {
        apr_array_clear(search->fitting);
        search->fit = fit;
    }
    if (fit != NO_FIT && fit == search->fit) {
        APR_ARRAY_PUSH(search->fitting, mcp_json_t *) = entry;
    }
    return 1;
}

static void look_at_all(search_t *search, const mcp_json_t *list)
{
    apr_size_t i;

    if (mcp_json_type(list) == MCP_JSON_OBJECT) {
        mcp_json_each(list, look_at, search);
    }
    for (i = 0; mcp_json_at(list, i); i++) {
        look_at(search, NULL, mcp_json_at(list, i));
    }
}

static void add_quoted(mcp_buf_t *buf, const char *name)
{
    apr_size_t len = mcp_text_utf8_cut(name, strlen(name), MAX_NAME);

    mcp_buf_addf(buf, "\"%.*s%s\"", (int)len, name, name[len] ? "..." : "");
}

/* "Name" (id 12, Bob) */
static void add_entry(mcp_buf_t *buf, const search_t *search,
                      const mcp_json_t *entry)
{
    const mcp_lookup_t *lookup = search->lookup;
    const char *hint =
        lookup->hint ? member_of(search, entry, lookup->hint) : "";

    add_quoted(buf, member_of(search, entry, lookup->name));
    if (strcmp(lookup->id, lookup->name) != 0) {
        mcp_buf_addf(buf, " (id %s%s%s)", member_of(search, entry, lookup->id),
                     *hint ? ", " : "", hint);
    }
}

static void add_entries(mcp_buf_t *buf, const search_t *search,
                        const apr_array_header_t *entries)
{
    int i;

    for (i = 0; i < entries->nelts && i < MAX_LISTED; i++) {
        mcp_buf_add_str(buf, i ? ", " : "");
        add_entry(buf, search, APR_ARRAY_IDX(entries, i, mcp_json_t *));
    }
    if (entries->nelts > MAX_LISTED) {
        mcp_buf_addf(buf, " and %d more", entries->nelts - MAX_LISTED);
    }
}

static const char *nearest_name(const search_t *search)
{
    const char **names = apr_pcalloc(
        search->pool, ((apr_size_t)search->all->nelts + 1) * sizeof(*names));
    int i;

    for (i = 0; i < search->all->nelts; i++) {
        names[i] =
            member_of(search, APR_ARRAY_IDX(search->all, i, mcp_json_t *),
                      search->lookup->name);
    }
    return mcp_nearest_find(search->wanted, names, search->all->nelts);
}

static mcp_err_t *none_fits(const search_t *search)
{
    const mcp_lookup_t *lookup = search->lookup;
    const char *nearest = nearest_name(search);
    mcp_buf_t buf;

    mcp_buf_init(&buf, 512, search->pool);
    mcp_buf_addf(&buf, "There is no %s ", lookup->what);
    add_quoted(&buf, search->wanted);
    mcp_buf_add_str(&buf, " that this account can see.");
    if (nearest) {
        mcp_buf_addf(&buf, " Did you mean \"%s\"?", nearest);
    }
    if (search->all->nelts == 0) {
        mcp_buf_addf(&buf, " There is no %s at all.", lookup->what);
    }
    else {
        mcp_buf_add_str(&buf, " There is: ");
        add_entries(&buf, search, search->all);
        mcp_buf_add_str(&buf, ".");
    }
    if (lookup->lister) {
        mcp_buf_addf(&buf, " %s lists them.", lookup->lister);
    }
    return mcp_err_create(search->pool, MCP_ERR_TOOL, "%s", buf.data);
}

static mcp_err_t *several_fit(const search_t *search)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 512, search->pool);
    mcp_buf_addf(&buf,
                 "More than one %s is called \"%s\": ", search->lookup->what,
                 search->wanted);
    add_entries(&buf, search, search->fitting);
    mcp_buf_add_str(&buf, ". Pass the id of the one that is meant.");
    return mcp_err_create(search->pool, MCP_ERR_TOOL, "%s", buf.data);
}

mcp_err_t *mcp_lookup_find_str(mcp_json_t **found, const mcp_lookup_t *lookup,
                               const mcp_json_t *list, const char *wanted,
                               apr_pool_t *pool)
{
    search_t search = {.lookup = lookup, .wanted = wanted, .pool = pool};

    search.folded = mcp_text_lower(pool, wanted);
    search.all = apr_array_make(pool, 32, sizeof(mcp_json_t *));
    search.fitting = apr_array_make(pool, 4, sizeof(mcp_json_t *));
    look_at_all(&search, list);
    *found = NULL;
    if (search.fitting->nelts > 1) {
        return several_fit(&search);
    }
    if (search.fitting->nelts == 0) {
        return none_fits(&search);
    }
    *found = APR_ARRAY_IDX(search.fitting, 0, mcp_json_t *);
    return NULL;
}

mcp_err_t *mcp_lookup_find(mcp_json_t **found, const mcp_lookup_t *lookup,
                           const mcp_json_t *list, const mcp_json_t *wanted,
                           apr_pool_t *pool)
{
    const char *text = text_of(wanted, pool);

    return mcp_lookup_find_str(found, lookup, list, text ? text : "", pool);
}
