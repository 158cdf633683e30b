/* SPDX-License-Identifier: Apache-2.0 */

/* Forms as a whole. */

#include "tools/forms.h"

#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tool/notice.h"
#include "tools/args.h"
#include "tools/lookup.h"
#include "tools/pick.h"

#define FORMS "/ocs/v2.php/apps/forms/api/v3/forms"
#define MAX_FORMS 200

static const mcp_args_fault_t faults[] = {
    {403, "This account may not do that with the form: it is another one's, "
          "or someone is editing it just now."},
    {404, "There is no form of this id any more."},
    {0, NULL}};

mcp_err_t *mcp_forms_explain(const mcp_tool_call_t *call, mcp_err_t *err)
{
    return mcp_args_explain(call, err, faults);
}

/* Add the forms of one kind ("owned", "shared") to list. */
static mcp_err_t *add_forms(mcp_json_t *list, const mcp_tool_call_t *call,
                            const char *kind)
{
    mcp_json_t *forms;
    apr_size_t i;
    mcp_err_t *err =
        mcp_ocs_get(call->nc, FORMS,
                    mcp_nc_query_add(call->pool, NULL, "type", kind), &forms);

    for (i = 0; !err && i < mcp_json_length(forms); i++) {
        mcp_json_add(list, mcp_json_at(forms, i));
    }
    return err;
}

/* All forms of the user; the first *owned are their own. */
static mcp_err_t *get_forms(mcp_json_t **list, apr_size_t *owned,
                            const mcp_tool_call_t *call)
{
    mcp_err_t *err;

    *list = mcp_json_array_create(call->pool);
    err = add_forms(*list, call, "owned");
    *owned = mcp_json_length(*list);
    return err ? err : add_forms(*list, call, "shared");
}

mcp_err_t *mcp_forms_find(const mcp_json_t **form, const mcp_tool_call_t *call)
{
    static const mcp_lookup_t lookup = {
        .what = "form", .id = "id", .name = "title", .lister = "list_forms"};
    mcp_json_t *found = NULL;
    mcp_json_t *forms;
    apr_size_t owned;
    mcp_err_t *err = get_forms(&forms, &owned, call);

    if (!err) {
        err = mcp_lookup_find(&found, &lookup, forms,
                              mcp_json_get(call->args, "form_id"), call->pool);
    }
    *form = found;
    return err;
}

const char *mcp_forms_path(const mcp_tool_call_t *call, const mcp_json_t *form,
                           const char *what)
{
    return apr_psprintf(call->pool, FORMS "/%" APR_INT64_T_FMT "%s",
                        mcp_json_get_int(form, "id", 0), what);
}

static void describe(mcp_json_t *out, const mcp_json_t *form,
                     const mcp_tool_call_t *call)
{
    static const mcp_pick_t picks[] = {{"id", NULL},
                                       {"title", NULL},
                                       {"description", NULL},
                                       {"submissionCount", "responses"},
                                       {"isAnonymous", "is_anonymous"},
                                       {"submitMultiple", "submit_multiple"},
                                       {"showExpiration", "show_expiration"},
                                       {NULL, NULL}};
    static const mcp_pick_word_t states[] = {
        {0, "open"}, {1, "closed"}, {2, "archived"}, {0, NULL}};

    mcp_pick_members(out, form, picks);
    mcp_pick_time(out, "expires", form, "expires", call->pool);
    mcp_json_set_str(
        out, "state",
        mcp_pick_word(states, mcp_json_get_int(form, "state", 0)));
    mcp_json_set_str(out, "link",
                     apr_pstrcat(call->pool, call->nc->config->public_url,
                                 "/index.php/apps/forms/",
                                 mcp_json_get_str(form, "hash", ""), NULL));
}

mcp_err_t *mcp_forms_list(mcp_tool_call_t *call)
{
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_json_t *list = mcp_json_set_array(out, "forms");
    mcp_json_t *forms;
    apr_size_t owned;
    apr_size_t i;
    mcp_err_t *err = get_forms(&forms, &owned, call);

    for (i = 0; !err && i < mcp_json_length(forms) && i < MAX_FORMS; i++) {
        mcp_json_t *item = mcp_json_add_object(list);

        describe(item, mcp_json_at(forms, i), call);
        if (i >= owned) {
            mcp_json_set_bool(item, "shared_with_me", 1);
        }
    }
    if (!err && mcp_json_length(forms) > MAX_FORMS) {
        mcp_json_set_bool(out, "truncated", 1);
        mcp_json_set_int(out, "total", (apr_int64_t)mcp_json_length(forms));
    }
    mcp_result_set_structured(call->result, out);
    return err;
}

