/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/dav.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "util/buf.h"
#include "util/text.h"

#define DAV_ROOT "/remote.php/dav"
#define FILES_ROOT DAV_ROOT "/files/"

mcp_err_t *mcp_dav_files_path(const char **dav_path, const mcp_nc_t *nc,
                              const char *path)
{
    const char *encoded;
    mcp_err_t *err = mcp_nc_encode_path(&encoded, path, nc->pool);

    *dav_path = NULL;
    if (err) {
        return err;
    }
    if (!nc->uid) {
        return mcp_err_create(nc->pool, MCP_ERR_INTERNAL,
                              "files were asked for before the user is known");
    }
    *dav_path =
        apr_pstrcat(nc->pool, FILES_ROOT,
                    mcp_text_encode_segment(nc->pool, nc->uid), encoded, NULL);
    return NULL;
}

mcp_err_t *mcp_dav_send(mcp_nc_t *nc, const mcp_nc_request_t *request,
                        const char *what, mcp_http_response_t **response)
{
    mcp_nc_request_t copy = *request;
    mcp_err_t *err;

    if (!copy.accept) {
        copy.accept = "*/*"; /* a file, or Sabre's XML */
    }
    err = mcp_nc_send(nc, &copy, response);
    if (!err && (*response)->status >= 400) {
        err = mcp_nc_check(nc, *response, what);
    }
    return err;
}

/* Where the paths of entries begin: the user's files, or else the resource
 * that was asked for. */
static const char *root_of(const mcp_nc_t *nc, const char *dav_path)
{
    const char *asked = mcp_text_decode_url(nc->pool, dav_path);
    const char *home =
        nc->uid ? apr_pstrcat(nc->pool, FILES_ROOT, nc->uid, NULL) : "";
    apr_size_t len = strlen(home);

    asked = asked ? asked : dav_path;
    if (len && !strncmp(asked, home, len)
        && (asked[len] == '/' || !asked[len])) {
        asked = home;
    }
    return apr_pstrcat(nc->pool, mcp_nc_base_path(nc), asked, NULL);
}

static mcp_err_t *send_for_entries(mcp_nc_t *nc,
                                   const mcp_nc_request_t *request,
                                   const char *what, const char *root,
                                   apr_array_header_t **entries)
{
    mcp_http_response_t *response;
    mcp_err_t *err = mcp_dav_send(nc, request, what, &response);

    *entries = NULL;
    if (err) {
        return err;
    }
    if (response->status != 207) {
        err = mcp_err_create(nc->pool, MCP_ERR_TOOL,
                             "%s: Nextcloud answers %d where a WebDAV "
                             "multistatus was due",
                             what, response->status);
        err->upstream = response->status;
        return err;
    }
    return mcp_dav_parse(entries, response->body, response->len, root,
                         nc->pool);
}

static void add_props(mcp_buf_t *xml, const mcp_dav_prop_t *props, int nprops)
{
    int i;

    mcp_buf_add_str(xml, "<d:prop>");
    for (i = 0; i < nprops; i++) {
        mcp_buf_addf(xml, "<p:%s xmlns:p=\"", props[i].name);
        mcp_buf_add_xml(xml, props[i].ns);
        mcp_buf_add_str(xml, "\"/>");
    }
    mcp_buf_add_str(xml, "</d:prop>");
}

mcp_err_t *mcp_dav_propfind(mcp_nc_t *nc, const char *dav_path,
                            const char *what, const char *depth,
                            const mcp_dav_prop_t *props, int nprops,
                            apr_array_header_t **entries)
{
    mcp_nc_request_t request = {.method = "PROPFIND",
                                .path = dav_path,
                                .content_type =
                                    "application/xml; charset=utf-8"};
    mcp_buf_t xml;

    mcp_buf_init(&xml, 128 + 64 * (apr_size_t)nprops, nc->pool);
    mcp_buf_add_str(&xml, "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
                          "<d:propfind xmlns:d=\"DAV:\">");
    add_props(&xml, props, nprops);
    mcp_buf_add_str(&xml, "</d:propfind>");
    request.body = xml.data;
    request.body_len = xml.len;
    request.headers = apr_table_make(nc->pool, 1);
    apr_table_setn(request.headers, "Depth", depth);
    return send_for_entries(nc, &request, what, root_of(nc, dav_path),
                            entries);
}

mcp_err_t *mcp_dav_search(mcp_nc_t *nc, const char *xml,
                          apr_array_header_t **entries)
{
    mcp_nc_request_t request = {.method = "SEARCH",
                                .path = DAV_ROOT "/",
                                .content_type = "text/xml; charset=utf-8",
                                .body = xml,
                                .body_len = strlen(xml)};
    const char *home = FILES_ROOT;

    if (nc->uid) {
        home = apr_pstrcat(nc->pool, FILES_ROOT,
                           mcp_text_encode_segment(nc->pool, nc->uid), NULL);
    }
    return send_for_entries(nc, &request, "search", root_of(nc, home),
                            entries);
}

mcp_err_t *mcp_dav_report(mcp_nc_t *nc, const char *dav_path, const char *what,
                          const char *xml, apr_array_header_t **entries)
{
    mcp_nc_request_t request = {.method = "REPORT",
                                .path = dav_path,
                                .content_type =
                                    "application/xml; charset=utf-8",
                                .body = xml,
                                .body_len = strlen(xml)};

    request.headers = apr_table_make(nc->pool, 1);
    apr_table_setn(request.headers, "Depth", "1");
    return send_for_entries(nc, &request, what, root_of(nc, dav_path),
                            entries);
}
