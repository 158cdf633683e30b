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
#define FIRST_ITEM_SIZE                                                       \
    (APR_OFFSETOF(mcp_provider_item_t, flags) + sizeof(apr_uint32_t))
#define FIRST_API_SIZE (APR_OFFSETOF(mcp_api_t, quote) + sizeof(void *))

#define TASK_FLAGS                                                            \
    (MCP_TOOL_TASK_MAY | MCP_TOOL_TASK_MUST | MCP_TOOL_TASK_BEGINS)
#define KNOWN_FLAGS (MCP_TOOL_NO_NEXTCLOUD | TASK_FLAGS)

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

/* A provider as the module's header has it; what it does not know is zero. */
static mcp_provider_t read_provider(const mcp_provider_t *provider)
{
    mcp_provider_t mine;

    memset(&mine, 0, sizeof(mine));
    memcpy(&mine, provider, provider->size);
    return mine;
}

static mcp_err_t *check_items(const char *name, const mcp_provider_t *provider,
                              apr_pool_t *pool)
{
    const apr_size_t range[3] = {FIRST_ITEM_SIZE, provider->item_size,
                                 sizeof(mcp_provider_item_t)};

    if (!provider->resources && !provider->templates && !provider->prompts) {
        return NULL;
    }
    return check_size(name, "mcp_provider_item_t", range, pool);
}

/* The element at index of an array whose elements are of its module's size:
 * copied to item, the rest of which is zero. */
static void read_item(void *item, apr_size_t item_size, const void *array,
                      apr_size_t size, int index)
{
    memset(item, 0, item_size);
    memcpy(item, (const char *)array + (apr_size_t)index * size, size);
}

/* What runs, and whether it needs a Nextcloud. */
static mcp_err_t *make_foreign(mcp_foreign_t **out, int *standalone,
                               const mcp_provider_item_t *item,
                               const char *pointer, apr_pool_t *pool)
{
    mcp_foreign_t *foreign = apr_pcalloc(pool, sizeof(*foreign));

    *out = foreign;
    if (!item->run) {
        return mcp_proof_fail(pool, pointer, "has no run function");
    }
    if (item->flags & ~KNOWN_FLAGS) {
        return mcp_proof_fail(pool, pointer, "has unknown flags (0x%x)",
                              item->flags & ~KNOWN_FLAGS);
    }
    foreign->run = item->run;
    foreign->complete = item->complete;
    foreign->baton = item->baton;
    *standalone = (item->flags & MCP_TOOL_NO_NEXTCLOUD) != 0;
    return NULL;
}

/* Makes one of an array's elements and keeps it in set. */
typedef mcp_err_t *take_fn(mcp_foreign_set_t *set,
                           const mcp_provider_item_t *item,
                           const char *pointer, apr_pool_t *pool);

static void read_task_flags(mcp_tool_t *tool, apr_uint32_t flags)
{
    if (flags & MCP_TOOL_TASK_MUST) {
        tool->task = MCP_TOOL_TASK_REQUIRED;
    }
    else if (flags & TASK_FLAGS) {
        tool->task = MCP_TOOL_TASK_OPTIONAL;
    }
    tool->begins_task = (flags & MCP_TOOL_TASK_BEGINS) != 0;
}

static mcp_err_t *take_tool(mcp_foreign_set_t *set,
                            const mcp_provider_item_t *item,
                            const char *pointer, apr_pool_t *pool)
{
    mcp_tool_t *tool = apr_pcalloc(pool, sizeof(*tool));
    mcp_provider_item_t plain = *item;
    mcp_foreign_t *foreign;
    mcp_err_t *err;

    /* Only a tool can be quick. */
    plain.flags &= ~MCP_TOOL_QUICK;
    err = make_foreign(&foreign, &tool->standalone, &plain, pointer, pool);
    tool->quick = (item->flags & MCP_TOOL_QUICK) != 0;
    tool->app = set->name;
    read_task_flags(tool, item->flags);
    APR_ARRAY_PUSH(set->tools, mcp_tool_t *) = tool;
    return err ? err
               : mcp_foreign_tool(tool, item->definition, foreign, pointer,
                                  pool);
}

static mcp_err_t *take_resource(mcp_foreign_set_t *set,
                                const mcp_provider_item_t *item,
                                const char *pointer, apr_pool_t *pool)
{
    mcp_resource_t *resource = apr_array_push(set->resources);
    mcp_foreign_t *foreign;
    mcp_err_t *err;

    memset(resource, 0, sizeof(*resource));
    if (item->complete) {
        return mcp_proof_fail(pool, pointer,
                              "has a complete function, but no variables");
    }
    err = make_foreign(&foreign, &resource->standalone, item, pointer, pool);
    return err ? err
               : mcp_foreign_resource(resource, item->definition, foreign,
                                      pointer, pool);
}

