/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_ERR_H
#define MCP_UTIL_ERR_H

/*
 * Errors that a client must understand.
 *
 * A function returns NULL for success or an mcp_err_t that lives in the pool
 * it was given. It never logs: the one place that answers the client logs
 * the whole chain once. Plain system work returns apr_status_t instead.
 *
 * The kind decides the HTTP status and the JSON-RPC code; the table in err.c
 * is the only place that maps them (MCP, basic/transports and basic/index).
 */

#include <apr_errno.h>
#include <apr_pools.h>

typedef enum {
    MCP_ERR_PARSE,          /* the body is not JSON */
    MCP_ERR_REQUEST,        /* JSON, but not JSON-RPC 2.0 */
    MCP_ERR_METHOD,         /* no such JSON-RPC method */
    MCP_ERR_PARAMS,         /* params of a known method are wrong */
    MCP_ERR_META,           /* 2026-07-28: _meta missing or ill-typed */
    MCP_ERR_HEADER,         /* 2026-07-28: header and body disagree */
    MCP_ERR_CAPABILITY,     /* 2026-07-28: the client lacks a capability */
    MCP_ERR_VERSION,        /* 2026-07-28: protocol version not served */
    MCP_ERR_VERSION_HEADER, /* legacy: MCP-Protocol-Version not served */
    MCP_ERR_SESSION,        /* legacy: no such session */
    MCP_ERR_UNAUTHORIZED,   /* no credential, or Nextcloud refused it */
    MCP_ERR_FORBIDDEN,      /* Origin or Host not allowed */
    MCP_ERR_HTTP_METHOD,    /* 405 */
    MCP_ERR_MEDIA_TYPE,     /* 415 */
    MCP_ERR_NOT_ACCEPTABLE, /* 406 */
    MCP_ERR_TOO_LARGE,      /* 413 */
    MCP_ERR_BUSY,           /* our own gate is full: 503 and Retry-After */
    MCP_ERR_UNAVAILABLE,    /* Nextcloud is down, unreachable, maintained */
    MCP_ERR_THROTTLED,      /* Nextcloud answers 429 */
    MCP_ERR_TIMEOUT,        /* the job's deadline has passed */
    MCP_ERR_CANCELLED,      /* nobody waits for the answer any more */
    MCP_ERR_RESOURCE,       /* legacy: no such resource; later PARAMS */
    MCP_ERR_TOOL,           /* a tool failed: result with isError */
    MCP_ERR_INTERNAL,       /* a fault of ours or of the configuration */
    MCP_ERR_KINDS
} mcp_err_kind_e;

typedef struct mcp_err_t mcp_err_t;
struct mcp_err_t {
    mcp_err_kind_e kind;
    const char *message; /* public: the client and the model read it */
    const char *detail;  /* private: for the log; never a secret; or NULL */
    const char *data;    /* JSON text for error.data, or NULL */
    int upstream;        /* HTTP status from Nextcloud, 0 when none */
    int retry_after;     /* seconds, 0 when unknown */
    apr_status_t status; /* of the system call beneath, or APR_SUCCESS */
    mcp_err_t *prev;     /* the cause, or NULL */
};

/* A new error; the message is formatted into pool. */
mcp_err_t *mcp_err_create(apr_pool_t *pool, mcp_err_kind_e kind,
                          const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* A new error on top of prev: says what was being done when prev happened.
 * Takes upstream, retry_after and status over from prev. */
mcp_err_t *mcp_err_push(apr_pool_t *pool, mcp_err_t *prev, mcp_err_kind_e kind,
                        const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* Set the private part of err, formatted into pool; returns err. */
mcp_err_t *mcp_err_detail(apr_pool_t *pool, mcp_err_t *err, const char *fmt,
                          ...) __attribute__((format(printf, 3, 4)));

/* HTTP status and JSON-RPC code of a kind. modern: 2026-07-28 rules. */
int mcp_err_http_status(mcp_err_kind_e kind, int modern);
int mcp_err_rpc_code(mcp_err_kind_e kind);

/* A short stable word for logs: "parse", "unauthorized" ... */
const char *mcp_err_name(mcp_err_kind_e kind);

/* A copy of the whole chain in another pool. */
mcp_err_t *mcp_err_copy(apr_pool_t *pool, const mcp_err_t *err);

#endif /* MCP_UTIL_ERR_H */
