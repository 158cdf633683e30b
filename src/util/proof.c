/* SPDX-License-Identifier: Apache-2.0 */

#include "util/proof.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <apr_strings.h>
#include "util/nearest.h"
#include "util/buf.h"

const char *mcp_proof_at(apr_pool_t *pool, const char *pointer,
                         const char *key)
{
    mcp_buf_t buf;

    if (!strpbrk(key, "~/")) {
        return apr_pstrcat(pool, pointer, "/", key, NULL);
    }
    mcp_buf_init(&buf, strlen(pointer) + strlen(key) + 1, pool);
    mcp_buf_add_str(&buf, pointer);
    mcp_buf_add(&buf, "/", 1);
    for (; *key; key++) {
        if (*key == '~') {
            mcp_buf_add_str(&buf, "~0");
        }
        else if (*key == '/') {
            mcp_buf_add_str(&buf, "~1");
        }
        else {
            mcp_buf_add(&buf, key, 1);
        }
    }
    return buf.data;
}

const char *mcp_proof_at_index(apr_pool_t *pool, const char *pointer,
                               apr_size_t index)
{
    return apr_psprintf(pool, "%s/%" APR_SIZE_T_FMT, pointer, index);
}

mcp_err_t *mcp_proof_fail(apr_pool_t *pool, const char *pointer,
                          const char *fmt, ...)
{
    char reason[1024];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(reason, sizeof(reason), fmt, args);
    va_end(args);
    return mcp_err_create(pool, MCP_ERR_INTERNAL, "%s: %s",
                          *pointer ? pointer : "/", reason);
}

typedef struct {
    const char *const *allowed;
    int count;
    const char *pointer;
    apr_pool_t *pool;
    mcp_err_t *err;
} keys_t;

static int check_key(void *baton, const char *key, mcp_json_t *value)
{
    keys_t *keys = baton;
    const char *nearest;
    const char *at;
    int i;

    for (i = 0; i < keys->count; i++) {
        if (!strcmp(key, keys->allowed[i])) {
            return 1;
        }
    }
    nearest = mcp_nearest_find(key, keys->allowed, keys->count);
    at = mcp_proof_at(keys->pool, keys->pointer, key);
    keys->err =
        nearest ? mcp_proof_fail(keys->pool, at,
                                 "unknown key (did you mean \"%s\"?)", nearest)
                : mcp_proof_fail(keys->pool, at, "unknown key");
    return 0;
}

mcp_err_t *mcp_proof_keys(const mcp_json_t *object, const char *const *allowed,
                          const char *pointer, apr_pool_t *pool)
{
    keys_t keys = {.allowed = allowed, .pointer = pointer, .pool = pool};

    while (allowed[keys.count]) {
        keys.count++;
    }
    mcp_json_each(object, check_key, &keys);
    return keys.err;
}

static const char *with_article(mcp_json_type_e type)
{
    static const char *const names[] = {
        [MCP_JSON_NULL] = "null",        [MCP_JSON_BOOL] = "true or false",
        [MCP_JSON_INT] = "an integer",   [MCP_JSON_DOUBLE] = "a number",
        [MCP_JSON_STRING] = "a string",  [MCP_JSON_ARRAY] = "an array",
        [MCP_JSON_OBJECT] = "an object",
    };

    return names[type];
}

mcp_err_t *mcp_proof_type(const mcp_json_t *object, const char *key,
                          mcp_json_type_e type, const char *pointer,
                          apr_pool_t *pool)
{
    mcp_json_t *value;

    if (!mcp_json_find(&value, object, key)) {
        return mcp_proof_fail(pool, pointer, "needs \"%s\"", key);
    }
    if (mcp_json_type(value) != type) {
        return mcp_proof_fail(pool, mcp_proof_at(pool, pointer, key),
                              "must be %s, not %s", with_article(type),
                              with_article(mcp_json_type(value)));
    }
    return NULL;
}

static int has_control(const char *text)
{
    for (; *text; text++) {
        if (((unsigned char)*text < 0x20 && *text != '\n') || *text == 0x7f) {
            return 1;
        }
    }
    return 0;
}

mcp_err_t *mcp_proof_string(const char **out, const mcp_json_t *object,
                            const char *key, apr_size_t max,
                            const char *pointer, apr_pool_t *pool)
{
    mcp_json_t *value;
    apr_size_t len;

    *out = NULL;
    if (!mcp_json_find(&value, object, key)) {
        return NULL;
    }
    if (mcp_json_type(value) != MCP_JSON_STRING) {
        return mcp_proof_type(object, key, MCP_JSON_STRING, pointer, pool);
    }
    len = mcp_json_str_len(value);
    if (len == 0) {
        return mcp_proof_fail(pool, mcp_proof_at(pool, pointer, key),
                              "must not be empty");
    }
    if (len > max) {
        return mcp_proof_fail(pool, mcp_proof_at(pool, pointer, key),
                              "longer than %" APR_SIZE_T_FMT " bytes", max);
    }
    *out = apr_pstrmemdup(pool, mcp_json_str(value, ""), len);
    if (has_control(*out)) {
        return mcp_proof_fail(pool, mcp_proof_at(pool, pointer, key),
                              "has a control character");
    }
    return NULL;
}

mcp_err_t *mcp_proof_int(apr_int64_t *out, const mcp_json_t *object,
                         const char *key, apr_int64_t min, apr_int64_t max,
                         const char *pointer, apr_pool_t *pool)
{
    apr_int64_t value;
    mcp_err_t *err;

    if (!mcp_json_has(object, key)) {
        return NULL;
    }
    err = mcp_proof_type(object, key, MCP_JSON_INT, pointer, pool);
    if (err) {
        return err;
    }
    value = mcp_json_get_int(object, key, 0);
    if (value < min || value > max) {
        return mcp_proof_fail(pool, mcp_proof_at(pool, pointer, key),
                              "must be from %" APR_INT64_T_FMT
                              " to %" APR_INT64_T_FMT,
                              min, max);
    }
    *out = value;
    return NULL;
}

int mcp_proof_is_word(const char *text, const char *set, apr_size_t min,
                      apr_size_t max)
{
    apr_size_t len = strlen(text);

    return len >= min && len <= max && strspn(text, set) == len;
}
