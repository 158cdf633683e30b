/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What becomes of an answer. The model gets an object in any case: the
 * answer itself, or a list under a name. PHP writes an empty object as [],
 * so for what is not read (POST, DELETE ...) an empty list means "done".
 */

#include <string.h>
#include <apr_strings.h>
#include "util/proof.h"
#include "tool/rest_impl.h"

#define DEFAULT_WRAP "items"
#define MAX_NAME 64

static mcp_err_t *read_envelope(mcp_rest_compile_t *compile,
                                const mcp_json_t *result, const char *pointer)
{
    const mcp_rest_node_t *path = &compile->rest->path;
    const char *envelope = mcp_json_get_str(result, "envelope", "");

    if (!mcp_json_has(result, "envelope")) {
        compile->rest->ocs = !strcmp(path->children[0].text, "ocs");
        return NULL;
    }
    compile->rest->ocs = !strcmp(envelope, "ocs");
    if (!compile->rest->ocs && strcmp(envelope, "none") != 0) {
        return mcp_proof_fail(compile->pool,
                              mcp_proof_at(compile->pool, pointer, "envelope"),
                              "must be \"ocs\" or \"none\"");
    }
    return NULL;
}

static int is_listed(const char *const *names, const char *name)
{
    for (; *names; names++) {
        if (!strcmp(*names, name)) {
            return 1;
        }
    }
    return 0;
}

static mcp_err_t *read_pick(mcp_rest_compile_t *compile,
                            const mcp_json_t *result, const char *pointer)
{
    const mcp_json_t *pick = mcp_json_get(result, "pick");
    const char *at = mcp_proof_at(compile->pool, pointer, "pick");
    apr_size_t count = mcp_json_length(pick);
    const char **names;
    apr_size_t i;

    if (!mcp_json_has(result, "pick")) {
        return NULL;
    }
    if (mcp_json_type(pick) != MCP_JSON_ARRAY || count < 1
        || count > MCP_REST_MAX_PICK) {
        return mcp_proof_fail(compile->pool, at,
                              "must be an array of 1 to %d names",
                              MCP_REST_MAX_PICK);
    }
    names = apr_pcalloc(compile->pool, (count + 1) * sizeof(*names));
    for (i = 0; i < count; i++) {
        const mcp_json_t *item = mcp_json_at(pick, i);
        const char *name = mcp_json_str(item, "");

        if (!*name || strlen(name) > MAX_NAME || is_listed(names, name)) {
            return mcp_proof_fail(
                compile->pool, mcp_proof_at_index(compile->pool, at, i),
                "must be a name of at most %d bytes, and each only once",
                MAX_NAME);
        }
        names[i] = apr_pstrdup(compile->pool, name);
    }
    compile->rest->pick = names;
    return NULL;
}

static mcp_err_t *read_wrap(mcp_rest_compile_t *compile,
                            const mcp_json_t *result, const char *pointer)
{
    const char *wrap;
    mcp_err_t *err = mcp_proof_string(&wrap, result, "wrap", MAX_NAME, pointer,
                                      compile->pool);

    if (err) {
        return err;
    }
    compile->rest->is_list = wrap != NULL;
    compile->rest->wrap = wrap ? wrap : DEFAULT_WRAP;
    wrap = compile->rest->wrap;
    if (!mcp_proof_is_word(wrap, MCP_PROOF_MEMBER, 1, MAX_NAME)
        || !strcmp(wrap, "truncated") || !strcmp(wrap, "total")) {
        return mcp_proof_fail(compile->pool,
                              mcp_proof_at(compile->pool, pointer, "wrap"),
                              "must be letters, digits, \"_\", \".\" or "
                              "\"-\", and not \"truncated\" or \"total\"");
    }
    return NULL;
}

static mcp_err_t *read_max_items(mcp_rest_compile_t *compile,
                                 const mcp_json_t *result, const char *pointer)
{
    apr_int64_t max = 0;
    mcp_err_t *err = mcp_proof_int(&max, result, "max_items", 1,
                                   MCP_REST_MAX_ITEMS, pointer, compile->pool);

    compile->rest->max_items = (apr_size_t)max;
    return err;
}

static mcp_err_t *read_empty_ok(mcp_rest_compile_t *compile,
                                const mcp_json_t *result, const char *pointer)
{
    const mcp_json_t *list = mcp_json_get(result, "empty_ok");
    const char *at = mcp_proof_at(compile->pool, pointer, "empty_ok");
    apr_size_t count = mcp_json_length(list);
    apr_size_t i;

    if (!mcp_json_has(result, "empty_ok")) {
        return NULL;
    }
    if (mcp_json_type(list) != MCP_JSON_ARRAY || count < 1
        || count > MCP_REST_MAX_STATUSES) {
        return mcp_proof_fail(compile->pool, at,
                              "must be an array of 1 to %d statuses",
                              MCP_REST_MAX_STATUSES);
    }
    for (i = 0; i < count; i++) {
        apr_int64_t status = mcp_json_int(mcp_json_at(list, i), 0);

        if (status / 100 != 2 && status != 304) {
            return mcp_proof_fail(compile->pool,
                                  mcp_proof_at_index(compile->pool, at, i),
                                  "must be from 200 to 299, or 304");
        }
        compile->rest->empty_ok[i] = (int)status;
    }
    compile->rest->empty_ok_count = (int)count;
    return NULL;
}

