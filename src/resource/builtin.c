/* SPDX-License-Identifier: Apache-2.0 */

#include "resource/resource_impl.h"
#include "resource/uri.h"

static const mcp_resource_t resources[] = {
    {MCP_URI_FILES, "files", "Files",
     "The user's files: what their root folder holds, with the URI of each "
     "file and folder.",
     "application/json", mcp_resource_file_read},
    {"nextcloud://user", "user", "User",
     "Who is signed in: id, name, e-mail, language, time zone, groups, quota "
     "in bytes (negative: no limit).",
     "application/json", mcp_resource_user_read},
    {"nextcloud://capabilities", "capabilities", "Nextcloud",
     "What this Nextcloud is and offers: version, name, apps, rules for file "
     "names and sharing, file conversions.",
     "application/json", mcp_resource_capabilities_read},
    {.uri = NULL},
};

static const mcp_resource_template_t templates[] = {
    {MCP_URI_FILES_TEMPLATE, MCP_URI_FILES, "file", "File or folder",
     "A file of the user, or what a folder holds. path is relative to the "
     "user's files (Docs/Plan.md); write #, ? and % of a name as %23, %3F and "
     "%25. offset and length, in bytes, read a part of a large file.",
     NULL, mcp_resource_file_read, mcp_resource_file_complete},
    {.uri_template = NULL},
};

const mcp_resource_source_t mcp_resource_builtin = {resources, templates};
