/* SPDX-License-Identifier: Apache-2.0 */

#include "prompt/prompt.h"

#include <string.h>
#include <apr_cstr.h>
#include <apr_strings.h>
#include "util/buf.h"

int mcp_prompt_find_argument(const mcp_prompt_t *prompt, const char *name)
{
    int i;

    for (i = 0; i < prompt->argument_count; i++) {
        if (!strcmp(prompt->arguments[i].name, name)) {
            return i;
        }
    }
    return -1;
}

/* Arguments while they are read. */
typedef struct {
    const mcp_prompt_t *prompt;
    const char **values;
    mcp_buf_t faults; /* "path: is missing; …" */
} reading_t;

static void add_fault(reading_t *reading, const char *name, const char *what)
{
    mcp_buf_addf(&reading->faults, "%s%s: %s", reading->faults.len ? "; " : "",
                 name, what);
}

static int read_value(void *baton, const char *key, mcp_json_t *value)
{
    reading_t *reading = baton;
    int index = mcp_prompt_find_argument(reading->prompt, key);

    if (index < 0) {
        /* Of unbounded length, so not repeated: these are listed. */
        mcp_buf_addf(&reading->faults, "%sthere is an unknown argument",
                     reading->faults.len ? "; " : "");
        return 0;
    }
    if (mcp_json_type(value) != MCP_JSON_STRING) {
        add_fault(reading, key, "must be a string");
    }
    else if (mcp_json_str_len(value) > MCP_PROMPT_MAX_VALUE) {
        add_fault(reading, key, "is longer than 4096 bytes");
    }
    /* Forms send an empty text for a field that was left empty. */
    else if (mcp_json_str_len(value) > 0) {
        reading->values[index] = mcp_json_str(value, "");
    }
    return 1;
}

static void fill_in(reading_t *reading)
{
    const mcp_prompt_t *prompt = reading->prompt;
    int i;

    for (i = 0; i < prompt->argument_count; i++) {
        const mcp_prompt_argument_t *argument = &prompt->arguments[i];

        if (reading->values[i]) {
            continue;
        }
        reading->values[i] = argument->fallback ? argument->fallback : "";
        if (argument->required) {
            add_fault(reading, argument->name, "is missing");
        }
    }
}

static const char *list_arguments(const mcp_prompt_t *prompt, apr_pool_t *pool)
{
    mcp_buf_t buf;
    int i;

    mcp_buf_init(&buf, 64, pool);
    for (i = 0; i < prompt->argument_count; i++) {
        mcp_buf_addf(&buf, "%s%s%s", i ? ", " : "", prompt->arguments[i].name,
                     prompt->arguments[i].required ? "" : " (optional)");
    }
    return buf.len ? buf.data : "none";
}

mcp_err_t *mcp_prompt_read_values(const char *const **values,
                                  const mcp_prompt_t *prompt,
                                  const mcp_json_t *arguments,
                                  apr_pool_t *pool)
{
    reading_t reading;

    reading.prompt = prompt;
    reading.values = apr_pcalloc(pool, ((apr_size_t)prompt->argument_count + 1)
                                           * sizeof(char *));
    mcp_buf_init(&reading.faults, 64, pool);
    mcp_json_each(arguments, read_value, &reading);
    fill_in(&reading);
    *values = reading.values;
    if (reading.faults.len == 0) {
        return NULL;
    }
    return mcp_err_create(pool, MCP_ERR_PARAMS,
                          "Invalid params: %s. The arguments of \"%s\": %s",
                          reading.faults.data, prompt->name,
                          list_arguments(prompt, pool));
}

mcp_err_t *mcp_prompt_fill(mcp_prompt_call_t *call)
{
    int i;
    int j;

    for (i = 0; i < call->prompt->message_count; i++) {
        const mcp_prompt_message_t *message = &call->prompt->messages[i];
        mcp_buf_t buf;

        mcp_buf_init(&buf, 512, call->pool);
        for (j = 0; j < message->count; j++) {
            const mcp_prompt_piece_t *piece = &message->pieces[j];

            mcp_buf_add_str(&buf, piece->text ? piece->text
                                              : call->values[piece->argument]);
        }
        mcp_result_set_role(call->said, message->role);
        mcp_result_add_text(call->said, buf.data, buf.len);
    }
    return NULL;
}

/* In the manifest's order, which is the author's. */
static void suggest_values(mcp_suggest_t *out, const char *const *values,
                           const char *typed)
{
    for (; *values; values++) {
        if (!apr_cstr_casecmpn(*values, typed, strlen(typed))) {
            mcp_suggest_add(out, *values);
        }
    }
    out->total = out->values->nelts;
}

mcp_err_t *mcp_prompt_complete(mcp_suggest_t *out, mcp_nc_t *nc,
                               const mcp_prompt_t *prompt, int index,
                               const mcp_suggest_query_t *query)
{
    const mcp_prompt_argument_t *argument = &prompt->arguments[index];

    if (prompt->complete) {
        return prompt->complete(out, nc, prompt, query);
    }
    switch (argument->complete) {
    case MCP_PROMPT_PATH:
        return mcp_suggest_paths(out, nc, query->value, 0);
    case MCP_PROMPT_FOLDER:
        return mcp_suggest_paths(out, nc, query->value, 1);
    case MCP_PROMPT_USER:
        return mcp_suggest_users(out, nc, query->value);
    case MCP_PROMPT_VALUES:
        suggest_values(out, argument->values, query->value);
        break;
    case MCP_PROMPT_ANYTHING:
        break;
    }
    return NULL;
}
