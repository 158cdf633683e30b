/* SPDX-License-Identifier: Apache-2.0 */

#include "resource/uri.h"

#include "tap.h"
#include <apr_strings.h>

#define FILES "nextcloud://files/"
#define EMOJI "\xf0\x9f\x98\x80"

static void takes(const char *uri, const char *path, apr_int64_t offset,
                  apr_int64_t length)
{
    mcp_uri_file_t file;
    mcp_err_t *err = mcp_uri_parse_file(&file, uri, tap_pool);

    ok(!err, "%s is taken", uri);
    if (err) {
        printf("# %s\n", err->message);
        return;
    }
    is_str(file.path, path, "its path");
    is_int(file.offset, offset, "its offset");
    is_int(file.length, length, "its length");
}

static void refuses(const char *uri, const char *word)
{
    mcp_uri_file_t file;
    mcp_err_t *err = mcp_uri_parse_file(&file, uri, tap_pool);

    ok(err != NULL, "%s is refused", uri);
    if (!err) {
        return;
    }
    is_int(err->kind, MCP_ERR_PARAMS, "as params");
    if (!ok(strstr(err->message, word) != NULL, "%s: says why", uri)) {
        printf("# %s\n", err->message);
    }
}

static void test_taken(void)
{
    takes(FILES, "/", 0, -1);
    takes(FILES "a.txt", "/a.txt", 0, -1);
    takes(FILES "Docs/", "/Docs/", 0, -1);
    takes(FILES "/Docs//a", "//Docs//a", 0, -1);
    takes(FILES "a%20b/%C3%A4.txt", "/a b/\xc3\xa4.txt", 0, -1);
    takes(FILES "a b/\xc3\xa4" EMOJI, "/a b/\xc3\xa4" EMOJI, 0, -1);
    takes(FILES "%23%3f%25%26+", "/#?%&+", 0, -1);
    takes(FILES "100%2525", "/100%25", 0, -1);
    takes(FILES "...", "/...", 0, -1);
    takes(FILES "a..b/.c", "/a..b/.c", 0, -1);
    takes(FILES "a?offset=5", "/a", 5, -1);
    takes(FILES "a?length=1", "/a", 0, 1);
    takes(FILES "a?offset=7&length=9", "/a", 7, 9);
    takes(FILES "a?length=9&offset=0", "/a", 0, 9);
    takes(FILES "a?offset=999999999999999", "/a", 999999999999999, -1);
}

static void test_refused(void)
{
    refuses("", "does not begin");
    refuses("file:///etc/passwd", "does not begin");
    refuses("nextcloud://other/a", "does not begin");
    refuses("nextcloud://files", "does not begin");
    refuses("nextcloud://files:80/a", "does not begin");
    refuses("nextcloud://bob@files/a", "does not begin");
    refuses("NEXTCLOUD://files/a", "does not begin");
    refuses(FILES "../x", "\"..\"");
    refuses(FILES "a/..", "\"..\"");
    refuses(FILES "a/./b", "\".\"");
    refuses(FILES "a/%2e%2E/b", "\"..\"");
    refuses(FILES ".%2e", "\"..\"");
    refuses(FILES "a%2Fb", "%2F");
    refuses(FILES "..%2f..%2fx", "%2F");
    refuses(FILES "100%", "%25");
    refuses(FILES "a%zz", "%25");
    refuses(FILES "a%00b", "%25");
    refuses(FILES "a%ff", "%25");
    refuses(FILES "a%0Ab", "control");
    refuses(FILES "a\x7f", "control");
    refuses(FILES "a#b", "%23");
    refuses(FILES "a?", "%3F");
    refuses(FILES "wh?t.txt", "%3F");
    refuses(FILES "a?offset=", "%3F");
    refuses(FILES "a?offset=-1", "%3F");
    refuses(FILES "a?offset=1x", "%3F");
    refuses(FILES "a?offset=1&offset=2", "%3F");
    refuses(FILES "a?length=0", "%3F");
    refuses(FILES "a?length=1&length=1", "%3F");
    refuses(FILES "a?offset=1&", "%3F");
    refuses(FILES "a?offset=1234567890123456", "%3F");
    refuses(FILES "a?Offset=1", "%3F");
    refuses(FILES "a?offset=1?", "%3F");
}

static void test_built(void)
{
    static const char emoji[] = "/a b/\xc3\xa4" EMOJI;
    static const char *const paths[] = {
        "/",  "/a",      emoji,        "/Docs/", "/100% #1 wh?t&+;=",
        "/~", "/50%25x", "/.a/..b/c.."};
    apr_size_t i;

    is_str(mcp_uri_build_file(tap_pool, "/a b/\xc3\xa4#%.txt"),
           FILES "a%20b/%C3%A4%23%25.txt", "every segment is encoded");
    is_str(mcp_uri_build_file(tap_pool, "/Docs/"), FILES "Docs/",
           "a slash at the end stays");
    for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        takes(mcp_uri_build_file(tap_pool, paths[i]), paths[i], 0, -1);
    }
    is_str(mcp_uri_build_value(tap_pool, "/a b/\xc3\xa4#1 50% ?"),
           "a b/\xc3\xa4%231 50%25 %3F", "only what a client leaves alone");
    for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        takes(apr_pstrcat(tap_pool, FILES,
                          mcp_uri_build_value(tap_pool, paths[i]), NULL),
              paths[i], 0, -1);
    }
}

int main(void)
{
    tap_start();
    test_taken();
    test_refused();
    test_built();
    return tap_end();
}
