/* SPDX-License-Identifier: Apache-2.0 */

#include "prompt/prompt_registry.h"

#include <string.h>
#include <apr_strings.h>
#include "prompt/prompt_manifest.h"

/* What prompts and arguments have in common; title came with 2025-06-18. */
static void add_texts(mcp_buf_t *buf, const char *name, const char *title,
                      const char *description, mcp_revision_e revision)
{
    mcp_listing_add_string(buf, "{\"name\":", name);
    if (revision >= MCP_REV_2025_06_18) {
        mcp_listing_add_string(buf, ",\"title\":", title);
    }
    mcp_listing_add_string(buf, ",\"description\":", description);
}

static const char *make_text(const mcp_prompt_t *prompt,
                             mcp_revision_e revision, apr_pool_t *pool)
{
    mcp_buf_t buf;
    int i;

    mcp_buf_init(&buf, 512, pool);
    add_texts(&buf, prompt->name, prompt->title, prompt->description,
              revision);
    for (i = 0; i < prompt->argument_count; i++) {
        const mcp_prompt_argument_t *argument = &prompt->arguments[i];

        mcp_buf_add_str(&buf, i ? "," : ",\"arguments\":[");
        add_texts(&buf, argument->name, argument->title, argument->description,
                  revision);
        mcp_buf_addf(&buf, ",\"required\":%s}",
                     argument->required ? "true" : "false");
    }
    mcp_buf_add_str(&buf, i ? "]" : "");
    if (revision >= MCP_REV_2025_11_25) {
        mcp_listing_add_json(&buf, ",\"icons\":", prompt->icons);
    }
    if (revision >= MCP_REV_2025_06_18) {
        mcp_listing_add_json(&buf, ",\"_meta\":", prompt->meta);
    }
    mcp_buf_add_str(&buf, "}");
    return buf.data;
}

static int has_completion(const mcp_prompt_t *prompt)
{
    int i;

    for (i = 0; i < prompt->argument_count; i++) {
        if (prompt->complete
            || prompt->arguments[i].complete != MCP_PROMPT_ANYTHING) {
            return 1;
        }
    }
    return 0;
}

mcp_prompt_registry_t *mcp_prompt_registry_create(
    const apr_array_header_t *prompts, apr_pool_t *pool)
{
    mcp_prompt_registry_t *registry = apr_pcalloc(pool, sizeof(*registry));
    apr_array_header_t *entries =
        apr_array_make(pool, 16, sizeof(mcp_listing_entry_t));
    int revision;
    int i;

    registry->prompts = (const mcp_prompt_t *const *)prompts->elts;
    registry->count = prompts->nelts;
    for (i = 0; i < registry->count; i++) {
        mcp_listing_entry_t *entry = apr_array_push(entries);

        registry->has_completion |= has_completion(registry->prompts[i]);
        entry->name = registry->prompts[i]->name;
        for (revision = 0; revision < MCP_REVISIONS; revision++) {
            entry->text[revision] = make_text(registry->prompts[i],
                                              (mcp_revision_e)revision, pool);
        }
    }
    mcp_listing_set(&registry->listing, entries);
    return registry;
}

/* The prompts from index first on came from file; none may be there
 * already. */
static mcp_err_t *check_new(const apr_array_header_t *prompts, int first,
                            const char *file, apr_pool_t *pool)
{
    int i;
    int j;

    for (i = first; i < prompts->nelts; i++) {
        const mcp_prompt_t *prompt =
            APR_ARRAY_IDX(prompts, i, const mcp_prompt_t *);

        for (j = 0; j < i; j++) {
            const mcp_prompt_t *other =
                APR_ARRAY_IDX(prompts, j, const mcp_prompt_t *);

            if (!strcmp(prompt->name, other->name)) {
                return mcp_err_create(
                    pool, MCP_ERR_INTERNAL,
                    "%s: /prompts/%d/name: \"%s\" is declared already, in "
                    "%s%s",
                    file, i - first, prompt->name,
                    other->is_fixed ? other->app : "provider ",
                    other->is_fixed ? ".json" : other->app);
            }
        }
    }
    if (prompts->nelts > MCP_PROMPT_REGISTRY_MAX) {
        return mcp_err_create(pool, MCP_ERR_INTERNAL,
                              "%s: /prompts: more than %d prompts in all",
                              file, MCP_PROMPT_REGISTRY_MAX);
    }
    return NULL;
}

mcp_err_t *mcp_prompt_registry_load(mcp_prompt_registry_t **registry,
                                    const char *dir, apr_pool_t *pool)
{
    apr_array_header_t *prompts =
        apr_array_make(pool, 16, sizeof(const mcp_prompt_t *));
    apr_array_header_t *files;
    mcp_err_t *err = mcp_manifest_file_list(&files, dir, pool);
    int i;

    *registry = NULL;
    for (i = 0; !err && i < files->nelts; i++) {
        const char *file = APR_ARRAY_IDX(files, i, const char *);
        int first = prompts->nelts;

        err = mcp_prompt_manifest_read(
            prompts, apr_pstrcat(pool, dir, "/", file, NULL), pool);
        if (!err) {
            err = check_new(prompts, first, file, pool);
        }
    }
    if (!err) {
        *registry = mcp_prompt_registry_create(prompts, pool);
    }
    return err;
}

mcp_err_t *mcp_prompt_registry_add(mcp_prompt_registry_t *registry,
                                   const apr_array_header_t *prompts,
                                   const char *source, apr_pool_t *pool)
{
    apr_array_header_t *all = apr_array_make(
        pool, registry->count + prompts->nelts, sizeof(const mcp_prompt_t *));
    mcp_err_t *err;
    int i;

    for (i = 0; i < registry->count; i++) {
        APR_ARRAY_PUSH(all, const mcp_prompt_t *) = registry->prompts[i];
    }
    apr_array_cat(all, prompts);
    err = check_new(all, registry->count, source, pool);
    if (!err) {
        *registry = *mcp_prompt_registry_create(all, pool);
    }
    return err;
}

mcp_prompt_registry_t *mcp_prompt_registry_standalone(
    const mcp_prompt_registry_t *registry, apr_pool_t *pool)
{
    apr_array_header_t *some =
        apr_array_make(pool, 8, sizeof(const mcp_prompt_t *));
    int i;

    for (i = 0; i < registry->count; i++) {
        if (registry->prompts[i]->standalone) {
            APR_ARRAY_PUSH(some, const mcp_prompt_t *) = registry->prompts[i];
        }
    }
    return mcp_prompt_registry_create(some, pool);
}

const mcp_prompt_t *mcp_prompt_registry_find(
    const mcp_prompt_registry_t *registry, const char *name)
{
    int i;

    for (i = 0; i < registry->count; i++) {
        if (!strcmp(registry->prompts[i]->name, name)) {
            return registry->prompts[i];
        }
    }
    return NULL;
}
