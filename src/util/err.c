/* SPDX-License-Identifier: Apache-2.0 */

#include "util/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <apr_strings.h>

/*
 * How each kind is told to the client. Errors that a handler finds after the
 * message was accepted travel in-band, so their HTTP status is 200. What HTTP
 * itself refuses carries -32600: 2026-07-28 wants the codes from -32000 to
 * -32019 left alone (basic/index, "Error Codes").
 */
typedef struct {
    const char *name;
    int legacy_status;
    int modern_status;
    int rpc_code;
} reply_t;

static const reply_t replies[MCP_ERR_KINDS] = {
    [MCP_ERR_PARSE] = {"parse", 400, 400, -32700},
    [MCP_ERR_REQUEST] = {"request", 400, 400, -32600},
    [MCP_ERR_METHOD] = {"method", 200, 404, -32601},
    [MCP_ERR_PARAMS] = {"params", 200, 200, -32602},
    [MCP_ERR_META] = {"meta", 400, 400, -32602},
    [MCP_ERR_HEADER] = {"header", 400, 400, -32020},
    [MCP_ERR_CAPABILITY] = {"capability", 400, 400, -32021},
    [MCP_ERR_VERSION] = {"version", 400, 400, -32022},
    [MCP_ERR_VERSION_HEADER] = {"version-header", 400, 400, -32000},
    [MCP_ERR_SESSION] = {"session", 404, 404, -32001},
    [MCP_ERR_UNAUTHORIZED] = {"unauthorized", 401, 401, -32600},
    [MCP_ERR_FORBIDDEN] = {"forbidden", 403, 403, -32600},
    [MCP_ERR_HTTP_METHOD] = {"http-method", 405, 405, -32600},
    [MCP_ERR_MEDIA_TYPE] = {"media-type", 415, 415, -32600},
    [MCP_ERR_NOT_ACCEPTABLE] = {"not-acceptable", 406, 406, -32600},
    [MCP_ERR_TOO_LARGE] = {"too-large", 413, 413, -32600},
    [MCP_ERR_BUSY] = {"busy", 503, 503, -32603},
    [MCP_ERR_UNAVAILABLE] = {"unavailable", 200, 200, -32603},
    [MCP_ERR_THROTTLED] = {"throttled", 200, 200, -32603},
    [MCP_ERR_TIMEOUT] = {"timeout", 200, 200, -32603},
    [MCP_ERR_CANCELLED] = {"cancelled", 200, 200, -32603},
    [MCP_ERR_RESOURCE] = {"resource", 200, 200, -32002},
    [MCP_ERR_TOOL] = {"tool", 200, 200, -32603},
    [MCP_ERR_INTERNAL] = {"internal", 200, 200, -32603},
};

static const reply_t *reply_of(mcp_err_kind_e kind)
{
    /* The comparison is unsigned so that a negative kind is out of range
     * too, whatever integer type the compiler gives the enum. */
    if ((unsigned int)kind >= MCP_ERR_KINDS) {
        kind = MCP_ERR_INTERNAL;
    }
    return &replies[kind];
}

/* Not apr_pvsprintf: it misreads %zu and %lld, which the format attribute of
 * our functions lets pass. */
static const char *format(apr_pool_t *pool, const char *fmt, va_list args)
    __attribute__((format(printf, 2, 0)));

static const char *format(apr_pool_t *pool, const char *fmt, va_list args)
{
    va_list again;
    char *text;
    int len;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, args);
    len = len < 0 ? 0 : len;
    text = apr_pcalloc(pool, (apr_size_t)len + 1);
    (void)vsnprintf(text, (apr_size_t)len + 1, fmt, again);
    va_end(again);
    return text;
}

mcp_err_t *mcp_err_create(apr_pool_t *pool, mcp_err_kind_e kind,
                          const char *fmt, ...)
{
    mcp_err_t *err = apr_pcalloc(pool, sizeof(*err));
    va_list args;

    err->kind = kind;
    va_start(args, fmt);
    err->message = format(pool, fmt, args);
    va_end(args);
    return err;
}

mcp_err_t *mcp_err_push(apr_pool_t *pool, mcp_err_t *prev, mcp_err_kind_e kind,
                        const char *fmt, ...)
{
    mcp_err_t *err = apr_pcalloc(pool, sizeof(*err));
    va_list args;

    err->kind = kind;
    err->prev = prev;
    if (prev) {
        err->upstream = prev->upstream;
        err->retry_after = prev->retry_after;
        err->status = prev->status;
    }
    va_start(args, fmt);
    err->message = format(pool, fmt, args);
    va_end(args);
    return err;
}

mcp_err_t *mcp_err_detail(apr_pool_t *pool, mcp_err_t *err, const char *fmt,
                          ...)
{
    va_list args;

    va_start(args, fmt);
    err->detail = format(pool, fmt, args);
    va_end(args);
    return err;
}

int mcp_err_http_status(mcp_err_kind_e kind, int modern)
{
    const reply_t *reply = reply_of(kind);

    return modern ? reply->modern_status : reply->legacy_status;
}

int mcp_err_rpc_code(mcp_err_kind_e kind)
{
    return reply_of(kind)->rpc_code;
}

const char *mcp_err_name(mcp_err_kind_e kind)
{
    return reply_of(kind)->name;
}

mcp_err_t *mcp_err_copy(apr_pool_t *pool, const mcp_err_t *err)
{
    mcp_err_t *first = NULL;
    mcp_err_t **link = &first;

    for (; err; err = err->prev) {
        mcp_err_t *copy = apr_pmemdup(pool, err, sizeof(*err));

        copy->message = apr_pstrdup(pool, err->message);
        copy->detail = apr_pstrdup(pool, err->detail);
        copy->data = apr_pstrdup(pool, err->data);
        *link = copy;
        link = &copy->prev;
    }
    return first;
}
