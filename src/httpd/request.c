/* SPDX-License-Identifier: Apache-2.0 */

/* What every step of a request may do: tell the log what it is, and fail. */

#include "httpd/request.h"

#include <string.h>

#include <apr_strings.h>

#include "httpd/answer.h"
#include "tool/compact.h"

#define RETRY_AFTER 1

/* Only what looks like a tool's name may reach a log: the rest is the
 * client's own text. */
static const char *tool_name(const mcp_json_t *params)
{
    const char *name = mcp_json_get_str(params, "name", "");
    apr_size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

    return len > 0 && len <= 64 && name[len] == '\0' ? name : NULL;
}

/* With a compact list: the one that is called through call_tool. */
static const char *called_tool(const mcp_request_t *q)
{
    const mcp_json_t *params = q->body.messages[0].params;
    const char *name = tool_name(params);
    const char *inner = NULL;

    if (name && q->config->compact > 0 && !strcmp(name, MCP_COMPACT_CALL)) {
        inner = tool_name(mcp_json_get(params, "arguments"));
    }
    return inner ? inner : name;
}

void mcp_request_note(mcp_request_t *q, const char *uid)
{
    const mcp_message_t *message = q->body.messages;
    apr_table_t *notes = q->r->notes;
    const char *tool = NULL;

    if (message->handler) {
        apr_table_setn(notes, "mcp-method", message->handler->name);
        if (message->handler->run == mcp_method_tools_call) {
            tool = called_tool(q);
        }
    }
    if (tool) {
        apr_table_set(notes, "mcp-tool", tool);
    }
    if (uid && *uid && !q->r->user) {
        q->r->user = apr_pstrdup(q->r->pool, uid);
    }
}

mcp_err_t *mcp_request_busy(mcp_request_t *q)
{
    mcp_err_t *err = mcp_err_create(q->r->pool, MCP_ERR_BUSY,
                                    "This server works on as many requests "
                                    "as it can; try again in a moment");

    err->retry_after = RETRY_AFTER;
    return err;
}

int mcp_request_fail(mcp_request_t *q, const mcp_err_t *err)
{
    mcp_reply_t reply;

    memset(&reply, 0, sizeof(reply));
    mcp_reply_error(&reply, q->body.error_id, err, q->body.modern, q->r->pool);
    return mcp_answer_send(q->r, &reply);
}
