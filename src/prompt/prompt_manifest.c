/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One prompt of a manifest. What can be proven at start-up is: every
 * placeholder has an argument, every argument a placeholder, and an optional
 * one a default, so that no value leaves a hole in a sentence.
 */

#include "prompt/prompt_manifest.h"

#include <string.h>
#include <apr_strings.h>
#include "util/proof.h"

#define MAX_NAME 48
#define MAX_TITLE 128
#define MAX_DESCRIPTION 1024
#define MAX_TEXT 8192
#define MAX_VALUES 100

/* A prompt on its way. */
typedef struct {
    mcp_prompt_t *prompt;
    const mcp_json_t *json;
    const char *pointer;
    apr_pool_t *pool;
    int used[MCP_PROMPT_MAX_ARGUMENTS]; /* placeholders of each argument */
} load_t;

/* An object of a prompt: the prompt itself, an argument, a message. */
typedef struct {
    const mcp_json_t *json;
    const char *pointer;
    apr_pool_t *pool;
} part_t;

static const char *at(const part_t *part, const char *key)
{
    return mcp_proof_at(part->pool, part->pointer, key);
}

static mcp_err_t *check_object(const part_t *part, const char *const *allowed)
{
    const char *ignored;
    mcp_err_t *err;

    if (mcp_json_type(part->json) != MCP_JSON_OBJECT) {
        return mcp_proof_fail(part->pool, part->pointer, "must be an object");
    }
    err = mcp_proof_keys(part->json, allowed, part->pointer, part->pool);
    return err ? err
               : mcp_proof_string(&ignored, part->json, "$comment",
                                  MCP_MANIFEST_MAX_SIZE, part->pointer,
                                  part->pool);
}

static mcp_err_t *need_string(const char **out, const part_t *part,
                              const char *key, apr_size_t max)
{
    mcp_err_t *err =
        mcp_proof_string(out, part->json, key, max, part->pointer, part->pool);

    if (!err && !*out) {
        err = mcp_proof_fail(part->pool, part->pointer, "needs \"%s\"", key);
    }
    return err;
}

static mcp_err_t *read_name(const char **out, const part_t *part,
                            apr_size_t min)
{
    mcp_err_t *err = need_string(out, part, "name", MAX_NAME);

    if (!err && !mcp_proof_is_word(*out, MCP_PROOF_NAME, min, MAX_NAME)) {
        err = mcp_proof_fail(part->pool, at(part, "name"),
                             "must be %" APR_SIZE_T_FMT " to %d characters of "
                             "a-z, 0-9 and \"_\"",
                             min, MAX_NAME);
    }
    return err;
}

static mcp_err_t *read_texts(const char **title, const char **description,
                             const part_t *part)
{
    mcp_err_t *err = mcp_proof_string(title, part->json, "title", MAX_TITLE,
                                      part->pointer, part->pool);

    if (!err && *title && strchr(*title, '\n')) {
        err =
            mcp_proof_fail(part->pool, at(part, "title"), "must be one line");
    }
    return err ? err
               : need_string(description, part, "description",
                             MAX_DESCRIPTION);
}

/* Either all that an argument can be ("complete": ["week", "month"]) … */
static mcp_err_t *read_values(mcp_prompt_argument_t *argument,
                              const part_t *part, const mcp_json_t *list)
{
    const char *pointer = at(part, "complete");
    apr_size_t count = mcp_json_length(list);
    const char **values =
        apr_pcalloc(part->pool, (count + 1) * sizeof(char *));
    apr_size_t i;

    if (count == 0 || count > MAX_VALUES) {
        return mcp_proof_fail(part->pool, pointer, "must have 1 to %d values",
                              MAX_VALUES);
    }
    for (i = 0; i < count; i++) {
        const mcp_json_t *value = mcp_json_at(list, i);

        if (mcp_json_type(value) != MCP_JSON_STRING
            || mcp_json_str_len(value) == 0
            || mcp_json_str_len(value) > MAX_TITLE) {
            return mcp_proof_fail(
                part->pool, mcp_proof_at_index(part->pool, pointer, i),
                "must be a string of 1 to %d bytes", MAX_TITLE);
        }
        values[i] = apr_pstrdup(part->pool, mcp_json_str(value, ""));
    }
    argument->values = values;
    argument->complete = MCP_PROMPT_VALUES;
    return NULL;
}

