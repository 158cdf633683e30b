/* SPDX-License-Identifier: Apache-2.0 */

#include "foreign/foreign.h"

#include <string.h>
#include <apr_strings.h>
#include "util/json_member.h"
#include "util/proof.h"

#define MAX_MEMBERS 16
#define MAX_DEFINITION (256 * 1024)
#define MAX_STRING (16 * 1024)

static mcp_err_t *check_members(const mcp_json_t *json,
                                const mcp_foreign_member_t *members,
                                const char *pointer, apr_pool_t *pool)
{
    const char *names[MAX_MEMBERS + 1] = {NULL};
    mcp_err_t *err;
    int i;

    for (i = 0; members[i].name; i++) {
        names[i] = members[i].name;
    }
    err = mcp_proof_keys(json, names, pointer, pool);
    for (i = 0; members[i].name && !err; i++) {
        if (members[i].required || mcp_json_has(json, names[i])) {
            err =
                mcp_proof_type(json, names[i], members[i].type, pointer, pool);
        }
    }
    return err;
}

mcp_err_t *mcp_foreign_parse(mcp_json_t **json, const char *text,
                             const mcp_foreign_member_t *members,
                             const char *pointer, apr_pool_t *pool)
{
    apr_size_t len = strlen(text);
    mcp_err_t *err;

    if (len > MAX_DEFINITION) {
        return mcp_proof_fail(pool, pointer, "is longer than %d bytes",
                              MAX_DEFINITION);
    }
    err = mcp_json_parse(json, text, len, pool);
    if (err) {
        return mcp_proof_fail(pool, pointer, "%s", err->message);
    }
    if (mcp_json_type(*json) != MCP_JSON_OBJECT) {
        return mcp_proof_fail(pool, pointer, "must be an object");
    }
    return check_members(*json, members, pointer, pool);
}

mcp_err_t *mcp_foreign_string(const char **out, const mcp_json_t *json,
                              const char *name, const char *pointer,
                              apr_pool_t *pool)
{
    return mcp_proof_string(out, json, name, MAX_STRING, pointer, pool);
}

const char *mcp_foreign_text(const char *definition, const char *name,
                             apr_pool_t *pool)
{
    apr_size_t len;
    const char *text = mcp_json_member_text(definition, name, &len);

    return text ? apr_pstrmemdup(pool, text, len) : NULL;
}
