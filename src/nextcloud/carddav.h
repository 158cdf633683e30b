/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_CARDDAV_H
#define MCP_NEXTCLOUD_CARDDAV_H

/* The address books of a user (RFC 6352) and the people in them. */

#include "nextcloud/dav_object.h"
#include "util/json.h"

/* All address books: own and shared ones, then that of all accounts, then what
 * apps have made up, as an array of
 *   {"id":"contacts","name":"Contacts","writable":true} */
mcp_err_t *mcp_carddav_books(mcp_json_t **list, mcp_nc_t *nc);

/* Is it one that an app makes up of people who are known from elsewhere? */
int mcp_carddav_is_made_up(const mcp_json_t *book);

/* People of whom a name, address, number or organisation has text in it,
 * without their pictures. */
mcp_err_t *mcp_carddav_search(apr_array_header_t **objects, mcp_nc_t *nc,
                              const mcp_json_t *book, const char *text);

/* Those with that UID, whole; a UID that is part of another is found, too. */
mcp_err_t *mcp_carddav_load(apr_array_header_t **objects, mcp_nc_t *nc,
                            const mcp_json_t *book, const char *uid);

#endif /* MCP_NEXTCLOUD_CARDDAV_H */
