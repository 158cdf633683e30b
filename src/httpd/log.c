/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/log.h"

#include <apr_strings.h>
#include <http_log.h>

#include "util/log.h"

APLOG_USE_MODULE(mcp);

static int is_enabled(void *baton, mcp_log_level_e level)
{
    return APLOG_MODULE_IS_LEVEL((server_rec *)baton, APLOG_MODULE_INDEX,
                                 (int)level);
}

static void write_line(void *baton, mcp_log_level_e level, apr_status_t status,
                       const char *line)
{
    ap_log_error(APLOG_MARK, (int)level, status, (server_rec *)baton, "%s",
                 line);
}

void mcp_log_bind_server(server_rec *s)
{
    mcp_log_bind(is_enabled, write_line, s);
}

/* A wrong password or a bad request is the client's affair; what an
 * administrator can mend is a warning, a fault of ours an error. */
static int level_of(mcp_err_kind_e kind)
{
    switch (kind) {
    case MCP_ERR_INTERNAL:
        return APLOG_ERR;
    case MCP_ERR_UNAVAILABLE:
    case MCP_ERR_THROTTLED:
    case MCP_ERR_BUSY:
        return APLOG_WARNING;
    case MCP_ERR_UNAUTHORIZED:
    case MCP_ERR_FORBIDDEN:
    case MCP_ERR_TIMEOUT:
        return APLOG_INFO;
    default:
        return APLOG_DEBUG;
    }
}

void mcp_log_request_error(request_rec *r, const mcp_err_t *err)
{
    const mcp_err_t *cause;
    const char *chain = "";
    int level = level_of(err->kind);

    if (!APLOG_R_MODULE_IS_LEVEL(r, APLOG_MODULE_INDEX, level)) {
        return;
    }
    for (cause = err; cause; cause = cause->prev) {
        /* Messages about files and people are for the client; the log gets
         * the kind, and what was written for it. */
        chain =
            apr_psprintf(r->pool, "%s%s%s%s%s", chain, *chain ? " <- " : "",
                         mcp_err_name(cause->kind), cause->detail ? ": " : "",
                         cause->detail ? cause->detail : "");
    }
    ap_log_rerror(APLOG_MARK, level, err->status, r,
                  MCP_LOGNO(0003) "%s (upstream status %d)", chain,
                  err->upstream);
}
