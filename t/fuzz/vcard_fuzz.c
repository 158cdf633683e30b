/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Whatever a vCard says, what is shown of it is UTF-8 without its pictures,
 * and printing it again changes nothing that can be seen.
 */

#include "nextcloud/vcard.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <apr_general.h>
#include "util/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int condition)
{
    if (!condition) {
        abort();
    }
}

static const char *described(const mcp_vobject_t *card, apr_pool_t *pool)
{
    mcp_json_t *out = mcp_json_object_create(pool);
    const char *text;

    mcp_vcard_describe(out, card);
    text = mcp_json_print(out, NULL, pool);
    must(mcp_text_is_utf8(text, strlen(text)));
    return text;
}

static void check(const mcp_vobject_t *card, apr_pool_t *pool)
{
    const char *text = mcp_vobject_print(card, pool);
    mcp_vobject_t *again;

    must(!mcp_vobject_parse(&again, "VCARD", text, strlen(text), pool));
    must(!strcmp(mcp_vobject_print(again, pool), text));
    must(!strcmp(described(card, pool), described(again, pool)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mcp_vobject_t *card;
    apr_pool_t *pool;
    mcp_err_t *err;

    apr_initialize(); /* counts its calls */
    apr_pool_create(&pool, NULL);
    err = mcp_vobject_parse(&card, "VCARD", (const char *)data, size, pool);
    must(!err == (card != NULL));
    must(!err || err->kind == MCP_ERR_TOOL);
    if (card) {
        check(card, pool);
    }
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}
