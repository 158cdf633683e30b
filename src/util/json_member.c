/* SPDX-License-Identifier: Apache-2.0 */

#include "util/json_member.h"

#include <stdlib.h>
#include <string.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include "util/buf.h"

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

/* Past the string that begins at its quote. */
static const char *skip_string(const char *at)
{
    for (at++; *at && *at != '"'; at++) {
        if (*at == '\\' && at[1]) {
            at++;
        }
    }
    return *at ? at + 1 : at;
}

/* Past the value that begins here. */
static const char *skip_value(const char *at)
{
    int depth = 0;

    for (;;) {
        if (*at == '"') {
            at = skip_string(at);
        }
        else if (*at == '{' || *at == '[') {
            depth++;
            at++;
        }
        else if (*at == '}' || *at == ']') {
            depth--;
            at++;
        }
        else {
            at += strcspn(at, depth > 0 ? "\"{}[]" : ",}] \t\r\n");
        }
        if (depth <= 0 || !*at) {
            return at;
        }
    }
}

const char *mcp_json_member_text(const char *object, const char *name,
                                 apr_size_t *len)
{
    apr_size_t name_len = strlen(name);
    const char *at = skip_space(object) + 1;

    for (at = skip_space(at); *at == '"'; at = skip_space(at + 1)) {
        const char *key = at + 1;
        const char *value;

        at = skip_string(at);
        value = skip_space(skip_space(at) + 1);
        if ((apr_size_t)(at - 1 - key) == name_len
            && !strncmp(key, name, name_len)) {
            *len = (apr_size_t)(skip_value(value) - value);
            return value;
        }
        at = skip_space(skip_value(value));
        if (*at != ',') {
            break;
        }
    }
    *len = 0;
    return NULL;
}

/* "~1" is "/", "~0" is "~". */
static void unescape(char *token)
{
    char *to = token;

    for (; *token; token++, to++) {
        *to = *token;
        if (*token == '~' && (token[1] == '0' || token[1] == '1')) {
            *to = (char)(*++token == '0' ? '~' : '/');
        }
    }
    *to = '\0';
}

static const mcp_json_t *step(const mcp_json_t *json, const char *token)
{
    if (mcp_json_type(json) == MCP_JSON_OBJECT) {
        return mcp_json_get(json, token);
    }
    if (mcp_json_type(json) != MCP_JSON_ARRAY || !*token
        || strspn(token, "0123456789") != strlen(token)) {
        return NULL;
    }
    return mcp_json_at(json, (apr_size_t)apr_strtoi64(token, NULL, 10));
}

const mcp_json_t *mcp_json_member_at(const mcp_json_t *json,
                                     const char *pointer, apr_pool_t *pool)
{
    while (json && *pointer == '/') {
        apr_size_t len = strcspn(++pointer, "/");
        char *token = apr_pstrmemdup(pool, pointer, len);

        unescape(token);
        json = step(json, token);
        pointer += len;
    }
    return *pointer ? NULL : json;
}

static int push_key(void *baton, const char *key, mcp_json_t *value)
{
    APR_ARRAY_PUSH((apr_array_header_t *)baton, const char *) = key;
    return 1;
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_canonical(mcp_buf_t *buf, const mcp_json_t *json);

static void add_object(mcp_buf_t *buf, const mcp_json_t *json)
{
    apr_array_header_t *keys = apr_array_make(buf->pool, 8, sizeof(char *));
    int i;

    mcp_json_each(json, push_key, keys);
    qsort(keys->elts, (size_t)keys->nelts, sizeof(char *), compare_keys);
    mcp_buf_add_str(buf, "{");
    for (i = 0; i < keys->nelts; i++) {
        const char *key = APR_ARRAY_IDX(keys, i, const char *);

        mcp_buf_add_str(buf, i > 0 ? "," : "");
        mcp_buf_add_json_str(buf, key, strlen(key));
        mcp_buf_add_str(buf, ":");
        add_canonical(buf, mcp_json_get(json, key));
    }
    mcp_buf_add_str(buf, "}");
}

static void add_array(mcp_buf_t *buf, const mcp_json_t *json)
{
    apr_size_t i;

    mcp_buf_add_str(buf, "[");
    for (i = 0; i < mcp_json_length(json); i++) {
        mcp_buf_add_str(buf, i > 0 ? "," : "");
        add_canonical(buf, mcp_json_at(json, i));
    }
    mcp_buf_add_str(buf, "]");
}

/* As deep as the parser allows (MCP_JSON_MAX_DEPTH). */
static void add_canonical(mcp_buf_t *buf, const mcp_json_t *json)
{
    switch (mcp_json_type(json)) {
    case MCP_JSON_OBJECT:
        add_object(buf, json);
        break;
    case MCP_JSON_ARRAY:
        add_array(buf, json);
        break;
    default:
        mcp_buf_add_str(buf, mcp_json_print(json, NULL, buf->pool));
        break;
    }
}

const char *mcp_json_member_canonical(const mcp_json_t *json, apr_pool_t *pool)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 256, pool);
    add_canonical(&buf, json);
    return buf.data;
}
