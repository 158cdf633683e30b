/* SPDX-License-Identifier: Apache-2.0 */

#include "foreign/foreign.h"

#include <string.h>
#include "util/proof.h"

#define MAX_NAME 64

/* The members of a Prompt and a PromptArgument (MCP, schema.ts). */
static const mcp_foreign_member_t prompt_members[] = {
    {"name", MCP_JSON_STRING, 1, MCP_REV_2024_11_05},
    {"title", MCP_JSON_STRING, 0, MCP_REV_2025_06_18},
    {"description", MCP_JSON_STRING, 1, MCP_REV_2024_11_05},
    {"arguments", MCP_JSON_ARRAY, 0, MCP_REV_2024_11_05},
    {"icons", MCP_JSON_ARRAY, 0, MCP_REV_2025_11_25},
    {"_meta", MCP_JSON_OBJECT, 0, MCP_REV_2025_06_18},
    {.name = NULL},
};

static const char *const argument_members[] = {"name", "title", "description",
                                               "required", NULL};

static mcp_err_t *say(mcp_prompt_call_t *call)
{
    const mcp_prompt_t *prompt = call->prompt;
    const mcp_foreign_t *foreign = prompt->baton;
    mcp_json_t *args = mcp_json_object_create(call->pool);
    mcp_call_t mine = {
        .kind = MCP_FOREIGN_PROMPT,
        .pool = call->pool,
        .nc = call->nc,
        .client = call->client,
        .args = args,
        .result = call->said,
    };
    int i;

    /* An empty value is one that was not given. */
    for (i = 0; i < prompt->argument_count; i++) {
        if (*call->values[i]) {
            mcp_json_set_str(args, prompt->arguments[i].name, call->values[i]);
        }
    }
    foreign->run(&mine, &mcp_foreign_api, foreign->baton);
    return mine.err;
}

static mcp_err_t *complete(mcp_suggest_t *out, mcp_nc_t *nc,
                           const mcp_prompt_t *prompt,
                           const mcp_suggest_query_t *query)
{
    return mcp_foreign_complete(out, nc, prompt->baton, query);
}

static mcp_err_t *read_name(const char **name, const mcp_json_t *json,
                            const char *pointer, apr_pool_t *pool)
{
    mcp_err_t *err = mcp_foreign_string(name, json, "name", pointer, pool);

    if (!err
        && (!*name
            || !mcp_proof_is_word(*name, MCP_PROOF_MEMBER, 1, MAX_NAME))) {
        err = mcp_proof_fail(pool, mcp_proof_at(pool, pointer, "name"),
                             "must be 1 to %d of A-Z, a-z, 0-9, _, - and .",
                             MAX_NAME);
    }
    return err;
}

static mcp_err_t *read_texts(const char **title, const char **description,
                             const mcp_json_t *json, const char *pointer,
                             apr_pool_t *pool)
{
    mcp_err_t *err = mcp_foreign_string(title, json, "title", pointer, pool);

    return err ? err
               : mcp_foreign_string(description, json, "description", pointer,
                                    pool);
}

static mcp_err_t *read_argument(mcp_prompt_argument_t *argument,
                                const mcp_json_t *json, const char *pointer,
                                apr_pool_t *pool)
{
    mcp_err_t *err;

    if (mcp_json_type(json) != MCP_JSON_OBJECT) {
        return mcp_proof_fail(pool, pointer, "must be an object");
    }
    err = mcp_proof_keys(json, argument_members, pointer, pool);
    if (!err) {
        err = read_name(&argument->name, json, pointer, pool);
    }
    if (!err) {
        err = read_texts(&argument->title, &argument->description, json,
                         pointer, pool);
    }
    if (!err && mcp_json_has(json, "required")) {
        err = mcp_proof_type(json, "required", MCP_JSON_BOOL, pointer, pool);
    }
    argument->required = mcp_json_get_bool(json, "required", 0);
    return err;
}

static mcp_err_t *read_arguments(mcp_prompt_t *prompt, const mcp_json_t *list,
                                 const char *pointer, apr_pool_t *pool)
{
    apr_size_t count = mcp_json_length(list);
    mcp_prompt_argument_t *arguments;

    if (count > MCP_PROMPT_MAX_ARGUMENTS) {
        return mcp_proof_fail(pool, pointer, "has more than %d arguments",
                              MCP_PROMPT_MAX_ARGUMENTS);
    }
    arguments = apr_pcalloc(pool, (count + 1) * sizeof(*arguments));
    prompt->arguments = arguments;
    while ((apr_size_t)prompt->argument_count < count) {
        apr_size_t i = (apr_size_t)prompt->argument_count;
        const char *place = mcp_proof_at_index(pool, pointer, i);
        mcp_err_t *err =
            read_argument(&arguments[i], mcp_json_at(list, i), place, pool);

        if (err) {
            return err;
        }
        if (mcp_prompt_find_argument(prompt, arguments[i].name) >= 0) {
            return mcp_proof_fail(pool, mcp_proof_at(pool, place, "name"),
                                  "is declared twice");
        }
        prompt->argument_count++;
    }
    return NULL;
}

mcp_err_t *mcp_foreign_prompt(mcp_prompt_t *prompt, const char *definition,
                              const mcp_foreign_t *foreign,
                              const char *pointer, apr_pool_t *pool)
{
    mcp_json_t *json;
    mcp_err_t *err =
        mcp_foreign_parse(&json, definition, prompt_members, pointer, pool);

    if (!err) {
        err = read_name(&prompt->name, json, pointer, pool);
    }
    if (!err) {
        err = read_texts(&prompt->title, &prompt->description, json, pointer,
                         pool);
    }
    if (!err) {
        err = read_arguments(prompt, mcp_json_get(json, "arguments"),
                             mcp_proof_at(pool, pointer, "arguments"), pool);
    }
    if (err) {
        return err;
    }
    prompt->icons = mcp_foreign_text(definition, "icons", pool);
    prompt->meta = mcp_foreign_text(definition, "_meta", pool);
    prompt->say = say;
    prompt->complete = foreign->complete ? complete : NULL;
    prompt->baton = foreign;
    return NULL;
}
