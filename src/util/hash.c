/* SPDX-License-Identifier: Apache-2.0 */

#include "util/hash.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>

/* Made by mcp_hash_child_init, const until its pool goes; NULL without. */
static EVP_MD *sha256;
static EVP_MAC_CTX *hmac; /* without a key; to be copied */

/* A wrong hash would be a wrong user; SHA-256 cannot fail but for lack of
 * memory, where httpd aborts as well. */
static void give_up(void)
{
    abort();
}

static EVP_MAC_CTX *create_hmac(void)
{
    EVP_MAC *mac = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);
    EVP_MAC_CTX *context = mac ? EVP_MAC_CTX_new(mac) : NULL;
    char digest[] = "SHA256";
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };

    EVP_MAC_free(mac);
    if (!context || !EVP_MAC_CTX_set_params(context, params)) {
        give_up();
    }
    return context;
}

static apr_status_t forget(void *data)
{
    EVP_MD_free(sha256);
    EVP_MAC_CTX_free(hmac);
    sha256 = NULL;
    hmac = NULL;
    return APR_SUCCESS;
}

void mcp_hash_child_init(apr_pool_t *pchild)
{
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    hmac = create_hmac();
    apr_pool_cleanup_register(pchild, NULL, forget, apr_pool_cleanup_null);
}

static const EVP_MD *algorithm(void)
{
    return sha256 ? sha256 : EVP_sha256();
}

void mcp_hash_keyed(unsigned char *hash, const unsigned char *key,
                    apr_size_t key_len, const char *const *parts, int count)
{
    unsigned char inner[MCP_HASH_LEN];
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    unsigned int len = sizeof(inner);
    int ok = md && EVP_DigestInit_ex(md, algorithm(), NULL);
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
    EVP_MAC_CTX *context = hmac ? EVP_MAC_CTX_dup(hmac) : create_hmac();
    size_t size;

    if (!context || !EVP_MAC_init(context, key, key_len, NULL)
        || !EVP_MAC_update(context, (const unsigned char *)bytes, len)
        || !EVP_MAC_final(context, hash, &size, MCP_HASH_LEN)) {
        give_up();
    }
    EVP_MAC_CTX_free(context);
}

void mcp_hash_digest(unsigned char *hash, const void *bytes, apr_size_t len)
{
    unsigned int size = MCP_HASH_LEN;

    if (!EVP_Digest(bytes, len, hash, &size, algorithm(), NULL)) {
        give_up();
    }
}
