/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_FIXUPS_H
#define MCP_HTTPD_FIXUPS_H

#include <httpd.h>

/* translate_name: remember whether the request is for an MCP Location. This
 * is the last phase before map_to_storage in which the Location's own
 * configuration is in force. */
int mcp_fixups_recognise(request_rec *r);

/* map_to_storage: an MCP Location has no file behind it. Without this the
 * directory walk would read the .htaccess of the Nextcloud in whose document
 * root the Location seems to lie, and its rewrite rules would take the
 * request away. */
int mcp_fixups_map(request_rec *r);

/* fixups: copy Authorization to a note of the request. It has to run after
 * mod_headers and the auth modules, which still write that header in their
 * own fixups. */
int mcp_fixups_stash(request_rec *r);

/* The note, or NULL: no credential. It lives as long as the request; a job
 * makes its own copy. */
const char *mcp_fixups_authorization(const request_rec *r);

#endif /* MCP_HTTPD_FIXUPS_H */
