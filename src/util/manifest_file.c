/* SPDX-License-Identifier: Apache-2.0 */

#include "util/manifest_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include "util/proof.h"

#define SUFFIX ".json"

static mcp_err_t *take_elements(const mcp_manifest_kind_t *kind,
                                const mcp_json_t *json, const char *app,
                                apr_pool_t *pool)
{
    const char *pointer = mcp_proof_at(pool, "", kind->member);
    apr_size_t i;

    for (i = 0; i < mcp_json_length(json); i++) {
        mcp_err_t *err =
            kind->take(kind->baton, mcp_json_at(json, i),
                       mcp_proof_at_index(pool, pointer, i), app, pool);

        if (err) {
            return err;
        }
    }
    return NULL;
}

static mcp_err_t *read_root(const mcp_manifest_kind_t *kind,
                            const mcp_json_t *json, const char *app,
                            apr_pool_t *pool)
{
    const char *const allowed[] = {"$comment", kind->member, NULL};
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
        err = mcp_proof_type(json, kind->member, MCP_JSON_ARRAY, "", pool);
    }
    return err ? err
               : take_elements(kind, mcp_json_get(json, kind->member),
                               apr_pstrdup(pool, app), pool);
}

mcp_err_t *mcp_manifest_file_parse(const mcp_manifest_kind_t *kind,
                                   const char *app, const char *text,
                                   apr_size_t len, apr_pool_t *pool)
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
              : read_root(kind, json, app, pool);
    apr_pool_destroy(scratch);
    return err;
}

static const char *judge_owner(const apr_finfo_t *info)
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
static mcp_err_t *read_open_file(char **text, apr_size_t *len, apr_size_t max,
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
    wrong = judge_owner(&info);
    if (wrong) {
        return mcp_proof_fail(pool, "", "%s", wrong);
    }
    if (info.size > (apr_off_t)max) {
        return mcp_proof_fail(pool, "",
                              "longer than %" APR_SIZE_T_FMT " bytes", max);
    }
    *len = (apr_size_t)info.size;
    *text = apr_pcalloc(pool, *len + 1);
    rv = apr_file_read_full(file, *text, *len, len);
    if (rv != APR_SUCCESS && rv != APR_EOF) {
        return mcp_proof_fail(pool, "", "cannot be read");
    }
    return NULL;
}

mcp_err_t *mcp_manifest_file_load(char **text, apr_size_t *len,
                                  const char *path, apr_size_t max,
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
    err = read_open_file(text, len, max, file, pool);
    apr_file_close(file);
    return err;
}

static mcp_err_t *read_manifest(const mcp_manifest_kind_t *kind,
                                const char *path, const char *name,
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
    err = mcp_manifest_file_load(&text, &len, path, MCP_MANIFEST_MAX_SIZE,
                                 scratch);
    return err ? err : mcp_manifest_file_parse(kind, app, text, len, pool);
}

mcp_err_t *mcp_manifest_file_read(const mcp_manifest_kind_t *kind,
                                  const char *path, apr_pool_t *pool)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    mcp_err_t *placed = NULL;
    apr_pool_t *scratch;
    mcp_err_t *err;

    apr_pool_create(&scratch, pool);
    apr_pool_tag(scratch, "mcp_manifest_read");
    err = read_manifest(kind, path, name, pool, scratch);
    if (err) {
        placed = mcp_err_create(pool, err->kind, "%s: %s", name, err->message);
        placed->status = err->status;
    }
    apr_pool_destroy(scratch);
    return placed;
}

static mcp_err_t *fail_dir(apr_pool_t *pool, const char *dir,
                           apr_status_t status, const char *reason)
{
    mcp_err_t *err =
        mcp_err_create(pool, MCP_ERR_INTERNAL, "%s: /: %s", dir, reason);

    err->status = status;
    return err;
}

static int is_manifest(const apr_finfo_t *info)
{
    const char *name = info->name;
    apr_size_t len = strlen(name);

    return *name != '.' && len > strlen(SUFFIX)
           && !strcmp(name + len - strlen(SUFFIX), SUFFIX);
}

static int compare_strings(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static mcp_err_t *check_dir(const char *path, apr_pool_t *pool)
{
    apr_finfo_t info;
    const char *wrong;
    apr_status_t rv =
        apr_stat(&info, path, APR_FINFO_OWNER | APR_FINFO_PROT, pool);

    if (rv != APR_SUCCESS) {
        return fail_dir(pool, path, rv, "cannot be opened");
    }
    wrong = judge_owner(&info);
    return wrong ? fail_dir(pool, path, APR_SUCCESS, wrong) : NULL;
}

static int is_folder(const apr_finfo_t *info)
{
    return *info->name != '.' && info->filetype == APR_DIR;
}

/* The names in path that are wanted, sorted. */
static mcp_err_t *list_dir(apr_array_header_t **out, const char *path,
                           int (*is_wanted)(const apr_finfo_t *info),
                           apr_pool_t *pool)
{
    apr_array_header_t *names = apr_array_make(pool, 32, sizeof(char *));
    apr_finfo_t info;
    apr_dir_t *dir;
    apr_status_t rv = apr_dir_open(&dir, path, pool);

    if (rv != APR_SUCCESS) {
        return fail_dir(pool, path, rv, "cannot be opened");
    }
    while ((rv = apr_dir_read(&info, APR_FINFO_NAME | APR_FINFO_TYPE, dir))
               == APR_SUCCESS
           || rv == APR_INCOMPLETE) {
        if (is_wanted(&info)) {
            APR_ARRAY_PUSH(names, const char *) = apr_pstrdup(pool, info.name);
        }
    }
    apr_dir_close(dir);
    if (!APR_STATUS_IS_ENOENT(rv)) {
        return fail_dir(pool, path, rv, "cannot be read");
    }
    qsort(names->elts, (size_t)names->nelts, sizeof(char *), compare_strings);
    *out = names;
    return NULL;
}

mcp_err_t *mcp_manifest_file_list(apr_array_header_t **names, const char *dir,
                                  apr_pool_t *pool)
{
    mcp_err_t *err = check_dir(dir, pool);

    *names = NULL;
    return err ? err : list_dir(names, dir, is_manifest, pool);
}

mcp_err_t *mcp_manifest_file_folders(apr_array_header_t **names,
                                     const char *dir, apr_pool_t *pool)
{
    mcp_err_t *err = check_dir(dir, pool);

    *names = NULL;
    return err ? err : list_dir(names, dir, is_folder, pool);
}
