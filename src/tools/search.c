/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Unified search. The providers are asked for per user, so nobody is offered
 * what is another user's; which filters a provider knows stands in the
 * description of its tool.
 */

#include "tools/search.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include "nextcloud/ocs.h"
#include "util/buf.h"
#include "util/text.h"

#define PROVIDERS "/ocs/v2.php/search/providers"
#define MAX_PROVIDERS 64
#define MAX_FILTERS 12
#define DEFAULT_LIMIT "10"
#define MAX_NAME 64

const char *mcp_search_tool_name(const char *provider, apr_pool_t *pool)
{
    char *name = apr_pstrcat(pool, "search_", provider, NULL);
    char *c;

    if (strlen(name) > MAX_NAME) {
        name[MAX_NAME] = '\0';
    }
    for (c = name; *c; c++) {
        *c = (char)apr_tolower(*c);
        if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9'))) {
            *c = '_';
        }
    }
    return name;
}

static int is_taken(const apr_array_header_t *members, const char *name)
{
    int i;

    for (i = 0; i < members->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(members, i, mcp_tool_member_t).name, name)
            == 0) {
            return 1;
        }
    }
    return 0;
}

static int add_filter(void *baton, const char *key, mcp_json_t *value)
{
    mcp_buf_t *buf = baton;
    const char *type = mcp_json_str(value, "string");

    mcp_buf_addf(buf, "%s%s", buf->len ? ", " : "", key);
    if (strcmp(type, "string") != 0) {
        mcp_buf_addf(buf, " (%s)",
                     strcmp(type, "person") == 0 ? "user id" : type);
    }
    return 1;
}

static const char *describe(const mcp_json_t *provider, const char *title,
                            int inside, apr_pool_t *pool)
{
    mcp_buf_t filters;

    mcp_buf_init(&filters, 128, pool);
    mcp_json_each(mcp_json_get(provider, "filters"), add_filter, &filters);
    return apr_psprintf(pool, "Search %s%s. Filters: %s.", title,
                        inside ? "" : ", a service outside Nextcloud",
                        filters.len ? filters.data : "term");
}

mcp_err_t *mcp_search_family(apr_array_header_t **members,
                             const mcp_tool_t *tool, mcp_nc_t *nc,
                             apr_pool_t *pool)
{
    mcp_json_t *list;
    apr_size_t i;
    mcp_err_t *err = mcp_ocs_get(nc, PROVIDERS, NULL, &list);

    if (err) {
        return err;
    }
    *members = apr_array_make(pool, 24, sizeof(mcp_tool_member_t));
    for (i = 0; i < mcp_json_length(list) && i < MAX_PROVIDERS; i++) {
        const mcp_json_t *provider = mcp_json_at(list, i);
        const char *id = mcp_json_get_str(provider, "id", "");
        const char *title = mcp_json_get_str(provider, "name", id);
        const char *name = mcp_search_tool_name(id, pool);
        mcp_tool_member_t *member;

        /* Of ids that differ in punctuation only, the first one wins. */
        if (!*id || is_taken(*members, name)) {
            continue;
        }
        member = apr_array_push(*members);
        member->name = name;
        member->member = apr_pstrdup(pool, id);
        member->title = apr_psprintf(pool, "Search %s", title);
        member->inside = !mcp_json_get_bool(provider, "isExternalProvider", 0);
        member->description = describe(provider, title, member->inside, pool);
    }
    return NULL;
}

typedef struct query_t {
    const char *text;
    int filters;
    apr_pool_t *pool;
} query_t;

/* Not filters, but parameters that the tool has of its own. */
static int is_reserved(const char *name)
{
    return strcmp(name, "limit") == 0 || strcmp(name, "cursor") == 0
           || strcmp(name, "format") == 0 || strcmp(name, "from") == 0
           || strcmp(name, "sortOrder") == 0;
}

/* A number, true and false are as good as the text for them. */
static const char *text_of(const mcp_json_t *value, apr_pool_t *pool)
{
    switch (mcp_json_type(value)) {
    case MCP_JSON_STRING:
        return mcp_json_str(value, "");
    case MCP_JSON_NULL:
        return "";
    default:
        return mcp_json_print(value, NULL, pool);
    }
}

static int add_query(void *baton, const char *key, mcp_json_t *value)
{
    query_t *query = baton;
    const char *text = text_of(value, query->pool);

    if (*text && !is_reserved(key)) {
        query->text = mcp_nc_query_add(query->pool, query->text, key, text);
        query->filters++;
    }
    return query->filters <= MAX_FILTERS;
}

