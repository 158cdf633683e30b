/* SPDX-License-Identifier: Apache-2.0 */

#include "resource/resource_impl.h"
#include "resource/uri.h"
#include "util/icon.h"

static const mcp_resource_t resources[] = {
    {
        .uri = MCP_URI_FILES,
        .name = "files",
        .title = "Files",
        .description = "The user's files: what their root folder holds, with "
                       "the URI of each file and folder.",
        .mime = "application/json",
        .read = mcp_resource_file_read,
        .extra.icons = "[" MCP_ICON_FOLDER "]",
    },
    {
        .uri = "nextcloud://user",
        .name = "user",
        .title = "User",
        .description = "Who is signed in: id, name, e-mail, language, time "
                       "zone, groups, quota in bytes (negative: no limit).",
        .mime = "application/json",
        .read = mcp_resource_user_read,
        .extra.icons = "[" MCP_ICON_PERSON "]",
    },
    {
        .uri = "nextcloud://capabilities",
        .name = "capabilities",
        .title = "Nextcloud",
        .description = "What this Nextcloud is and offers: version, name, "
                       "apps, rules for file names and sharing, file "
                       "conversions.",
        .mime = "application/json",
        .read = mcp_resource_capabilities_read,
        .extra.icons = "[" MCP_ICON_CLOUD "]",
    },
    {.uri = NULL},
};

static const mcp_resource_template_t templates[] = {
    {
        .uri_template = MCP_URI_FILES_TEMPLATE,
        .prefix = MCP_URI_FILES,
        .name = "file",
        .title = "File or folder",
        .description = "A file of the user, or what a folder holds. path is "
                       "relative to the user's files (Docs/Plan.md); write #, "
                       "? and % of a name as %23, %3F and %25. offset and "
                       "length, in bytes, read a part of a large file.",
        .read = mcp_resource_file_read,
        .complete = mcp_resource_file_complete,
        .extra.icons = "[" MCP_ICON_FOLDER "]",
    },
    {.uri_template = NULL},
};

const mcp_resource_source_t mcp_resource_builtin = {resources, templates};
