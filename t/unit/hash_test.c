/* SPDX-License-Identifier: Apache-2.0 */

/* The algorithms are what they are called (RFC 4231, RFC 6234), whether or
 * not they have been found beforehand. */

#include "util/hash.h"

#include <string.h>

#include <apr_strings.h>

#include "tap.h"

static const char *to_hex(const unsigned char *bytes)
{
    char *hex = apr_palloc(tap_pool, 2 * MCP_HASH_LEN + 1);
    int i;

    for (i = 0; i < MCP_HASH_LEN; i++) {
        apr_snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
    }
    return hex;
}

static const char *keyed_bytes(const char *key, const char *bytes)
{
    unsigned char hash[MCP_HASH_LEN];

    mcp_hash_bytes(hash, (const unsigned char *)key, strlen(key), bytes,
                   strlen(bytes));
    return to_hex(hash);
}

static const char *keyed_parts(const char *first, const char *second)
{
    const char *parts[] = {first, second};
    unsigned char hash[MCP_HASH_LEN];

    mcp_hash_keyed(hash, (const unsigned char *)"key", 3, parts, 2);
    return to_hex(hash);
}

static const char *digest(const char *bytes)
{
    unsigned char hash[MCP_HASH_LEN];

    mcp_hash_digest(hash, bytes, strlen(bytes));
    return to_hex(hash);
}

static void try_all(void)
{
    static const char joined[] = "a\0bc";
    unsigned char hash[MCP_HASH_LEN];

    is_str(keyed_bytes("Jefe", "what do ya want for nothing?"),
           "5bdcc146bf60754e6a042426089575c7"
           "5a003f089d2739839dec58b964ec3843",
           "HMAC-SHA-256, RFC 4231, case 2");
    is_str(keyed_bytes("\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"
                       "\x0b\x0b\x0b\x0b\x0b\x0b\x0b",
                       "Hi There"),
           "b0344c61d8db38535ca8afceaf0bf12b"
           "881dc200c9833da726e9376c2e32cff7",
           "the same, case 1");
    is_str(digest("abc"),
           "ba7816bf8f01cfea414140de5dae2223"
           "b00361a396177a9cb410ff61f20015ad",
           "SHA-256");
    mcp_hash_bytes(hash, (const unsigned char *)"key", 3, joined,
                   sizeof(joined));
    is_str(keyed_parts("a", "bc"), to_hex(hash), "each part with its NUL");
    ok(strcmp(keyed_parts("a", "bc"), keyed_parts("ab", "c")) != 0,
       "where a part ends makes a difference");
}

int main(void)
{
    apr_pool_t *pool;

    tap_start();
    try_all();
    apr_pool_create(&pool, tap_pool);
    mcp_hash_child_init(pool);
    try_all();
    apr_pool_destroy(pool);
    try_all();
    return tap_end();
}
