/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_JSON_H
#define MCP_UTIL_JSON_H

/*
 * JSON values (RFC 8259) behind a type of our own.
 *
 * json.c is the only file that knows json-c. A value is read and changed by
 * the thread whose pool owns it and by no other; what crosses threads is
 * text. Only roots belong to a pool (mcp_json_parse, mcp_json_object_create,
 * mcp_json_array_create register a cleanup); every other value belongs to
 * the object or array that holds it, so a pointer to it is good for as long
 * as its root, or until it is replaced or removed there.
 *
 * The parser is stricter than json-c: it refuses duplicate member names,
 * invalid UTF-8, lone surrogates, \u0000, NaN and Infinity, integers outside
 * -2^63 .. 2^63-1, numbers too large for a double, single quotes, comments,
 * trailing commas, text after the value, and depth or counts over the limits.
 *
 * Text that goes in is UTF-8; nothing checks it again on the way out.
 */

#include <apr.h>
#include <apr_pools.h>
#include "util/err.h"

#define MCP_JSON_MAX_DEPTH 32
#define MCP_JSON_MAX_VALUES 200000
/* Counted apart because each, even "{}", costs json-c some 800 bytes. */
#define MCP_JSON_MAX_CONTAINERS 50000
/* Characters of one number. */
#define MCP_JSON_MAX_NUMBER 1024

typedef struct mcp_json_t mcp_json_t;

typedef enum {
    MCP_JSON_NULL,
    MCP_JSON_BOOL,
    MCP_JSON_INT,
    MCP_JSON_DOUBLE,
    MCP_JSON_STRING,
    MCP_JSON_ARRAY,
    MCP_JSON_OBJECT
} mcp_json_type_e;

/* Parse len bytes. On failure *out is NULL and the error (MCP_ERR_PARSE)
 * says what is wrong and at which byte (from 0), without quoting the text.
 * The text need not end with NUL. */
mcp_err_t *mcp_json_parse(mcp_json_t **out, const char *text, apr_size_t len,
                          apr_pool_t *pool);

/* The same for text that mcp_json_parse has accepted before or that this
 * program has printed itself: leaves out the strict scan. */
mcp_err_t *mcp_json_parse_trusted(mcp_json_t **out, const char *text,
                                  apr_size_t len, apr_pool_t *pool);

/* Compact text in pool, "/" not escaped; *len (may be NULL) without NUL. */
const char *mcp_json_print(const mcp_json_t *json, apr_size_t *len,
                           apr_pool_t *pool);

/* The type of json; NULL (a JSON null) gives MCP_JSON_NULL. */
mcp_json_type_e mcp_json_type(const mcp_json_t *json);
/* "null", "boolean", "integer", "number", "string", "array", "object" */
const char *mcp_json_type_name(const mcp_json_t *json);

/* Members and elements. A missing one is NULL; so is a JSON null: use
 * mcp_json_has to tell them apart. All accept json == NULL. */
mcp_json_t *mcp_json_get(const mcp_json_t *json, const char *key);
int mcp_json_has(const mcp_json_t *json, const char *key);
/* Both at once. */
int mcp_json_find(mcp_json_t **value, const mcp_json_t *json, const char *key);
mcp_json_t *mcp_json_at(const mcp_json_t *json, apr_size_t index);
apr_size_t mcp_json_length(const mcp_json_t *json); /* array or object */

/* Values. The fallback is returned when json is NULL or of another type;
 * mcp_json_double also takes integers. Strings live as long as json does. */
const char *mcp_json_str(const mcp_json_t *json, const char *fallback);
apr_size_t mcp_json_str_len(const mcp_json_t *json);
apr_int64_t mcp_json_int(const mcp_json_t *json, apr_int64_t fallback);
double mcp_json_double(const mcp_json_t *json, double fallback);
int mcp_json_bool(const mcp_json_t *json, int fallback);

/* The same for a member in one step. */
const char *mcp_json_get_str(const mcp_json_t *json, const char *key,
                             const char *fallback);
apr_int64_t mcp_json_get_int(const mcp_json_t *json, const char *key,
                             apr_int64_t fallback);
int mcp_json_get_bool(const mcp_json_t *json, const char *key, int fallback);

/* Visit the members of an object in their order. Stop early by returning 0.
 * The object must not be changed meanwhile. */
typedef int mcp_json_member_fn(void *baton, const char *key,
                               mcp_json_t *value);
void mcp_json_each(const mcp_json_t *json, mcp_json_member_fn *fn,
                   void *baton);

/* Building. Roots belong to pool. */
mcp_json_t *mcp_json_object_create(apr_pool_t *pool);
mcp_json_t *mcp_json_array_create(apr_pool_t *pool);

/* Set a member of an object; an existing one is replaced. text NULL sets a
 * JSON null. mcp_json_set shares value (it stays with its own root too), so
 * do not change it afterwards. The *_object and *_array forms return the new
 * empty child, owned by json. NaN and infinity become null. A json that is no
 * object (for mcp_json_add*: no array) stays as it is, the child is NULL. */
void mcp_json_set(mcp_json_t *json, const char *key, mcp_json_t *value);
void mcp_json_set_str(mcp_json_t *json, const char *key, const char *text);
void mcp_json_set_strn(mcp_json_t *json, const char *key, const char *text,
                       apr_size_t len);
void mcp_json_set_int(mcp_json_t *json, const char *key, apr_int64_t value);
void mcp_json_set_double(mcp_json_t *json, const char *key, double value);
void mcp_json_set_bool(mcp_json_t *json, const char *key, int value);
void mcp_json_set_null(mcp_json_t *json, const char *key);
mcp_json_t *mcp_json_set_object(mcp_json_t *json, const char *key);
mcp_json_t *mcp_json_set_array(mcp_json_t *json, const char *key);
void mcp_json_remove(mcp_json_t *json, const char *key);

/* Append to an array. */
void mcp_json_add(mcp_json_t *json, mcp_json_t *value);
void mcp_json_add_str(mcp_json_t *json, const char *text);
void mcp_json_add_int(mcp_json_t *json, apr_int64_t value);
mcp_json_t *mcp_json_add_object(mcp_json_t *json);
mcp_json_t *mcp_json_add_array(mcp_json_t *json);

/* Deep equality as JSON Schema means it (1 and 1.0 are equal). */
int mcp_json_equal(const mcp_json_t *a, const mcp_json_t *b);

#endif /* MCP_UTIL_JSON_H */
