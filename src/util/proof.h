/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_PROOF_H
#define MCP_UTIL_PROOF_H

/*
 * What the proofs of a manifest have in common: places (RFC 6901 JSON
 * pointers) and the errors that name them. Start-up only.
 */

#include "util/err.h"
#include "util/json.h"

/* pointer + "/" + key, escaped. */
const char *mcp_proof_at(apr_pool_t *pool, const char *pointer,
                         const char *key);
const char *mcp_proof_at_index(apr_pool_t *pool, const char *pointer,
                               apr_size_t index);

/* "<pointer>: <reason>"; the whole document is written as "/". */
mcp_err_t *mcp_proof_fail(apr_pool_t *pool, const char *pointer,
                          const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Every member of object is one of allowed (ends with NULL). */
mcp_err_t *mcp_proof_keys(const mcp_json_t *object, const char *const *allowed,
                          const char *pointer, apr_pool_t *pool);

/* object[key] has this type, or an error that names what came. */
mcp_err_t *mcp_proof_type(const mcp_json_t *object, const char *key,
                          mcp_json_type_e type, const char *pointer,
                          apr_pool_t *pool);

/* A copy of the string object[key] of 1 to max bytes without control
 * characters but newlines; *out is NULL when there is none. */
mcp_err_t *mcp_proof_string(const char **out, const mcp_json_t *object,
                            const char *key, apr_size_t max,
                            const char *pointer, apr_pool_t *pool);

/* The integer object[key] between min and max; *out stays when there is
 * none. */
mcp_err_t *mcp_proof_int(apr_int64_t *out, const mcp_json_t *object,
                         const char *key, apr_int64_t min, apr_int64_t max,
                         const char *pointer, apr_pool_t *pool);

/* text has min to max characters, all of them in set ("a-z" is written
 * out). */
int mcp_proof_is_word(const char *text, const char *set, apr_size_t min,
                      apr_size_t max);

#define MCP_PROOF_LOWER "abcdefghijklmnopqrstuvwxyz"
#define MCP_PROOF_UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define MCP_PROOF_DIGIT "0123456789"
/* Of a tool's name. */
#define MCP_PROOF_NAME MCP_PROOF_LOWER MCP_PROOF_DIGIT "_"
/* Of the id of an app, which is also the stem of a manifest's file name. */
#define MCP_PROOF_APP MCP_PROOF_NAME "-"
/* Of a member of a JSON object: what model providers accept as the name of
 * a parameter. */
#define MCP_PROOF_MEMBER MCP_PROOF_UPPER MCP_PROOF_NAME ".-"

#endif /* MCP_UTIL_PROOF_H */
