/* SPDX-License-Identifier: Apache-2.0 */

/* web_fetch: a page of the web as text. */

#include "tools/outside.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/fault.h"
#include "nextcloud/file_text.h"
#include "util/text.h"
#include "web/fetch.h"
#include "web/html_text.h"

#define MAX_PAGE (2 * 1024 * 1024)
#define DEFAULT_MAX 65536 /* when the configuration sets no limit */

typedef struct {
    const char *title;
    const char *text;
    apr_size_t len;
    int truncated; /* there was more than MAX_PAGE */
} page_text_t;

/* "text/html" of "Text/HTML; charset=x". */
static const char *mime_of(const mcp_http_response_t *response,
                           apr_pool_t *pool)
{
    const char *type = apr_table_get(response->headers, "Content-Type");

    return type ? mcp_text_lower(
               pool, apr_pstrmemdup(pool, type, strcspn(type, "; ")))
                : "text/plain";
}

/* The charset that the header names, or NULL; none that is not known to have
 * ASCII in it. */
static const char *charset_of(const mcp_http_response_t *response,
                              apr_pool_t *pool)
{
    const char *type = apr_table_get(response->headers, "Content-Type");
    const char *at =
        type ? strstr(mcp_text_lower(pool, type), "charset=") : NULL;
    const char *name;

    if (!at) {
        return NULL;
    }
    at += strlen("charset=");
    at += *at == '"';
    name = apr_pstrmemdup(pool, at, strcspn(at, "\"; "));
    /* not UTF-16 and its like */
    return !strncmp(name, "utf-16", 6) || !strncmp(name, "utf-32", 6)
                   || !strncmp(name, "ucs", 3)
               ? NULL
               : name;
}

static int is_html(const char *mime)
{
    return !strcmp(mime, "text/html")
           || !strcmp(mime, "application/xhtml+xml");
}

static int ends_with(const char *text, const char *end)
{
    apr_size_t len = strlen(text);

    return len > strlen(end) && !strcmp(text + len - strlen(end), end);
}

static int is_text(const char *mime)
{
    static const char *const known[] = {
        "application/json", "application/xml", "application/javascript",
        "application/x-ndjson", "application/yaml"};
    apr_size_t i;

    for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (!strcmp(mime, known[i])) {
            return 1;
        }
    }
    return !strncmp(mime, "text/", 5) || ends_with(mime, "+json")
           || ends_with(mime, "+xml");
}

/* What is UTF-8 is taken for that, whatever anybody says about it. */
static void read_html(page_text_t *out, const mcp_web_page_t *page,
                      apr_pool_t *pool)
{
    const mcp_http_response_t *response = page->response;
    mcp_html_page_t html = {response->body, response->len, NULL, page->url,
                            MAX_PAGE};
    apr_size_t whole =
        response->len
        - (response->truncated && response->len > 3
               ? response->len
                     - mcp_text_utf8_cut(response->body, response->len,
                                         response->len - 3)
               : 0);
    mcp_html_text_t text;

    html.charset = mcp_text_is_utf8(response->body, whole)
                       ? "UTF-8"
                       : charset_of(response, pool);
    mcp_html_text_read(&text, &html, pool);
    out->title = text.title;
    out->text = text.text;
    out->len = text.len;
    out->truncated = response->truncated || text.truncated;
}

static int read_plain(page_text_t *out, const mcp_http_response_t *response,
                      const char *mime, apr_pool_t *pool)
{
    mcp_file_text_part_t part = {
        response->body,
        response->len,
        1,
        !response->truncated,
        0,
        mime,
        mcp_file_text_mark(response->body, response->len)};
    mcp_file_text_t text;

    mcp_file_text_decode(&text, &part, pool);
    out->title = "";
    out->text = text.text;
    out->len = text.len;
    out->truncated = response->truncated;
    return text.charset != MCP_FILE_BINARY;
}

/* A part of the text, and how to get the next. */
static void answer(mcp_tool_call_t *call, const mcp_web_page_t *page,
                   const page_text_t *text)
{
    apr_size_t max = call->max_content ? call->max_content : DEFAULT_MAX;
    apr_size_t offset = (apr_size_t)mcp_json_get_int(call->args, "offset", 0);
    mcp_json_t *out = mcp_json_object_create(call->pool);
    apr_size_t end;

    offset = mcp_text_utf8_cut(text->text, text->len, offset);
    end = text->len - offset > max
              ? mcp_text_utf8_cut(text->text, text->len, offset + max)
              : text->len;
    mcp_json_set_str(out, "url", page->url);
    if (*text->title) {
        mcp_json_set_str(out, "title", text->title);
    }
    mcp_json_set_strn(out, "content", text->text + offset, end - offset);
    if (end < text->len) {
        mcp_json_set_int(out, "next_offset", (apr_int64_t)end);
    }
    if (text->truncated) {
        mcp_json_set_bool(out, "truncated", 1);
    }
    mcp_result_set_structured(call->result, out);
}

static mcp_err_t *convert(mcp_tool_call_t *call, const mcp_web_page_t *page)
{
    const mcp_http_response_t *response = page->response;
    const char *mime = mime_of(response, call->pool);
    page_text_t text;

    if (response->status < 200 || response->status >= 300) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "The server answers %d %s.", response->status,
                              mcp_fault_reason(response->status));
    }
    if (is_html(mime)) {
        read_html(&text, page, call->pool);
    }
    else if (!is_text(mime)
             || !read_plain(&text, response, mime, call->pool)) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "This is no text but %s (%lu bytes%s); only "
                              "text can be read.",
                              mime, (unsigned long)response->len,
                              response->truncated ? " and more" : "");
    }
    answer(call, page, &text);
    return NULL;
}

mcp_err_t *mcp_web_page(mcp_tool_call_t *call)
{
    mcp_web_t web = {
        .pool = call->pool,
        .http = call->nc->http,
        .allow = call->web_allow,
        .max = MAX_PAGE,
        .deadline = mcp_outside_deadline(call),
        .cancelled = call->nc->cancelled,
        .tick = call->nc->tick,
        .baton = call->nc->baton,
    };
    const char *url = mcp_json_get_str(call->args, "url", "");
    mcp_web_page_t page;
    mcp_err_t *err = mcp_web_fetch(
        &web, apr_pstrmemdup(call->pool, url, strcspn(url, "#")), &page);

    return err ? err : convert(call, &page);
}
