/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/secret.h"

#include <string.h>

#include <apr_file_io.h>
#include <apr_strings.h>

#include "util/hash.h"
#include "util/text.h"

/* 128 bits in hexadecimal. */
#define MIN_LEN 32
#define MAX_LEN 4096

#define PURPOSE "mod_mcp MCPSecretFile"

static const char *read_text(char *text, apr_size_t *len, apr_file_t *file,
                             apr_pool_t *pool)
{
    apr_finfo_t info;
    apr_status_t rv =
        apr_file_info_get(&info, APR_FINFO_PROT | APR_FINFO_TYPE, file);

    if (rv != APR_SUCCESS || info.filetype != APR_REG) {
        return "is not a file";
    }
    if (info.protection & (APR_FPROT_WREAD | APR_FPROT_WWRITE)) {
        return "can be read or written by everybody (chmod o= it)";
    }
    rv = apr_file_read_full(file, text, MAX_LEN, len);
    if (rv != APR_EOF) {
        return apr_psprintf(pool, "cannot be read or is over %d bytes",
                            MAX_LEN - 1);
    }
    return NULL;
}

static const char *judge_text(char *text, apr_size_t len)
{
    while (len > 0 && strchr("\r\n \t", text[len - 1])) {
        len--;
    }
    text[len] = '\0';
    if (strlen(text) != len) {
        return "is not text (make one with: openssl rand -hex 32)";
    }
    return len < MIN_LEN ? "has less than 32 characters (make one with: "
                           "openssl rand -hex 32)"
                         : NULL;
}

const char *mcp_secret_read(const unsigned char **secret, const char *path,
                            apr_pool_t *pool)
{
    char text[MAX_LEN + 1] = "";
    const char *parts[] = {text};
    unsigned char *hash = apr_palloc(pool, MCP_HASH_LEN);
    const char *wrong;
    apr_size_t len = 0;
    apr_file_t *file;
    apr_status_t rv =
        apr_file_open(&file, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, pool);

    if (rv != APR_SUCCESS) {
        char reason[120];

        return apr_pstrcat(pool, path, ": ",
                           apr_strerror(rv, reason, sizeof(reason)), NULL);
    }
    wrong = read_text(text, &len, file, pool);
    apr_file_close(file);
    if (!wrong) {
        wrong = judge_text(text, len);
    }
    if (wrong) {
        return apr_pstrcat(pool, path, " ", wrong, NULL);
    }
    mcp_hash_keyed(hash, (const unsigned char *)PURPOSE, strlen(PURPOSE),
                   parts, 1);
    mcp_text_wipe(text, sizeof(text));
    *secret = hash;
    return NULL;
}
