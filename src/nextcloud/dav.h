/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_DAV_H
#define MCP_NEXTCLOUD_DAV_H

/*
 * WebDAV (RFC 4918) as Nextcloud speaks it, over apr_xml.
 *
 * Paths given to these functions are below /remote.php/dav and encoded by
 * the caller's use of mcp_dav_files_path. Properties are matched by
 * namespace, never by prefix: Sabre invents prefixes.
 */

#include "nextcloud/client.h"

#define MCP_DAV_NS "DAV:"
#define MCP_DAV_NS_OC "http://owncloud.org/ns"
#define MCP_DAV_NS_NC "http://nextcloud.org/ns"

typedef struct mcp_dav_prop_t {
    const char *ns;
    const char *name;
} mcp_dav_prop_t;

/* One d:response of a multistatus. */
typedef struct mcp_dav_entry_t {
    const char *href;   /* decoded path as sent, with base path */
    const char *path;   /* href below the root given to mcp_dav_parse, begins
                           with "/", decoded; no "/" at the end but the root's */
    int status;         /* of the response when it has one, else 200 */
    int is_collection;  /* DAV:resourcetype has DAV:collection */
    apr_table_t *props; /* "ns name" -> text; only those with status 200; of
                           a property with child elements what its leaves
                           say, joined by ",": text, else attribute "name",
                           else element name ("collection,calendar") */
} mcp_dav_entry_t;

/* "/remote.php/dav/files/<uid><path>" with every segment encoded; path as in
 * mcp_nc_encode_path, whose errors it returns. */
mcp_err_t *mcp_dav_files_path(const char **dav_path, const mcp_nc_t *nc,
                              const char *path);

/* Send; answers of 400 and above become MCP_ERR_TOOL with Sabre's message
 * and upstream = status. what names the thing for the message ("/Docs"). */
mcp_err_t *mcp_dav_send(mcp_nc_t *nc, const mcp_nc_request_t *request,
                        const char *what, mcp_http_response_t **response);

/* PROPFIND; entries is an array of mcp_dav_entry_t in the server's order,
 * the resource itself first. depth: "0", "1" or "infinity". Entry paths are
 * relative to the user's files when dav_path is in there (as given to
 * mcp_dav_files_path), else to dav_path. */
mcp_err_t *mcp_dav_propfind(mcp_nc_t *nc, const char *dav_path,
                            const char *what, const char *depth,
                            const mcp_dav_prop_t *props, int nprops,
                            apr_array_header_t **entries);

/* SEARCH (RFC 5323) on /remote.php/dav/; xml is the whole request body. Entry
 * paths are relative to the user's files. */
mcp_err_t *mcp_dav_search(mcp_nc_t *nc, const char *xml,
                          apr_array_header_t **entries);

/* REPORT (RFC 3253, section 3.6) with Depth 1; xml is the whole request body.
 * Entry paths are relative to dav_path. */
mcp_err_t *mcp_dav_report(mcp_nc_t *nc, const char *dav_path, const char *what,
                          const char *xml, apr_array_header_t **entries);

/* Parse a 207 body. root: decoded href prefix that path is relative to
 * ("/remote.php/dav/files/alice"), or "". MCP_ERR_TOOL for broken XML. */
mcp_err_t *mcp_dav_parse(apr_array_header_t **entries, const char *xml,
                         apr_size_t len, const char *root, apr_pool_t *pool);

/* Text of a property with status 200, or NULL. */
const char *mcp_dav_get(const mcp_dav_entry_t *entry, const char *ns,
                        const char *name);

/* Is word one of the leaves of a property of such ("collection,calendar" has
 * "calendar", "collection,deleted-calendar" has not)? words may be NULL. */
int mcp_dav_has_word(const char *words, const char *word);

#endif /* MCP_NEXTCLOUD_DAV_H */
