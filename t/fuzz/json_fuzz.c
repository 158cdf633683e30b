/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the strict scan accepts, json-c must read; what is printed must be
 * accepted again, be equal, and print the same.
 */

#include "util/json.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <apr_general.h>
#include <apr_pools.h>
#include "util/json_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int condition)
{
    if (!condition) {
        abort();
    }
}

static void check_again(const mcp_json_t *json, apr_pool_t *pool)
{
    apr_size_t len;
    const char *text = mcp_json_print(json, &len, pool);
    apr_size_t len_again;
    const char *text_again;
    mcp_json_t *again;

    must(strlen(text) == len);
    must(!mcp_json_parse(&again, text, len, pool));
    must(mcp_json_equal(json, again) && mcp_json_equal(again, json));
    text_again = mcp_json_print(again, &len_again, pool);
    must(len == len_again && !memcmp(text, text_again, len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    apr_pool_t *pool;
    mcp_json_t *json;
    mcp_err_t *err;

    apr_initialize(); /* counts its calls */
    apr_pool_create(&pool, NULL);
    err = mcp_json_parse(&json, text, size, pool);
    must(!err == !mcp_json_scan(text, size, pool));
    if (!err) {
        check_again(json, pool);
    }
    else {
        must(!json && err->kind == MCP_ERR_PARSE);
    }
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}
