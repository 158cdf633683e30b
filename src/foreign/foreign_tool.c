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
#include "tool/definition.h"
#include "util/buf.h"
#include "util/json_member.h"
#include "util/proof.h"

#define MAX_NAME 64

/* The members of a Tool (MCP, schema.ts), in the order of publication. */
static const mcp_foreign_member_t members[] = {
    {"name", MCP_JSON_STRING, 1, MCP_REV_2024_11_05},
    {"title", MCP_JSON_STRING, 0, MCP_REV_2025_06_18},
    {"description", MCP_JSON_STRING, 1, MCP_REV_2024_11_05},
    {"inputSchema", MCP_JSON_OBJECT, 1, MCP_REV_2024_11_05},
    {"outputSchema", MCP_JSON_OBJECT, 0, MCP_REV_2025_06_18},
    {"annotations", MCP_JSON_OBJECT, 0, MCP_REV_2025_03_26},
    {"icons", MCP_JSON_ARRAY, 0, MCP_REV_2025_11_25},
    {"_meta", MCP_JSON_OBJECT, 0, MCP_REV_2025_06_18},
    {.name = NULL},
};

static int is_object_schema(const mcp_json_t *schema)
{
    return !strcmp(mcp_json_get_str(schema, "type", ""), "object");
}

/* Is this member for clients of this revision? */
static int is_known(const mcp_foreign_member_t *member, const mcp_json_t *json,
                    mcp_revision_e revision)
{
    const char *name = member->name;

    if (!mcp_json_has(json, name) || revision < member->since) {
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
        const mcp_foreign_member_t *member;
        const char *separator = "{";
        mcp_buf_t buf;

        mcp_buf_init(&buf, strlen(text) + 64, pool);
        for (member = members; member->name; member++) {
            apr_size_t len;
            const char *value = mcp_json_member_text(text, member->name, &len);

            if (value && is_known(member, json, (mcp_revision_e)revision)) {
                mcp_buf_addf(&buf, "%s\"%s\":", separator, member->name);
                mcp_buf_add(&buf, value, len);
                separator = ",";
            }
        }
        if (revision == MCP_REV_2025_11_25
            && tool->task != MCP_TOOL_TASK_NEVER) {
            mcp_buf_addf(&buf, ",\"execution\":{\"taskSupport\":\"%s\"}",
                         mcp_definition_task(tool));
        }
        mcp_buf_add_str(&buf, "}");
        tool->definition[revision] = buf.data;
        tool->definition_len[revision] = buf.len;
    }
}

static mcp_err_t *read_texts(mcp_tool_t *tool, const mcp_json_t *json,
                             const char *pointer, apr_pool_t *pool)
{
    mcp_err_t *err =
        mcp_foreign_string(&tool->name, json, "name", pointer, pool);

    if (!err) {
        err = mcp_foreign_string(&tool->title, json, "title", pointer, pool);
    }
    if (!err) {
        err = mcp_foreign_string(&tool->description, json, "description",
                                 pointer, pool);
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

static mcp_err_t *run(mcp_tool_call_t *call)
{
    const mcp_foreign_t *foreign = call->tool->foreign;
    mcp_call_t mine = {
        .kind = MCP_FOREIGN_TOOL,
        .pool = call->pool,
        .nc = call->nc,
        .client = call->client,
        .args = call->args,
        .result = call->result,
    };

    foreign->run(&mine, &mcp_foreign_api, foreign->baton);
    return mine.err;
}

static const mcp_native_t native = {NULL, run, NULL};

mcp_err_t *mcp_foreign_tool(mcp_tool_t *tool, const char *definition,
                            const mcp_foreign_t *foreign, const char *pointer,
                            apr_pool_t *pool)
{
    mcp_json_t *json;
    mcp_err_t *err =
        mcp_foreign_parse(&json, definition, members, pointer, pool);

    if (!err) {
        err = read_texts(tool, json, pointer, pool);
    }
    if (!err) {
        err = read_hints(tool, json, pointer, pool);
    }
    if (!err) {
        err = read_schema(tool, json, pointer, pool);
    }
    if (err) {
        return err;
    }
    publish(tool, json, definition, pool);
    tool->foreign = foreign;
    tool->native = &native;
    return NULL;
}
