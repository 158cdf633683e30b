/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The Tool object that another module hands over as text.
 *
 * Its values are published as they were written: a schema's order, numbers
 * and white space are its author's. So they are cut out of the text; what is
 * parsed serves for the proof only.
 */

#include "foreign/foreign.h"

#include <string.h>
#include <apr_strings.h>
#include "util/buf.h"
#include "util/json_member.h"
#include "util/proof.h"

#define MAX_NAME 64
#define MAX_DEFINITION (256 * 1024)
#define MAX_DESCRIPTION (16 * 1024)

/* The members of a Tool (MCP, schema.ts), in the order of publication. */
static const struct {
    const char *name;
    mcp_json_type_e type;
    int required;
    mcp_revision_e since;
} members[] = {
    {"name", MCP_JSON_STRING, 1, MCP_REV_2024_11_05},
    {"title", MCP_JSON_STRING, 0, MCP_REV_2025_06_18},
    {"description", MCP_JSON_STRING, 1, MCP_REV_2024_11_05},
    {"inputSchema", MCP_JSON_OBJECT, 1, MCP_REV_2024_11_05},
    {"outputSchema", MCP_JSON_OBJECT, 0, MCP_REV_2025_06_18},
    {"annotations", MCP_JSON_OBJECT, 0, MCP_REV_2025_03_26},
    {"icons", MCP_JSON_ARRAY, 0, MCP_REV_2025_11_25},
    {"_meta", MCP_JSON_OBJECT, 0, MCP_REV_2025_06_18},
};

#define MEMBERS (sizeof(members) / sizeof(members[0]))

static int is_object_schema(const mcp_json_t *schema)
{
    return !strcmp(mcp_json_get_str(schema, "type", ""), "object");
}

/* Is this member for clients of this revision? */
static int is_known(apr_size_t member, const mcp_json_t *json,
                    mcp_revision_e revision)
{
    const char *name = members[member].name;

    if (!mcp_json_has(json, name) || revision < members[member].since) {
        return 0;
    }
    /* Other forms came with 2026-07-28. */
    return strcmp(name, "outputSchema") != 0
           || mcp_revision_is_modern(revision)
           || is_object_schema(mcp_json_get(json, name));
}

static void publish(mcp_tool_t *tool, const mcp_json_t *json, const char *text,
                    apr_pool_t *pool)
{
    int revision;

    for (revision = 0; revision < MCP_REVISIONS; revision++) {
        const char *separator = "{";
        apr_size_t i;
        mcp_buf_t buf;

        mcp_buf_init(&buf, strlen(text) + 64, pool);
        for (i = 0; i < MEMBERS; i++) {
            apr_size_t len;
            const char *value =
                mcp_json_member_text(text, members[i].name, &len);

            if (value && is_known(i, json, (mcp_revision_e)revision)) {
                mcp_buf_addf(&buf, "%s\"%s\":", separator, members[i].name);
                mcp_buf_add(&buf, value, len);
                separator = ",";
            }
        }
        mcp_buf_add_str(&buf, "}");
        tool->definition[revision] = buf.data;
        tool->definition_len[revision] = buf.len;
    }
}

static mcp_err_t *check_members(const mcp_json_t *json, const char *pointer,
                                apr_pool_t *pool)
{
    const char *names[MEMBERS + 1] = {NULL};
    mcp_err_t *err;
    apr_size_t i;

    for (i = 0; i < MEMBERS; i++) {
        names[i] = members[i].name;
    }
    err = mcp_proof_keys(json, names, pointer, pool);
    for (i = 0; i < MEMBERS && !err; i++) {
        if (members[i].required || mcp_json_has(json, names[i])) {
            err =
                mcp_proof_type(json, names[i], members[i].type, pointer, pool);
        }
    }
    return err;
}

static mcp_err_t *read_texts(mcp_tool_t *tool, const mcp_json_t *json,
                             const char *pointer, apr_pool_t *pool)
{
    mcp_err_t *err =
        mcp_proof_string(&tool->name, json, "name", MAX_NAME, pointer, pool);

    if (!err) {
        err = mcp_proof_string(&tool->title, json, "title", MAX_DESCRIPTION,
                               pointer, pool);
    }
    if (!err) {
        err = mcp_proof_string(&tool->description, json, "description",
                               MAX_DESCRIPTION, pointer, pool);
    }
    if (!err
        && !mcp_proof_is_word(tool->name, MCP_PROOF_MEMBER, 1, MAX_NAME)) {
        err = mcp_proof_fail(pool, mcp_proof_at(pool, pointer, "name"),
                             "must be 1 to %d of A-Z, a-z, 0-9, _, - and .",
                             MAX_NAME);
    }
    return err;
}

/* The hint that MCPReadOnly goes by. */
static mcp_err_t *read_hints(mcp_tool_t *tool, const mcp_json_t *json,
                             const char *pointer, apr_pool_t *pool)
{
    const mcp_json_t *annotations = mcp_json_get(json, "annotations");

    if (!mcp_json_has(annotations, "readOnlyHint")) {
        return NULL;
    }
    tool->read_only = mcp_json_get_bool(annotations, "readOnlyHint", 0);
    return mcp_proof_type(annotations, "readOnlyHint", MCP_JSON_BOOL,
                          mcp_proof_at(pool, pointer, "annotations"), pool);
}

static mcp_err_t *read_schema(mcp_tool_t *tool, const mcp_json_t *json,
                              const char *pointer, apr_pool_t *pool)
{
    const mcp_json_t *schema = mcp_json_get(json, "inputSchema");

    pointer = mcp_proof_at(pool, pointer, "inputSchema");
    if (!is_object_schema(schema)) {
        return mcp_proof_fail(pool, mcp_proof_at(pool, pointer, "type"),
                              "must be \"object\"");
    }
    return mcp_foreign_headers(&tool->input, schema, pointer, pool);
}

mcp_err_t *mcp_foreign_define(mcp_tool_t *tool, const char *definition,
                              const char *pointer, apr_pool_t *pool)
{
    apr_size_t len = strlen(definition);
    mcp_json_t *json;
    mcp_err_t *err;

    if (len > MAX_DEFINITION) {
        return mcp_proof_fail(pool, pointer, "is longer than %d bytes",
                              MAX_DEFINITION);
    }
    err = mcp_json_parse(&json, definition, len, pool);
    if (err) {
        return mcp_proof_fail(pool, pointer, "%s", err->message);
    }
    if (mcp_json_type(json) != MCP_JSON_OBJECT) {
        return mcp_proof_fail(pool, pointer, "must be an object");
    }
    err = check_members(json, pointer, pool);
    if (!err) {
        err = read_texts(tool, json, pointer, pool);
    }
    if (!err) {
        err = read_hints(tool, json, pointer, pool);
    }
    if (!err) {
        err = read_schema(tool, json, pointer, pool);
    }
    if (!err) {
        publish(tool, json, definition, pool);
    }
    return err;
}