/* … or what kind of thing it is. */
static mcp_err_t *read_complete(mcp_prompt_argument_t *argument,
                                const part_t *part)
{
    static const struct {
        const char *name;
        mcp_prompt_complete_e kind;
    } kinds[] = {{"path", MCP_PROMPT_PATH},
                 {"folder", MCP_PROMPT_FOLDER},
                 {"user", MCP_PROMPT_USER}};
    const mcp_json_t *json = mcp_json_get(part->json, "complete");
    const char *name = mcp_json_str(json, "");
    apr_size_t i;

    if (!mcp_json_has(part->json, "complete")) {
        return NULL;
    }
    if (mcp_json_type(json) == MCP_JSON_ARRAY) {
        return read_values(argument, part, json);
    }
    for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (!strcmp(name, kinds[i].name)) {
            argument->complete = kinds[i].kind;
            return NULL;
        }
    }
    return mcp_proof_fail(part->pool, at(part, "complete"),
                          "must be \"path\", \"folder\", \"user\" or an "
                          "array of values");
}

static mcp_err_t *read_fallback(mcp_prompt_argument_t *argument,
                                const part_t *part)
{
    mcp_err_t *err = mcp_proof_type(part->json, "required", MCP_JSON_BOOL,
                                    part->pointer, part->pool);

    argument->required = mcp_json_get_bool(part->json, "required", 0);
    if (!err) {
        err = mcp_proof_string(&argument->fallback, part->json, "default",
                               MAX_DESCRIPTION, part->pointer, part->pool);
    }
    if (!err && argument->required && argument->fallback) {
        err = mcp_proof_fail(part->pool, at(part, "default"),
                             "is for arguments that are not required");
    }
    if (!err && !argument->required && !argument->fallback) {
        err = mcp_proof_fail(part->pool, part->pointer,
                             "needs \"default\": what stands in the text when "
                             "the argument is left out");
    }
    return err;
}

static mcp_err_t *read_argument(mcp_prompt_argument_t *argument,
                                const part_t *part, const mcp_prompt_t *prompt)
{
    static const char *const allowed[] = {"$comment",    "name",     "title",
                                          "description", "required", "default",
                                          "complete",    NULL};
    mcp_err_t *err = check_object(part, allowed);

    if (!err) {
        err = read_name(&argument->name, part, 1);
    }
    if (!err && mcp_prompt_find_argument(prompt, argument->name) >= 0) {
        err = mcp_proof_fail(part->pool, at(part, "name"),
                             "is declared already");
    }
    if (!err) {
        err = read_texts(&argument->title, &argument->description, part);
    }
    if (!err) {
        err = read_fallback(argument, part);
    }
    return err ? err : read_complete(argument, part);
}

/* The array under key, which has min to max elements. */
static mcp_err_t *get_list(const mcp_json_t **list, apr_size_t *count,
                           const load_t *load, const char *key, int max)
{
    mcp_err_t *err = mcp_proof_type(load->json, key, MCP_JSON_ARRAY,
                                    load->pointer, load->pool);

    *list = mcp_json_get(load->json, key);
    *count = mcp_json_length(*list);
    if (!err && *count > (apr_size_t)max) {
        err = mcp_proof_fail(load->pool,
                             mcp_proof_at(load->pool, load->pointer, key),
                             "more than %d", max);
    }
    return err;
}

static part_t get_part(const load_t *load, const mcp_json_t *list,
                       const char *key, apr_size_t i)
{
    part_t part;

    part.json = mcp_json_at(list, i);
    part.pointer = mcp_proof_at_index(
        load->pool, mcp_proof_at(load->pool, load->pointer, key), i);
    part.pool = load->pool;
    return part;
}

static mcp_err_t *read_arguments(load_t *load)
{
    mcp_prompt_argument_t *arguments;
    const mcp_json_t *list;
    apr_size_t count;
    apr_size_t i;
    mcp_err_t *err;

    if (!mcp_json_has(load->json, "arguments")) {
        return NULL;
    }
    err = get_list(&list, &count, load, "arguments", MCP_PROMPT_MAX_ARGUMENTS);
    if (err) {
        return err;
    }
    arguments = apr_pcalloc(load->pool, (count + 1) * sizeof(*arguments));
    load->prompt->arguments = arguments;
    for (i = 0; i < count; i++) {
        part_t part = get_part(load, list, "arguments", i);

        err = read_argument(&arguments[i], &part, load->prompt);
        if (err) {
            return err;
        }
        load->prompt->argument_count++;
    }
    return NULL;
}

