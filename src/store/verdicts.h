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
 *
 * When the time of a positive one is over, one caller asks Nextcloud anew and
 * the others go on with the old one: else all requests of a busy user would
 * ask at the same time. That lasts as long again as it was remembered, and
 * five seconds at most. What the one hears holds for all at once.
 */

#include <apr_thread_mutex.h>

#include "store/store.h"

#define MCP_VERDICT_SECRET_LEN 32
#define MCP_VERDICT_UID_MAX 255

typedef enum {
    MCP_VERDICT_UNKNOWN,
    MCP_VERDICT_GOOD,
    MCP_VERDICT_OLD, /* it was good, and somebody should ask again */
    MCP_VERDICT_REFUSED
} mcp_verdict_e;

typedef struct mcp_verdicts_t {
    const mcp_store_t *store; /* NULL: nothing is remembered */
    unsigned char secret[MCP_VERDICT_SECRET_LEN];
    apr_thread_mutex_t *mutex; /* one thread at a time looks whether it is the
                                  one to ask, and says so */
} mcp_verdicts_t;

/* The others are the caller's to fill. */
apr_status_t mcp_verdicts_init(mcp_verdicts_t *verdicts, apr_pool_t *pool);

/* GOOD and OLD set *uid (in pool). */
mcp_verdict_e mcp_verdict_find(const mcp_verdicts_t *verdicts, const char *url,
                               const char *authorization, const char **uid,
                               apr_pool_t *pool);

/* The verdict is OLD: 1 if the caller is the one that asks anew, which it is
 * for two seconds. Of children that look at the very same time more than one
 * may be. */
int mcp_verdict_claim(const mcp_verdicts_t *verdicts, const char *url,
                      const char *authorization, apr_pool_t *pool);

/* uid NULL: refused. A uid over MCP_VERDICT_UID_MAX is not remembered. */
void mcp_verdict_set(const mcp_verdicts_t *verdicts, const char *url,
                     const char *authorization, const char *uid,
                     apr_interval_time_t ttl, apr_pool_t *pool);

#endif /* MCP_STORE_VERDICTS_H */
