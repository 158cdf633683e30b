/* SPDX-License-Identifier: Apache-2.0 */

#include "prompt/prompt_registry.h"

#include <string.h>
#include <apr_strings.h>
#include "prompt/prompt_manifest.h"

static void add_member(mcp_buf_t *buf, const char *before, const char *text)
{
    if (text) {
        mcp_buf_add_str(buf, before);
        mcp_buf_add_json_str(buf, text, strlen(text));
    }
}

/* What prompts and arguments have in common; title came with 2025-06-18. */
static void add_texts(mcp_buf_t *buf, const char *name, const char *title,
                      const char *description, mcp_revision_e revision)
{
    add_member(buf, "{\"name\":", name);
    if (revision >= MCP_REV_2025_06_18) {
        add_member(buf, ",\"title\":", title);
    }
    add_member(buf, ",\"description\":", description);
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
    mcp_buf_add_str(&buf, i ? "]}" : "}");
    return buf.data;
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
                    "%s.json",
                    file, i - first, prompt->name, other->app);
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

int mcp_prompt_registry_has_completion(const mcp_prompt_registry_t *registry)
{
    int i;
    int j;

    for (i = 0; i < registry->count; i++) {
        const mcp_prompt_t *prompt = registry->prompts[i];

        for (j = 0; j < prompt->argument_count; j++) {
            if (prompt->arguments[j].complete != MCP_PROMPT_ANYTHING) {
                return 1;
            }
        }
    }
    return 0;
}
