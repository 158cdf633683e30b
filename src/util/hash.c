/* SPDX-License-Identifier: Apache-2.0 */

#include "util/hash.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>

/* Without a key; to be copied. Made by mcp_hash_child_init, const until its
 * pool goes; NULL without. */
static EVP_MAC_CTX *hmac;

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
    EVP_MAC_CTX_free(hmac);
    hmac = NULL;
    return APR_SUCCESS;
}

void mcp_hash_child_init(apr_pool_t *pchild)
{
    hmac = create_hmac();
    apr_pool_cleanup_register(pchild, NULL, forget, apr_pool_cleanup_null);
}

static EVP_MAC_CTX *begin(const unsigned char *key, apr_size_t key_len)
{
    EVP_MAC_CTX *context = hmac ? EVP_MAC_CTX_dup(hmac) : create_hmac();

    if (!context || !EVP_MAC_init(context, key, key_len, NULL)) {
        give_up();
    }
    return context;
}

static void add(EVP_MAC_CTX *context, const char *bytes, apr_size_t len)
{
    if (!EVP_MAC_update(context, (const unsigned char *)bytes, len)) {
        give_up();
    }
}

static void finish(unsigned char *hash, EVP_MAC_CTX *context)
{
    size_t len;

    if (!EVP_MAC_final(context, hash, &len, MCP_HASH_LEN)) {
        give_up();
    }
    EVP_MAC_CTX_free(context);
}

void mcp_hash_keyed(unsigned char *hash, const unsigned char *key,
                    apr_size_t key_len, const char *const *parts, int count)
{
    EVP_MAC_CTX *context = begin(key, key_len);
    int i;

    for (i = 0; i < count; i++) {
        add(context, parts[i], strlen(parts[i]) + 1);
    }
    finish(hash, context);
}

void mcp_hash_bytes(unsigned char *hash, const unsigned char *key,
                    apr_size_t key_len, const char *bytes, apr_size_t len)
{
    EVP_MAC_CTX *context = begin(key, key_len);

    add(context, bytes, len);
    finish(hash, context);
}

void mcp_hash_digest(unsigned char *hash, const void *bytes, apr_size_t len)
{
    unsigned int size = MCP_HASH_LEN;

    if (!EVP_Digest(bytes, len, hash, &size, EVP_sha256(), NULL)) {
        give_up();
    }
}
