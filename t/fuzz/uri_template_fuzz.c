/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A URI template, a newline, a URI. What matches has its values by names that
 * stand in the template, and they are texts; a template without expressions
 * matches itself alone.
 */

#include "resource/uri_template.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <apr_general.h>
#include <apr_strings.h>
#include "util/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int condition)
{
    if (!condition) {
        abort();
    }
}

static int check_value(void *baton, const char *key, mcp_json_t *value)
{
    const char *text = mcp_json_str(value, NULL);

    must(strstr(baton, key) != NULL);
    must(text && mcp_text_is_utf8(text, strlen(text)));
    return 1;
}

static void check(char *text, const char *uri, apr_pool_t *pool)
{
    mcp_uri_template_t *item;
    mcp_json_t *values;

    if (mcp_uri_template_parse(&item, text, "/t", pool)) {
        return;
    }
    values = mcp_uri_template_match(item, uri, pool);
    mcp_json_each(values, check_value, text);
    if (!strchr(text, '{')) {
        must((values != NULL) == !strcmp(text, uri));
        must(mcp_json_length(values) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool;
    char *text;
    char *uri;

    apr_initialize(); /* counts its calls */
    apr_pool_create(&pool, NULL);
    text = apr_pstrmemdup(pool, (const char *)data, size);
    uri = strchr(text, '\n');
    if (uri) {
        *uri++ = '\0';
        check(text, uri, pool);
    }
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}
