/* SPDX-License-Identifier: Apache-2.0 */

#include "resource/uri_template.h"

#include "tap.h"
#include <apr_strings.h>

static mcp_uri_template_t *parse(const char *text)
{
    mcp_uri_template_t *item;
    mcp_err_t *err = mcp_uri_template_parse(&item, text, "/t", tap_pool);

    return err ? NULL : item;
}

/* values: JSON, or NULL: the template does not make this URI. */
static void matches(const char *text, const char *uri, const char *values)
{
    mcp_uri_template_t *item = parse(text);
    const mcp_json_t *found;

    if (!ok(item != NULL, "%s is a template", text)) {
        return;
    }
    found = mcp_uri_template_match(item, uri, tap_pool);
    is_str(found ? mcp_json_print(found, NULL, tap_pool) : NULL, values, uri);
}

static void refuses(const char *text, const char *word)
{
    mcp_uri_template_t *item;
    mcp_err_t *err = mcp_uri_template_parse(&item, text, "/t", tap_pool);

    ok(err && !strncmp(err->message, "/t: ", 4) && strstr(err->message, word),
       "refused: %s", text);
}

static void test_segments(void)
{
    matches("x://a/{id}/data", "x://a/12/data", "{\"id\":\"12\"}");
    matches("x://a/{id}/data", "x://a/12/datax", NULL);
    matches("x://a/{id}/data", "x://a//data", NULL);
    matches("x://a/{id}/data", "x://a/1/2/data", NULL);
    matches("x://a/{id}/data", "x://a/12", NULL);
    matches("x://a/{id}/data", "y://a/12/data", NULL);
    matches("x://a/{id}", "x://a/%C3%BC%2F%20", "{\"id\":\"\303\274/ \"}");
    matches("x://a/{id}", "x://a/%zz", NULL);
    matches("x://a/{id}", "x://a/%00", NULL);
    matches("x://a/{id}", "x://a/b?c", NULL);
    matches("x://a/{id}", "x://a/b#c", NULL);
    matches("x://{a}-{b}.md", "x://1-2-3.md.md",
            "{\"a\":\"1\",\"b\":\"2-3.md\"}");
    matches("x://fixed", "x://fixed", "{}");
    matches("x://fixed", "x://fixe", NULL);
}

static void test_anything(void)
{
    matches("x://{+path}", "x://a/b/c", "{\"path\":\"a/b/c\"}");
    matches("x://{+path}/end", "x://a/end/end", "{\"path\":\"a/end\"}");
    matches("x://{+path}", "x://", NULL);
    matches("x://{+path}", "x://a?b=c", NULL);
}

static void test_query(void)
{
    const char *text = "x://{+path}{?from,to}";

    matches(text, "x://a/b", "{\"path\":\"a/b\"}");
    matches(text, "x://a?to=2", "{\"path\":\"a\",\"to\":\"2\"}");
    matches(text, "x://a?to=2&from=%31",
            "{\"path\":\"a\",\"to\":\"2\",\"from\":\"1\"}");
    matches(text, "x://a?to=2&to=3", NULL);
    matches(text, "x://a?by=2", NULL);
    matches(text, "x://a?to", NULL);
    matches("x://a{?q}", "x://a?q=", "{\"q\":\"\"}");
    matches("x://a{?q}", "x://ab", NULL);
}

int main(void)
{
    tap_start();
    test_segments();
    test_anything();
    test_query();
    refuses("{id}", "begin with a literal");
    refuses("x://{a}{b}", "between two expressions");
    refuses("x://{?a}/b", "behind a query");
    refuses("x://{a", "brace");
    refuses("x://a}", "brace");
    refuses("x://{}", "expression");
    refuses("x://{#a}", "expression");
    refuses("x://{a,b}", "expression");
    refuses("x://{a*}", "expression");
    refuses("x://a{?b:3}", "name of other");
    return tap_end();
}
