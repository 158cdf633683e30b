/* SPDX-License-Identifier: Apache-2.0 */

/* Questions of a form, and what people answered. */

#include "tools/forms.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/pick.h"

void mcp_forms_describe_question(mcp_json_t *out, const mcp_json_t *question)
{
    static const mcp_pick_t picks[] = {{"id", NULL},
                                       {"type", NULL},
                                       {"text", NULL},
                                       {"description", NULL},
                                       {"isRequired", "is_required"},
                                       {"extraSettings", "settings"},
                                       {NULL, NULL}};
    const mcp_json_t *options = mcp_json_get(question, "options");
    mcp_json_t *list;
    apr_size_t i;

    mcp_pick_members(out, question, picks);
    if (!mcp_json_length(options)) {
        return;
    }
    list = mcp_json_set_array(out, "options");
    for (i = 0; i < mcp_json_length(options); i++) {
        mcp_json_add_str(
            list, mcp_json_get_str(mcp_json_at(options, i), "text", ""));
    }
}

/* ---- a new question ---- */

static int is_choice(const char *type)
{
    return !strcmp(type, "multiple") || !strcmp(type, "multiple_unique")
           || !strcmp(type, "dropdown");
}

static mcp_err_t *check_options(const mcp_tool_call_t *call, const char *type)
{
    int has = mcp_json_length(mcp_json_get(call->args, "options")) > 0;

    if (has == is_choice(type)) {
        return NULL;
    }
    return mcp_err_create(
        call->pool, MCP_ERR_TOOL,
        has ? "options are for the types multiple, multiple_unique and "
              "dropdown; a question of the type %s has none."
            : "A question of the type %s needs options.",
        type);
}

/* What POST does not take: PATCH the question with id. */
static mcp_err_t *set_details(const mcp_tool_call_t *call, const char *path,
                              int is_number)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *values = mcp_json_set_object(body, "keyValuePairs");
    mcp_json_t *id;

    if (mcp_json_get_bool(call->args, "is_required", 0)) {
        mcp_json_set_bool(values, "isRequired", 1);
    }
    if (is_number) {
        mcp_json_set_str(mcp_json_set_object(values, "extraSettings"),
                         "validationType", "number");
    }
    return mcp_json_length(values)
               ? mcp_ocs_call(call->nc, "PATCH", path, body, &id)
               : NULL;
}

static mcp_err_t *set_options(const mcp_tool_call_t *call, const char *path)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *options;

    if (!mcp_json_length(mcp_json_get(call->args, "options"))) {
        return NULL;
    }
    mcp_args_copy(body, "optionTexts", call, "options");
    return mcp_ocs_call(call->nc, "POST",
                        apr_pstrcat(call->pool, path, "/options", NULL), body,
                        &options);
}

/* Up to three requests. A question that is not whole is taken away again. */
mcp_err_t *mcp_forms_question(mcp_tool_call_t *call)
{
    const char *type = mcp_json_get_str(call->args, "question_type", "");
    int is_number = !strcmp(type, "number");
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *out = mcp_json_object_create(call->pool);
    const mcp_json_t *form;
    mcp_json_t *question;
    mcp_json_t *gone;
    const char *path;
    mcp_err_t *err = check_options(call, type);

    /* To Forms a number is a short text of a special kind. */
    mcp_json_set_str(body, "type", is_number ? "short" : type);
    mcp_args_copy(body, "text", call, "question_text");
    if (!err) {
        err = mcp_forms_find(&form, call);
    }
    if (err) {
        return err;
    }
    err = mcp_ocs_call(call->nc, "POST",
                       mcp_forms_path(call, form, "/questions"), body,
                       &question);
    if (err) {
        return mcp_forms_explain(call, err);
    }
    path = apr_psprintf(call->pool, "%s/%" APR_INT64_T_FMT,
                        mcp_forms_path(call, form, "/questions"),
                        mcp_json_get_int(question, "id", 0));
    err = set_details(call, path, is_number);
    if (!err) {
        err = set_options(call, path);
    }
    if (!err) {
        err = mcp_ocs_get(call->nc, path, NULL, &question);
    }
    if (err) {
        (void)mcp_ocs_call(call->nc, "DELETE", path, NULL, &gone);
        return mcp_forms_explain(call, err);
    }
    mcp_forms_describe_question(out, question);
    mcp_result_set_structured(call->result, out);
    return NULL;
}

