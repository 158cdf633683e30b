/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One tool of a manifest. Every rule that can be proven at start-up is
 * proven here or below, so that running a tool needs no such check and a
 * wrong manifest never reaches a user.
 */

#include <string.h>
#include <apr_strings.h>
#include "tool/manifest.h"
#include "util/proof.h"
#include "tool/rest.h"
#include "tool/schema_impl.h"

#define MAX_TITLE 128

/* A tool on its way. */
typedef struct {
    mcp_tool_t *tool;
    mcp_json_t *json;
    const char *pointer;
    const mcp_native_t *natives;
    apr_pool_t *pool;
} load_t;

static const char *at(const load_t *load, const char *key)
{
    return mcp_proof_at(load->pool, load->pointer, key);
}

static mcp_err_t *need_string(const char **out, const load_t *load,
                              const char *key, apr_size_t max)
{
    mcp_err_t *err =
        mcp_proof_string(out, load->json, key, max, load->pointer, load->pool);

    if (!err && !*out) {
        err = mcp_proof_fail(load->pool, load->pointer, "needs \"%s\"", key);
    }
    return err;
}

static mcp_err_t *check_keys(load_t *load)
{
    static const char *const allowed[] = {
        "$comment",     "name",        "family",   "title",
        "description",  "annotations", "requires", "input",
        "outputSchema", "native",      "call",     "result",
        "task",         NULL};
    const char *ignored;
    mcp_err_t *err =
        mcp_proof_keys(load->json, allowed, load->pointer, load->pool);

    return err ? err
               : mcp_proof_string(&ignored, load->json, "$comment",
                                  MCP_MANIFEST_MAX_SIZE, load->pointer,
                                  load->pool);
}

static mcp_err_t *read_names(load_t *load)
{
    mcp_tool_t *tool = load->tool;
    mcp_err_t *err =
        need_string(&tool->name, load, "name", MCP_MANIFEST_MAX_NAME);

    if (!err
        && !mcp_proof_is_word(tool->name, MCP_PROOF_NAME, 3,
                              MCP_MANIFEST_MAX_NAME)) {
        err = mcp_proof_fail(load->pool, at(load, "name"),
                             "must be 3 to %d characters of a-z, 0-9 and "
                             "\"_\"",
                             MCP_MANIFEST_MAX_NAME);
    }
    if (!err) {
        err = need_string(&tool->title, load, "title", MAX_TITLE);
    }
    if (!err && strchr(tool->title, '\n')) {
        err =
            mcp_proof_fail(load->pool, at(load, "title"), "must be one line");
    }
    if (!err) {
        err = need_string(&tool->description, load, "description",
                          MCP_SCHEMA_MAX_DESCRIPTION);
    }
    return err;
}

static mcp_err_t *read_hint(int *out, const load_t *load, const char *name)
{
    const mcp_json_t *annotations = mcp_json_get(load->json, "annotations");
    mcp_err_t *err = mcp_proof_type(annotations, name, MCP_JSON_BOOL,
                                    at(load, "annotations"), load->pool);

    *out = mcp_json_get_bool(annotations, name, 0);
    return err;
}

static mcp_err_t *read_annotations(load_t *load)
{
    static const char *const allowed[] = {"readOnlyHint", "destructiveHint",
                                          "idempotentHint", "openWorldHint",
                                          NULL};
    mcp_tool_t *tool = load->tool;
    mcp_err_t *err = mcp_proof_type(load->json, "annotations", MCP_JSON_OBJECT,
                                    load->pointer, load->pool);

    if (!err) {
        err = mcp_proof_keys(mcp_json_get(load->json, "annotations"), allowed,
                             at(load, "annotations"), load->pool);
    }
    if (!err) {
        err = read_hint(&tool->read_only, load, "readOnlyHint");
    }
    if (!err) {
        err = read_hint(&tool->destructive, load, "destructiveHint");
    }
    if (!err) {
        err = read_hint(&tool->idempotent, load, "idempotentHint");
    }
    if (!err) {
        err = read_hint(&tool->open_world, load, "openWorldHint");
    }
    if (!err && tool->read_only && tool->destructive) {
        err = mcp_proof_fail(load->pool, at(load, "annotations"),
                             "a tool that only reads is not destructive");
    }
    return err;
}

