/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_FILES_LINK_H
#define MCP_TOOLS_FILES_LINK_H

/* Links to files of a Nextcloud, as its web pages hand them out. */

#include <apr.h>
#include <apr_pools.h>

/* Find the file id in link. base: the URL of this Nextcloud, without "/" at
 * its end. NULL, or a sentence for the model that says why link is none of
 * this Nextcloud's. Known forms, with or without /index.php: /f/<id>,
 * /apps/files/<view>/<id>, /apps/files?fileid=<id>. */
const char *mcp_files_link_parse(apr_int64_t *id, const char *link,
                                 const char *base, apr_pool_t *pool);

/* Does link lead to the Nextcloud at base, whatever it names there? */
int mcp_files_link_is_below(const char *link, const char *base,
                            apr_pool_t *pool);

#endif /* MCP_TOOLS_FILES_LINK_H */
