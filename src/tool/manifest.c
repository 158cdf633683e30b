/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A manifest decides which requests are sent in the name of users, so it is
 * trusted like the server's configuration: only root or the user who starts
 * the server may be able to change it.
 */

#include "tool/manifest.h"

#include <string.h>
#include <unistd.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include "tool/definition.h"
#include "tool/proof.h"

#define SUFFIX ".json"

static mcp_err_t *read_tools(apr_array_header_t *tools, mcp_json_t *json,
                             const char *app, const mcp_native_t *natives,
                             apr_pool_t *pool)
{
    apr_size_t i;

    for (i = 0; i < mcp_json_length(json); i++) {
        mcp_tool_t *tool;
        mcp_err_t *err = mcp_manifest_tool(
            &tool, mcp_json_at(json, i), mcp_proof_at_index(pool, "/tools", i),
            natives, pool);

        if (err) {
            return err;
        }
        tool->app = app;
        if (!tool->family) {
            mcp_definition_prepare(tool, pool);
        }
        APR_ARRAY_PUSH(tools, mcp_tool_t *) = tool;
    }
    return NULL;
}

static mcp_err_t *read_root(apr_array_header_t *tools, const mcp_json_t *json,
                            const char *app, const mcp_native_t *natives,
                            apr_pool_t *pool)
{
    static const char *const allowed[] = {"$comment", "tools", NULL};
    const char *ignored;
    mcp_err_t *err;

    if (mcp_json_type(json) != MCP_JSON_OBJECT) {
        return mcp_proof_fail(pool, "", "must be an object");
    }
    err = mcp_proof_keys(json, allowed, "", pool);
    if (!err) {
        err = mcp_proof_string(&ignored, json, "$comment",
                               MCP_MANIFEST_MAX_SIZE, "", pool);
    }
    if (!err) {
        err = mcp_proof_type(json, "tools", MCP_JSON_ARRAY, "", pool);
    }
    return err ? err
               : read_tools(tools, mcp_json_get(json, "tools"),
                            apr_pstrdup(pool, app), natives, pool);
}

mcp_err_t *mcp_manifest_parse(apr_array_header_t *tools, const char *app,
                              const char *text, apr_size_t len,
                              const mcp_native_t *natives, apr_pool_t *pool)
{
    apr_pool_t *scratch;
    mcp_json_t *json;
    mcp_err_t *err;

    if (len > MCP_MANIFEST_MAX_SIZE) {
        return mcp_proof_fail(pool, "", "longer than %d bytes",
                              MCP_MANIFEST_MAX_SIZE);
    }
    apr_pool_create(&scratch, pool);
    apr_pool_tag(scratch, "mcp_manifest");
    err = mcp_json_parse(&json, text, len, scratch);
    err = err ? mcp_proof_fail(pool, "", "%s", err->message)
              : read_root(tools, json, app, natives, pool);
    apr_pool_destroy(scratch);
    return err;
}

const char *mcp_manifest_judge_owner(const apr_finfo_t *info)
{
    if (info->user != 0 && info->user != geteuid()) {
        return "must belong to root or to the user who starts the server";
    }
    if (info->protection & (APR_FPROT_GWRITE | APR_FPROT_WWRITE)) {
        return "must not be writable by its group or by others";
    }
    return NULL;
}

/* The owner is asked of the open file, so that it is the one that is read. */
static mcp_err_t *read_open_file(char **text, apr_size_t *len,
                                 apr_file_t *file, apr_pool_t *pool)
{
    apr_finfo_t info;
    const char *wrong;
    apr_status_t rv = apr_file_info_get(&info,
                                        APR_FINFO_TYPE | APR_FINFO_SIZE
                                            | APR_FINFO_OWNER | APR_FINFO_PROT,
                                        file);

    if (rv != APR_SUCCESS) {
        return mcp_proof_fail(pool, "", "cannot be read");
    }
    if (info.filetype != APR_REG) {
        return mcp_proof_fail(pool, "", "is not a regular file");
    }
    wrong = mcp_manifest_judge_owner(&info);
    if (wrong) {
        return mcp_proof_fail(pool, "", "%s", wrong);
    }
    if (info.size > MCP_MANIFEST_MAX_SIZE) {
        return mcp_proof_fail(pool, "", "longer than %d bytes",
                              MCP_MANIFEST_MAX_SIZE);
    }
    *len = (apr_size_t)info.size;
    *text = apr_palloc(pool, *len + 1);
    rv = apr_file_read_full(file, *text, *len, len);
    if (rv != APR_SUCCESS && rv != APR_EOF) {
        return mcp_proof_fail(pool, "", "cannot be read");
    }
    return NULL;
}

static mcp_err_t *read_file(char **text, apr_size_t *len, const char *path,
                            apr_pool_t *pool)
{
    apr_file_t *file;
    char reason[128];
    mcp_err_t *err;
    apr_status_t rv =
        apr_file_open(&file, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, pool);

    if (rv != APR_SUCCESS) {
        err = mcp_proof_fail(pool, "", "cannot be opened: %s",
                             apr_strerror(rv, reason, sizeof(reason)));
        err->status = rv;
        return err;
    }
    err = read_open_file(text, len, file, pool);
    apr_file_close(file);
    return err;
}

static mcp_err_t *read_manifest(apr_array_header_t *tools, const char *path,
                                const char *name, const mcp_native_t *natives,
                                apr_pool_t *pool, apr_pool_t *scratch)
{
    apr_size_t stem = strlen(name) - strlen(SUFFIX);
    const char *app = apr_pstrmemdup(scratch, name, stem);
    apr_size_t len = 0;
    char *text = NULL;
    mcp_err_t *err;

    if (!mcp_proof_is_word(app, MCP_PROOF_APP, 1, 64)) {
        return mcp_proof_fail(pool, "",
                              "the file must be named after an app: a-z, "
                              "0-9, \"_\" and \"-\"");
    }
    err = read_file(&text, &len, path, scratch);
    return err ? err
               : mcp_manifest_parse(tools, app, text, len, natives, pool);
}

mcp_err_t *mcp_manifest_read(apr_array_header_t *tools, const char *path,
                             const mcp_native_t *natives, apr_pool_t *pool)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    mcp_err_t *placed = NULL;
    apr_pool_t *scratch;
    mcp_err_t *err;

    apr_pool_create(&scratch, pool);
    apr_pool_tag(scratch, "mcp_manifest_read");
    err = read_manifest(tools, path, name, natives, pool, scratch);
    if (err) {
        placed = mcp_err_create(pool, err->kind, "%s: %s", name, err->message);
        placed->status = err->status;
    }
    apr_pool_destroy(scratch);
    return placed;
}
