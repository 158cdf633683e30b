/* SPDX-License-Identifier: Apache-2.0 */

#include "web/html_text.h"

#include "tap.h"
#include <apr_strings.h>
#include "util/buf.h"
#include "util/text.h"
#include "web/html.h"

static mcp_html_text_t read_page(const char *html, const char *charset,
                                 apr_size_t max)
{
    mcp_html_page_t page = {html, strlen(html), charset,
                            "https://example.com/a/b.html", max};
    mcp_html_text_t out;

    mcp_html_text_read(&out, &page, tap_pool);
    return out;
}

static void test_text(void)
{
    static const struct {
        const char *html;
        const char *text;
    } cases[] = {
        {"", ""},
        {"plain", "plain"},
        {"<p>a<p>b", "a\n\nb"},
        {"<div>a</div><div>b</div>", "a\nb"},
        {"  a \n\t b  <b>c</b>d ", "a b cd"},
        {"<h2>Head</h2>text", "## Head\n\ntext"},
        {"<ul><li>one<li><b>two</b></ul>x", "- one\n- two\n\nx"},
        {"a<br>b<br/>c", "a\nb\nc"},
        {"a<hr>b", "a\n\n---\n\nb"},
        {"<table><tr><td>1<td>2</tr><tr><td>3</td></tr></table>",
         "1 | 2 |\n3 |"},
        {"<pre>a  b\n c</pre>d", "a  b\n c\n\nd"},
        {"a<script>x<b>y</script>b<style>p{}</style>c<!-- d -->", "abc"},
        {"<svg><text>x</text></svg><noscript>y</noscript>z", "z"},
        {"<img src=x alt='A picture'>!", "A picture!"},
        {"&lt;b&gt; &amp; &auml;&#x1F600;&nbsp;x",
         "<b> & \303\244\360\237\230\200\302\240x"},
        {"<a href=c.html>see</a>", "[see](https://example.com/a/c.html)"},
        {"x <a href='/d?e=1&amp;f=2#g'> y </a> z",
         "x [y](https://example.com/d?e=1&f=2#g) z"},
        {"<a href='//other.example/'>o</a>", "[o](https://other.example/)"},
        {"<a href='#top'>up</a>", "up"},
        {"x <a href='https://a.example/?b=1&amp;c'>https://a.example/"
         "?b=1&amp;c</a> y",
         "x https://a.example/?b=1&c y"},
        {"<a href='javascript:alert(1)'>js</a>", "js"},
        {"<a href='mailto:a@b.example'>mail</a>", "mail"},
        {"<a href=x><img src=y></a>z", "z"},
        {"<a href=x><div>a</div><div>b</div></a>",
         "[a b](https://example.com/a/x)"},
        {"<a href=x>one<a href=y>two", "[one](https://example.com/a/x)"
                                       "[two](https://example.com/a/y)"},
        {"<base href='https://base.example/q/'><a href=r>s</a>",
         "[s](https://base.example/q/r)"},
        {"</p></div></b>a", "a"},
        {"<select><option>x</select><textarea>y</textarea>z", "z"},
    };
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mcp_html_text_t out = read_page(cases[i].html, NULL, 10000);

        is_str(apr_pstrmemdup(tap_pool, out.text, out.len), cases[i].text,
               cases[i].html);
        ok(!out.truncated, "whole");
    }
}

static void test_title(void)
{
    is_str(read_page("<title> A\n&amp; B </title>x", NULL, 100).title, "A & B",
           "one line");
    is_str(read_page("x", NULL, 100).title, "", "none");
    is_str(read_page("<svg><title>no</title></svg>", NULL, 100).title, "",
           "none of a picture");
}

static void test_charset(void)
{
    is_str(read_page("\344", "iso-8859-1", 100).text, "\303\244", "given");
    is_str(read_page("\303\244", "UTF-8", 100).text, "\303\244", "UTF-8");
    is_str(read_page("<meta charset=windows-1251>\344", NULL, 100).text,
           "\320\264", "said by the page");
    is_str(read_page("<meta charset=iso-8859-1>\303\244", "UTF-8", 100).text,
           "\303\244", "what is given wins");
    ok(mcp_text_is_utf8(read_page("a\377\376b\300", "UTF-8", 100).text,
                        read_page("a\377\376b\300", "UTF-8", 100).len),
       "broken bytes do not come through");
    is_str(read_page("x", "no-such-charset", 100).text, "x", "unknown");
}

static void test_limits(void)
{
    mcp_html_text_t out =
        read_page("<p>\303\244\303\244\303\244<p>more", NULL, 5);
    mcp_buf_t buf;
    int i;

    is_int(out.len, 4, "cut between characters");
    ok(out.truncated, "and says so");
    mcp_buf_init(&buf, 2000000, tap_pool);
    for (i = 0; i < 200000; i++) {
        mcp_buf_add_str(&buf, "<b><x>");
    }
    for (i = 0; i < 200000; i++) {
        mcp_buf_add_str(&buf, "</y>");
    }
    out = read_page(buf.data, NULL, 1000);
    is_int(out.len, 0, "elements without end are over soon");
}

static void test_resolve(void)
{
    is_str(mcp_html_resolve("../c", "http://a.example/x/y/z", tap_pool),
           "http://a.example/x/c", "relative");
    is_str(
        mcp_html_resolve("file:///etc/passwd", "http://a.example/", tap_pool),
        NULL, "another scheme");
    is_str(mcp_html_resolve("http://[bad", "http://a.example/", tap_pool),
           NULL, "no URL");
}

int main(void)
{
    tap_start();
    mcp_html_child_init();
    test_text();
    test_title();
    test_charset();
    test_limits();
    test_resolve();
    return tap_end();
}