static mcp_err_t *read_message(mcp_prompt_message_t *message,
                               const part_t *part, load_t *load)
{
    static const char *const allowed[] = {"$comment", "role", "text", NULL};
    const char *text;
    mcp_err_t *err = check_object(part, allowed);

    if (!err) {
        err = need_string(&message->role, part, "role", 16);
    }
    if (!err && strcmp(message->role, "user") != 0
        && strcmp(message->role, "assistant") != 0) {
        err = mcp_proof_fail(part->pool, at(part, "role"),
                             "must be \"user\" or \"assistant\"");
    }
    if (!err) {
        err = need_string(&text, part, "text", MAX_TEXT);
    }
    return err ? err
               : mcp_prompt_text_read(message, load->prompt, load->used, text,
                                      at(part, "text"), part->pool);
}

static mcp_err_t *check_used(const load_t *load)
{
    int i;

    for (i = 0; i < load->prompt->argument_count; i++) {
        if (!load->used[i]) {
            return mcp_proof_fail(
                load->pool,
                mcp_proof_at_index(
                    load->pool,
                    mcp_proof_at(load->pool, load->pointer, "arguments"),
                    (apr_size_t)i),
                "{%s} stands in no message", load->prompt->arguments[i].name);
        }
    }
    return NULL;
}

static mcp_err_t *read_messages(load_t *load)
{
    mcp_prompt_message_t *messages;
    const mcp_json_t *list;
    apr_size_t count;
    apr_size_t i;
    mcp_err_t *err =
        get_list(&list, &count, load, "messages", MCP_PROMPT_MAX_MESSAGES);

    if (!err && count == 0) {
        err = mcp_proof_fail(
            load->pool, mcp_proof_at(load->pool, load->pointer, "messages"),
            "must not be empty");
    }
    if (err) {
        return err;
    }
    messages = apr_pcalloc(load->pool, count * sizeof(*messages));
    for (i = 0; i < count; i++) {
        part_t part = get_part(load, list, "messages", i);

        err = read_message(&messages[i], &part, load);
        if (err) {
            return err;
        }
    }
    load->prompt->messages = messages;
    load->prompt->message_count = (int)count;
    return check_used(load);
}

static mcp_err_t *read_prompt(load_t *load)
{
    static const char *const allowed[] = {
        "$comment",  "name",     "title", "description",
        "arguments", "messages", NULL};
    part_t part = {load->json, load->pointer, load->pool};
    mcp_err_t *err = check_object(&part, allowed);

    if (!err) {
        err = read_name(&load->prompt->name, &part, 3);
    }
    if (!err) {
        err = read_texts(&load->prompt->title, &load->prompt->description,
                         &part);
    }
    if (!err) {
        err = read_arguments(load);
    }
    return err ? err : read_messages(load);
}

static mcp_err_t *take(void *baton, mcp_json_t *element, const char *pointer,
                       const char *app, apr_pool_t *pool)
{
    apr_array_header_t *prompts = baton;
    load_t load;
    mcp_err_t *err;

    memset(&load, 0, sizeof(load));
    load.prompt = apr_pcalloc(pool, sizeof(*load.prompt));
    load.prompt->app = app;
    load.prompt->say = mcp_prompt_fill;
    load.prompt->is_fixed = 1;
    load.json = element;
    load.pointer = pointer;
    load.pool = pool;
    err = read_prompt(&load);
    if (!err) {
        APR_ARRAY_PUSH(prompts, const mcp_prompt_t *) = load.prompt;
    }
    return err;
}

mcp_err_t *mcp_prompt_manifest_parse(apr_array_header_t *prompts,
                                     const char *app, const char *text,
                                     apr_size_t len, apr_pool_t *pool)
{
    mcp_manifest_kind_t kind = {"prompts", take, prompts};

    return mcp_manifest_file_parse(&kind, app, text, len, pool);
}

mcp_err_t *mcp_prompt_manifest_read(apr_array_header_t *prompts,
                                    const char *path, apr_pool_t *pool)
{
    mcp_manifest_kind_t kind = {"prompts", take, prompts};

    return mcp_manifest_file_read(&kind, path, pool);
}