static mcp_err_t *take_template(mcp_foreign_set_t *set,
                                const mcp_provider_item_t *item,
                                const char *pointer, apr_pool_t *pool)
{
    mcp_resource_template_t *template = apr_array_push(set->templates);
    mcp_foreign_t *foreign;
    mcp_err_t *err;

    memset(template, 0, sizeof(*template));
    err = make_foreign(&foreign, &template->standalone, item, pointer, pool);
    return err ? err
               : mcp_foreign_template(template, item->definition, foreign,
                                      pointer, pool);
}

static mcp_err_t *take_prompt(mcp_foreign_set_t *set,
                              const mcp_provider_item_t *item,
                              const char *pointer, apr_pool_t *pool)
{
    mcp_prompt_t *prompt = apr_pcalloc(pool, sizeof(*prompt));
    mcp_foreign_t *foreign;
    mcp_err_t *err =
        make_foreign(&foreign, &prompt->standalone, item, pointer, pool);

    prompt->app = set->name;
    APR_ARRAY_PUSH(set->prompts, const mcp_prompt_t *) = prompt;
    return err ? err
               : mcp_foreign_prompt(prompt, item->definition, foreign, pointer,
                                    pool);
}

static mcp_err_t *take_items(mcp_foreign_set_t *set, const char *member,
                             const mcp_provider_item_t *items,
                             apr_size_t item_size, take_fn *take)
{
    apr_pool_t *pool = set->tools->pool;
    int i;

    for (i = 0; items; i++) {
        mcp_provider_item_t item;
        mcp_err_t *err;

        read_item(&item, sizeof(item), items, item_size, i);
        if (!item.definition) {
            break;
        }
        err = take(set, &item, apr_psprintf(pool, "/%s/%d", member, i), pool);
        if (err) {
            return wrong(set->name, err->message, pool);
        }
    }
    return NULL;
}

/* A tool has everything that an item has, but for complete. */
static mcp_err_t *take_tools(mcp_foreign_set_t *set,
                             const mcp_provider_t *provider)
{
    apr_pool_t *pool = set->tools->pool;
    int i;

    for (i = 0; provider->tools; i++) {
        mcp_provider_item_t item = {NULL, NULL, NULL, NULL, 0};
        mcp_provider_tool_t tool;
        mcp_err_t *err;

        read_item(&tool, sizeof(tool), provider->tools, provider->tool_size,
                  i);
        if (!tool.definition) {
            break;
        }
        item.definition = tool.definition;
        item.run = tool.run;
        item.baton = tool.baton;
        item.flags = tool.flags;
        err = take_tool(set, &item, apr_psprintf(pool, "/tools/%d", i), pool);
        if (err) {
            return wrong(set->name, err->message, pool);
        }
    }
    return NULL;
}

static void begin_set(mcp_foreign_set_t *set, const char *name,
                      apr_pool_t *pool)
{
    set->name = name;
    set->tools = apr_array_make(pool, 8, sizeof(mcp_tool_t *));
    set->resources = apr_array_make(pool, 8, sizeof(mcp_resource_t));
    set->templates = apr_array_make(pool, 8, sizeof(mcp_resource_template_t));
    set->prompts = apr_array_make(pool, 8, sizeof(const mcp_prompt_t *));
}

/* As the registry of resources wants them: ended by zeros. */
static const mcp_resource_source_t *make_source(const mcp_foreign_set_t *set)
{
    mcp_resource_source_t *source =
        apr_palloc(set->tools->pool, sizeof(*source));

    memset(apr_array_push(set->resources), 0, sizeof(mcp_resource_t));
    memset(apr_array_push(set->templates), 0, sizeof(mcp_resource_template_t));
    source->resources = (const mcp_resource_t *)set->resources->elts;
    source->templates = (const mcp_resource_template_t *)set->templates->elts;
    return source;
}

mcp_err_t *mcp_foreign_load(mcp_foreign_set_t *set, const char *name,
                            const mcp_provider_t *registered, apr_pool_t *pool)
{
    mcp_err_t *err = check_provider(name, registered, pool);
    mcp_provider_t provider;

    if (err) {
        return err;
    }
    provider = read_provider(registered);
    begin_set(set, provider.name, pool);
    err = check_items(name, &provider, pool);
    if (!err) {
        err = take_tools(set, &provider);
    }
    if (!err) {
        err = take_items(set, "resources", provider.resources,
                         provider.item_size, take_resource);
    }
    if (!err) {
        err = take_items(set, "templates", provider.templates,
                         provider.item_size, take_template);
    }
    if (!err) {
        err = take_items(set, "prompts", provider.prompts, provider.item_size,
                         take_prompt);
    }
    set->source = make_source(set);
    return err;
}
