/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_PARSE_H
#define MCP_HTTPD_PARSE_H

/*
 * Values of directives. Each returns NULL or a message that names the legal
 * values (httpd puts file, line and directive in front of it).
 */

#include <apr_tables.h>
#include <apr_time.h>

/* "30", "30s", "500ms", "2min": between low and high. */
const char *mcp_parse_time(apr_interval_time_t *value, const char *text,
                           apr_interval_time_t low, apr_interval_time_t high,
                           apr_pool_t *pool);

/* "65536", "64K", "8M", "1G": between low and high. */
const char *mcp_parse_size(apr_off_t *value, const char *text, apr_off_t low,
                           apr_off_t high, apr_pool_t *pool);

const char *mcp_parse_int(int *value, const char *text, int low, int high,
                          apr_pool_t *pool);

/* "self", "none", or an http or https URL without user, query and fragment; a
 * "/" at the end is taken off. */
const char *mcp_parse_url(const char **value, const char *text,
                          apr_pool_t *pool);

/* "host" or "host:port". */
const char *mcp_parse_host(const char **value, const char *text,
                           apr_pool_t *pool);

/* "https://host", "http://host:port", or "*". */
const char *mcp_parse_origin(const char **value, const char *text,
                             apr_pool_t *pool);

#endif /* MCP_HTTPD_PARSE_H */
