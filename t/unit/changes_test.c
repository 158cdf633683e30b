/* SPDX-License-Identifier: Apache-2.0 */

/* Which requests change which of the user's files. */

#include "nextcloud/changes.h"

#include <apr_strings.h>
#include <apr_tables.h>

#include "tap.h"

static const char *told;

static void note(void *pool, const char *path)
{
    told = *told ? apr_pstrcat(pool, told, " ", path, NULL)
                 : apr_pstrdup(pool, path);
}

static const char *changes(const char *method, const char *path,
                           const char *destination)
{
    mcp_nc_request_t request;
    mcp_nc_t nc;

    memset(&nc, 0, sizeof(nc));
    memset(&request, 0, sizeof(request));
    nc.pool = tap_pool;
    nc.uid = "al ice";
    nc.changed = note;
    nc.changed_baton = tap_pool;
    request.method = method;
    request.path = path;
    if (destination) {
        request.headers = apr_table_make(tap_pool, 1);
        apr_table_setn(request.headers, "Destination", destination);
    }
    told = "";
    mcp_changes_tell(&nc, &request);
    return told;
}

int main(void)
{
    mcp_nc_request_t request;
    mcp_nc_t nc;

    tap_start();
    is_str(changes("PUT", "/remote.php/dav/files/al%20ice/a%20b.txt", NULL),
           "/a b.txt", "PUT");
    is_str(changes("MOVE", "/remote.php/dav/files/al%20ice/x",
                   "https://cloud/nc/remote.php/dav/files/al%20ice/d/y"),
           "/x /d/y", "MOVE changes two");
    is_str(changes("MOVE", "/remote.php/dav/uploads/al%20ice/1/.file",
                   "https://cloud/remote.php/dav/files/al%20ice/big"),
           "/big", "an upload in chunks");
    is_str(changes("PROPFIND", "/remote.php/dav/files/al%20ice/a", NULL), "",
           "reading changes nothing");
    is_str(changes("PUT", "/remote.php/dav/files/al%20icex/a", NULL), "",
           "another user's files are not ours");
    is_str(changes("PUT", "/remote.php/dav/calendars/al%20ice/a", NULL), "",
           "calendars are no files");
    memset(&nc, 0, sizeof(nc));
    memset(&request, 0, sizeof(request));
    request.method = "PUT";
    request.path = "/remote.php/dav/files/a/b";
    mcp_changes_tell(&nc, &request);
    ok(1, "without anybody to tell nobody is told");
    return tap_end();
}
