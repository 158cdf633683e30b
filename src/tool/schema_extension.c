/* SPDX-License-Identifier: Apache-2.0 */

/* The keywords that are not of JSON Schema but of MCP (x-mcp-header) and of
 * this module (x-mcp-notice). */

#include "tool/schema_node.h"

#include <strings.h>
#include <apr_strings.h>

/* What a double holds exactly: two readers of a header
 * must see the same number. */
#define MAX_SAFE_INTEGER 9007199254740991

#define BIT MCP_SCHEMA_BIT

static int is_bounded(const mcp_schema_t *schema)
{
    return schema->minimum && schema->maximum
           && schema->minimum->number >= -(double)MAX_SAFE_INTEGER
           && schema->maximum->number <= (double)MAX_SAFE_INTEGER;
}

static int is_declared(const mcp_schema_compile_t *compile, const char *header)
{
    const mcp_schema_header_t *headers =
        (const mcp_schema_header_t *)compile->headers->elts;
    int i;

    for (i = 0; i < compile->headers->nelts; i++) {
        if (!strcasecmp(headers[i].header, header)) {
            return 1;
        }
    }
    return 0;
}

/* What is wrong with the header that node declares, or NULL. */
static const char *judge_header(const mcp_schema_node_t *node,
                                const char *header, mcp_json_type_e type)
{
    if (!node->path || !node->path[0]) {
        return "is for properties only, and not inside arrays or "
               "additionalProperties";
    }
    if (!mcp_proof_is_word(header,
                           MCP_PROOF_UPPER MCP_PROOF_LOWER MCP_PROOF_DIGIT
                           "!#$%&'*+-.^_`|~",
                           1, 64)) {
        return "must be a token (RFC 9110) of 1 to 64 characters";
    }
    if (is_declared(node->compile, header)) {
        return "is declared twice";
    }
    if (node->out->types != BIT(type)) {
        return "is for one type: string, integer or boolean";
    }
    if (type == MCP_JSON_INT && !is_bounded(node->out)) {
        return "needs a minimum and maximum within 2^53 - 1";
    }
    return NULL;
}

static mcp_err_t *read_header(mcp_schema_node_t *node)
{
    const mcp_json_t *json = mcp_json_get(node->json, "x-mcp-header");
    const char *name = mcp_json_str(json, "");
    mcp_json_type_e type = MCP_JSON_STRING;
    mcp_schema_header_t *header;
    const char *wrong;

    if (!mcp_json_has(node->json, "x-mcp-header")) {
        return NULL;
    }
    if (node->out->types == BIT(MCP_JSON_INT)) {
        type = MCP_JSON_INT;
    }
    else if (node->out->types == BIT(MCP_JSON_BOOL)) {
        type = MCP_JSON_BOOL;
    }
    wrong = judge_header(node, name, type);
    if (wrong) {
        return mcp_proof_fail(mcp_schema_node_pool(node),
                              mcp_schema_node_at(node, "x-mcp-header"), "%s",
                              wrong);
    }
    header = apr_array_push(node->compile->headers);
    header->header = apr_pstrdup(mcp_schema_node_pool(node), name);
    header->path = node->path;
    header->type = type;
    return NULL;
}

static mcp_err_t *read_notice(mcp_schema_node_t *node)
{
    const mcp_json_t *json = mcp_json_get(node->json, "x-mcp-notice");

    if (!mcp_json_has(node->json, "x-mcp-notice")) {
        return NULL;
    }
    if (!mcp_json_bool(json, 0) || node->depth != 2 || !node->path
        || node->out->types != BIT(MCP_JSON_STRING)) {
        return mcp_proof_fail(mcp_schema_node_pool(node),
                              mcp_schema_node_at(node, "x-mcp-notice"),
                              "must be true, and is for strings at the top "
                              "level only");
    }
    node->out->notice = 1;
    return NULL;
}

mcp_err_t *mcp_schema_read_extensions(mcp_schema_node_t *node)
{
    mcp_err_t *err = read_header(node);

    return err ? err : read_notice(node);
}
