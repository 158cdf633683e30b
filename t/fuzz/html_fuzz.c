/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A page as the web has them. Its text is UTF-8, no longer than was asked
 * for, and comes in a time that has a bound: the fuzzer's own.
 */

#include "web/html_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <apr_general.h>
#include "util/text.h"
#include "web/html.h"

#define MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int condition)
{
    if (!condition) {
        abort();
    }
}

static apr_pool_t *start(void)
{
    apr_pool_t *pool;

    apr_initialize();
    mcp_html_child_init();
    apr_pool_create(&pool, NULL);
    return pool;
}

static void check(const char *bytes, size_t size, const char *charset,
                  apr_pool_t *pool)
{
    mcp_html_page_t page = {bytes, size, charset, "https://example.com/a/b",
                            MAX};
    mcp_html_text_t out;

    mcp_html_text_read(&out, &page, pool);
    must(out.len <= MAX);
    must(mcp_text_is_utf8(out.text, out.len));
    must(mcp_text_is_utf8(out.title, strlen(out.title)));
    must(!strchr(out.title, '\n'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const charsets[] = {
        NULL, "UTF-8", "iso-8859-1", "windows-1251", "shift_jis", "nonsense"};
    static apr_pool_t *parent;
    apr_pool_t *pool;

    if (!parent) {
        parent = start();
    }
    if (size == 0) {
        return 0;
    }
    apr_pool_create(&pool, parent);
    check((const char *)data + 1, size - 1,
          charsets[data[0] % (sizeof(charsets) / sizeof(charsets[0]))], pool);
    apr_pool_destroy(pool);
    return 0;
}