/* A cursor or limit as a parameter, or, as some clients send it, among the
 * filters. */
static const char *get_option(const mcp_tool_call_t *call, const char *name)
{
    const mcp_json_t *filters = mcp_json_get(call->args, "search_query");

    return text_of(
        mcp_json_get(mcp_json_has(call->args, name) ? call->args : filters,
                     name),
        call->pool);
}

static mcp_err_t *build_query(mcp_tool_call_t *call, const char **out)
{
    query_t query = {NULL, 0, call->pool};
    const char *value;

    mcp_json_each(mcp_json_get(call->args, "search_query"), add_query, &query);
    if (query.filters == 0) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "search_query needs at least one filter that is "
                              "not empty, such as {\"term\":\"report\"}.");
    }
    if (query.filters > MAX_FILTERS) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "search_query has more than %d filters.",
                              MAX_FILTERS);
    }
    value = get_option(call, "limit");
    query.text = mcp_nc_query_add(call->pool, query.text, "limit",
                                  *value ? value : DEFAULT_LIMIT);
    value = get_option(call, "cursor");
    if (*value) {
        query.text = mcp_nc_query_add(call->pool, query.text, "cursor", value);
    }
    *out = query.text;
    return NULL;
}

static void add_entry(mcp_json_t *list, const mcp_json_t *entry)
{
    mcp_json_t *item = mcp_json_add_object(list);
    mcp_json_t *attributes = mcp_json_get(entry, "attributes");

    mcp_json_set_str(item, "title", mcp_json_get_str(entry, "title", ""));
    mcp_json_set_str(item, "subline", mcp_json_get_str(entry, "subline", ""));
    mcp_json_set_str(item, "url", mcp_json_get_str(entry, "resourceUrl", ""));
    if (mcp_json_type(attributes) == MCP_JSON_OBJECT
        && mcp_json_length(attributes)) { /* an empty one comes as [] */
        mcp_json_set(item, "attributes", attributes);
    }
}

/* A page can be shorter than asked for and yet not be the last (providers
 * filter after reading), so only an empty one ends the search. */
static void set_cursor(mcp_json_t *answer, const mcp_json_t *data,
                       apr_pool_t *pool)
{
    const mcp_json_t *cursor = mcp_json_get(data, "cursor");

    if (mcp_json_type(cursor) == MCP_JSON_INT) {
        mcp_json_set_str(
            answer, "cursor",
            apr_psprintf(pool, "%" APR_INT64_T_FMT, mcp_json_int(cursor, 0)));
    }
    else if (mcp_json_type(cursor) == MCP_JSON_STRING) {
        mcp_json_set_str(answer, "cursor", mcp_json_str(cursor, ""));
    }
}

static mcp_err_t *ask(mcp_tool_call_t *call, const char *query,
                      mcp_json_t **data)
{
    const char *path = apr_pstrcat(
        call->pool, PROVIDERS "/",
        mcp_text_encode_segment(call->pool, call->member), "/search", NULL);
    mcp_err_t *err = mcp_ocs_get(call->nc, path, query, data);

    /* Nextcloud breaks on values that are not of the filter's type. */
    if (err && err->kind == MCP_ERR_TOOL
        && (err->upstream == 400 || err->upstream == 500)) {
        err = mcp_err_push(call->pool, err, MCP_ERR_TOOL,
                           "The search failed (%s). Are the filters those of "
                           "this tool? Dates are written "
                           "2026-01-31T00:00:00Z, persons as user ids, bool "
                           "as true or false.",
                           err->message);
    }
    return err;
}

mcp_err_t *mcp_search_run(mcp_tool_call_t *call)
{
    const mcp_json_t *entries;
    const char *query = NULL;
    mcp_json_t *data;
    mcp_json_t *answer;
    mcp_json_t *list;
    int more;
    apr_size_t i;
    mcp_err_t *err;

    if ((err = build_query(call, &query))) {
        return err;
    }
    err = ask(call, query, &data);
    if (err) {
        return err;
    }
    entries = mcp_json_get(data, "entries");
    more =
        mcp_json_get_bool(data, "isPaginated", 0) && mcp_json_length(entries);
    answer = mcp_json_object_create(call->pool);
    list = mcp_json_set_array(answer, "entries");
    for (i = 0; i < mcp_json_length(entries); i++) {
        add_entry(list, mcp_json_at(entries, i));
    }
    mcp_json_set_bool(answer, "isPaginated", more);
    if (more) {
        set_cursor(answer, data, call->pool);
    }
    mcp_result_set_structured(call->result, answer);
    return NULL;
}
