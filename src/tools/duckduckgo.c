/* SPDX-License-Identifier: Apache-2.0 */

/* The web, searched by DuckDuckGo's page for browsers without JavaScript. */

#include "tools/outside.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/client.h"
#include "util/buf.h"
#include "util/text.h"
#include "web/html.h"

#define MAX_RESULTS 10
#define MAX_TEXT 1000

typedef struct {
    mcp_json_t *list;
    mcp_json_t *item;    /* the last result, which its snippet belongs to */
    const char *member;  /* that the text goes to, or NULL */
    const char *element; /* that ends it */
    mcp_buf_t text;
    apr_pool_t *pool;
} reading_t;

static int has_class(const char *const *attributes, const char *name)
{
    const char *list = mcp_html_attribute(attributes, "class");
    apr_size_t len = strlen(name);

    while (list && *list) {
        apr_size_t size = strcspn(list, " ");

        if (size == len && !strncmp(list, name, len)) {
            return 1;
        }
        list += size + (list[size] == ' ');
    }
    return 0;
}

/* Where a result leads: its link goes by way of DuckDuckGo as a rule. NULL
 * for an advertisement. */
static const char *target_of(const char *href, apr_pool_t *pool)
{
    const char *url = mcp_html_resolve(href, "https://duckduckgo.com/", pool);
    const char *at = url ? strstr(url, "uddg=") : NULL;

    if (url && strstr(url, "duckduckgo.com/y.js")) {
        return NULL;
    }
    return at ? mcp_text_decode_url(
               pool, apr_pstrmemdup(pool, at + 5, strcspn(at + 5, "&")))
              : url;
}

static void begin(reading_t *reading, const char *member, const char *element)
{
    reading->member = member;
    reading->element = element;
    mcp_buf_init(&reading->text, 256, reading->pool);
}

static void begin_result(reading_t *reading, const char *href)
{
    const char *link = href ? target_of(href, reading->pool) : NULL;

    reading->item = NULL;
    if (link) {
        reading->item = mcp_json_add_object(reading->list);
        mcp_json_set_str(reading->item, "link", link);
        begin(reading, "title", "a");
    }
}

static int on_open(void *baton, const char *name,
                   const char *const *attributes)
{
    reading_t *reading = baton;

    if (reading->member) {
        return 1;
    }
    if (!strcmp(name, "a") && has_class(attributes, "result__a")) {
        if (mcp_json_length(reading->list) == MAX_RESULTS) {
            return 0;
        }
        begin_result(reading, mcp_html_attribute(attributes, "href"));
    }
    else if (reading->item && has_class(attributes, "result__snippet")) {
        begin(reading, "snippet", apr_pstrdup(reading->pool, name));
    }
    return 1;
}

static int on_text(void *baton, const char *text, apr_size_t len)
{
    reading_t *reading = baton;

    if (reading->member && reading->text.len + len <= MAX_TEXT) {
        mcp_buf_add(&reading->text, text, len);
    }
    return 1;
}

static int on_close(void *baton, const char *name)
{
    reading_t *reading = baton;

    if (reading->member && !strcmp(reading->element, name)) {
        apr_size_t begin_at = strspn(reading->text.data, " \n\t\r");

        mcp_json_set_str(reading->item, reading->member,
                         reading->text.data + begin_at);
        reading->member = NULL;
    }
    return 1;
}

mcp_err_t *mcp_duckduckgo_search(mcp_tool_call_t *call)
{
    mcp_json_t *answer = mcp_json_object_create(call->pool);
    reading_t reading = {.pool = call->pool};
    mcp_html_handler_t handler = {on_open, on_close, on_text, &reading};
    mcp_http_response_t *response;
    mcp_err_t *err = mcp_outside_get(
        &response, call, MCP_SERVICE_DUCKDUCKGO, "/",
        mcp_nc_query_add(call->pool, NULL, "q",
                         mcp_json_get_str(call->args, "query", "")));

    if (err) {
        return err;
    }
    if (response->status == 202) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "DuckDuckGo takes this server for a robot. Try "
                              "again later.");
    }
    reading.list = mcp_json_set_array(answer, "results");
    mcp_html_parse(&handler, response->body, response->len, "UTF-8");
    mcp_result_set_structured(call->result, answer);
    return NULL;
}
