/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_STORE_VERDICTS_H
#define MCP_STORE_VERDICTS_H

/*
 * What Nextcloud said of a credential, remembered for a while.
 *
 * Positive answers spare a request per call; negative ones keep a client
 * with a wrong password from filling Nextcloud's brute-force counter (eleven
 * failures lock out an address). The key is an HMAC of the Nextcloud's URL
 * and the Authorization header with a key made at each start: neither the
 * credential nor anything that could be turned back into it is stored.
 */

#include "store/store.h"

#define MCP_VERDICT_SECRET_LEN 32
#define MCP_VERDICT_UID_MAX 255

typedef enum {
    MCP_VERDICT_UNKNOWN,
    MCP_VERDICT_GOOD,
    MCP_VERDICT_REFUSED
} mcp_verdict_e;

typedef struct mcp_verdicts_t {
    const mcp_store_t *store; /* NULL: nothing is remembered */
    unsigned char secret[MCP_VERDICT_SECRET_LEN];
} mcp_verdicts_t;

/* GOOD sets *uid (in pool). */
mcp_verdict_e mcp_verdict_find(const mcp_verdicts_t *verdicts, const char *url,
                               const char *authorization, const char **uid,
                               apr_pool_t *pool);

/* uid NULL: refused. A uid over MCP_VERDICT_UID_MAX is not remembered. */
void mcp_verdict_set(const mcp_verdicts_t *verdicts, const char *url,
                     const char *authorization, const char *uid,
                     apr_interval_time_t ttl, apr_pool_t *pool);

#endif /* MCP_STORE_VERDICTS_H */
