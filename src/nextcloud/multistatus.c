/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/dav.h"

#include <stdlib.h>
#include <string.h>
#include <apr_strings.h>
#include "nextcloud/xml.h"
#include "util/text.h"

/* Depth of what is read here: multistatus, response, propstat, prop, property
 * (RFC 4918, section 14.16). */

typedef struct reader_t {
    const apr_xml_doc *doc; /* in a pool that goes when the reading is done */
    const char *root;
    apr_pool_t *pool; /* of the entries */
} reader_t;

/* "HTTP/1.1 200 OK" -> 200; 0 when it is nothing like that. */
static int read_status(const apr_xml_elem *elem, apr_pool_t *pool)
{
    const char *space = strchr(mcp_xml_text(elem, pool), ' ');
    long status = space ? strtol(space, NULL, 10) : 0;

    return status >= 100 && status <= 999 ? (int)status : 0;
}

/* Sabre sends absolute paths; RFC 4918 allows absolute URLs as well. */
static const char *read_href(const apr_xml_elem *elem, apr_pool_t *pool)
{
    const char *sent = mcp_xml_text(elem, pool);
    const char *colon = strstr(sent, "://");
    const char *href;

    if (colon && colon < sent + strcspn(sent, "/")) {
        sent = colon + 3 + strcspn(colon + 3, "/");
    }
    href = mcp_text_decode_url(pool, sent);
    return href ? href : sent;
}

static const char *path_below(const char *href, const char *root,
                              apr_pool_t *pool)
{
    apr_size_t len = strlen(root);

    while (len && root[len - 1] == '/') {
        len--;
    }
    if (!strncmp(href, root, len) && (!href[len] || href[len] == '/')) {
        href += len;
    }
    for (len = strlen(href); len && href[len - 1] == '/';) {
        len--;
    }
    return apr_psprintf(pool, "%s%.*s", len && *href == '/' ? "" : "/",
                        (int)len, href);
}

static void read_prop(const reader_t *reader, mcp_dav_entry_t *entry,
                      const apr_xml_elem *prop)
{
    const char *key = apr_pstrcat(reader->pool, mcp_xml_ns(reader->doc, prop),
                                  " ", prop->name, NULL);

    if (mcp_xml_is(reader->doc, prop, MCP_DAV_NS, "resourcetype")
        && mcp_xml_find(reader->doc, prop, MCP_DAV_NS, "collection")) {
        entry->is_collection = 1;
    }
    /* Not apr_table_set, which would look for the name in all of them. */
    apr_table_addn(entry->props, key, mcp_xml_text(prop, reader->pool));
}

static void read_propstat(const reader_t *reader, mcp_dav_entry_t *entry,
                          const apr_xml_elem *propstat)
{
    const apr_xml_elem *status =
        mcp_xml_find(reader->doc, propstat, MCP_DAV_NS, "status");
    const apr_xml_elem *prop =
        mcp_xml_find(reader->doc, propstat, MCP_DAV_NS, "prop");

    if (!status || !prop || read_status(status, reader->pool) != 200) {
        return;
    }
    for (prop = prop->first_child; prop; prop = prop->next) {
        read_prop(reader, entry, prop);
    }
}

static void read_response(const reader_t *reader, apr_array_header_t *entries,
                          const apr_xml_elem *response)
{
    const apr_xml_elem *href =
        mcp_xml_find(reader->doc, response, MCP_DAV_NS, "href");
    const apr_xml_elem *status =
        mcp_xml_find(reader->doc, response, MCP_DAV_NS, "status");
    const apr_xml_elem *elem;
    mcp_dav_entry_t *entry;

    if (!href) {
        return;
    }
    entry = apr_array_push(entries);
    entry->href = read_href(href, reader->pool);
    entry->path = path_below(entry->href, reader->root, reader->pool);
    entry->status = status ? read_status(status, reader->pool) : 200;
    entry->is_collection = 0;
    entry->props = apr_table_make(reader->pool, 8);
    for (elem = response->first_child; elem; elem = elem->next) {
        if (mcp_xml_is(reader->doc, elem, MCP_DAV_NS, "propstat")) {
            read_propstat(reader, entry, elem);
        }
    }
}

static mcp_err_t *read_all(const reader_t *reader, apr_array_header_t *entries)
{
    const apr_xml_elem *elem = reader->doc->root;

    if (!mcp_xml_is(reader->doc, elem, MCP_DAV_NS, "multistatus")) {
        return mcp_err_create(reader->pool, MCP_ERR_TOOL,
                              "Nextcloud sent other XML than a WebDAV "
                              "multistatus");
    }
    for (elem = elem->first_child; elem; elem = elem->next) {
        if (mcp_xml_is(reader->doc, elem, MCP_DAV_NS, "response")) {
            read_response(reader, entries, elem);
        }
    }
    return NULL;
}

mcp_err_t *mcp_dav_parse(apr_array_header_t **entries, const char *xml,
                         apr_size_t len, const char *root, apr_pool_t *pool)
{
    reader_t reader = {.root = root, .pool = pool};
    apr_pool_t *doc_pool;
    apr_xml_doc *doc;
    mcp_err_t *err;

    *entries = NULL;
    if (apr_pool_create(&doc_pool, pool) != APR_SUCCESS) {
        return mcp_err_create(pool, MCP_ERR_INTERNAL, "out of memory");
    }
    err = mcp_xml_parse(&doc, xml, len, doc_pool);
    if (err) {
        err = mcp_err_copy(pool, err);
    }
    else {
        apr_array_header_t *found =
            apr_array_make(pool, 16, sizeof(mcp_dav_entry_t));

        reader.doc = doc;
        err = read_all(&reader, found);
        *entries = err ? NULL : found;
    }
    /* The tree is several times the text: not to be kept for the whole job. */
    apr_pool_destroy(doc_pool);
    return err;
}

const char *mcp_dav_get(const mcp_dav_entry_t *entry, const char *ns,
                        const char *name)
{
    const apr_array_header_t *props = apr_table_elts(entry->props);
    const apr_table_entry_t *prop = (const apr_table_entry_t *)props->elts;
    apr_size_t len = strlen(ns);
    int i;

    /* Names of XML are case-sensitive, apr_table_get is not. */
    for (i = 0; i < props->nelts; i++, prop++) {
        if (!strncmp(prop->key, ns, len) && prop->key[len] == ' '
            && !strcmp(prop->key + len + 1, name)) {
            return prop->val;
        }
    }
    return NULL;
}

int mcp_dav_has_word(const char *words, const char *word)
{
    apr_size_t len = strlen(word);

    while (words && *words) {
        apr_size_t here = strcspn(words, ",");

        if (here == len && !strncmp(words, word, len)) {
            return 1;
        }
        words += here + (words[here] == ',');
    }
    return 0;
}
