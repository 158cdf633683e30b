/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_SUBSCRIBE_H
#define MCP_HTTPD_SUBSCRIBE_H

/* The streams that answer subscriptions/listen, and a request whose answer
 * is not there yet (tasks/result of 2025-11-25). */

#include "httpd/config.h"
#include "rpc/reply.h"

typedef struct mcp_subscribe_t {
    request_rec *r;
    mcp_server_config_t *server;
    const mcp_dir_config_t *config;
    const mcp_settings_t *settings;
    const mcp_head_t *head;
    const mcp_body_t *body; /* in r's pool, like all the rest */
    const char *uid;
    const char *authorization;
    const mcp_reply_t *last; /* the answer, found to be a success */
} mcp_subscribe_t;

/* Is this message, which has this reply, one that a stream answers? */
int mcp_subscribe_is_asked(const mcp_message_t *message,
                           const mcp_reply_t *reply);

/* As mcp_events_serve. */
mcp_err_t *mcp_subscribe_serve(const mcp_subscribe_t *subscribe, int *result);

#endif /* MCP_HTTPD_SUBSCRIBE_H */
