/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/client.h"
#include "nextcloud/dav.h"

#include <apr_strings.h>
#include "tap.h"

static void test_encode(void)
{
    static const char *const cases[][2] = {
        {"", "/"},
        {"/", "/"},
        {"//", "/"},
        {"a", "/a"},
        {"/a b/\xc3\xbc#.txt", "/a%20b/%C3%BC%23.txt"},
        {"/a//b", "/a/b"},
        {"a/b/", "/a/b/"},
        {"a//", "/a/"},
        {"///a///b///", "/a/b/"},
        {"/\xc3\xa4 #%?&+ \xe2\x82\xac\xf0\x9f\x98\x80.txt",
         "/%C3%A4%20%23%25%3F%26%2B%20%E2%82%AC%F0%9F%98%80.txt"},
        {"/.a/..b/...", "/.a/..b/..."},
        {"/%2e%2e/a", "/%252e%252e/a"},
        {"/a\\b:c;d'e", "/a%5Cb%3Ac%3Bd%27e"},
    };
    const char *encoded;
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ok(!mcp_nc_encode_path(&encoded, cases[i][0], tap_pool), "accepted");
        is_str(encoded, cases[i][1], cases[i][1]);
    }
}

static void check_refused(const char *path, const char *word, const char *name)
{
    const char *encoded;
    mcp_err_t *err = mcp_nc_encode_path(&encoded, path, tap_pool);

    ok(err && err->kind == MCP_ERR_TOOL && !encoded, "refused: %s", name);
    ok(err && strstr(err->message, word), "and says %s", word);
}

static void test_refused(void)
{
    char *path = apr_palloc(tap_pool, 4002);
    const char *encoded;

    check_refused("..", "\"..\"", "parent");
    check_refused("/a/../b", "\"..\"", "parent within");
    check_refused("/a/..", "\"..\"", "parent at the end");
    check_refused("./a", "\".\"", "the same folder");
    check_refused("/a/.", "\".\"", "the same folder at the end");
    check_refused("/a\nb", "control", "newline");
    check_refused("/a\x7f", "control", "delete");
    check_refused("/a\xff", "UTF-8", "no UTF-8");
    memset(path, 'a', 4001);
    path[4001] = '\0';
    check_refused(path, "4000", "too long");
    path[4000] = '\0';
    ok(!mcp_nc_encode_path(&encoded, path, tap_pool), "4000 bytes are fine");
}

static void test_query(void)
{
    const char *query = mcp_nc_query_add(tap_pool, NULL, "term", "a b&c=\xc3");

    is_str(query, "term=a%20b%26c%3D%C3", "the first");
    query = mcp_nc_query_add(tap_pool, query, "shareTypes[]", "");
    is_str(query, "term=a%20b%26c%3D%C3&shareTypes%5B%5D=", "one more");
    is_str(mcp_nc_query_add(tap_pool, "", "a", "b"), "a=b", "to an empty one");
}

static void test_base(void)
{
    static const char *const cases[][2] = {
        {"https://cloud.example.com", ""},
        {"https://cloud.example.com/sub", "/sub"},
        {"http://127.0.0.1:8080/a/b", "/a/b"},
        {"http://[::1]:8080/a", "/a"},
    };
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mcp_nc_config_t config = {.url = cases[i][0]};
        mcp_nc_t nc = {.pool = tap_pool, .config = &config};

        is_str(mcp_nc_base_path(&nc), cases[i][1], cases[i][0]);
    }
}

static void test_files(void)
{
    mcp_nc_t nc = {.pool = tap_pool, .uid = "a b@c"};
    const char *path;
    mcp_err_t *err = mcp_dav_files_path(&path, &nc, "/Docs/a b");

    ok(!err, "a path in the user's files");
    is_str(path, "/remote.php/dav/files/a%20b%40c/Docs/a%20b", "its URL");
    err = mcp_dav_files_path(&path, &nc, "/../bob");
    ok(err && err->kind == MCP_ERR_TOOL && !path, "no way to another's");
    nc.uid = NULL;
    err = mcp_dav_files_path(&path, &nc, "/");
    ok(err && err->kind == MCP_ERR_INTERNAL, "nobody's");
}

/* Paths from templates; http is NULL, so what passes would crash. */
static void test_send(void)
{
    static const struct {
        const char *path;
        mcp_err_kind_e kind;
    } cases[] = {
        {"", MCP_ERR_INTERNAL},        {"a", MCP_ERR_INTERNAL},
        {"//h/../a", MCP_ERR_TOOL},    {"/a b", MCP_ERR_INTERNAL},
        {"/a\r\nb", MCP_ERR_INTERNAL}, {"/\xc3\xbc", MCP_ERR_INTERNAL},
        {"/a?b", MCP_ERR_INTERNAL},    {"/a#b", MCP_ERR_INTERNAL},
        {"/a\\b", MCP_ERR_INTERNAL},   {"/a/..", MCP_ERR_TOOL},
        {"/a/../b", MCP_ERR_TOOL},     {"/a/./b", MCP_ERR_TOOL},
        {"/a/%2e%2E/b", MCP_ERR_TOOL}, {"/a/.%2e", MCP_ERR_TOOL},
        {"/a/%2E", MCP_ERR_TOOL},      {"/a/..%2fb", MCP_ERR_TOOL},
        {"/a/x%2F..", MCP_ERR_TOOL},   {"/a/x%5c..%5Cb", MCP_ERR_TOOL},
    };
    mcp_nc_config_t config = {.url = "http://127.0.0.1:1"};
    mcp_nc_t nc = {.pool = tap_pool, .config = &config};
    mcp_http_response_t *response;
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mcp_nc_request_t request = {.method = "GET", .path = cases[i].path};
        mcp_err_t *err = mcp_nc_send(&nc, &request, &response);

        ok(err && err->kind == cases[i].kind && !response, "not sent: %s",
           cases[i].path);
    }
}

int main(void)
{
    tap_start();
    test_encode();
    test_refused();
    test_query();
    test_base();
    test_files();
    test_send();
    return tap_end();
}