/* ---- answers ---- */

static const mcp_json_t *question_of(const mcp_json_t *questions,
                                     const mcp_json_t *answer)
{
    apr_int64_t id = mcp_json_get_int(answer, "questionId", 0);
    apr_size_t i;

    for (i = 0; i < mcp_json_length(questions); i++) {
        const mcp_json_t *question = mcp_json_at(questions, i);

        if (mcp_json_get_int(question, "id", 0) == id) {
            return question;
        }
    }
    return NULL;
}

/* One answer is a text, several to one question are a list. */
static void add_answer(mcp_json_t *answers, const char *name,
                       const mcp_json_t *answer, apr_pool_t *pool)
{
    mcp_json_t *before = mcp_json_get(answers, name);
    const char *text = mcp_json_get_str(answer, "text", "");
    mcp_json_t *list;

    if (!before) {
        mcp_json_set_str(answers, name, text);
        return;
    }
    if (mcp_json_type(before) == MCP_JSON_ARRAY) {
        mcp_json_add_str(before, text);
        return;
    }
    list = mcp_json_array_create(pool);
    mcp_json_add(list, before);
    mcp_json_add_str(list, text);
    mcp_json_set(answers, name, list);
}

static void describe_response(mcp_json_t *out, const mcp_json_t *response,
                              const mcp_json_t *questions, apr_pool_t *pool)
{
    static const mcp_pick_t picks[] = {
        {"id", NULL}, {"userDisplayName", "by"}, {NULL, NULL}};
    const mcp_json_t *given = mcp_json_get(response, "answers");
    mcp_json_t *answers;
    apr_size_t i;

    mcp_pick_members(out, response, picks);
    mcp_pick_time(out, "at", response, "timestamp", pool);
    answers = mcp_json_set_object(out, "answers");
    for (i = 0; i < mcp_json_length(given); i++) {
        const mcp_json_t *answer = mcp_json_at(given, i);
        const mcp_json_t *question = question_of(questions, answer);

        if (question) {
            add_answer(answers,
                       mcp_pick_name(question, questions, "text", pool),
                       answer, pool);
        }
    }
}

mcp_err_t *mcp_forms_responses(mcp_tool_call_t *call)
{
    apr_int64_t limit = mcp_json_get_int(call->args, "limit", 100);
    apr_int64_t offset = mcp_json_get_int(call->args, "offset", 0);
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_json_t *list = mcp_json_set_array(out, "responses");
    const mcp_json_t *responses;
    const mcp_json_t *form;
    apr_int64_t total;
    mcp_json_t *said;
    apr_size_t i;
    mcp_err_t *err = mcp_forms_find(&form, call);

    if (!err) {
        err = mcp_forms_explain(
            call,
            mcp_ocs_get(call->nc, mcp_forms_path(call, form, "/submissions"),
                        apr_psprintf(call->pool,
                                     "limit=%" APR_INT64_T_FMT
                                     "&offset=%" APR_INT64_T_FMT,
                                     limit, offset),
                        &said));
    }
    if (err) {
        return err;
    }
    responses = mcp_json_get(said, "submissions");
    for (i = 0; i < mcp_json_length(responses); i++) {
        describe_response(mcp_json_add_object(list), mcp_json_at(responses, i),
                          mcp_json_get(said, "questions"), call->pool);
    }
    total = mcp_json_get_int(said, "filteredSubmissionsCount", 0);
    mcp_json_set_int(out, "total", total);
    if (offset + (apr_int64_t)mcp_json_length(responses) < total) {
        mcp_json_set_int(out, "next_offset",
                         offset + (apr_int64_t)mcp_json_length(responses));
    }
    mcp_result_set_structured(call->result, out);
    return NULL;
}