static mcp_err_t *read_requires(load_t *load)
{
    return mcp_manifest_requires(&load->tool->require, load->json,
                                 load->pointer, load->pool);
}

static mcp_err_t *read_input(load_t *load)
{
    mcp_json_t *input = mcp_json_get(load->json, "input");
    mcp_err_t *err;

    if (!mcp_json_has(load->json, "input")) {
        return mcp_proof_fail(load->pool, load->pointer, "needs \"input\"");
    }
    err = mcp_schema_compile(&load->tool->input, input, at(load, "input"),
                             load->pool);
    if (err) {
        return err;
    }
    mcp_schema_strip(input);
    load->tool->input_schema = mcp_json_print(input, NULL, load->pool);
    return NULL;
}

/* Clients of 2025 know only objects here. The rest of the schema is theirs
 * to read, not ours to check. */
static mcp_err_t *read_output(load_t *load)
{
    const mcp_json_t *output = mcp_json_get(load->json, "outputSchema");
    mcp_err_t *err;

    if (!mcp_json_has(load->json, "outputSchema")) {
        return NULL;
    }
    err = mcp_proof_type(load->json, "outputSchema", MCP_JSON_OBJECT,
                         load->pointer, load->pool);
    if (!err && strcmp(mcp_json_get_str(output, "type", ""), "object") != 0) {
        err = mcp_proof_fail(
            load->pool,
            mcp_proof_at(load->pool, at(load, "outputSchema"), "type"),
            "must be \"object\"");
    }
    if (!err) {
        load->tool->output_schema = mcp_json_print(output, NULL, load->pool);
    }
    return err;
}

/* Only what takes long: a task costs the client a second request at least. */
static mcp_err_t *read_task(load_t *load)
{
    const char *task;
    mcp_err_t *err = mcp_proof_string(&task, load->json, "task", 16,
                                      load->pointer, load->pool);

    if (err || !task) {
        return err;
    }
    if (strcmp(task, "optional") != 0) {
        return mcp_proof_fail(load->pool, at(load, "task"),
                              "must be \"optional\"");
    }
    load->tool->task = MCP_TOOL_TASK_OPTIONAL;
    return NULL;
}

static const mcp_native_t *find_native(const mcp_native_t *natives,
                                       const char *name)
{
    for (; natives && natives->name; natives++) {
        if (!strcmp(natives->name, name)) {
            return natives;
        }
    }
    return NULL;
}

static mcp_err_t *read_family(load_t *load)
{
    mcp_tool_t *tool = load->tool;
    mcp_err_t *err =
        mcp_proof_string(&tool->family, load->json, "family",
                         MCP_MANIFEST_MAX_NAME, load->pointer, load->pool);
    int is_family = tool->native && tool->native->family;

    if (err) {
        return err;
    }
    if (is_family != (tool->family != NULL)) {
        return is_family
                   ? mcp_proof_fail(load->pool, load->pointer,
                                    "needs \"family\": the native \"%s\" "
                                    "stands for several tools",
                                    tool->native->name)
                   : mcp_proof_fail(load->pool, at(load, "family"),
                                    "is only for natives that stand for "
                                    "several tools");
    }
    if (is_family
        && (!mcp_proof_is_word(tool->family, MCP_PROOF_NAME, 3, 32)
            || tool->family[strlen(tool->family) - 1] != '_'
            || strncmp(tool->name, tool->family, strlen(tool->family)) != 0)) {
        return mcp_proof_fail(load->pool, at(load, "family"),
                              "must end with \"_\", have 3 to 32 characters, "
                              "and be the beginning of the name");
    }
    return NULL;
}

