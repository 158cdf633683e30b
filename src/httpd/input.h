/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_INPUT_H
#define MCP_HTTPD_INPUT_H

/* Reading a request body with a bound. */

#include <httpd.h>

#include "util/err.h"

/* The whole body in r->pool. MCP_ERR_TOO_LARGE as soon as it is clear that
 * it is longer than max, before room is made for it; MCP_ERR_CANCELLED when
 * the client breaks off. */
mcp_err_t *mcp_input_read(request_rec *r, apr_off_t max, const char **bytes,
                          apr_size_t *len);

#endif /* MCP_HTTPD_INPUT_H */
