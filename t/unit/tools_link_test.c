/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/files_link.h"

#include "tap.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void test_good(void)
{
    static const struct {
        const char *base;
        const char *link;
    } cases[] = {
        {"https://c.test", "https://c.test/f/104"},
        {"https://c.test", "https://c.test/index.php/f/104"},
        {"https://c.test", "https://C.test:443/f/104/"},
        {"https://c.test", "http://c.test/f/104#top"},
        {"https://c.test", "https://c.test/f/104?openfile=true"},
        {"https://c.test", "https://c.test/apps/files/files/104"},
        {"https://c.test",
         "https://c.test/index.php/apps/files/files/104?dir=/a&openfile=true"},
        {"https://c.test", "https://c.test/apps/files/favorites/104?dir=/"},
        {"https://c.test", "https://c.test/apps/files/?dir=/a&fileid=104"},
        {"https://c.test", "https://c.test/apps/files?fileid=104"},
        {"https://c.test", "https://c.test/apps/files/?dir=/&openfile=104"},
        {"https://c.test/nc", "https://c.test/nc/f/104"},
        {"https://c.test/nc", "https://c.test/nc/index.php/f/104"},
        {"http://127.0.0.1:8090", "http://127.0.0.1:8090/f/104"},
        {"http://[::1]:8090", "http://[::1]:8090/f/104"},
    };
    apr_size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        apr_int64_t id = 0;
        const char *refusal =
            mcp_files_link_parse(&id, cases[i].link, cases[i].base, tap_pool);

        is_str(refusal, NULL, cases[i].link);
        is_int(id, 104, cases[i].link);
    }
}

static void test_bad(void)
{
    static const struct {
        const char *base;
        const char *link;
        const char *why;
    } cases[] = {
        {"https://c.test", "", "whole http"},
        {"https://c.test", "/f/104", "whole http"},
        {"https://c.test", "file:///f/104", "whole http"},
        {"https://c.test", "https://c.test@evil.test/f/104", "whole http"},
        {"https://c.test", "https://evil.test/f/104", "this Nextcloud"},
        {"https://c.test", "https://c.test.evil.test/f/1", "this Nextcloud"},
        {"https://c.test", "https://c.test:8443/f/104", "this Nextcloud"},
        {"https://c.test/nc", "https://c.test/f/104", "this Nextcloud"},
        {"https://c.test/nc", "https://c.test/ncx/f/104", "this Nextcloud"},
        {"https://c.test", "https://c.test/s/AbC", "public share link"},
        {"https://c.test", "https://c.test/index.php/s/AbC", "public share"},
        {"https://c.test", "https://c.test", "no file id"},
        {"https://c.test", "https://c.test/", "no file id"},
        {"https://c.test", "https://c.test/f/", "no file id"},
        {"https://c.test", "https://c.test/f/0", "no file id"},
        {"https://c.test", "https://c.test/f/-1", "no file id"},
        {"https://c.test", "https://c.test/f/12x", "no file id"},
        {"https://c.test", "https://c.test/f/1/../2", NULL},
        {"https://c.test", "https://c.test/f/99999999999999999999",
         "no file id"},
        {"https://c.test", "https://c.test/apps/filesx/files/1", "no file id"},
        {"https://c.test", "https://c.test/apps/files/files", "no file id"},
        {"https://c.test", "https://c.test/apps/files/?openfile=true",
         "no file id"},
        {"", "https://c.test/f/1", "configured"},
    };
    apr_size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        apr_int64_t id = 0;
        const char *refusal =
            mcp_files_link_parse(&id, cases[i].link, cases[i].base, tap_pool);

        if (!cases[i].why) {
            is_int(id, 1, cases[i].link);
            continue;
        }
        ok(refusal && strstr(refusal, cases[i].why), "%s: %s", cases[i].link,
           refusal ? refusal : "(accepted)");
    }
}

int main(void)
{
    tap_start();
    test_good();
    test_bad();
    return tap_end();
}
