/* SPDX-License-Identifier: Apache-2.0 */

#include "job/dispatch.h"

#include <string.h>

static mcp_err_t *run_message(void *baton, const mcp_message_t *message,
                              const char **result, apr_size_t *len)
{
    mcp_dispatch_t *dispatch = baton;
    mcp_rpc_call_t call;
    mcp_err_t *err;

    if (dispatch->failure
        && (message->handler->needs_user
            || dispatch->failure->kind == MCP_ERR_UNAUTHORIZED)) {
        return dispatch->failure;
    }
    memset(&call, 0, sizeof(call));
    call.pool = dispatch->pool;
    call.message = message;
    call.head = dispatch->head;
    call.toolset = dispatch->toolset;
    call.policy = &dispatch->settings->policy;
    call.resources = dispatch->settings->resources;
    call.prompts = dispatch->settings->prompts;
    call.skills = dispatch->settings->skills;
    call.nc = dispatch->nc;
    call.line = dispatch->line;
    call.secret = dispatch->secret;
    call.store = dispatch->store;
    call.uid = dispatch->uid;
    call.nextcloud = &dispatch->settings->nextcloud;
    call.task_run = dispatch->settings->task_run;
    call.task_keep = dispatch->settings->task_keep;
    call.host = dispatch->host;
    call.task = dispatch->task;
    call.quotes = dispatch->quotes;
    call.failure = dispatch->failure;
    call.has_nextcloud = dispatch->settings->nextcloud.url != NULL;
    call.services = dispatch->settings->services;
    call.web_allow = dispatch->settings->web_allow;
    call.notice = dispatch->settings->notice;
    call.max_content = dispatch->settings->max_content;
    call.tools_ttl = (int)apr_time_sec(dispatch->settings->tools_ttl);
    err = message->handler->run(&call, result, len);
    if (err && err->kind == MCP_ERR_UNAUTHORIZED && dispatch->refused) {
        err = dispatch->refused(dispatch->baton, err);
    }
    return err;
}

void mcp_dispatch_run(mcp_dispatch_t *dispatch, const mcp_body_t *body,
                      mcp_reply_t *reply)
{
    mcp_reply_build(reply, body, run_message, dispatch, dispatch->quotes,
                    dispatch->pool);
}

int mcp_dispatch_needs_user(const mcp_body_t *body)
{
    int i;

    for (i = 0; i < body->count; i++) {
        const mcp_method_t *handler = body->messages[i].handler;

        if (handler && handler->needs_user) {
            return 1;
        }
    }
    return 0;
}

int mcp_dispatch_needs_tools(const mcp_body_t *body)
{
    int i;

    for (i = 0; i < body->count; i++) {
        const mcp_method_t *handler = body->messages[i].handler;

        if (handler && handler->needs_tools) {
            return 1;
        }
    }
    return 0;
}

int mcp_dispatch_is_local(const mcp_body_t *body,
                          const mcp_settings_t *settings)
{
    int i;

    for (i = 0; i < body->count; i++) {
        if (!mcp_method_is_local(&body->messages[i], settings->prompts)) {
            return 0;
        }
    }
    return 1;
}

mcp_revision_e mcp_dispatch_revision(const mcp_body_t *body)
{
    /* The messages of a batch share one header and so one revision. */
    return body->messages[0].revision;
}