mcp_err_t *mcp_rest_read_result(mcp_rest_compile_t *compile,
                                const mcp_json_t *result, const char *pointer)
{
    static const char *const allowed[] = {"envelope",  "pick",     "wrap",
                                          "max_items", "empty_ok", NULL};
    static mcp_err_t *(*const steps[])(mcp_rest_compile_t *,
                                       const mcp_json_t *, const char *) = {
        read_envelope, read_pick, read_wrap, read_max_items, read_empty_ok,
    };
    mcp_err_t *err = NULL;
    apr_size_t i;

    if (result && mcp_json_type(result) != MCP_JSON_OBJECT) {
        return mcp_proof_fail(compile->pool, pointer, "must be an object");
    }
    err = mcp_proof_keys(result, allowed, pointer, compile->pool);
    for (i = 0; !err && i < sizeof(steps) / sizeof(steps[0]); i++) {
        err = steps[i](compile, result, pointer);
    }
    return err;
}

static mcp_json_t *pick_members(const mcp_rest_t *rest, mcp_json_t *json,
                                apr_pool_t *pool)
{
    const char *const *name = rest->pick;
    mcp_json_t *picked;

    if (!name || mcp_json_type(json) != MCP_JSON_OBJECT) {
        return json;
    }
    picked = mcp_json_object_create(pool);
    for (; *name; name++) {
        if (mcp_json_has(json, *name)) {
            mcp_json_set(picked, *name, mcp_json_get(json, *name));
        }
    }
    return picked;
}

typedef struct {
    const mcp_rest_t *rest;
    mcp_json_t *list;
    apr_size_t total;
    apr_pool_t *pool;
} shape_t;

static void add_item(shape_t *shape, mcp_json_t *item)
{
    apr_size_t max = shape->rest->max_items;

    shape->total++;
    if (max == 0 || shape->total <= max) {
        mcp_json_add(shape->list,
                     pick_members(shape->rest, item, shape->pool));
    }
}

static int add_member(void *baton, const char *key, mcp_json_t *value)
{
    add_item(baton, value);
    return 1;
}

/* A list under its name. PHP makes an object of an array whose keys are not
 * 0, 1, 2 ...: where a list is due, its values are taken. */
static mcp_json_t *shape_list(const mcp_rest_t *rest, mcp_json_t *data,
                              apr_pool_t *pool)
{
    mcp_json_t *object = mcp_json_object_create(pool);
    shape_t shape = {rest, NULL, 0, pool};
    apr_size_t i;

    shape.list = mcp_json_set_array(object, rest->wrap);
    if (mcp_json_type(data) == MCP_JSON_OBJECT) {
        mcp_json_each(data, add_member, &shape);
    }
    else {
        for (i = 0; i < mcp_json_length(data); i++) {
            add_item(&shape, mcp_json_at(data, i));
        }
    }
    if (rest->max_items && shape.total > rest->max_items) {
        mcp_json_set_bool(object, "truncated", 1);
        mcp_json_set_int(object, "total", (apr_int64_t)shape.total);
    }
    return object;
}

static int is_done(const mcp_rest_t *rest, const mcp_json_t *data, int empty)
{
    mcp_json_type_e type = mcp_json_type(data);

    if (empty) {
        return 1;
    }
    return strcmp(rest->method, "GET") != 0
           && (type == MCP_JSON_NULL
               || (type == MCP_JSON_ARRAY && mcp_json_length(data) == 0));
}

mcp_json_t *mcp_rest_shape(const mcp_rest_t *rest, mcp_json_t *data, int empty,
                           apr_pool_t *pool)
{
    mcp_json_type_e type = mcp_json_type(data);
    mcp_json_t *object;

    if (rest->is_list
        && (empty || type == MCP_JSON_NULL || type == MCP_JSON_OBJECT)) {
        return shape_list(rest, data, pool);
    }
    if (type == MCP_JSON_OBJECT) {
        return pick_members(rest, data, pool);
    }
    if (!rest->is_list && is_done(rest, data, empty)) {
        object = mcp_json_object_create(pool);
        mcp_json_set_bool(object, "ok", 1);
        return object;
    }
    if (type == MCP_JSON_ARRAY) {
        return shape_list(rest, data, pool);
    }
    object = mcp_json_object_create(pool);
    mcp_json_set(object, "value", data);
    return object;
}
