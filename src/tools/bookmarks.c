/* SPDX-License-Identifier: Apache-2.0 */

/* Bookmarks. PUT keeps what it is not given, so no update has to read first.
 */

#include "tools/bookmarks.h"

#include <string.h>
#include <strings.h>
#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/pick.h"

#define BOOKMARKS MCP_BOOKMARKS_API "bookmark"
#define PAGE 100

static const mcp_args_fault_t faults[] = {
    {403, "This account may not put bookmarks into one of these folders."},
    {404, "There is no bookmark of this id that this account may change. "
          "list_bookmarks and search_bookmarks show ids."},
    {0, NULL}};

static void describe(mcp_json_t *out, const mcp_json_t *bookmark,
                     apr_pool_t *pool)
{
    static const mcp_pick_t picks[] = {{"id", NULL},    {"url", NULL},
                                       {"title", NULL}, {"description", NULL},
                                       {"tags", NULL},  {"folders", NULL},
                                       {NULL, NULL}};

    mcp_pick_members(out, bookmark, picks);
    mcp_pick_time(out, "added", bookmark, "added", pool);
}

static mcp_json_t *answer(const mcp_tool_call_t *call, const mcp_json_t *said)
{
    mcp_json_t *out = mcp_json_object_create(call->pool);

    describe(out, mcp_json_get(said, "item"), call->pool);
    mcp_result_set_structured(call->result, out);
    return out;
}

static const char *number(const mcp_tool_call_t *call, apr_int64_t value)
{
    return apr_psprintf(call->pool, "%" APR_INT64_T_FMT, value);
}

/* GET one page of what query asks for, and make it the result. */
static mcp_err_t *list(mcp_tool_call_t *call, const char *query,
                       apr_int64_t limit)
{
    apr_int64_t page = mcp_json_get_int(call->args, "page", 0);
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_json_t *items = mcp_json_set_array(out, "bookmarks");
    const mcp_json_t *found;
    mcp_json_t *said;
    apr_size_t i;
    mcp_err_t *err;

    query = mcp_nc_query_add(call->pool, query, "page", number(call, page));
    query = mcp_nc_query_add(call->pool, query, "limit", number(call, limit));
    query = mcp_nc_query_add(call->pool, query, "conjunction", "and");
    err = mcp_ocs_get(call->nc, BOOKMARKS, query, &said);
    if (err) {
        return err;
    }
    found = mcp_json_get(said, "data");
    for (i = 0; i < mcp_json_length(found); i++) {
        describe(mcp_json_add_object(items), mcp_json_at(found, i),
                 call->pool);
    }
    if ((apr_int64_t)mcp_json_length(found) >= limit) {
        mcp_json_set_int(out, "next_page", page + 1);
    }
    mcp_result_set_structured(call->result, out);
    return NULL;
}

mcp_err_t *mcp_bookmarks_list(mcp_tool_call_t *call)
{
    const mcp_json_t *tags = mcp_json_get(call->args, "tags");
    const char *query = NULL;
    apr_int64_t folder;
    apr_size_t i;

    if (mcp_json_has(call->args, "folder_id")) {
        mcp_err_t *err = mcp_bookmarks_find_folder(
            &folder, call, mcp_json_get(call->args, "folder_id"));

        if (err) {
            return err;
        }
        query = mcp_nc_query_add(call->pool, query, "folder",
                                 number(call, folder));
    }
    for (i = 0; i < mcp_json_length(tags); i++) {
        query = mcp_nc_query_add(call->pool, query, "tags[]",
                                 mcp_json_str(mcp_json_at(tags, i), ""));
    }
    return list(call, query, mcp_json_get_int(call->args, "limit", PAGE));
}

mcp_err_t *mcp_bookmarks_search(mcp_tool_call_t *call)
{
    const char *term = mcp_json_get_str(call->args, "search_term", "");
    char *last = NULL;
    char *word = apr_strtok(apr_pstrdup(call->pool, term), " \t\r\n", &last);
    const char *query = NULL;

    if (!word) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "search_term has no words to look for.");
    }
    for (; word; word = apr_strtok(NULL, " \t\r\n", &last)) {
        query = mcp_nc_query_add(call->pool, query, "search[]", word);
    }
    return list(call, query, PAGE);
}

