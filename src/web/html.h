/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_WEB_HTML_H
#define MCP_WEB_HTML_H

/*
 * HTML as it is found, as a stream of elements and text. The one file that
 * knows libxml2, whose parser mends what authors broke; no tree is made, so
 * a page costs no more memory than its text. One thread.
 */

#include <apr.h>
#include <apr_pools.h>

/* Once per process, before threads use it. */
void mcp_html_child_init(void);

/* Names are in lower case, text is UTF-8. attributes: names and values in
 * turn (a value may be NULL), ends with NULL; may be NULL itself. Return 0 to
 * stop. Every element that was opened is closed, unless it was stopped. */
typedef struct mcp_html_handler_t {
    int (*open)(void *baton, const char *name, const char *const *attributes);
    int (*close)(void *baton, const char *name);
    int (*text)(void *baton, const char *text, apr_size_t len);
    void *baton;
} mcp_html_handler_t;

/* charset: of the bytes, or NULL: what they say themselves; one that has ASCII
 * in it, so not UTF-16. Elements within
 * elements without end stop it too: no author wrote that. */
void mcp_html_parse(const mcp_html_handler_t *handler, const char *bytes,
                    apr_size_t len, const char *charset);

/* The value of an attribute, or NULL. */
const char *mcp_html_attribute(const char *const *attributes,
                               const char *name);

/* href as seen from base, when that is http or https; else NULL. */
const char *mcp_html_resolve(const char *href, const char *base,
                             apr_pool_t *pool);

#endif /* MCP_WEB_HTML_H */