/* A native adds the notice itself, where it publishes something. */
static mcp_err_t *check_no_notice(const load_t *load)
{
    const mcp_schema_t *input = load->tool->input;
    int i;

    for (i = 0; i < input->property_count; i++) {
        const mcp_schema_property_t *property = &input->properties[i];

        if (property->schema->notice) {
            const char *pointer = mcp_proof_at(
                load->pool,
                mcp_proof_at(load->pool, at(load, "input"), "properties"),
                property->name);

            return mcp_proof_fail(
                load->pool, mcp_proof_at(load->pool, pointer, "x-mcp-notice"),
                "is for tools with \"call\"");
        }
    }
    return NULL;
}

static mcp_err_t *read_native(load_t *load)
{
    const char *name;
    mcp_err_t *err = need_string(&name, load, "native", 64);

    if (err) {
        return err;
    }
    load->tool->native = find_native(load->natives, name);
    if (!load->tool->native) {
        return mcp_proof_fail(load->pool, at(load, "native"),
                              "there is no native \"%s\"", name);
    }
    if (mcp_json_has(load->json, "result")) {
        return mcp_proof_fail(load->pool, at(load, "result"),
                              "is for tools with \"call\"");
    }
    return check_no_notice(load);
}

static mcp_err_t *check_method(const load_t *load)
{
    const char *method = mcp_rest_method(load->tool->rest);

    if (load->tool->read_only != !strcmp(method, "GET")) {
        return mcp_proof_fail(
            load->pool,
            mcp_proof_at(load->pool, at(load, "annotations"), "readOnlyHint"),
            "must be true for GET and only for GET");
    }
    if (!strcmp(method, "DELETE") && !load->tool->destructive) {
        return mcp_proof_fail(load->pool,
                              mcp_proof_at(load->pool, at(load, "annotations"),
                                           "destructiveHint"),
                              "must be true for DELETE");
    }
    return NULL;
}

static mcp_err_t *read_implementation(load_t *load)
{
    int is_native = mcp_json_has(load->json, "native");
    mcp_err_t *err;

    if (is_native == mcp_json_has(load->json, "call")) {
        return mcp_proof_fail(load->pool, load->pointer,
                              "needs either \"native\" or \"call\"%s",
                              is_native ? ", not both" : "");
    }
    if (is_native) {
        err = read_native(load);
    }
    else {
        if (mcp_json_has(load->json, "result")
            && !mcp_json_get(load->json, "result")) {
            return mcp_proof_fail(load->pool, at(load, "result"),
                                  "must be an object");
        }
        err = mcp_rest_compile(&load->tool->rest,
                               mcp_json_get(load->json, "call"),
                               mcp_json_get(load->json, "result"),
                               load->tool->input, load->pointer, load->pool);
        if (!err) {
            err = check_method(load);
        }
    }
    return err ? err : read_family(load);
}

mcp_err_t *mcp_manifest_tool(mcp_tool_t **out, mcp_json_t *json,
                             const char *pointer, const mcp_native_t *natives,
                             apr_pool_t *pool)
{
    static mcp_err_t *(*const steps[])(load_t *) = {
        check_keys, read_names,  read_annotations, read_requires,
        read_input, read_output, read_task,        read_implementation,
    };
    load_t load = {NULL, json, pointer, natives, pool};
    apr_size_t i;

    *out = NULL;
    if (mcp_json_type(json) != MCP_JSON_OBJECT) {
        return mcp_proof_fail(pool, pointer, "must be an object");
    }
    load.tool = apr_pcalloc(pool, sizeof(*load.tool));
    for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        mcp_err_t *err = steps[i](&load);

        if (err) {
            return err;
        }
    }
    *out = load.tool;
    return NULL;
}
