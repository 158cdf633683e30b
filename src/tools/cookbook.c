/* SPDX-License-Identifier: Apache-2.0 */

/* Recipes of Cookbook: schema.org's Recipe there, the names of our parameters
 * here. PUT replaces a recipe whole, so an update reads it first. */

#include "tools/cookbook.h"

#include <string.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/merge.h"
#include "tools/pick.h"
#include "tools/refer.h"
#include "util/text.h"

#define API "/index.php/apps/cookbook/api/v1/"
#define RECIPES API "recipes"
#define MAX_RECIPES 300

static const mcp_args_fault_t faults[] = {
    {404, "There is no recipe of this id. list_recipes and search_recipes "
          "show ids."},
    {409, "There is another recipe of this name: choose another name."},
    {422, "Cookbook refused the recipe: it needs a name."},
    {0, NULL}};

/* ---- reading ---- */

static mcp_err_t *find_recipe(const char **path, const mcp_tool_call_t *call)
{
    static const mcp_refer_t refer = {.lookup = {.what = "recipe",
                                                 .id = "recipe_id",
                                                 .name = "name",
                                                 .hint = "category",
                                                 .lister = "list_recipes"},
                                      .path = RECIPES};
    apr_int64_t id;
    mcp_err_t *err = mcp_refer_id(&id, &refer, call, "recipe_id");

    *path = apr_psprintf(call->pool, RECIPES "/%" APR_INT64_T_FMT, id);
    return err;
}

static int has_category(const mcp_json_t *stub, const char *category,
                        apr_pool_t *pool)
{
    return !category
           || !strcmp(
               category,
               mcp_text_lower(pool, mcp_json_get_str(stub, "category", "")));
}

/* The stubs at path become the result, of one category unless that is
 * NULL. */
static mcp_err_t *list(mcp_tool_call_t *call, const char *path,
                       const char *category)
{
    static const mcp_pick_t picks[] = {{"recipe_id", "id"},
                                       {"name", NULL},
                                       {"category", NULL},
                                       {"keywords", NULL},
                                       {NULL, NULL}};
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_json_t *items = mcp_json_set_array(out, "recipes");
    mcp_json_t *stubs;
    apr_int64_t total = 0;
    apr_size_t i;
    mcp_err_t *err = mcp_ocs_get(call->nc, path, NULL, &stubs);

    for (i = 0; !err && i < mcp_json_length(stubs); i++) {
        const mcp_json_t *stub = mcp_json_at(stubs, i);

        if (has_category(stub, category, call->pool)
            && ++total <= MAX_RECIPES) {
            mcp_pick_members(mcp_json_add_object(items), stub, picks);
        }
    }
    if (total > MAX_RECIPES) {
        mcp_json_set_bool(out, "truncated", 1);
        mcp_json_set_int(out, "total", total);
    }
    mcp_result_set_structured(call->result, out);
    return err;
}

mcp_err_t *mcp_cookbook_list(mcp_tool_call_t *call)
{
    const char *category = mcp_json_get_str(call->args, "category", NULL);

    return list(call, RECIPES,
                category ? mcp_text_lower(call->pool, category) : NULL);
}

mcp_err_t *mcp_cookbook_search(mcp_tool_call_t *call)
{
    const char *term = mcp_json_get_str(call->args, "search_term", "");
    const char *once = mcp_text_encode_segment(call->pool, term);

    if (!term[strspn(term, " ,\t\r\n")]) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "search_term has no words to look for.");
    }
    /* Cookbook decodes it once more than Nextcloud does. */
    return list(call,
                apr_pstrcat(call->pool, API "search/",
                            mcp_text_encode_segment(call->pool, once), NULL),
                NULL);
}

/* ---- a whole recipe ---- */

/* What a recipe has under which of our names. */
static const mcp_pick_t members[] = {{"id", NULL},
                                     {"name", NULL},
                                     {"description", NULL},
                                     {"recipeCategory", "category"},
                                     {"keywords", NULL},
                                     {"recipeYield", "servings"},
                                     {"prepTime", "prep_time"},
                                     {"cookTime", "cook_time"},
                                     {"totalTime", "total_time"},
                                     {"recipeIngredient", "ingredients"},
                                     {"recipeInstructions", "instructions"},
                                     {"tool", "tools"},
                                     {"nutrition", NULL},
                                     {"url", NULL},
                                     {"dateModified", "modified"},
                                     {NULL, NULL}};

static void answer(const mcp_tool_call_t *call, const mcp_json_t *recipe)
{
    mcp_json_t *out = mcp_json_object_create(call->pool);
    const mcp_json_t *nutrition = mcp_json_get(recipe, "nutrition");

    mcp_pick_members(out, recipe, members);
    /* Its type alone says nothing. */
    if (mcp_json_length(nutrition) == 1 && mcp_json_has(nutrition, "@type")) {
        mcp_json_remove(out, "nutrition");
    }
    mcp_result_set_structured(call->result, out);
}

