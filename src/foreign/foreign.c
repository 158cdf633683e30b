/* SPDX-License-Identifier: Apache-2.0 */

#include "foreign/foreign.h"

#include <string.h>
#include <apr_strings.h>
#include "util/proof.h"

#define MAX_NAME 64

/* What the first version of mod_mcp.h had: never changes for this ABI. */
#define FIRST_PROVIDER_SIZE                                                   \
    (APR_OFFSETOF(mcp_provider_t, tools) + sizeof(void *))
#define FIRST_TOOL_SIZE                                                       \
    (APR_OFFSETOF(mcp_provider_tool_t, flags) + sizeof(apr_uint32_t))
#define FIRST_API_SIZE (APR_OFFSETOF(mcp_api_t, quote) + sizeof(void *))

#define KNOWN_FLAGS MCP_TOOL_NO_NEXTCLOUD

struct mcp_foreign_t {
    mcp_provider_run_fn *run;
    void *baton;
};

static mcp_err_t *wrong(const char *name, const char *what, apr_pool_t *pool)
{
    return mcp_err_create(pool, MCP_ERR_INTERNAL, "provider \"%s\": %s", name,
                          what);
}

/* A structure of a size that this ABI can have. */
static mcp_err_t *check_size(const char *name, const char *what,
                             const apr_size_t range[3], apr_pool_t *pool)
{
    const char *how = range[1] > range[2] ? "newer" : "broken";

    if (range[1] >= range[0] && range[1] <= range[2]) {
        return NULL;
    }
    return wrong(name,
                 apr_psprintf(pool,
                              "its %s has %" APR_SIZE_T_FMT
                              " bytes, this mod_mcp " MOD_MCP_VERSION
                              " knows %" APR_SIZE_T_FMT
                              ": it was built with a %s mod_mcp.h",
                              what, range[1], range[2], how),
                 pool);
}

static mcp_err_t *check_provider(const char *name,
                                 const mcp_provider_t *provider,
                                 apr_pool_t *pool)
{
    const apr_size_t provider_size[3] = {FIRST_PROVIDER_SIZE, provider->size,
                                         sizeof(mcp_provider_t)};
    const apr_size_t tool_size[3] = {FIRST_TOOL_SIZE, provider->tool_size,
                                     sizeof(mcp_provider_tool_t)};
    const apr_size_t api_size[3] = {FIRST_API_SIZE, provider->api_size,
                                    sizeof(mcp_api_t)};
    mcp_err_t *err;

    if (provider->abi != MCP_PROVIDER_ABI) {
        return wrong(name,
                     apr_psprintf(pool,
                                  "it was built for interface %d, this "
                                  "mod_mcp has %d: build it again with this "
                                  "mod_mcp's mod_mcp.h",
                                  provider->abi, MCP_PROVIDER_ABI),
                     pool);
    }
    err = check_size(name, "mcp_provider_t", provider_size, pool);
    if (!err) {
        err = check_size(name, "mcp_provider_tool_t", tool_size, pool);
    }
    if (!err) {
        err = check_size(name, "mcp_api_t", api_size, pool);
    }
    if (err) {
        return err;
    }
    if (!provider->name || strcmp(provider->name, name) != 0
        || !mcp_proof_is_word(name, MCP_PROOF_APP, 1, MAX_NAME)) {
        return wrong(name,
                     "its name must be the one it is registered under, 1 to "
                     "64 of a-z, 0-9, _ and -",
                     pool);
    }
    return NULL;
}

/* The tool at index: an older module's structures are smaller. What it does
 * not know is zero. */
static mcp_provider_tool_t read_tool(const mcp_provider_t *provider, int index)
{
    const char *at = (const char *)provider->tools
                     + (apr_size_t)index * provider->tool_size;
    mcp_provider_tool_t tool;

    memset(&tool, 0, sizeof(tool));
    memcpy(&tool, at, provider->tool_size);
    return tool;
}

static mcp_err_t *run_tool(mcp_tool_call_t *call)
{
    const mcp_foreign_t *foreign = call->tool->foreign;
    mcp_call_t mine = {call, NULL, NULL};

    foreign->run(&mine, &mcp_foreign_api, foreign->baton);
    return mine.err;
}

static const mcp_native_t foreign_tool = {NULL, run_tool, NULL};

static mcp_err_t *make_tool(mcp_tool_t **out,
                            const mcp_provider_tool_t *declared,
                            const char *pointer, apr_pool_t *pool)
{
    mcp_tool_t *tool = apr_pcalloc(pool, sizeof(*tool));
    mcp_foreign_t *foreign = apr_pcalloc(pool, sizeof(*foreign));

    *out = tool;
    if (!declared->run) {
        return mcp_proof_fail(pool, pointer, "has no run function");
    }
    if (declared->flags & ~KNOWN_FLAGS) {
        return mcp_proof_fail(pool, pointer, "has unknown flags (0x%x)",
                              declared->flags & ~KNOWN_FLAGS);
    }
    foreign->run = declared->run;
    foreign->baton = declared->baton;
    tool->foreign = foreign;
    tool->native = &foreign_tool;
    tool->standalone = (declared->flags & MCP_TOOL_NO_NEXTCLOUD) != 0;
    return mcp_foreign_define(tool, declared->definition, pointer, pool);
}

mcp_err_t *mcp_foreign_load(apr_array_header_t *tools, const char *name,
                            const mcp_provider_t *provider, apr_pool_t *pool)
{
    mcp_err_t *err = check_provider(name, provider, pool);
    int i;

    if (err || !provider->tools) {
        return err;
    }
    for (i = 0;; i++) {
        mcp_provider_tool_t declared = read_tool(provider, i);
        mcp_tool_t *tool;

        if (!declared.definition) {
            return NULL;
        }
        err = make_tool(&tool, &declared, apr_psprintf(pool, "/tools/%d", i),
                        pool);
        if (err) {
            return wrong(name, err->message, pool);
        }
        tool->app = provider->name;
        APR_ARRAY_PUSH(tools, mcp_tool_t *) = tool;
    }
}
