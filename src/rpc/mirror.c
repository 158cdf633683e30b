/* SPDX-License-Identifier: Apache-2.0 */

#include "rpc/mirror.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "util/text.h"

/* What a double holds exactly. */
#define MAX_SAFE_INTEGER 9007199254740991.0

#define SENTINEL_BEGIN "=?base64?"
#define SENTINEL_END "?="

static mcp_err_t *mismatch(apr_pool_t *pool, const char *header,
                           const char *what)
{
    return mcp_err_create(pool, MCP_ERR_HEADER, "Header mismatch: %s %s",
                          header, what);
}

/* Header values are visible ASCII, spaces and tabs; anything else has to
 * come in the base64 form. */
static int is_plain(const char *value)
{
    for (; *value; value++) {
        unsigned char c = (unsigned char)*value;

        if (c != '\t' && (c < 0x20 || c > 0x7e)) {
            return 0;
        }
    }
    return 1;
}

/* The value that a header stands for: itself, or what its base64 holds.
 * NULL when the base64 is malformed or not UTF-8. */
static const char *decode(const char *value, apr_pool_t *pool)
{
    apr_size_t begin = strlen(SENTINEL_BEGIN);
    apr_size_t end = strlen(SENTINEL_END);
    apr_size_t len = strlen(value);
    const char *decoded;

    if (len < begin + end || strncmp(value, SENTINEL_BEGIN, begin) != 0
        || strcmp(value + len - end, SENTINEL_END) != 0) {
        return value;
    }
    decoded =
        mcp_text_base64_decode(pool, value + begin, len - begin - end, &len);
    if (!decoded || !mcp_text_is_utf8(decoded, len)
        || strlen(decoded) != len) {
        return NULL;
    }
    return decoded;
}

/* Compare one header with the text that the body has. */
static mcp_err_t *compare(const char *header, const char *value,
                          const char *expected, apr_pool_t *pool)
{
    const char *decoded;

    if (!value) {
        return mismatch(pool, header, "is missing");
    }
    if (!is_plain(value)) {
        return mismatch(pool, header, "holds characters that need base64");
    }
    decoded = decode(value, pool);
    if (!decoded) {
        return mismatch(pool, header, "is not valid base64 of UTF-8 text");
    }
    if (strcmp(decoded, expected) != 0) {
        return mismatch(pool, header, "differs from the body");
    }
    return NULL;
}

/* Which member of params Mcp-Name repeats, or NULL. */
static const char *named_member(const char *method)
{
    static const struct {
        const char *method;
        const char *member;
    } named[] = {
        {"tools/call", "name"},     {"prompts/get", "name"},
        {"resources/read", "uri"},  {"tasks/get", "taskId"},
        {"tasks/update", "taskId"}, {"tasks/cancel", "taskId"},
    };
    apr_size_t i;

    for (i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
        if (!strcmp(method, named[i].method)) {
            return named[i].member;
        }
    }
    return NULL;
}

mcp_err_t *mcp_mirror_check(const mcp_message_t *message,
                            const mcp_head_t *head, apr_pool_t *pool)
{
    const char *member;
    const char *name;

    if (!head->method) {
        return mismatch(pool, "Mcp-Method", "is missing");
    }
    if (strcmp(head->method, message->method) != 0) {
        return mismatch(pool, "Mcp-Method", "differs from the body");
    }
    member = named_member(message->method);
    name = member ? mcp_json_get_str(message->params, member, NULL) : NULL;
    /* Without a name in the body the params are wrong, not the header. */
    return name ? compare("Mcp-Name", head->name, name, pool) : NULL;
}

static const mcp_json_t *find_argument(const mcp_json_t *arguments,
                                       const char *const *path)
{
    for (; *path && arguments; path++) {
        arguments = mcp_json_get(arguments, *path);
    }
    return arguments;
}

/* 42.0 in a header is the integer 42 of the body. */
static mcp_err_t *compare_number(const char *header, const char *value,
                                 const mcp_json_t *argument, apr_pool_t *pool)
{
    char *end;
    double number;

    if (!value) {
        return mismatch(pool, header, "is missing");
    }
    number = strtod(value, &end);
    if (end == value || *end != '\0') {
        return mismatch(pool, header, "is not a number");
    }
    /* Two readers of a larger one may see two numbers. */
    if (fabs(mcp_json_double(argument, 0)) > MAX_SAFE_INTEGER) {
        return mismatch(pool, header, "is beyond 2^53 - 1");
    }
    if (number > mcp_json_double(argument, 0)
        || number < mcp_json_double(argument, 0)) {
        return mismatch(pool, header, "differs from the body");
    }
    return NULL;
}

static mcp_err_t *check_param(const mcp_schema_header_t *declared,
                              const mcp_json_t *arguments,
                              const mcp_head_t *head, apr_pool_t *pool)
{
    const char *header =
        apr_pstrcat(pool, "Mcp-Param-", declared->header, NULL);
    const char *value = apr_table_get(head->params, declared->header);
    const mcp_json_t *argument = find_argument(arguments, declared->path);

    switch (mcp_json_type(argument)) {
    case MCP_JSON_NULL:
        return value ? mismatch(pool, header, "has no value in the body")
                     : NULL;
    case MCP_JSON_STRING:
        return compare(header, value, mcp_json_str(argument, ""), pool);
    case MCP_JSON_BOOL:
        return compare(header, value,
                       mcp_json_bool(argument, 0) ? "true" : "false", pool);
    case MCP_JSON_INT:
    case MCP_JSON_DOUBLE:
        return compare_number(header, value, argument, pool);
    default:
        /* The schema check names the wrong type better than a header can. */
        return NULL;
    }
}

mcp_err_t *mcp_mirror_check_params(const mcp_message_t *message,
                                   const mcp_head_t *head,
                                   const mcp_schema_t *input, apr_pool_t *pool)
{
    const mcp_json_t *arguments = mcp_json_get(message->params, "arguments");
    const mcp_schema_header_t *headers;
    int count;
    int i;

    headers = mcp_schema_headers(input, &count);
    for (i = 0; i < count; i++) {
        mcp_err_t *err = check_param(&headers[i], arguments, head, pool);

        if (err) {
            return err;
        }
    }
    return NULL;
}
