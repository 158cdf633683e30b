/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/xml.h"

#include <limits.h>
#include <string.h>
#include <apr_strings.h>
#include "util/buf.h"

/* Past the end of what, or NULL when the text ends before. */
static const char *skip_past(const char *s, const char *end, const char *what)
{
    apr_size_t len = strlen(what);

    for (; (apr_size_t)(end - s) >= len; s++) {
        if (!memcmp(s, what, len)) {
            return s + len;
        }
    }
    return NULL;
}

static int starts(const char *s, const char *end, const char *what)
{
    apr_size_t len = strlen(what);

    return (apr_size_t)(end - s) >= len && !memcmp(s, what, len);
}

/* A declaration can only stand before the root element; in what follows the
 * parser takes "<!DOCTYPE" for an error, and as CDATA it is harmless text. */
static int has_doctype(const char *s, const char *end)
{
    if (starts(s, end, "\xef\xbb\xbf")) {
        s += 3;
    }
    while (s && s < end) {
        if (strchr(" \t\r\n", *s)) {
            s++;
        }
        else if (starts(s, end, "<?")) {
            s = skip_past(s, end, "?>");
        }
        else if (starts(s, end, "<!--")) {
            s = skip_past(s + 4, end, "-->");
        }
        else {
            return starts(s, end, "<!");
        }
    }
    return 0;
}

mcp_err_t *mcp_xml_parse(apr_xml_doc **doc, const char *xml, apr_size_t len,
                         apr_pool_t *pool)
{
    apr_xml_parser *parser;
    apr_status_t status;
    char reason[256] = "";
    mcp_err_t *err;

    *doc = NULL;
    /* NUL bytes: UTF-16, in which has_doctype would see nothing. */
    if (len > INT_MAX || (len && memchr(xml, '\0', len))
        || has_doctype(xml, xml + len)) {
        return mcp_err_create(pool, MCP_ERR_TOOL,
                              "Nextcloud sent XML of a kind that is not "
                              "accepted here");
    }
    parser = apr_xml_parser_create(pool);
    status = apr_xml_parser_feed(parser, xml, len);
    if (status == APR_SUCCESS) {
        status = apr_xml_parser_done(parser, doc);
    }
    if (status == APR_SUCCESS) {
        return NULL;
    }
    apr_xml_parser_geterror(parser, reason, sizeof(reason));
    *doc = NULL;
    err = mcp_err_create(pool, MCP_ERR_TOOL, "Nextcloud sent broken XML");
    return mcp_err_detail(pool, err, "%s", reason);
}

const char *mcp_xml_ns(const apr_xml_doc *doc, const apr_xml_elem *elem)
{
    return elem->ns < 0 ? "" : APR_XML_GET_URI_ITEM(doc->namespaces, elem->ns);
}

int mcp_xml_is(const apr_xml_doc *doc, const apr_xml_elem *elem,
               const char *ns, const char *name)
{
    return !strcmp(elem->name, name)
           && (!ns || !strcmp(mcp_xml_ns(doc, elem), ns));
}

const apr_xml_elem *mcp_xml_find(const apr_xml_doc *doc,
                                 const apr_xml_elem *parent, const char *ns,
                                 const char *name)
{
    const apr_xml_elem *elem;

    for (elem = parent->first_child; elem; elem = elem->next) {
        if (mcp_xml_is(doc, elem, ns, name)) {
            return elem;
        }
    }
    return NULL;
}

/* The parser hands text over in pieces: one per line and entity. */
static const char *own_text(const apr_xml_elem *elem, apr_pool_t *pool)
{
    const apr_text *piece;
    apr_size_t len = 0;
    char *text;
    char *to;

    for (piece = elem->first_cdata.first; piece; piece = piece->next) {
        len += strlen(piece->text);
    }
    text = to = apr_palloc(pool, len + 1);
    for (piece = elem->first_cdata.first; piece; piece = piece->next) {
        len = strlen(piece->text);
        memcpy(to, piece->text, len);
        to += len;
    }
    *to = '\0';
    return text;
}

static const char *leaf_text(const apr_xml_elem *leaf, apr_pool_t *pool)
{
    const char *text = own_text(leaf, pool);
    const apr_xml_attr *attr;

    if (*text) {
        return text;
    }
    for (attr = leaf->attr; attr; attr = attr->next) {
        if (!strcmp(attr->name, "name")) {
            return attr->value;
        }
    }
    return leaf->name;
}

/* The element after elem in document order below top; no recursion, because
 * the depth is the sender's choice. */
static const apr_xml_elem *next_below(const apr_xml_elem *top,
                                      const apr_xml_elem *elem)
{
    if (elem->first_child) {
        return elem->first_child;
    }
    while (elem != top && !elem->next) {
        elem = elem->parent;
    }
    return elem == top ? NULL : elem->next;
}

const char *mcp_xml_text(const apr_xml_elem *elem, apr_pool_t *pool)
{
    const apr_xml_elem *leaf;
    mcp_buf_t buf;

    if (!elem->first_child) {
        return own_text(elem, pool);
    }
    mcp_buf_init(&buf, 0, pool);
    for (leaf = next_below(elem, elem); leaf; leaf = next_below(elem, leaf)) {
        if (!leaf->first_child) {
            if (buf.len) {
                mcp_buf_add(&buf, ",", 1);
            }
            mcp_buf_add_str(&buf, leaf_text(leaf, pool));
        }
    }
    return buf.data;
}
