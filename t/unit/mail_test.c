/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/mail.h"

#include "tap.h"

static void test_recipients(void)
{
    static const struct {
        const char *text;
        const char *email;
        const char *label;
        const char *back;
    } cases[] = {
        {"a@example.com", "a@example.com", "a@example.com", "a@example.com"},
        {"B\303\266b <b@example.com>", "b@example.com", "B\303\266b",
         "B\303\266b <b@example.com>"},
        {"\"Smith, J\" <j@example.com>", "j@example.com", "Smith, J",
         "Smith, J <j@example.com>"},
        {" <j@example.com>", "j@example.com", "", "j@example.com"},
        {"A <x> <j@example.com>", "j@example.com", "A <x>",
         "A <x> <j@example.com>"},
        /* Mail says what is wrong with these. */
        {"<j@example.com>", "<j@example.com>", "<j@example.com>",
         "<j@example.com>"},
        {"A <j@example.com", "A <j@example.com", "A <j@example.com",
         "A <j@example.com"},
        {"", "", "", ""},
    };
    mcp_json_t *list = mcp_json_array_create(tap_pool);
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const mcp_json_t *one;

        mcp_mail_add_recipient(list, cases[i].text, tap_pool);
        one = mcp_json_at(list, i);
        is_str(mcp_json_get_str(one, "email", "?"), cases[i].email,
               cases[i].text);
        is_str(mcp_json_get_str(one, "label", "?"), cases[i].label, "label");
        is_str(mcp_mail_name_recipient(one, tap_pool), cases[i].back, "back");
    }
}

int main(void)
{
    tap_start();
    test_recipients();
    return tap_end();
}
