/* SPDX-License-Identifier: Apache-2.0 */

#include "web/html.h"

#include <string.h>
#include <apr_strings.h>
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <libxml/uri.h>
#include "util/text.h"

/* The parser looks through all open elements for the one that is closed. */
#define MAX_DEPTH 500
/* Fed in pieces, so that stopping takes effect soon. */
#define PIECE 4096
#define MAX_HREF 2000

typedef struct {
    const mcp_html_handler_t *handler;
    int depth;
    int is_stopped;
} parse_t;

void mcp_html_child_init(void)
{
    xmlInitParser();
}

static void on_open(void *baton, const xmlChar *name,
                    const xmlChar **attributes)
{
    parse_t *parse = baton;

    if (++parse->depth > MAX_DEPTH) {
        parse->is_stopped = 1;
    }
    if (!parse->is_stopped) {
        parse->is_stopped =
            !parse->handler->open(parse->handler->baton, (const char *)name,
                                  (const char *const *)attributes);
    }
}

static void on_close(void *baton, const xmlChar *name)
{
    parse_t *parse = baton;

    parse->depth--;
    if (!parse->is_stopped) {
        parse->is_stopped =
            !parse->handler->close(parse->handler->baton, (const char *)name);
    }
}

static void hand_on(parse_t *parse, const char *text, apr_size_t len)
{
    if (!parse->is_stopped && len > 0) {
        parse->is_stopped =
            !parse->handler->text(parse->handler->baton, text, len);
    }
}

/* What libxml2 takes for UTF-8 because it was told so need not be any. */
static void on_text(void *baton, const xmlChar *bytes, int count)
{
    const char *text = (const char *)bytes;
    apr_size_t len = (apr_size_t)count;
    apr_size_t good = 0;

    while (good < len) {
        apr_size_t size = mcp_text_utf8_char(text + good, len - good);

        if (size) {
            good += size;
            continue;
        }
        hand_on(baton, text, good);
        hand_on(baton, "\357\277\275", 3);
        text += good + 1;
        len -= good + 1;
        good = 0;
    }
    hand_on(baton, text, len);
}

static void feed(htmlParserCtxtPtr context, const parse_t *parse,
                 const char *bytes, apr_size_t len)
{
    apr_size_t at = 0;

    /* To libxml2, a page that begins with an end tag ends there. */
    htmlParseChunk(context, "<html>", 6, 0);
    while (at < len && !parse->is_stopped) {
        apr_size_t piece = len - at < PIECE ? len - at : PIECE;

        htmlParseChunk(context, bytes + at, (int)piece, 0);
        at += piece;
    }
    if (!parse->is_stopped) {
        htmlParseChunk(context, NULL, 0, 1);
    }
}

void mcp_html_parse(const mcp_html_handler_t *handler, const char *bytes,
                    apr_size_t len, const char *charset)
{
    parse_t parse = {handler, 0, 0};
    xmlCharEncodingHandlerPtr encoding =
        charset ? xmlFindCharEncodingHandler(charset) : NULL;
    htmlSAXHandler sax;
    htmlParserCtxtPtr context;

    memset(&sax, 0, sizeof(sax));
    sax.startElement = on_open;
    sax.endElement = on_close;
    sax.characters = on_text;
    sax.ignorableWhitespace = on_text;
    sax.cdataBlock = on_text;
    context = htmlCreatePushParserCtxt(&sax, &parse, NULL, 0, NULL,
                                       XML_CHAR_ENCODING_NONE);
    if (!context) {
        return; /* out of memory */
    }
    htmlCtxtUseOptions(context, (encoding ? HTML_PARSE_IGNORE_ENC : 0)
                                    | HTML_PARSE_RECOVER | HTML_PARSE_NOERROR
                                    | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    if (encoding) {
        xmlSwitchToEncoding(context, encoding);
    }
    feed(context, &parse, bytes, len);
    htmlFreeParserCtxt(context);
}

const char *mcp_html_attribute(const char *const *attributes, const char *name)
{
    for (; attributes && attributes[0]; attributes += 2) {
        if (!strcmp(attributes[0], name)) {
            return attributes[1]
                           && mcp_text_is_utf8(attributes[1],
                                               strlen(attributes[1]))
                       ? attributes[1]
                       : NULL;
        }
    }
    return NULL;
}

static int is_web(const char *url)
{
    return !strncasecmp(url, "http://", 7) || !strncasecmp(url, "https://", 8);
}

const char *mcp_html_resolve(const char *href, const char *base,
                             apr_pool_t *pool)
{
    const char *url = NULL;
    xmlChar *built;

    if (strlen(href) > MAX_HREF || strlen(base) > MAX_HREF) {
        return NULL;
    }
    built = xmlBuildURI((const xmlChar *)href, (const xmlChar *)base);
    if (built && is_web((const char *)built)) {
        url = apr_pstrdup(pool, (const char *)built);
    }
    xmlFree(built);
    return url;
}
