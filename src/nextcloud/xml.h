/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_XML_H
#define MCP_NEXTCLOUD_XML_H

/* Reading of XML that Nextcloud sends, over apr_xml. One thread. */

#include <apr_xml.h>
#include "util/err.h"

/* Parse len bytes. A document type declaration is refused, and with it every
 * entity of its own. The error is an MCP_ERR_TOOL. */
mcp_err_t *mcp_xml_parse(apr_xml_doc **doc, const char *xml, apr_size_t len,
                         apr_pool_t *pool);

/* The namespace of elem, "" when it has none. */
const char *mcp_xml_ns(const apr_xml_doc *doc, const apr_xml_elem *elem);

int mcp_xml_is(const apr_xml_doc *doc, const apr_xml_elem *elem,
               const char *ns, const char *name);

/* The first child of that name, or NULL. ns NULL: of any namespace. */
const apr_xml_elem *mcp_xml_find(const apr_xml_doc *doc,
                                 const apr_xml_elem *parent, const char *ns,
                                 const char *name);

/* The text of elem when it has no child elements. Otherwise what its leaves
 * say, joined by ",": their text, or else their attribute "name", or else
 * their own name. */
const char *mcp_xml_text(const apr_xml_elem *elem, apr_pool_t *pool);

#endif /* MCP_NEXTCLOUD_XML_H */
