/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_ANSWER_H
#define MCP_NEXTCLOUD_ANSWER_H

/* The answers that say something about Nextcloud or the credential rather
 * than about what was asked for. One thread. */

#include "nextcloud/client.h"

/* NULL, or the error that mcp_nc_send promises for such an answer. */
mcp_err_t *mcp_answer_check(const mcp_nc_t *nc,
                            const mcp_http_response_t *response);

/* For an answer in which JSON was due and which is none. */
mcp_err_t *mcp_answer_not_json(const mcp_nc_t *nc,
                               const mcp_http_response_t *response,
                               const char *what);

#endif /* MCP_NEXTCLOUD_ANSWER_H */
