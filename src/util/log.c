/* SPDX-License-Identifier: Apache-2.0 */

#include "util/log.h"

#include <stdarg.h>
#include <stdio.h>

/* A line is cut at this length; httpd itself cuts at 8192. */
#define LINE_MAX_LEN 2048

/* Written before the first thread starts and only read afterwards, so it
 * needs no lock. */
static struct {
    mcp_log_enabled_fn *enabled;
    mcp_log_write_fn *write;
    void *baton;
} sink;

void mcp_log_bind(mcp_log_enabled_fn *enabled, mcp_log_write_fn *write,
                  void *baton)
{
    sink.enabled = enabled;
    sink.write = write;
    sink.baton = baton;
}

int mcp_log_is_on(mcp_log_level_e level)
{
    return sink.write && (!sink.enabled || sink.enabled(sink.baton, level));
}

void mcp_log_write(mcp_log_level_e level, apr_status_t status, const char *fmt,
                   ...)
{
    char line[LINE_MAX_LEN];
    va_list args;

    if (!sink.write) {
        return;
    }
    va_start(args, fmt);
    if (vsnprintf(line, sizeof(line), fmt, args) < 0) {
        line[0] = '\0';
    }
    va_end(args);
    sink.write(sink.baton, level, status, line);
}
