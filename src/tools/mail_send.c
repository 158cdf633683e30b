/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Sending. A mail that went out twice cannot be taken back, so the request is
 * made exactly once, whatever comes of it; and what comes of it is said as it
 * is: not sent, sent, waiting in the outbox, or unknown.
 */

#include "tools/mail.h"

#include <strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"

#define SEND MCP_MAIL_API "message/send"

static const mcp_args_fault_t faults[] = {
    {500, "Nextcloud could not hand the mail to the mail server. Mail may "
          "keep it in its outbox and try again by itself: do not send it "
          "again before looking there or into the folder Sent."},
    {0, NULL}};

/* from_email as the account has it; Mail knows its address and aliases. */
static mcp_err_t *check_sender(const mcp_tool_call_t *call,
                               const mcp_json_t *account)
{
    const char *from = mcp_json_get_str(call->args, "from_email", "");
    const mcp_json_t *aliases = mcp_json_get(account, "aliases");
    apr_size_t i;

    if (!strcasecmp(from, mcp_json_get_str(account, "email", ""))) {
        return NULL;
    }
    for (i = 0; i < mcp_json_length(aliases); i++) {
        const mcp_json_t *alias = mcp_json_at(aliases, i);

        if (!strcasecmp(from, mcp_json_str(alias, mcp_json_get_str(
                                                      alias, "alias", "")))) {
            return NULL;
        }
    }
    return mcp_err_create(call->pool, MCP_ERR_TOOL,
                          "This account cannot send as %s. Its address is %s; "
                          "get_mail_account_list shows its aliases.",
                          from, mcp_json_get_str(account, "email", ""));
}

static void set_recipients(mcp_json_t *body, const char *member,
                           const mcp_tool_call_t *call, const char *arg)
{
    const mcp_json_t *given = mcp_json_get(call->args, arg);
    mcp_json_t *list;
    apr_size_t i;

    if (!given) {
        return;
    }
    list = mcp_json_set_array(body, member);
    for (i = 0; i < mcp_json_length(given); i++) {
        mcp_mail_add_recipient(list, mcp_json_str(mcp_json_at(given, i), ""),
                               call->pool);
    }
}

static mcp_err_t *post(const mcp_tool_call_t *call, const mcp_json_t *body,
                       mcp_json_t **said)
{
    mcp_nc_request_t request = {.method = "POST",
                                .path = SEND,
                                .content_type = "application/json",
                                .fresh = 1};
    mcp_err_t *err;

    request.body = mcp_json_print(body, &request.body_len, call->pool);
    err = mcp_ocs_send(call->nc, &request, said);
    /* An answer of 503 came before anything was done. */
    if (err && !err->upstream
        && (err->kind == MCP_ERR_UNAVAILABLE
            || err->kind == MCP_ERR_TIMEOUT)) {
        return mcp_err_push(call->pool, err, MCP_ERR_TOOL,
                            "It is not known whether the mail was sent: no "
                            "answer came. Look into the folder Sent before "
                            "sending it again.");
    }
    return mcp_args_explain(call, err, faults);
}

mcp_err_t *mcp_mail_send(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_json_t *account;
    mcp_json_t *said;
    mcp_err_t *err = mcp_mail_find_account(&account, call);

    if (!err) {
        err = check_sender(call, account);
    }
    if (err) {
        return err;
    }
    mcp_json_set_int(body, "accountId", mcp_json_get_int(account, "id", 0));
    mcp_args_copy(body, "fromEmail", call, "from_email");
    mcp_args_copy(body, "subject", call, "subject");
    mcp_args_publish(body, "body", call, "body");
    mcp_json_set_bool(body, "isHtml", 0);
    set_recipients(body, "to", call, "to_emails");
    set_recipients(body, "cc", call, "cc_emails");
    set_recipients(body, "bcc", call, "bcc_emails");
    mcp_args_copy(body, "references", call, "in_reply_to");
    err = post(call, body, &said);
    if (err) {
        return err;
    }
    mcp_json_set_bool(out, "sent", 1);
    /* 202: it went out, but there is no copy in Sent. */
    if (mcp_json_str_len(said)) {
        mcp_json_set(out, "note", said);
    }
    mcp_result_set_structured(call->result, out);
    return NULL;
}
