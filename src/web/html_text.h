/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_WEB_HTML_TEXT_H
#define MCP_WEB_HTML_TEXT_H

/* What an HTML page says, as text with a little Markdown: headings, lists,
 * links, tables and preformatted text stay recognisable; scripts, styles and
 * what else nobody reads is left out. */

#include <apr.h>
#include <apr_pools.h>

typedef struct mcp_html_text_t {
    const char *title; /* one line, "" when there is none */
    const char *text;  /* UTF-8 */
    apr_size_t len;
    int truncated; /* the page went on after max bytes of text */
} mcp_html_text_t;

typedef struct mcp_html_page_t {
    const char *bytes;
    apr_size_t len;
    const char *charset; /* or NULL: what the page says itself */
    const char *url;     /* of the page: links are made absolute with it */
    apr_size_t max;      /* bytes of text */
} mcp_html_page_t;

void mcp_html_text_read(mcp_html_text_t *out, const mcp_html_page_t *page,
                        apr_pool_t *pool);

#endif /* MCP_WEB_HTML_TEXT_H */
