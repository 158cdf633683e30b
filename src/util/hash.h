/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_HASH_H
#define MCP_UTIL_HASH_H

/* SHA-256 and HMAC-SHA-256 (RFC 2104) by OpenSSL; hash.c is the only file that
 * knows it.
 */

#include <apr.h>
#include <apr_pools.h>

#define MCP_HASH_LEN 32

/* Look HMAC up once for as long as pchild lives: without it each one does,
 * which costs more than a short one itself. Before other threads are there. */
void mcp_hash_child_init(apr_pool_t *pchild);

/* Over count strings, each followed by its NUL so that "a","bc" and "ab","c"
 * differ. Any thread. */
void mcp_hash_keyed(unsigned char *hash, const unsigned char *key,
                    apr_size_t key_len, const char *const *parts, int count);

/* Over bytes alone. Any thread. */
void mcp_hash_bytes(unsigned char *hash, const unsigned char *key,
                    apr_size_t key_len, const char *bytes, apr_size_t len);

/* The SHA-256 of some bytes. Any thread. */
void mcp_hash_digest(unsigned char *hash, const void *bytes, apr_size_t len);

#endif /* MCP_UTIL_HASH_H */
