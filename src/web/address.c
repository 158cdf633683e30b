/* SPDX-License-Identifier: Apache-2.0 */

#include "web/address.h"

#include <string.h>
#include <apr_network_io.h>

typedef struct {
    unsigned char bytes[16];
    int bits;
} block_t;

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const block_t inner_v4[] = {
    {{0}, 8},                 /* "this network" */
    {{10}, 8},                /* private (RFC 1918) */
    {{100, 64}, 10},          /* carrier-grade NAT; some clouds' metadata */
    {{127}, 8},               /* loopback */
    {{168, 63, 129, 16}, 32}, /* Azure's services for its machines */
    {{169, 254}, 16},         /* link-local; most clouds' metadata */
    {{172, 16}, 12},          /* private */
    {{192, 0, 0}, 24},        /* protocol assignments */
    {{192, 0, 2}, 24},        /* documentation */
    {{192, 31, 196}, 24},     /* AS112 */
    {{192, 52, 193}, 24},     /* AMT */
    {{192, 88, 99}, 24},      /* relays of 6to4 */
    {{192, 168}, 16},         /* private */
    {{192, 175, 48}, 24},     /* AS112 */
    {{198, 18}, 15},          /* benchmarks */
    {{198, 51, 100}, 24},     /* documentation */
    {{203, 0, 113}, 24},      /* documentation */
    {{224}, 4},               /* multicast */
    {{240}, 4},               /* reserved; broadcast */
};

/* Of global unicast, 2000::/3: everything else in IPv6 is inner (loopback,
 * IPv4-mapped, NAT64, unique local, link-local, site-local, multicast). */
static const block_t inner_v6[] = {
    {{0x20, 0x01, 0x00}, 23},             /* Teredo, ORCHID and others */
    {{0x20, 0x01, 0x0d, 0xb8}, 32},       /* documentation */
    {{0x20, 0x02}, 16},                   /* 6to4 */
    {{0x26, 0x20, 0x00, 0x4f, 0x80}, 48}, /* AS112 */
    {{0x3f, 0xff}, 20},                   /* documentation */
};
static const block_t global_v6 = {{0x20}, 3};

static int is_in(const unsigned char *address, const block_t *block)
{
    int whole = block->bits / 8;
    int rest = block->bits % 8;
    unsigned char mask = (unsigned char)(0xff00 >> rest);

    return !memcmp(address, block->bytes, (apr_size_t)whole)
           && (!rest || ((address[whole] ^ block->bytes[whole]) & mask) == 0);
}

static int is_in_any(const unsigned char *address, const block_t *blocks,
                     apr_size_t count)
{
    apr_size_t i;

    for (i = 0; i < count; i++) {
        if (is_in(address, &blocks[i])) {
            return 1;
        }
    }
    return 0;
}

int mcp_web_address_is_public(const struct sockaddr *address)
{
    unsigned char bytes[16];

    if (address->sa_family == AF_INET) {
        memcpy(bytes, &((const struct sockaddr_in *)address)->sin_addr, 4);
        return !is_in_any(bytes, inner_v4, COUNT(inner_v4));
    }
    if (address->sa_family == AF_INET6) {
        memcpy(bytes, &((const struct sockaddr_in6 *)address)->sin6_addr, 16);
        return is_in(bytes, &global_v6)
               && !is_in_any(bytes, inner_v6, COUNT(inner_v6));
    }
    return 0;
}