static mcp_err_t *get(mcp_tool_call_t *call, const char *path)
{
    mcp_json_t *recipe;
    mcp_err_t *err = mcp_ocs_get(call->nc, path, NULL, &recipe);

    if (err) {
        return mcp_args_explain(call, err, faults);
    }
    answer(call, recipe);
    return NULL;
}

mcp_err_t *mcp_cookbook_get(mcp_tool_call_t *call)
{
    const char *path;
    mcp_err_t *err = find_recipe(&path, call);

    return err ? err : get(call, path);
}

/* ---- writing ---- */

/* "1H30M" of "PT1H30M": numbers, each with one of units, in their order. */
static const char *skip_units(const char *text, const char *units)
{
    while (apr_isdigit(*text)) {
        const char *end = text;
        const char *unit;

        while (apr_isdigit(*end)) {
            end++;
        }
        unit = *end ? strchr(units, *end) : NULL;
        if (!unit) {
            return text;
        }
        units = unit + 1;
        text = end + 1;
    }
    return text;
}

/* An ISO 8601 duration; Cookbook makes nothing of anything else. */
static int is_duration(const char *text)
{
    const char *rest = text + 1;

    if (*text != 'P' || !text[1] || text[strlen(text) - 1] == 'T') {
        return 0;
    }
    rest = skip_units(rest, "YMWD");
    if (*rest == 'T') {
        rest = skip_units(rest + 1, "HMS");
    }
    return !*rest;
}

static mcp_err_t *set_duration(mcp_json_t *body, const char *member,
                               const mcp_tool_call_t *call, const char *arg)
{
    const char *text = mcp_json_get_str(call->args, arg, NULL);

    if (!text) {
        return NULL;
    }
    if (!is_duration(text)) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "%s must be an ISO 8601 duration, such as PT30M "
                              "or PT1H15M.",
                              arg);
    }
    mcp_json_set_str(body, member, text);
    return NULL;
}

/* One step for each line. */
static void set_steps(mcp_json_t *body, const mcp_tool_call_t *call)
{
    const char *text = mcp_json_get_str(call->args, "instructions", NULL);
    mcp_json_t *steps;
    char *last = NULL;
    char *line;

    if (!text) {
        return;
    }
    steps = mcp_json_set_array(body, "recipeInstructions");
    line = apr_strtok(apr_pstrdup(call->pool, text), "\r\n", &last);
    for (; line; line = apr_strtok(NULL, "\r\n", &last)) {
        if (line[strspn(line, " \t")]) {
            mcp_json_add_str(steps, line);
        }
    }
}

/* The members of a recipe that the arguments ask for. */
static mcp_err_t *set_recipe(mcp_json_t *body, const mcp_tool_call_t *call)
{
    mcp_err_t *err = set_duration(body, "prepTime", call, "prep_time");

    if (!err) {
        err = set_duration(body, "cookTime", call, "cook_time");
    }
    mcp_args_copy(body, "name", call, "name");
    mcp_args_copy(body, "description", call, "description");
    mcp_args_copy(body, "recipeIngredient", call, "ingredients");
    mcp_args_copy(body, "recipeCategory", call, "category");
    mcp_args_copy(body, "keywords", call, "keywords");
    mcp_args_copy(body, "recipeYield", call, "servings");
    set_steps(body, call);
    return err;
}

mcp_err_t *mcp_cookbook_create(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *id;
    mcp_err_t *err = set_recipe(body, call);

    if (err) {
        return err;
    }
    err = mcp_ocs_call(call->nc, "POST", RECIPES, body, &id);
    if (err) {
        return mcp_args_explain(call, err, faults);
    }
    return get(call, apr_psprintf(call->pool, RECIPES "/%" APR_INT64_T_FMT,
                                  mcp_json_int(id, 0)));
}

mcp_err_t *mcp_cookbook_update(mcp_tool_call_t *call)
{
    mcp_json_t *changes = mcp_json_object_create(call->pool);
    mcp_merge_t merge = {NULL, NULL, NULL};
    mcp_json_t *id;
    mcp_err_t *err = set_recipe(changes, call);

    if (!err) {
        err = mcp_args_need_change(call, changes);
    }
    if (!err) {
        err = find_recipe(&merge.path, call);
    }
    if (err) {
        return err;
    }
    err = mcp_merge_update(&id, &merge, call->nc, NULL, changes);
    if (err) {
        return mcp_args_explain(call, err, faults);
    }
    return get(call, merge.path);
}

/* DELETE succeeds whether there was something or not. */
mcp_err_t *mcp_cookbook_delete(mcp_tool_call_t *call)
{
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_json_t *recipe;
    mcp_json_t *done;
    const char *path;
    mcp_err_t *err = find_recipe(&path, call);

    if (!err) {
        err = mcp_ocs_get(call->nc, path, NULL, &recipe);
    }
    if (!err) {
        err = mcp_ocs_call(call->nc, "DELETE", path, NULL, &done);
    }
    if (err) {
        return mcp_args_explain(call, err, faults);
    }
    mcp_json_set_str(out, "name", mcp_json_get_str(recipe, "name", ""));
    mcp_json_set_bool(out, "deleted", 1);
    mcp_result_set_structured(call->result, out);
    return NULL;
}
