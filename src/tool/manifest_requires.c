/* SPDX-License-Identifier: Apache-2.0 */

/* What a tool needs in order to be shown: the member "requires". */

#include <string.h>
#include "tool/manifest.h"
#include "util/proof.h"

#define MAX_CAPABILITY 128
#define MAX_VERSION 16
#define MIN_MAJOR 20
#define MAX_MAJOR 999

typedef struct {
    mcp_tool_require_t *require;
    const mcp_json_t *json;
    const char *pointer;
    apr_pool_t *pool;
} read_t;

/* "files/undelete": names with one "/" between them. */
static int is_capability(const char *path)
{
    apr_size_t len = strlen(path);

    return mcp_proof_is_word(path, MCP_PROOF_MEMBER "/", 1, MAX_CAPABILITY)
           && path[0] != '/' && path[len - 1] != '/' && !strstr(path, "//");
}

static int is_app(const char *text)
{
    return mcp_proof_is_word(text, MCP_PROOF_APP, 1, 64);
}

static int is_version(const char *text)
{
    return mcp_proof_is_word(text, MCP_PROOF_DIGIT ".", 1, MAX_VERSION)
           && text[0] != '.' && !strstr(text, "..");
}

/* "core:audio2text" */
static int is_task_type(const char *text)
{
    return mcp_proof_is_word(text, MCP_PROOF_MEMBER ":", 3, 128)
           && strchr(text, ':');
}

static mcp_err_t *read_text(const char **out, const read_t *read,
                            const char *key, int (*is_good)(const char *),
                            const char *reason)
{
    mcp_err_t *err = mcp_proof_string(out, read->json, key, MAX_CAPABILITY,
                                      read->pointer, read->pool);

    if (!err && *out && !is_good(*out)) {
        err = mcp_proof_fail(read->pool,
                             mcp_proof_at(read->pool, read->pointer, key),
                             "%s", reason);
    }
    return err;
}

static mcp_err_t *read_service(const read_t *read)
{
    const char *name;
    mcp_err_t *err = mcp_proof_string(&name, read->json, "service", 64,
                                      read->pointer, read->pool);

    if (err || !name) {
        return err;
    }
    read->require->service = mcp_service_find(name);
    return read->require->service != MCP_SERVICE_NONE
               ? NULL
               : mcp_proof_fail(
                   read->pool,
                   mcp_proof_at(read->pool, read->pointer, "service"),
                   "must be one of: %s", mcp_service_names(read->pool));
}

static mcp_err_t *read_texts(const read_t *read)
{
    mcp_tool_require_t *require = read->require;
    mcp_err_t *err = read_text(&require->app, read, "app", is_app,
                               "must be the id of an app");

    if (!err) {
        err = read_text(&require->version, read, "version", is_version,
                        "must be a version such as \"3.5\"");
    }
    if (!err && require->version && !require->app) {
        err = mcp_proof_fail(
            read->pool, mcp_proof_at(read->pool, read->pointer, "version"),
            "is an app's: name it with \"app\"");
    }
    if (!err) {
        err =
            read_text(&require->capability, read, "capability", is_capability,
                      "must be a path such as \"files/undelete\"");
    }
    if (!err) {
        err = read_text(&require->task_type, read, "task_type", is_task_type,
                        "must be a task type such as \"core:audio2text\"");
    }
    return err;
}

mcp_err_t *mcp_manifest_requires(mcp_tool_require_t *require,
                                 const mcp_json_t *tool, const char *pointer,
                                 apr_pool_t *pool)
{
    static const char *const allowed[] = {"app",       "version", "capability",
                                          "task_type", "service", "nextcloud",
                                          NULL};
    read_t read = {require, mcp_json_get(tool, "requires"),
                   mcp_proof_at(pool, pointer, "requires"), pool};
    apr_int64_t major = 0;
    mcp_err_t *err;

    if (!mcp_json_has(tool, "requires")) {
        return NULL;
    }
    err = mcp_proof_type(tool, "requires", MCP_JSON_OBJECT, pointer, pool);
    if (!err) {
        err = mcp_proof_keys(read.json, allowed, read.pointer, pool);
    }
    if (!err) {
        err = read_texts(&read);
    }
    if (!err) {
        err = read_service(&read);
    }
    if (!err) {
        err = mcp_proof_int(&major, read.json, "nextcloud", MIN_MAJOR,
                            MAX_MAJOR, read.pointer, pool);
    }
    require->min_major = (int)major;
    return err;
}
