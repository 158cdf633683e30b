/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The rest of a URI behind nextcloud://files/. Whatever is accepted names a
 * path without a way up, and the URI made of that path names the same one;
 * so does the value that completion would offer for it.
 */

#include "resource/uri.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <apr_general.h>
#include <apr_strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int condition)
{
    if (!condition) {
        abort();
    }
}

static void check_path(const char *path)
{
    const char *s;

    must(*path == '/');
    for (s = path; *s; s++) {
        must((unsigned char)*s >= ' ' && *s != 0x7f);
        if (*s == '/' && s[1] == '.') {
            must(s[2] != '/' && s[2] != '\0');
            must(s[2] != '.' || (s[3] != '/' && s[3] != '\0'));
        }
    }
}

static void check_same(const char *uri, const char *path, apr_pool_t *pool)
{
    mcp_uri_file_t again;

    must(!mcp_uri_parse_file(&again, uri, pool));
    must(!strcmp(again.path, path));
    must(!again.has_range && again.offset == 0 && again.length == -1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mcp_uri_file_t file;
    apr_pool_t *pool;
    const char *uri;

    apr_initialize(); /* counts its calls */
    apr_pool_create(&pool, NULL);
    uri = apr_pstrcat(pool, MCP_URI_FILES,
                      apr_pstrmemdup(pool, (const char *)data, size), NULL);
    if (!mcp_uri_parse_file(&file, uri, pool)) {
        check_path(file.path);
        must(file.offset >= 0);
        must(file.length == -1 || file.length > 0);
        check_same(mcp_uri_build_file(pool, file.path), file.path, pool);
        check_same(apr_pstrcat(pool, MCP_URI_FILES,
                               mcp_uri_build_value(pool, file.path), NULL),
                   file.path, pool);
    }
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}
