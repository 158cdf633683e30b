/* SPDX-License-Identifier: Apache-2.0 */

#include "resource/resource_registry.h"

#include <string.h>

mcp_err_t *mcp_resource_missing(apr_pool_t *pool, mcp_err_t *cause)
{
    return mcp_err_push(pool, cause, MCP_ERR_RESOURCE,
                        "Resource not found: there is nothing under this URI "
                        "that this user can see; resources/list and "
                        "resources/templates/list show what there is");
}

static void add_extra(mcp_buf_t *buf, const mcp_resource_extra_t *extra,
                      mcp_revision_e revision)
{
    if (extra->size > 0) {
        mcp_buf_addf(buf, ",\"size\":%" APR_INT64_T_FMT, extra->size);
    }
    mcp_listing_add_json(buf, ",\"annotations\":", extra->annotations);
    if (revision >= MCP_REV_2025_11_25) {
        mcp_listing_add_json(buf, ",\"icons\":", extra->icons);
    }
    if (revision >= MCP_REV_2025_06_18) {
        mcp_listing_add_json(buf, ",\"_meta\":", extra->meta);
    }
}

/* Of what both kinds have; title came with 2025-06-18. */
static void add_texts(mcp_buf_t *buf, const mcp_resource_template_t *item,
                      mcp_revision_e revision)
{
    mcp_listing_add_string(buf, ",\"name\":", item->name);
    if (revision >= MCP_REV_2025_06_18) {
        mcp_listing_add_string(buf, ",\"title\":", item->title);
    }
    mcp_listing_add_string(buf, ",\"description\":", item->description);
    mcp_listing_add_string(buf, ",\"mimeType\":", item->mime);
    add_extra(buf, &item->extra, revision);
    mcp_buf_add_str(buf, "}");
}

static void add_entry(apr_array_header_t *entries, const char *name,
                      const char *begin, const mcp_resource_template_t *item)
{
    mcp_listing_entry_t *entry = apr_array_push(entries);
    int revision;

    entry->name = name;
    for (revision = 0; revision < MCP_REVISIONS; revision++) {
        mcp_buf_t buf;

        mcp_buf_init(&buf, 256, entries->pool);
        mcp_listing_add_string(&buf, begin, name);
        add_texts(&buf, item, (mcp_revision_e)revision);
        entry->text[revision] = buf.data;
    }
}

/* Is it there in a registry of this kind? */
static int is_there(const mcp_resource_registry_t *registry, int standalone)
{
    return standalone || !registry->standalone;
}

static void add_resources(apr_array_header_t *entries,
                          const mcp_resource_registry_t *registry,
                          const mcp_resource_t *resource)
{
    for (; resource && resource->uri; resource++) {
        mcp_resource_template_t item;

        if (!is_there(registry, resource->standalone)) {
            continue;
        }
        memset(&item, 0, sizeof(item));
        item.name = resource->name;
        item.title = resource->title;
        item.description = resource->description;
        item.mime = resource->mime;
        item.extra = resource->extra;
        add_entry(entries, resource->uri, "{\"uri\":", &item);
    }
}

static void add_templates(apr_array_header_t *entries,
                          mcp_resource_registry_t *registry,
                          const mcp_resource_template_t *item)
{
    for (; item && item->uri_template; item++) {
        if (is_there(registry, item->standalone)) {
            registry->has_completion |= item->complete != NULL;
            add_entry(entries, item->uri_template, "{\"uriTemplate\":", item);
        }
    }
}

mcp_resource_registry_t *mcp_resource_registry_create(
    const mcp_resource_source_t *const *sources, int standalone,
    apr_pool_t *pool)
{
    mcp_resource_registry_t *registry = apr_pcalloc(pool, sizeof(*registry));
    apr_array_header_t *resources =
        apr_array_make(pool, 8, sizeof(mcp_listing_entry_t));
    apr_array_header_t *templates =
        apr_array_make(pool, 4, sizeof(mcp_listing_entry_t));

    registry->sources = sources;
    registry->standalone = standalone;
    for (; *sources; sources++) {
        add_resources(resources, registry, (*sources)->resources);
        add_templates(templates, registry, (*sources)->templates);
    }
    mcp_listing_set(&registry->resources, resources);
    mcp_listing_set(&registry->templates, templates);
    return registry;
}

int mcp_resource_registry_is_empty(const mcp_resource_registry_t *registry)
{
    return registry->resources.count == 0 && registry->templates.count == 0;
}

static mcp_resource_read_fn *find_resource(
    const mcp_resource_registry_t *registry, const mcp_resource_t *resource,
    mcp_resource_call_t *call)
{
    for (; resource && resource->uri; resource++) {
        if (is_there(registry, resource->standalone)
            && !strcmp(resource->uri, call->uri)) {
            call->baton = resource->baton;
            return resource->read;
        }
    }
    return NULL;
}

static int is_match(const mcp_resource_template_t *item,
                    mcp_resource_call_t *call)
{
    if (item->prefix) {
        return !strncmp(item->prefix, call->uri, strlen(item->prefix));
    }
    call->variables =
        mcp_uri_template_match(item->pattern, call->uri, call->pool);
    return call->variables != NULL;
}

static mcp_resource_read_fn *find_template(
    const mcp_resource_registry_t *registry,
    const mcp_resource_template_t *item, mcp_resource_call_t *call)
{
    for (; item && item->uri_template; item++) {
        if (is_there(registry, item->standalone) && is_match(item, call)) {
            call->baton = item->baton;
            return item->read;
        }
    }
    return NULL;
}

mcp_resource_read_fn *mcp_resource_registry_find(
    const mcp_resource_registry_t *registry, mcp_resource_call_t *call)
{
    const mcp_resource_source_t *const *source;
    mcp_resource_read_fn *read = NULL;

    for (source = registry->sources; !read && *source; source++) {
        read = find_resource(registry, (*source)->resources, call);
    }
    for (source = registry->sources; !read && *source; source++) {
        read = find_template(registry, (*source)->templates, call);
    }
    return read;
}

const mcp_resource_template_t *mcp_resource_registry_template(
    const mcp_resource_registry_t *registry, const char *uri_template)
{
    const mcp_resource_source_t *const *source;

    for (source = registry->sources; *source; source++) {
        const mcp_resource_template_t *item = (*source)->templates;

        for (; item && item->uri_template; item++) {
            if (is_there(registry, item->standalone)
                && !strcmp(item->uri_template, uri_template)) {
                return item;
            }
        }
    }
    return NULL;
}

/* In "{+path}{?offset,length}": between "{" or an operator and ",", "}" or a
 * modifier. */
int mcp_resource_has_variable(const mcp_resource_template_t *item,
                              const char *name)
{
    const char *at = item->uri_template;
    apr_size_t want = strlen(name);
    int inside = 0;

    while (*at) {
        apr_size_t len = strcspn(at, "{}+#./;?&,:*");

        if (inside && len && len == want && !strncmp(at, name, len)) {
            return 1;
        }
        at += len;
        if (*at) {
            inside = *at == '{' || (inside && *at != '}');
            at++;
        }
    }
    return 0;
}
