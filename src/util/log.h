/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_LOG_H
#define MCP_UTIL_LOG_H

/*
 * Logging for code that must not know httpd.
 *
 * src/httpd binds a sink before the first child starts; without one (unit
 * tests) nothing is written. Any thread may log. Arguments are not evaluated
 * when the level is off. Numbers (MCP_LOGNO) come from docs/messages.md,
 * are unique and are never used again.
 *
 * Never log an Authorization header, a cookie, an argument value or a body.
 */

#include <apr_errno.h>

typedef enum { /* the same numbers as httpd's APLOG_* */
               MCP_LOG_ERROR = 3,
               MCP_LOG_WARNING = 4,
               MCP_LOG_NOTICE = 5,
               MCP_LOG_INFO = 6,
               MCP_LOG_DEBUG = 7
} mcp_log_level_e;

#define MCP_LOGNO(n) "MCP" #n ": "

typedef int mcp_log_enabled_fn(void *baton, mcp_log_level_e level);
typedef void mcp_log_write_fn(void *baton, mcp_log_level_e level,
                              apr_status_t status, const char *line);

/* Start-up only, before threads exist. */
void mcp_log_bind(mcp_log_enabled_fn *enabled, mcp_log_write_fn *write,
                  void *baton);

int mcp_log_is_on(mcp_log_level_e level);
void mcp_log_write(mcp_log_level_e level, apr_status_t status, const char *fmt,
                   ...) __attribute__((format(printf, 3, 4)));

#define mcp_log(level, status, ...)                                           \
    do {                                                                      \
        if (mcp_log_is_on(level)) {                                           \
            mcp_log_write((level), (status), __VA_ARGS__);                    \
        }                                                                     \
    } while (0)

#endif /* MCP_UTIL_LOG_H */
