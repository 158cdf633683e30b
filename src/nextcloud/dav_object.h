/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_DAV_OBJECT_H
#define MCP_NEXTCLOUD_DAV_OBJECT_H

/*
 * Calendar objects (RFC 4791) and contacts (RFC 6352): texts that are found
 * by what is in them and replaced as a whole, guarded by their ETag.
 */

#include "nextcloud/dav.h"
#include "util/json.h"

#define MCP_DAV_NS_CALDAV "urn:ietf:params:xml:ns:caldav"
#define MCP_DAV_NS_CARDDAV "urn:ietf:params:xml:ns:carddav"

typedef struct mcp_dav_object_t {
    const char *path; /* "/remote.php/dav/…", encoded */
    const char *etag; /* with its quotes; NULL: not stored yet */
    const char *text;
    apr_size_t len;
} mcp_dav_object_t;

/* "/remote.php/dav/<home>/<uid>/", encoded; home is "calendars" or
 * "addressbooks/users". */
const char *mcp_dav_object_home(const mcp_nc_t *nc, const char *home);

/* What calendars are among the collections of their home, and address books
 * among those of theirs. */
typedef struct mcp_dav_object_kind_t {
    const char *home;           /* as in mcp_dav_object_home */
    const char *type;           /* in DAV:resourcetype */
    const char *what;           /* all of them, for messages */
    const mcp_dav_prop_t *more; /* properties that only these have */
    int nmore;
} mcp_dav_object_kind_t;

/* The user's collections of that kind, an array of mcp_dav_entry_t. */
mcp_err_t *mcp_dav_object_collections(apr_array_header_t **entries,
                                      mcp_nc_t *nc,
                                      const mcp_dav_object_kind_t *kind);

/* {"id":"personal","name":"Personal","writable":true} of one of these. */
void mcp_dav_object_describe(mcp_json_t *out, const mcp_dav_entry_t *entry);

/* The collection id below a home, and an object below a collection. */
const char *mcp_dav_object_collection(const mcp_nc_t *nc, const char *home,
                                      const char *id);
const char *mcp_dav_object_path(const mcp_nc_t *nc, const char *collection,
                                const char *name);

/* REPORT with Depth 1; xml is the whole body and asks for DAV:getetag and
 * calendar-data or address-data. objects is an array of mcp_dav_object_t;
 * what names the collection for messages. */
mcp_err_t *mcp_dav_object_query(apr_array_header_t **objects, mcp_nc_t *nc,
                                const char *collection, const char *what,
                                const char *xml);

/* Store object->text; with an etag only if the stored one still has it, else
 * only if there is none of that name. type: "text/calendar". */
mcp_err_t *mcp_dav_object_put(mcp_nc_t *nc, const mcp_dav_object_t *object,
                              const char *type, const char *what);

/* Delete it, if it still has its etag. */
mcp_err_t *mcp_dav_object_delete(mcp_nc_t *nc, const mcp_dav_object_t *object,
                                 const char *what);

#endif /* MCP_NEXTCLOUD_DAV_OBJECT_H */
