/* SPDX-License-Identifier: Apache-2.0 */

#include "util/hash.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

/* A wrong hash would be a wrong user; SHA-256 cannot fail but for lack of
 * memory, where httpd aborts as well. */
static void give_up(void)
{
    abort();
}

void mcp_hash_keyed(unsigned char *hash, const unsigned char *key,
                    apr_size_t key_len, const char *const *parts, int count)
{
    unsigned char inner[MCP_HASH_LEN];
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    unsigned int len = sizeof(inner);
    int ok = md && EVP_DigestInit_ex(md, EVP_sha256(), NULL);
    int i;

    /* The parts are folded to one digest first so that nothing has to be
     * joined in memory: one of them is a credential. */
    for (i = 0; ok && i < count; i++) {
        ok = EVP_DigestUpdate(md, parts[i], strlen(parts[i]) + 1);
    }
    ok = ok && EVP_DigestFinal_ex(md, inner, &len);
    EVP_MD_CTX_free(md);
    if (!ok) {
        give_up();
    }
    mcp_hash_bytes(hash, key, key_len, (const char *)inner, len);
}

void mcp_hash_bytes(unsigned char *hash, const unsigned char *key,
                    apr_size_t key_len, const char *bytes, apr_size_t len)
{
    if (!HMAC(EVP_sha256(), key, (int)key_len, (const unsigned char *)bytes,
              len, hash, NULL)) {
        give_up();
    }
}

void mcp_hash_digest(unsigned char *hash, const void *bytes, apr_size_t len)
{
    unsigned int size = MCP_HASH_LEN;

    if (!EVP_Digest(bytes, len, hash, &size, EVP_sha256(), NULL)) {
        give_up();
    }
}
