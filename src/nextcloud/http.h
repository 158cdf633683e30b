/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_HTTP_H
#define MCP_NEXTCLOUD_HTTP_H

/*
 * One HTTP exchange through libcurl (7.85 or newer).
 *
 * An mcp_http_t is reused curl handles with their connection cache. It
 * belongs to one thread; nothing is shared between threads. It has no cookie
 * engine, follows no redirect, speaks http and https only, and never sees a
 * byte of another user: between two exchanges it is reset.
 */

#include <apr.h>
#include <apr_pools.h>
#include <apr_tables.h>
#include <apr_time.h>
#include "util/err.h"

typedef struct mcp_http_t mcp_http_t;

/* May a connection to this address be made? Asked for the very address that
 * is then connected to, so no second look-up of a name comes between. */
struct sockaddr;
typedef int mcp_http_vet_fn(void *baton, const struct sockaddr *address);

/* How long an exchange waits before it looks around. */
#define MCP_HTTP_SLICE apr_time_from_msec(100)

typedef struct mcp_http_request_t {
    const char *method;     /* "GET", "PROPFIND" ... */
    const char *url;        /* absolute, encoded */
    const char *connect_to; /* "host:port" to connect to in place of the one
                               in url (Host, SNI and certificate checks stay
                               with url), or NULL */
    const apr_table_t *headers; /* NULL: none; CR and LF are refused */
    const char *body;           /* NULL: no body */
    apr_size_t body_len;
    apr_interval_time_t connect_timeout; /* µs */
    apr_interval_time_t timeout;         /* whole exchange, µs */
    apr_size_t max_response;             /* bytes of body kept; 0: none */
    int fresh; /* 1: on a new connection. On an idle one that has gone libcurl
                  sends the request again; this one goes out once at most. */
    int close; /* 1: do not keep the connection for later exchanges */
    int keep_prefix; /* over max_response: 1 keeps the first bytes and
                        sets truncated, 0 is an error. Of answers of
                        400 and above up to 64 KiB are kept anyway. */
    const volatile apr_uint32_t *cancelled; /* may be NULL; != 0 aborts
                                               within MCP_HTTP_SLICE */
    void (*tick)(void *baton);              /* may be NULL; called about every
                                               MCP_HTTP_SLICE while waiting */
    void *baton;                            /* for tick */
    const char *peer;     /* who is asked, for messages; NULL: Nextcloud */
    mcp_http_vet_fn *vet; /* NULL: any address will do. Goes with fresh and
                             close: an old connection is not asked about. */
    void *vet_baton;
} mcp_http_request_t;

typedef struct mcp_http_response_t {
    int status;
    apr_table_t *headers; /* case-insensitive, last response only */
    const char *body;     /* NUL-terminated, never NULL */
    apr_size_t len;
    int truncated;        /* the body went on after len bytes */
    const char *redirect; /* of a 3xx with Location: that, made absolute; or
                             NULL */
} mcp_http_response_t;

/* Once per process, before threads use it (curl_global_init). */
apr_status_t mcp_http_child_init(apr_pool_t *pchild);

/* A handle for the calling thread; closed when pool goes. */
mcp_http_t *mcp_http_create(apr_pool_t *pool);

/* Any complete HTTP answer is a success here. Errors: MCP_ERR_UNAVAILABLE
 * (no connection, TLS, broken answer), MCP_ERR_TIMEOUT, MCP_ERR_CANCELLED,
 * MCP_ERR_TOO_LARGE, MCP_ERR_INTERNAL; MCP_ERR_FORBIDDEN when vet has
 * refused every address. */
mcp_err_t *mcp_http_send(mcp_http_t *http, const mcp_http_request_t *request,
                         mcp_http_response_t **response, apr_pool_t *pool);

#endif /* MCP_NEXTCLOUD_HTTP_H */
