/* SPDX-License-Identifier: Apache-2.0 */

#include "foreign/foreign.h"

#include <string.h>
#include <apr_strings.h>
#include "util/proof.h"

/* A scheme, ":" and something behind it (RFC 3986, 3). */
#define SCHEME MCP_PROOF_LOWER MCP_PROOF_UPPER MCP_PROOF_DIGIT "+.-"
#define MAX_SCHEME 64

/* The members of a Resource and a ResourceTemplate (MCP, schema.ts). */
static const mcp_foreign_member_t resource_members[] = {
    {"uri", MCP_JSON_STRING, 1, MCP_REV_2024_11_05},
    {"name", MCP_JSON_STRING, 1, MCP_REV_2024_11_05},
    {"title", MCP_JSON_STRING, 0, MCP_REV_2025_06_18},
    {"description", MCP_JSON_STRING, 0, MCP_REV_2024_11_05},
    {"mimeType", MCP_JSON_STRING, 0, MCP_REV_2024_11_05},
    {"size", MCP_JSON_INT, 0, MCP_REV_2024_11_05},
    {"annotations", MCP_JSON_OBJECT, 0, MCP_REV_2024_11_05},
    {"icons", MCP_JSON_ARRAY, 0, MCP_REV_2025_11_25},
    {"_meta", MCP_JSON_OBJECT, 0, MCP_REV_2025_06_18},
    {.name = NULL},
};

static const mcp_foreign_member_t template_members[] = {
    {"uriTemplate", MCP_JSON_STRING, 1, MCP_REV_2024_11_05},
    {"name", MCP_JSON_STRING, 1, MCP_REV_2024_11_05},
    {"title", MCP_JSON_STRING, 0, MCP_REV_2025_06_18},
    {"description", MCP_JSON_STRING, 0, MCP_REV_2024_11_05},
    {"mimeType", MCP_JSON_STRING, 0, MCP_REV_2024_11_05},
    {"annotations", MCP_JSON_OBJECT, 0, MCP_REV_2024_11_05},
    {"icons", MCP_JSON_ARRAY, 0, MCP_REV_2025_11_25},
    {"_meta", MCP_JSON_OBJECT, 0, MCP_REV_2025_06_18},
    {.name = NULL},
};

static mcp_err_t *read_resource(mcp_resource_call_t *call)
{
    const mcp_foreign_t *foreign = call->baton;
    mcp_json_t *args = mcp_json_object_create(call->pool);
    mcp_call_t mine = {
        .kind = MCP_FOREIGN_RESOURCE,
        .pool = call->pool,
        .nc = call->nc,
        .client = call->client,
        .args = args,
        .result = mcp_result_create(call->pool),
    };

    mcp_json_set_str(args, "uri", call->uri);
    if (call->variables) {
        mcp_json_set(args, "variables", call->variables);
    }
    foreign->run(&mine, &mcp_foreign_api, foreign->baton);
    call->contents = mine.result;
    return mine.err;
}

static mcp_err_t *complete(mcp_suggest_t *out, mcp_nc_t *nc,
                           const mcp_resource_template_t *item,
                           const mcp_suggest_query_t *query)
{
    return mcp_foreign_complete(out, nc, item->baton, query);
}

static mcp_err_t *check_uri(const char *uri, const char *pointer,
                            apr_pool_t *pool)
{
    apr_size_t len = strcspn(uri, ":");

    if (uri[len] && uri[len + 1]
        && mcp_proof_is_word(apr_pstrmemdup(pool, uri, len), SCHEME, 1,
                             MAX_SCHEME)) {
        return NULL;
    }
    return mcp_proof_fail(pool, pointer,
                          "must begin with a scheme: \"x://…\"");
}

static mcp_err_t *read_texts(mcp_resource_template_t *out,
                             const mcp_json_t *json, const char *pointer,
                             apr_pool_t *pool)
{
    const struct {
        const char *name;
        const char **text;
    } texts[] = {
        {"name", &out->name},
        {"title", &out->title},
        {"description", &out->description},
        {"mimeType", &out->mime},
    };
    apr_size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        mcp_err_t *err = mcp_foreign_string(texts[i].text, json, texts[i].name,
                                            pointer, pool);

        if (err) {
            return err;
        }
    }
    return NULL;
}

static void read_extra(mcp_resource_extra_t *extra, const mcp_json_t *json,
                       const char *definition, apr_pool_t *pool)
{
    extra->annotations = mcp_foreign_text(definition, "annotations", pool);
    extra->icons = mcp_foreign_text(definition, "icons", pool);
    extra->meta = mcp_foreign_text(definition, "_meta", pool);
    extra->size = mcp_json_get_int(json, "size", 0);
}

mcp_err_t *mcp_foreign_resource(mcp_resource_t *out, const char *definition,
                                const mcp_foreign_t *foreign,
                                const char *pointer, apr_pool_t *pool)
{
    mcp_resource_template_t texts;
    mcp_json_t *json;
    mcp_err_t *err =
        mcp_foreign_parse(&json, definition, resource_members, pointer, pool);

    if (!err) {
        err = mcp_foreign_string(&out->uri, json, "uri", pointer, pool);
    }
    if (!err) {
        err = check_uri(out->uri, mcp_proof_at(pool, pointer, "uri"), pool);
    }
    if (!err) {
        err = read_texts(&texts, json, pointer, pool);
    }
    if (err) {
        return err;
    }
    out->name = texts.name;
    out->title = texts.title;
    out->description = texts.description;
    out->mime = texts.mime;
    out->read = read_resource;
    out->baton = foreign;
    read_extra(&out->extra, json, definition, pool);
    return NULL;
}

mcp_err_t *mcp_foreign_template(mcp_resource_template_t *out,
                                const char *definition,
                                const mcp_foreign_t *foreign,
                                const char *pointer, apr_pool_t *pool)
{
    const char *place = mcp_proof_at(pool, pointer, "uriTemplate");
    mcp_uri_template_t *pattern = NULL;
    mcp_json_t *json;
    mcp_err_t *err =
        mcp_foreign_parse(&json, definition, template_members, pointer, pool);

    if (!err) {
        err = mcp_proof_string(&out->uri_template, json, "uriTemplate",
                               MCP_URI_TEMPLATE_MAX, pointer, pool);
    }
    if (!err) {
        err = check_uri(out->uri_template, place, pool);
    }
    if (!err) {
        err = mcp_uri_template_parse(&pattern, out->uri_template, place, pool);
    }
    if (!err) {
        err = read_texts(out, json, pointer, pool);
    }
    if (err) {
        return err;
    }
    out->pattern = pattern;
    out->read = read_resource;
    out->baton = foreign;
    out->complete = foreign->complete ? complete : NULL;
    read_extra(&out->extra, json, definition, pool);
    return NULL;
}
