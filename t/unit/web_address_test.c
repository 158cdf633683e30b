/* SPDX-License-Identifier: Apache-2.0 */

#include "web/address.h"

#include "tap.h"
#include <apr_network_io.h>
#include "web/fetch.h"

static const struct {
    const char *address;
    int is_public;
} addresses[] = {
    {"8.8.8.8", 1},
    {"1.1.1.1", 1},
    {"9.255.255.255", 1},
    {"11.0.0.0", 1},
    {"100.63.255.255", 1},
    {"100.128.0.0", 1},
    {"172.15.255.255", 1},
    {"172.32.0.0", 1},
    {"192.167.255.255", 1},
    {"192.169.0.0", 1},
    {"198.17.255.255", 1},
    {"198.20.0.0", 1},
    {"223.255.255.255", 1},
    {"0.0.0.0", 0},
    {"0.1.2.3", 0},
    {"10.0.0.1", 0},
    {"10.255.255.255", 0},
    {"100.64.0.1", 0},
    {"100.100.100.200", 0}, /* Alibaba's metadata */
    {"127.0.0.1", 0},
    {"127.255.255.254", 0},
    {"168.63.129.16", 0},
    {"169.254.169.254", 0}, /* everybody's metadata */
    {"169.254.0.1", 0},
    {"172.16.0.1", 0},
    {"172.31.255.255", 0},
    {"192.0.0.8", 0},
    {"192.0.2.1", 0},
    {"192.88.99.1", 0},
    {"192.168.1.1", 0},
    {"198.18.0.1", 0},
    {"198.19.255.255", 0},
    {"198.51.100.7", 0},
    {"203.0.113.7", 0},
    {"224.0.0.1", 0},
    {"239.255.255.250", 0},
    {"240.0.0.1", 0},
    {"255.255.255.255", 0},
    {"2606:4700:4700::1111", 1},
    {"2a00:1450:4001:80b::200e", 1},
    {"2001:200::1", 1},
    {"2003::1", 1},
    {"::", 0},
    {"::1", 0},
    {"::127.0.0.1", 0},
    {"::ffff:127.0.0.1", 0},
    {"::ffff:8.8.8.8", 0},
    {"::ffff:0:127.0.0.1", 0},
    {"64:ff9b::7f00:1", 0},
    {"64:ff9b::808:808", 0},
    {"64:ff9b:1::a00:1", 0},
    {"100::1", 0},
    {"2001::1", 0}, /* Teredo */
    {"2001:0:7f00:1::", 0},
    {"2001:10::1", 0},
    {"2001:1ff:ffff::1", 0},
    {"2001:db8::1", 0},
    {"2002:7f00:1::", 0}, /* 6to4 of 127.0.0.1 */
    {"2002:a00:1::1", 0},
    {"3fff:1::1", 0},
    {"4000::1", 0},
    {"5f00::1", 0},
    {"fc00::1", 0},
    {"fd00:ec2::254", 0}, /* Amazon's metadata */
    {"fe80::1", 0},
    {"febf::1", 0},
    {"fec0::1", 0},
    {"ff02::1", 0},
    {"ff0e::1", 0},
};

static void test_addresses(void)
{
    apr_size_t i;

    for (i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
        apr_sockaddr_t *address = NULL;
        int family = strchr(addresses[i].address, ':') ? APR_INET6 : APR_INET;

        if (apr_sockaddr_info_get(&address, addresses[i].address, family, 80,
                                  0, tap_pool)
            != APR_SUCCESS) {
            ok(0, "%s is no address", addresses[i].address);
            continue;
        }
        is_int(
            mcp_web_address_is_public((const struct sockaddr *)&address->sa),
            addresses[i].is_public, addresses[i].address);
    }
}

static void test_other_families(void)
{
    struct sockaddr address;

    memset(&address, 0, sizeof(address));
    address.sa_family = AF_UNIX;
    ok(!mcp_web_address_is_public(&address), "a socket in the file system");
}

static void test_hosts(void)
{
    static const struct {
        const char *text;
        const char *host; /* NULL: is none */
    } cases[] = {
        {"Intranet.Example.com", "intranet.example.com"},
        {"127.0.0.1:8080", "127.0.0.1:8080"},
        {"[::1]:80", "[::1]:80"},
        {"[FD00::1]", "[fd00::1]"},
        {"", NULL},
        {":80", NULL},
        {"a:", NULL},
        {"a:x", NULL},
        {"a:123456", NULL},
        {"::1", NULL},
        {"[::1", NULL},
        {"a/b", NULL},
        {"http://a", NULL},
        {"u@a", NULL},
        {"*", NULL},
    };
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        is_str(mcp_web_parse_host(cases[i].text, tap_pool), cases[i].host,
               cases[i].text);
    }
}

/* What is refused before anybody is asked. */
static void test_urls(void)
{
    static const struct {
        const char *url;
        const char *why;
    } cases[] = {
        {"", "must begin"},
        {"example.com", "must begin"},
        {"ftp://example.com/", "must begin"},
        {"file:///etc/passwd", "must begin"},
        {"gopher://127.0.0.1:70/", "must begin"},
        {"http:/example.com", "must begin"},
        {"http://", "host name"},
        {"http:///x", "host name"},
        {"http://user@example.com/", "user name"},
        {"http://example.com:80@127.0.0.1/", "user name"},
        {"http://example.com\\@127.0.0.1/", "percent-encoded"},
        {"http://exa mple.com/", "percent-encoded"},
        {"http://example.com/\r\nX: y", "percent-encoded"},
        {"http://b\303\274cher.example/", "xn--"},
        {"http://%6cocalhost/", "host name"},
        {"http://[::1%25eth0]/", "host name"},
        {"http://[::1/", "host name"},
        {"http://example.com:8080/", "usual ports"},
        {"http://example.com:443/", "usual ports"},
        {"https://example.com:80/", "usual ports"},
        {"http://example.com:22/", "usual ports"},
        {"http://example.com:80x/", "port"},
        {"http://example.com:999999/", "port"},
    };
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mcp_web_t web;
        mcp_web_page_t page;
        mcp_err_t *err;

        memset(&web, 0, sizeof(web)); /* no http: nobody can be asked */
        web.pool = tap_pool;
        err = mcp_web_fetch(&web, cases[i].url, &page);
        ok(err && err->kind == MCP_ERR_TOOL
               && strstr(err->message, cases[i].why),
           "%s: %s", cases[i].url, err ? err->message : "(accepted)");
    }
}

int main(void)
{
    tap_start();
    test_addresses();
    test_other_families();
    test_hosts();
    test_urls();
    return tap_end();
}
