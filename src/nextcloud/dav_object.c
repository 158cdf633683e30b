/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/dav_object.h"

#include <string.h>
#include <apr_strings.h>
#include "util/text.h"

const char *mcp_dav_object_home(const mcp_nc_t *nc, const char *home)
{
    return apr_pstrcat(nc->pool, "/remote.php/dav/", home, "/",
                       mcp_text_encode_segment(nc->pool, nc->uid), "/", NULL);
}

mcp_err_t *mcp_dav_object_collections(apr_array_header_t **entries,
                                      mcp_nc_t *nc,
                                      const mcp_dav_object_kind_t *kind)
{
    static const mcp_dav_prop_t common[] = {
        {MCP_DAV_NS, "resourcetype"},
        {MCP_DAV_NS, "displayname"},
        {MCP_DAV_NS, "current-user-privilege-set"}};
    const int ncommon = sizeof(common) / sizeof(common[0]);
    int count = ncommon + kind->nmore;
    mcp_dav_prop_t *props =
        apr_palloc(nc->pool, (apr_size_t)count * sizeof(*props));
    apr_array_header_t *all;
    mcp_err_t *err;
    int i;

    for (i = 0; i < count; i++) {
        props[i] = i < ncommon ? common[i] : kind->more[i - ncommon];
    }
    err = mcp_dav_propfind(nc, mcp_dav_object_home(nc, kind->home), kind->what,
                           "1", props, count, &all);
    *entries = NULL;
    if (err) {
        return err;
    }
    *entries = apr_array_make(nc->pool, all->nelts, sizeof(mcp_dav_entry_t));
    for (i = 0; i < all->nelts; i++) {
        const mcp_dav_entry_t *entry = &APR_ARRAY_IDX(all, i, mcp_dav_entry_t);

        if (mcp_dav_has_word(mcp_dav_get(entry, MCP_DAV_NS, "resourcetype"),
                             kind->type)) {
            APR_ARRAY_PUSH(*entries, mcp_dav_entry_t) = *entry;
        }
    }
    return NULL;
}

void mcp_dav_object_describe(mcp_json_t *out, const mcp_dav_entry_t *entry)
{
    const char *id = entry->path + 1;
    const char *name = mcp_dav_get(entry, MCP_DAV_NS, "displayname");
    const char *may =
        mcp_dav_get(entry, MCP_DAV_NS, "current-user-privilege-set");

    mcp_json_set_str(out, "id", id);
    mcp_json_set_str(out, "name", name && *name ? name : id);
    mcp_json_set_bool(out, "writable",
                      mcp_dav_has_word(may, "write")
                          || mcp_dav_has_word(may, "write-content"));
}

const char *mcp_dav_object_collection(const mcp_nc_t *nc, const char *home,
                                      const char *id)
{
    return apr_pstrcat(nc->pool, mcp_dav_object_home(nc, home),
                       mcp_text_encode_segment(nc->pool, id), "/", NULL);
}

const char *mcp_dav_object_path(const mcp_nc_t *nc, const char *collection,
                                const char *name)
{
    return apr_pstrcat(nc->pool, collection,
                       mcp_text_encode_segment(nc->pool, name), NULL);
}

static void take_object(apr_array_header_t *objects, const mcp_nc_t *nc,
                        const char *collection, const mcp_dav_entry_t *entry)
{
    const char *text = mcp_dav_get(entry, MCP_DAV_NS_CALDAV, "calendar-data");
    mcp_dav_object_t *object;

    if (!text) {
        text = mcp_dav_get(entry, MCP_DAV_NS_CARDDAV, "address-data");
    }
    if (!text || entry->path[0] != '/' || strchr(entry->path + 1, '/')) {
        return;
    }
    object = apr_array_push(objects);
    object->path = mcp_dav_object_path(nc, collection, entry->path + 1);
    object->etag = mcp_dav_get(entry, MCP_DAV_NS, "getetag");
    object->text = text;
    object->len = strlen(text);
}

mcp_err_t *mcp_dav_object_query(apr_array_header_t **objects, mcp_nc_t *nc,
                                const char *collection, const char *what,
                                const char *xml)
{
    apr_array_header_t *entries;
    mcp_err_t *err = mcp_dav_report(nc, collection, what, xml, &entries);
    int i;

    *objects = NULL;
    if (err) {
        return err;
    }
    *objects =
        apr_array_make(nc->pool, entries->nelts, sizeof(mcp_dav_object_t));
    for (i = 0; i < entries->nelts; i++) {
        take_object(*objects, nc, collection,
                    &APR_ARRAY_IDX(entries, i, mcp_dav_entry_t));
    }
    return NULL;
}

static mcp_err_t *send_guarded(mcp_nc_t *nc, mcp_nc_request_t *request,
                               const mcp_dav_object_t *object,
                               const char *what)
{
    mcp_http_response_t *response;
    mcp_err_t *err;

    request->path = object->path;
    request->headers = apr_table_make(nc->pool, 2);
    if (object->etag) {
        apr_table_setn(request->headers, "If-Match", object->etag);
    }
    else {
        apr_table_setn(request->headers, "If-None-Match", "*");
    }
    err = mcp_dav_send(nc, request, what, &response);
    if (err && err->kind == MCP_ERR_TOOL && err->upstream == 412) {
        return mcp_err_push(nc->pool, err, MCP_ERR_TOOL,
                            "%s has been changed by somebody else at the "
                            "same time. Nothing was done; read it again and "
                            "repeat the call.",
                            what);
    }
    return err;
}

mcp_err_t *mcp_dav_object_put(mcp_nc_t *nc, const mcp_dav_object_t *object,
                              const char *type, const char *what)
{
    mcp_nc_request_t request = {
        .method = "PUT",
        .content_type = apr_pstrcat(nc->pool, type, "; charset=utf-8", NULL),
        .body = object->text,
        .body_len = object->len,
    };

    return send_guarded(nc, &request, object, what);
}

mcp_err_t *mcp_dav_object_delete(mcp_nc_t *nc, const mcp_dav_object_t *object,
                                 const char *what)
{
    mcp_nc_request_t request = {.method = "DELETE"};

    return send_guarded(nc, &request, object, what);
}