/* ---- changes ---- */

/* Bookmarks also takes javascript:, which runs when somebody follows it. */
static mcp_err_t *check_url(const mcp_tool_call_t *call)
{
    const char *url = mcp_json_get_str(call->args, "url", NULL);

    if (!url || !strncasecmp(url, "http://", 7)
        || !strncasecmp(url, "https://", 8)) {
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_TOOL,
                          "url must begin with http:// or https://.");
}

/* POST of a URL that is there already would change that bookmark. */
static mcp_err_t *check_new(const mcp_tool_call_t *call)
{
    const char *url = mcp_json_get_str(call->args, "url", "");
    const mcp_json_t *found;
    mcp_json_t *said;
    mcp_err_t *err =
        mcp_ocs_get(call->nc, BOOKMARKS,
                    mcp_nc_query_add(call->pool, NULL, "url", url), &said);

    if (err) {
        return err;
    }
    found = mcp_json_at(mcp_json_get(said, "data"), 0);
    if (!found) {
        return NULL;
    }
    return mcp_err_create(
        call->pool, MCP_ERR_TOOL,
        "This URL is bookmarked already, with the id %" APR_INT64_T_FMT
        ". update_bookmark changes it.",
        mcp_json_get_int(found, "id", 0));
}

static void set_texts(mcp_json_t *body, const mcp_tool_call_t *call)
{
    mcp_args_copy(body, "url", call, "url");
    mcp_args_copy(body, "title", call, "title");
    mcp_args_copy(body, "description", call, "description");
    mcp_args_copy(body, "tags", call, "tags");
}

static mcp_err_t *add_folder(mcp_json_t *folders, const mcp_tool_call_t *call,
                             const mcp_json_t *value)
{
    apr_int64_t id;
    mcp_err_t *err = mcp_bookmarks_find_folder(&id, call, value);

    if (!err) {
        mcp_json_add_int(folders, id);
    }
    return err;
}

mcp_err_t *mcp_bookmarks_create(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *said;
    mcp_err_t *err = check_url(call);

    set_texts(body, call);
    if (!err && mcp_json_has(call->args, "folder_id")) {
        err = add_folder(mcp_json_set_array(body, "folders"), call,
                         mcp_json_get(call->args, "folder_id"));
    }
    if (!err) {
        err = check_new(call);
    }
    if (!err) {
        err = mcp_ocs_call(call->nc, "POST", BOOKMARKS, body, &said);
    }
    if (!err) {
        answer(call, said);
    }
    return err;
}

static const char *path_of(const mcp_tool_call_t *call)
{
    return apr_pstrcat(
        call->pool, BOOKMARKS "/",
        number(call, mcp_json_get_int(call->args, "bookmark_id", 0)), NULL);
}

mcp_err_t *mcp_bookmarks_update(mcp_tool_call_t *call)
{
    const mcp_json_t *folders = mcp_json_get(call->args, "folders");
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *said;
    apr_size_t i;
    mcp_err_t *err = check_url(call);

    set_texts(body, call);
    if (folders) {
        mcp_json_t *ids = mcp_json_set_array(body, "folders");

        for (i = 0; !err && i < mcp_json_length(folders); i++) {
            err = add_folder(ids, call, mcp_json_at(folders, i));
        }
    }
    if (!err) {
        err = mcp_args_need_change(call, body);
    }
    if (err) {
        return err;
    }
    err = mcp_ocs_call(call->nc, "PUT", path_of(call), body, &said);
    if (err) {
        return mcp_args_explain(call, err, faults);
    }
    answer(call, said);
    return NULL;
}

/* DELETE succeeds whether there was something or not. */
mcp_err_t *mcp_bookmarks_delete(mcp_tool_call_t *call)
{
    const char *path = path_of(call);
    mcp_json_t *said;
    mcp_json_t *done;
    mcp_err_t *err = mcp_ocs_get(call->nc, path, NULL, &said);

    if (!err) {
        err = mcp_ocs_call(call->nc, "DELETE", path, NULL, &done);
    }
    if (err) {
        return mcp_args_explain(call, err, faults);
    }
    mcp_json_set_bool(answer(call, said), "deleted", 1);
    return NULL;
}
