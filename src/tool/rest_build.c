/* SPDX-License-Identifier: Apache-2.0 */

/* From a template and arguments to a request. No network. */

#include <string.h>
#include <apr_strings.h>
#include "tool/notice.h"
#include "tool/rest_impl.h"
#include "util/buf.h"
#include "util/text.h"

typedef struct {
    const mcp_rest_t *rest;
    const mcp_rest_values_t *values;
    apr_pool_t *pool;
} build_t;

/* Errors are for the model: they name the parameter, not the template. */
static mcp_err_t *refuse(const build_t *build, const char *name,
                         const char *reason)
{
    return mcp_err_create(build->pool, MCP_ERR_TOOL,
                          "Invalid arguments: %s: %s", name, reason);
}

/* A scalar as text; NULL for null. */
static const char *write_scalar(const mcp_json_t *value, apr_pool_t *pool)
{
    switch (mcp_json_type(value)) {
    case MCP_JSON_NULL:
        return NULL;
    case MCP_JSON_STRING:
        return mcp_json_str(value, "");
    default:
        return mcp_json_print(value, NULL, pool);
    }
}

/* What goes out for a property that may carry the notice. */
static const char *with_notice(const build_t *build,
                               const mcp_rest_node_t *node, const char *text)
{
    return node->notice
               ? mcp_notice_add(text, build->values->notice, build->pool)
               : text;
}

static int has_control(const char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7f) {
            return 1;
        }
    }
    return 0;
}

/* Nextcloud's router decodes a path before it splits it, so an encoded "/"
 * is one to it after all. Dot segments in the value are refused for that. */
static int has_dot_segment(const char *text)
{
    while (*text) {
        apr_size_t len = strcspn(text, "/");

        if ((len == 1 && text[0] == '.')
            || (len == 2 && text[0] == '.' && text[1] == '.')) {
            return 1;
        }
        text += len;
        text += *text == '/';
    }
    return 0;
}

static mcp_err_t *write_segment(const char **out, const build_t *build,
                                const mcp_rest_node_t *node)
{
    const char *text = build->values->uid;
    const char *name = "user";

    if (node->kind == MCP_REST_CONST) {
        *out = node->text;
        return NULL;
    }
    if (node->kind == MCP_REST_PARAM) {
        name = node->text;
        text =
            write_scalar(mcp_json_get(build->values->args, name), build->pool);
    }
    if (!text || !*text) {
        return refuse(build, name, "must not be empty");
    }
    if (has_dot_segment(text) || has_control(text)) {
        return refuse(build, name,
                      "must not be \".\" or \"..\", contain one of them "
                      "between slashes, or have control characters");
    }
    *out = mcp_text_encode_segment(build->pool, text);
    return NULL;
}

static mcp_err_t *build_path(mcp_nc_request_t *request, const build_t *build)
{
    const mcp_rest_node_t *path = &build->rest->path;
    mcp_buf_t buf;
    int i;

    mcp_buf_init(&buf, MCP_REST_MAX_PATH, build->pool);
    for (i = 0; i < path->count; i++) {
        const char *segment = "";
        mcp_err_t *err = write_segment(&segment, build, &path->children[i]);

        if (err) {
            return err;
        }
        mcp_buf_add(&buf, "/", 1);
        mcp_buf_add_str(&buf, segment);
    }
    request->path = buf.data;
    return NULL;
}

static void add_query(mcp_nc_request_t *request, const build_t *build,
                      const char *name, const char *value)
{
    if (value) {
        request->query =
            mcp_nc_query_add(build->pool, request->query, name, value);
    }
}

static mcp_err_t *add_array(mcp_nc_request_t *request, const build_t *build,
                            const mcp_rest_node_t *node,
                            const mcp_json_t *array)
{
    mcp_buf_t joined;
    apr_size_t i;

    mcp_buf_init(&joined, 0, build->pool);
    for (i = 0; i < mcp_json_length(array); i++) {
        const char *text = write_scalar(mcp_json_at(array, i), build->pool);

        if (!build->rest->comma) {
            add_query(request, build, node->name, text);
            continue;
        }
        if (!text || strchr(text, ',')) {
            return refuse(build, node->text, "no item may have a comma");
        }
        mcp_buf_add_str(&joined, i ? "," : "");
        mcp_buf_add_str(&joined, text);
    }
    if (build->rest->comma && i > 0) {
        add_query(request, build, node->name, joined.data);
    }
    return NULL;
}

