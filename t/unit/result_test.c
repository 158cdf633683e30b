/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/result.h"

#include "util/quote.h"

#include "tap.h"

static const char *print(const mcp_result_t *result, mcp_revision_e revision)
{
    apr_size_t len;
    const char *text =
        mcp_result_print(result, revision, NULL, &len, tap_pool);
    mcp_json_t *json;

    ok(strlen(text) == len && !mcp_json_parse(&json, text, len, tap_pool),
       "is JSON");
    return text;
}

static void test_text(void)
{
    mcp_result_t *result = mcp_result_create(tap_pool);

    is_str(print(result, MCP_REV_2025_11_25), "{\"content\":[]}", "nothing");
    mcp_result_add_text(result, "a\"b\n", 4);
    mcp_result_addf(result, "%d files", 2);
    mcp_result_addf(result, "%s", "more");
    mcp_result_add_text(result, "cut here", 3);
    mcp_result_addf(result, "end");
    is_str(print(result, MCP_REV_2024_11_05),
           "{\"content\":[{\"type\":\"text\",\"text\":\"a\\\"b\\n\"},"
           "{\"type\":\"text\",\"text\":\"2 files\\nmore\"},"
           "{\"type\":\"text\",\"text\":\"cut\"},"
           "{\"type\":\"text\",\"text\":\"end\"}]}",
           "text blocks; lines in a row make one");
    ok(!mcp_result_is_error(result), "no error");
}

static void test_modern(void)
{
    mcp_result_t *result = mcp_result_create(tap_pool);

    mcp_result_add_text(result, "x", 1);
    is_str(mcp_result_print(result, MCP_REV_2026_07_28, "{\"a\":1}", NULL,
                            tap_pool),
           "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\","
           "\"text\":\"x\"}],\"_meta\":{\"a\":1}}",
           "resultType and _meta");
}

static void test_binary(void)
{
    mcp_result_t *result = mcp_result_create(tap_pool);
    mcp_result_t *plain = mcp_result_create(tap_pool);

    mcp_result_add_image(result, "\0\xff\x10", 3, "image/png");
    mcp_result_add_blob(result, "nc:/a%20b", "application/pdf", "%PDF", 4);
    is_str(print(result, MCP_REV_2024_11_05),
           "{\"content\":[{\"type\":\"image\",\"data\":\"AP8Q\","
           "\"mimeType\":\"image/png\"},{\"type\":\"resource\","
           "\"resource\":{\"uri\":\"nc:/a%20b\",\"mimeType\":"
           "\"application/pdf\",\"blob\":\"JVBERg==\"}}]}",
           "image and blob");
    mcp_result_add_blob(plain, "nc:/x", NULL, "", 0);
    is_str(print(plain, MCP_REV_2025_11_25),
           "{\"content\":[{\"type\":\"resource\",\"resource\":{\"uri\":"
           "\"nc:/x\",\"blob\":\"\"}}]}",
           "an empty blob of no known type");
}

static void test_structured(void)
{
    mcp_result_t *result = mcp_result_create(tap_pool);
    mcp_json_t *object = mcp_json_object_create(tap_pool);

    mcp_json_set_str(object, "path", "/a");
    mcp_json_set_int(object, "n", 1);
    mcp_result_set_structured(result, object);
    is_str(print(result, MCP_REV_2025_03_26),
           "{\"content\":[{\"type\":\"text\",\"text\":"
           "\"{\\\"path\\\":\\\"/a\\\",\\\"n\\\":1}\"}]}",
           "as text for revisions without it");
    is_str(print(result, MCP_REV_2025_06_18),
           "{\"content\":[{\"type\":\"text\",\"text\":"
           "\"{\\\"path\\\":\\\"/a\\\",\\\"n\\\":1}\"}],"
           "\"structuredContent\":{\"path\":\"/a\",\"n\":1}}",
           "and beside it for others");
    mcp_result_add_image(result, "", 0, "image/png");
    ok(!strncmp(print(result, MCP_REV_2025_03_26),
                "{\"content\":[{\"type\":\"text\"", 26),
       "an image does not stand for the text");
    mcp_result_addf(result, "text of its own");
    is_str(print(result, MCP_REV_2025_06_18),
           "{\"content\":[{\"type\":\"image\",\"data\":\"\",\"mimeType\":"
           "\"image/png\"},{\"type\":\"text\",\"text\":\"text of its own\"}],"
           "\"structuredContent\":{\"path\":\"/a\",\"n\":1}}",
           "text of the tool's own replaces it");
}

static void test_error(void)
{
    mcp_result_t *result = mcp_result_create(tap_pool);
    mcp_json_t *object = mcp_json_object_create(tap_pool);

    mcp_result_add_text(result, "half", 4);
    mcp_result_set_structured(result, object);
    mcp_result_set_error(result, "Not found.");
    ok(mcp_result_is_error(result), "is an error");
    is_str(print(result, MCP_REV_2026_07_28),
           "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\","
           "\"text\":\"Not found.\"}],\"isError\":true}",
           "drops what was there");
}

static void test_large(void)
{
    mcp_result_t *result = mcp_result_create(tap_pool);
    apr_array_header_t *quotes =
        apr_array_make(tap_pool, 1, sizeof(mcp_quote_t));
    apr_size_t size = 1000000;
    char *text = apr_palloc(tap_pool, size);
    const char *copied;
    const char *whole;
    apr_size_t left;
    apr_size_t len;

    memset(text, '\n', size);
    mcp_result_add_text(result, text, size);
    mcp_result_add_image(result, text, size, "image/png");
    copied =
        mcp_result_print(result, MCP_REV_2025_11_25, NULL, &len, tap_pool);
    ok(len > 2 * size + size * 4 / 3, "a large result");
    mcp_result_set_quotes(result, quotes);
    whole =
        mcp_result_print(result, MCP_REV_2025_11_25, NULL, &left, tap_pool);
    ok(left < 200 && quotes->nelts == 2, "with its large parts left out");
    whole = mcp_quote_join(whole, &left, quotes, tap_pool);
    ok(left == len && !memcmp(whole, copied, len), "is the same");
}

int main(void)
{
    tap_start();
    test_text();
    test_modern();
    test_binary();
    test_structured();
    test_error();
    test_large();
    return tap_end();
}
