/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_CAPABILITIES_H
#define MCP_NEXTCLOUD_CAPABILITIES_H

/* What this Nextcloud offers this user: GET /ocs/v2.php/cloud/capabilities. */

#include "nextcloud/client.h"
#include "util/json.h"

/* ocs.data: {"version":{…},"capabilities":{…}} in nc->pool. */
mcp_err_t *mcp_capabilities_get(mcp_nc_t *nc, mcp_json_t **data);

/* Some apps, such as Mail, have no capabilities: what the user has in the menu
 * of apps (GET /ocs/v2.php/core/navigation/apps) becomes an empty entry of
 * data's capabilities, unless there is one already. */
mcp_err_t *mcp_capabilities_add_menu(mcp_nc_t *nc, mcp_json_t *data);

/* The same with the entries of the menu. */
void mcp_capabilities_add_apps(mcp_json_t *data, const mcp_json_t *entries);

/* Is there something at "files/undelete" below capabilities? True for any
 * value but false, null, 0, "" and []. A single name asks for the app; in a
 * list of names ("spreed/features/reactions") the name has to be there. */
int mcp_capabilities_has(const mcp_json_t *data, const char *path);

/* Is the version of this app, as it says in its capabilities, at least the
 * one asked for ("3.5")? No when it does not say. */
int mcp_capabilities_is_version(const mcp_json_t *data, const char *app,
                                const char *least);

/* version.major, 0 when unknown. */
int mcp_capabilities_major(const mcp_json_t *data);

#endif /* MCP_NEXTCLOUD_CAPABILITIES_H */