static mcp_err_t *build_query(mcp_nc_request_t *request, const build_t *build)
{
    int i;

    for (i = 0; i < build->rest->query.count; i++) {
        const mcp_rest_node_t *node = &build->rest->query.children[i];
        const mcp_json_t *value;
        const char *text;
        mcp_err_t *err = NULL;

        if (node->kind != MCP_REST_PARAM) {
            add_query(request, build, node->name,
                      node->kind == MCP_REST_USER ? build->values->uid
                                                  : node->text);
            continue;
        }
        value = mcp_json_get(build->values->args, node->text);
        if (mcp_json_type(value) == MCP_JSON_ARRAY) {
            err = add_array(request, build, node, value);
        }
        else {
            text = write_scalar(value, build->pool);
            add_query(request, build, node->name,
                      text ? with_notice(build, node, text) : NULL);
        }
        if (err) {
            return err;
        }
    }
    return NULL;
}

static int is_present(const build_t *build, const mcp_rest_node_t *node)
{
    return node->kind != MCP_REST_PARAM
           || mcp_json_has(build->values->args, node->text);
}

static void add_string(mcp_buf_t *buf, const char *text)
{
    mcp_buf_add_json_str(buf, text, strlen(text));
}

static void add_json(mcp_buf_t *buf, const build_t *build,
                     const mcp_rest_node_t *node)
{
    const mcp_json_t *value;
    const char *separator = "";
    int i;

    switch (node->kind) {
    case MCP_REST_USER:
        add_string(buf, build->values->uid);
        return;
    case MCP_REST_PARAM:
        value = mcp_json_get(build->values->args, node->text);
        if (node->notice) {
            add_string(buf, with_notice(build, node, mcp_json_str(value, "")));
        }
        else {
            mcp_buf_add_str(buf, mcp_json_print(value, NULL, build->pool));
        }
        return;
    case MCP_REST_OBJECT:
    case MCP_REST_ARRAY:
        break;
    default:
        mcp_buf_add_str(buf, node->text);
        return;
    }
    mcp_buf_add_str(buf, node->kind == MCP_REST_OBJECT ? "{" : "[");
    for (i = 0; i < node->count; i++) {
        if (!is_present(build, &node->children[i])) {
            continue;
        }
        mcp_buf_add_str(buf, separator);
        separator = ",";
        if (node->kind == MCP_REST_OBJECT) {
            add_string(buf, node->children[i].name);
            mcp_buf_add_str(buf, ":");
        }
        add_json(buf, build, &node->children[i]);
    }
    mcp_buf_add_str(buf, node->kind == MCP_REST_OBJECT ? "}" : "]");
}

static void build_body(mcp_nc_request_t *request, const build_t *build)
{
    mcp_buf_t buf;

    if (build->rest->json.kind == MCP_REST_NONE) {
        return;
    }
    mcp_buf_init(&buf, 512, build->pool);
    add_json(&buf, build, &build->rest->json);
    request->content_type = "application/json";
    request->body = buf.data;
    request->body_len = buf.len;
}

/* Entity tags have quotes (RFC 9110, section 8.8.3); Nextcloud's JSON often
 * shows them without. */
static mcp_err_t *build_header(mcp_nc_request_t *request, const build_t *build)
{
    const char *name = build->rest->if_match;
    const char *tag =
        name ? mcp_json_get_str(build->values->args, name, NULL) : NULL;

    if (!tag) {
        return NULL;
    }
    if (!*tag || has_control(tag)) {
        return refuse(build, name, "must be an ETag");
    }
    if (strcmp(tag, "*") != 0 && *tag != '"' && strncmp(tag, "W/", 2) != 0) {
        if (strchr(tag, '"')) {
            return refuse(build, name, "must be an ETag");
        }
        tag = apr_pstrcat(build->pool, "\"", tag, "\"", NULL);
    }
    request->headers = apr_table_make(build->pool, 1);
    apr_table_setn(request->headers, "If-Match", tag);
    return NULL;
}

mcp_err_t *mcp_rest_build(mcp_nc_request_t *request, const mcp_rest_t *rest,
                          const mcp_rest_values_t *values, apr_pool_t *pool)
{
    build_t build = {rest, values, pool};
    mcp_err_t *err;

    memset(request, 0, sizeof(*request));
    request->method = rest->method;
    err = build_path(request, &build);
    if (!err) {
        err = build_query(request, &build);
    }
    if (!err) {
        err = build_header(request, &build);
    }
    if (!err) {
        build_body(request, &build);
    }
    return err;
}
