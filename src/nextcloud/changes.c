/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/changes.h"

#include <string.h>
#include <apr_strings.h>
#include "util/text.h"

#define FILES "/remote.php/dav/files/"

/* Methods that leave everything as it was. */
static int is_reading(const char *method)
{
    static const char *const reading[] = {"GET",    "HEAD",   "OPTIONS",
                                          "REPORT", "SEARCH", "PROPFIND"};
    apr_size_t i;

    for (i = 0; i < sizeof(reading) / sizeof(reading[0]); i++) {
        if (!strcmp(method, reading[i])) {
            return 1;
        }
    }
    return 0;
}

/* The path among the user's files that url leads to, or NULL. url: a path
 * below Nextcloud's, or a whole one (of a Destination). */
static const char *file_of(const mcp_nc_t *nc, const char *url)
{
    const char *files = url ? strstr(url, FILES) : NULL;
    const char *decoded = files ? mcp_text_decode_url(nc->pool, files) : NULL;
    apr_size_t len = strlen(nc->uid);

    if (!decoded) {
        return NULL;
    }
    decoded += strlen(FILES);
    return !strncmp(decoded, nc->uid, len) && decoded[len] == '/'
               ? decoded + len
               : NULL;
}

static void tell(const mcp_nc_t *nc, const char *url)
{
    const char *path = file_of(nc, url);

    if (path) {
        nc->changed(nc->changed_baton, path);
    }
}

void mcp_changes_tell(const mcp_nc_t *nc, const mcp_nc_request_t *request)
{
    if (!nc->changed || !nc->uid || is_reading(request->method)) {
        return;
    }
    tell(nc, request->path);
    if (request->headers) {
        tell(nc, apr_table_get(request->headers, "Destination"));
    }
}
