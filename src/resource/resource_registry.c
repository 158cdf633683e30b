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

static void add_member(mcp_buf_t *buf, const char *before, const char *text)
{
    if (text) {
        mcp_buf_add_str(buf, before);
        mcp_buf_add_json_str(buf, text, strlen(text));
    }
}

/* Of what both kinds have; title came with 2025-06-18. */
static void add_texts(mcp_buf_t *buf, const mcp_resource_template_t *item,
                      mcp_revision_e revision)
{
    add_member(buf, ",\"name\":", item->name);
    if (revision >= MCP_REV_2025_06_18) {
        add_member(buf, ",\"title\":", item->title);
    }
    add_member(buf, ",\"description\":", item->description);
    add_member(buf, ",\"mimeType\":", item->mime);
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
        add_member(&buf, begin, name);
        add_texts(&buf, item, (mcp_revision_e)revision);
        entry->text[revision] = buf.data;
    }
}

static void add_resources(apr_array_header_t *entries,
                          const mcp_resource_t *resource)
{
    for (; resource && resource->uri; resource++) {
        mcp_resource_template_t item;

        memset(&item, 0, sizeof(item));
        item.name = resource->name;
        item.title = resource->title;
        item.description = resource->description;
        item.mime = resource->mime;
        add_entry(entries, resource->uri, "{\"uri\":", &item);
    }
}

static void add_templates(apr_array_header_t *entries,
                          const mcp_resource_template_t *item)
{
    for (; item && item->uri_template; item++) {
        add_entry(entries, item->uri_template, "{\"uriTemplate\":", item);
    }
}

mcp_resource_registry_t *mcp_resource_registry_create(
    const mcp_resource_source_t *const *sources, apr_pool_t *pool)
{
    mcp_resource_registry_t *registry = apr_pcalloc(pool, sizeof(*registry));
    apr_array_header_t *resources =
        apr_array_make(pool, 8, sizeof(mcp_listing_entry_t));
    apr_array_header_t *templates =
        apr_array_make(pool, 4, sizeof(mcp_listing_entry_t));

    registry->sources = sources;
    for (; *sources; sources++) {
        add_resources(resources, (*sources)->resources);
        add_templates(templates, (*sources)->templates);
    }
    mcp_listing_set(&registry->resources, resources);
    mcp_listing_set(&registry->templates, templates);
    return registry;
}

static mcp_resource_read_fn *find_resource(const mcp_resource_t *resource,
                                           const char *uri)
{
    for (; resource && resource->uri; resource++) {
        if (!strcmp(resource->uri, uri)) {
            return resource->read;
        }
    }
    return NULL;
}

static mcp_resource_read_fn *find_template(const mcp_resource_template_t *item,
                                           const char *uri)
{
    for (; item && item->uri_template; item++) {
        if (!strncmp(item->prefix, uri, strlen(item->prefix))) {
            return item->read;
        }
    }
    return NULL;
}

mcp_resource_read_fn *mcp_resource_registry_find(
    const mcp_resource_registry_t *registry, const char *uri)
{
    const mcp_resource_source_t *const *source;
    mcp_resource_read_fn *read = NULL;

    for (source = registry->sources; !read && *source; source++) {
        read = find_resource((*source)->resources, uri);
    }
    for (source = registry->sources; !read && *source; source++) {
        read = find_template((*source)->templates, uri);
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
            if (!strcmp(item->uri_template, uri_template)) {
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