/* GET form and make it the result. */
static mcp_err_t *answer(mcp_tool_call_t *call, const mcp_json_t *form)
{
    mcp_json_t *out = mcp_json_object_create(call->pool);
    const mcp_json_t *questions;
    mcp_json_t *whole;
    mcp_json_t *list;
    apr_size_t i;
    mcp_err_t *err =
        mcp_ocs_get(call->nc, mcp_forms_path(call, form, ""), NULL, &whole);

    if (err) {
        return mcp_forms_explain(call, err);
    }
    describe(out, whole, call);
    list = mcp_json_set_array(out, "questions");
    questions = mcp_json_get(whole, "questions");
    for (i = 0; i < mcp_json_length(questions); i++) {
        mcp_forms_describe_question(mcp_json_add_object(list),
                                    mcp_json_at(questions, i));
    }
    mcp_result_set_structured(call->result, out);
    return NULL;
}

mcp_err_t *mcp_forms_get(mcp_tool_call_t *call)
{
    const mcp_json_t *form;
    mcp_err_t *err = mcp_forms_find(&form, call);

    return err ? err : answer(call, form);
}

/* PATCH what values has. */
static mcp_err_t *change(const mcp_tool_call_t *call, const mcp_json_t *form,
                         mcp_json_t *values)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *id;

    mcp_json_set(body, "keyValuePairs", values);
    return mcp_ocs_call(call->nc, "PATCH", mcp_forms_path(call, form, ""),
                        body, &id);
}

/* A form is made without a title and gets it next. If it gets none, it goes:
 * nobody could tell what it is for. */
mcp_err_t *mcp_forms_create(mcp_tool_call_t *call)
{
    static const mcp_args_fault_t create_faults[] = {
        {403, "This account may not create forms."}, {0, NULL}};
    mcp_json_t *values = mcp_json_object_create(call->pool);
    mcp_json_t *form;
    mcp_json_t *gone;
    mcp_err_t *err = mcp_ocs_call(call->nc, "POST", FORMS, NULL, &form);

    if (err) {
        return mcp_args_explain(call, err, create_faults);
    }
    mcp_args_copy(values, "title", call, "title");
    mcp_json_set_str(
        values, "description",
        mcp_notice_add(mcp_json_get_str(call->args, "description", ""),
                       call->notice, call->pool));
    err = change(call, form, values);
    if (err) {
        (void)mcp_ocs_call(call->nc, "DELETE", mcp_forms_path(call, form, ""),
                           NULL, &gone);
        return mcp_forms_explain(call, err);
    }
    return answer(call, form);
}

mcp_err_t *mcp_forms_delete(mcp_tool_call_t *call)
{
    mcp_json_t *out = mcp_json_object_create(call->pool);
    const mcp_json_t *form;
    mcp_json_t *id;
    mcp_err_t *err = mcp_forms_find(&form, call);

    if (err) {
        return err;
    }
    err = mcp_ocs_call(call->nc, "DELETE", mcp_forms_path(call, form, ""),
                       NULL, &id);
    if (err) {
        return mcp_forms_explain(call, err);
    }
    mcp_json_set_int(out, "id", mcp_json_get_int(form, "id", 0));
    mcp_json_set_str(out, "title", mcp_json_get_str(form, "title", ""));
    mcp_json_set_bool(out, "deleted", 1);
    mcp_result_set_structured(call->result, out);
    return NULL;
}

mcp_err_t *mcp_forms_update(mcp_tool_call_t *call)
{
    mcp_json_t *values = mcp_json_object_create(call->pool);
    const mcp_json_t *form = NULL;
    mcp_err_t *err;

    mcp_args_copy(values, "isAnonymous", call, "is_anonymous");
    mcp_args_copy(values, "submitMultiple", call, "submit_multiple");
    mcp_args_copy(values, "showExpiration", call, "show_expiration");
    mcp_args_copy(values, "expires", call, "expires");
    err = mcp_args_need_change(call, values);
    if (!err) {
        err = mcp_forms_find(&form, call);
    }
    if (!err) {
        err = mcp_forms_explain(call, change(call, form, values));
    }
    return err ? err : answer(call, form);
}
