/* SPDX-License-Identifier: Apache-2.0 */

/* Accounts, folders and messages of Mail. */

#include "tools/mail.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/lookup.h"
#include "tools/pick.h"
#include "util/text.h"

#define ACCOUNTS MCP_MAIL_API "account/list"
#define MAX_BODY 60000 /* bytes of a message's text in one answer */

/* ---- accounts ---- */

static mcp_err_t *get_accounts(mcp_json_t **accounts,
                               const mcp_tool_call_t *call)
{
    return mcp_ocs_get(call->nc, ACCOUNTS, NULL, accounts);
}

mcp_err_t *mcp_mail_find_account(mcp_json_t **account,
                                 const mcp_tool_call_t *call)
{
    static const mcp_lookup_t lookup = {.what = "mail account",
                                        .id = "id",
                                        .name = "email",
                                        .lister = "get_mail_account_list"};
    mcp_json_t *accounts;
    mcp_err_t *err = get_accounts(&accounts, call);

    *account = NULL;
    return err ? err
               : mcp_lookup_find(account, &lookup, accounts,
                                 mcp_json_get(call->args, "account_id"),
                                 call->pool);
}

mcp_err_t *mcp_mail_accounts(mcp_tool_call_t *call)
{
    static const mcp_pick_t picks[] = {
        {"id", NULL}, {"email", NULL}, {"aliases", NULL}, {NULL, NULL}};
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_json_t *list = mcp_json_set_array(out, "accounts");
    mcp_json_t *accounts;
    apr_size_t i;
    mcp_err_t *err = get_accounts(&accounts, call);

    for (i = 0; !err && i < mcp_json_length(accounts); i++) {
        mcp_pick_members(mcp_json_add_object(list), mcp_json_at(accounts, i),
                         picks);
    }
    mcp_result_set_structured(call->result, out);
    return err;
}

/* ---- folders ---- */

static mcp_err_t *get_folders(mcp_json_t **folders,
                              const mcp_tool_call_t *call,
                              const mcp_json_t *account)
{
    return mcp_ocs_get(call->nc, MCP_MAIL_API "ocs/mailboxes",
                       apr_psprintf(call->pool, "accountId=%" APR_INT64_T_FMT,
                                    mcp_json_get_int(account, "id", 0)),
                       folders);
}

mcp_err_t *mcp_mail_folders(mcp_tool_call_t *call)
{
    static const mcp_pick_t picks[] = {{"databaseId", "id"},
                                       {"name", NULL},
                                       {"specialRole", "role"},
                                       {"unread", NULL},
                                       {NULL, NULL}};
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_json_t *list = mcp_json_set_array(out, "folders");
    mcp_json_t *account;
    mcp_json_t *folders;
    apr_size_t i;
    mcp_err_t *err = mcp_mail_find_account(&account, call);

    if (!err) {
        err = get_folders(&folders, call, account);
    }
    for (i = 0; !err && i < mcp_json_length(folders); i++) {
        mcp_pick_members(mcp_json_add_object(list), mcp_json_at(folders, i),
                         picks);
    }
    mcp_result_set_structured(call->result, out);
    return err;
}

/* The folder of the argument folder_id, by id or name, among those of all
 * accounts. */
static mcp_err_t *find_folder(mcp_json_t **folder, const mcp_tool_call_t *call)
{
    static const mcp_lookup_t lookup = {.what = "mail folder",
                                        .id = "databaseId",
                                        .name = "name",
                                        .hint = "account",
                                        .lister = "get_mail_folder_list"};
    mcp_json_t *all = mcp_json_array_create(call->pool);
    mcp_json_t *accounts;
    mcp_json_t *folders;
    apr_size_t i;
    apr_size_t k;
    mcp_err_t *err = get_accounts(&accounts, call);

    for (i = 0; !err && i < mcp_json_length(accounts); i++) {
        const mcp_json_t *account = mcp_json_at(accounts, i);

        err = get_folders(&folders, call, account);
        for (k = 0; !err && k < mcp_json_length(folders); k++) {
            mcp_json_t *one = mcp_json_at(folders, k);

            mcp_json_set_str(one, "account",
                             mcp_json_get_str(account, "email", ""));
            mcp_json_add(all, one);
        }
    }
    return err ? err
               : mcp_lookup_find(folder, &lookup, all,
                                 mcp_json_get(call->args, "folder_id"),
                                 call->pool);
}

/* ---- messages ---- */

void mcp_mail_add_recipient(mcp_json_t *list, const char *text,
                            apr_pool_t *pool)
{
    const char *open = strrchr(text, '<');
    apr_size_t len = strlen(text);
    mcp_json_t *recipient = mcp_json_add_object(list);
    char *label;

    if (!open || open == text || text[len - 1] != '>') {
        mcp_json_set_str(recipient, "email", text);
        mcp_json_set_str(recipient, "label", text);
        return;
    }
    label = apr_pstrmemdup(pool, text, (apr_size_t)(open - text));
    for (len = strlen(label); len && strchr(" \"", label[len - 1]);) {
        label[--len] = '\0';
    }
    mcp_json_set_strn(recipient, "email", open + 1, strlen(open) - 2);
    mcp_json_set_str(recipient, "label", label + strspn(label, " \""));
}

const char *mcp_mail_name_recipient(const mcp_json_t *recipient,
                                    apr_pool_t *pool)
{
    const char *email = mcp_json_get_str(recipient, "email", "");
    const char *label = mcp_json_get_str(recipient, "label", "");

    return !*label || !strcmp(label, email)
               ? email
               : apr_pstrcat(pool, label, " <", email, ">", NULL);
}

static void set_people(mcp_json_t *out, const char *name,
                       const mcp_json_t *message, apr_pool_t *pool)
{
    const mcp_json_t *people = mcp_json_get(message, name);
    mcp_json_t *list;
    apr_size_t i;

    if (!mcp_json_length(people)) {
        return;
    }
    list = mcp_json_set_array(out, name);
    for (i = 0; i < mcp_json_length(people); i++) {
        mcp_json_add_str(
            list, mcp_mail_name_recipient(mcp_json_at(people, i), pool));
    }
}

static void set_flags(mcp_json_t *out, const mcp_json_t *message)
{
    static const mcp_pick_t flags[] = {{"flagged", "starred"},
                                       {"answered", NULL},
                                       {"hasAttachments", "has_attachments"},
                                       {NULL, NULL}};
    const mcp_json_t *from = mcp_json_get(message, "flags");
    int i;

    if (!mcp_json_get_bool(from, "seen", 1)) {
        mcp_json_set_bool(out, "unread", 1);
    }
    for (i = 0; flags[i].from; i++) {
        if (mcp_json_get_bool(from, flags[i].from, 0)) {
            mcp_json_set_bool(out, flags[i].to ? flags[i].to : flags[i].from,
                              1);
        }
    }
}

static void describe(mcp_json_t *out, const mcp_json_t *message,
                     apr_pool_t *pool)
{
    static const mcp_pick_t picks[] = {
        {"subject", NULL}, {"previewText", "preview"}, {NULL, NULL}};

    mcp_json_set_int(out, "id",
                     mcp_json_get_int(message, "databaseId",
                                      mcp_json_get_int(message, "id", 0)));
    mcp_pick_members(out, message, picks);
    mcp_pick_time(out, "date", message, "dateInt", pool);
    set_people(out, "from", message, pool);
    set_people(out, "to", message, pool);
    set_people(out, "cc", message, pool);
    set_flags(out, message);
}

/* Mail hands a search for text to the mail server, and fails on anything but
 * ASCII there. */
static int is_ascii(const char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text > 0x7e) {
            return 0;
        }
    }
    return 1;
}

/* Mail's own language: "match:anyof subject:a%20b from:a%20b". */
static const char *filter_of(const mcp_tool_call_t *call, mcp_json_t *out)
{
    const char *search = mcp_json_get_str(call->args, "search", NULL);
    const char *filter =
        mcp_json_get_bool(call->args, "unread", 0) ? "is:unread" : NULL;
    const char *body = "";
    const char *word;

    if (!search) {
        return filter;
    }
    word = mcp_text_encode_segment(call->pool, search);
    if (!is_ascii(search)) {
        mcp_json_set_str(out, "note",
                         "Subject and sender were searched, the text was "
                         "not: Mail searches it for ASCII only.");
    }
    else {
        body = apr_pstrcat(call->pool, " body:", word, NULL);
    }
    return apr_pstrcat(call->pool, filter ? "is:unread " : "",
                       "match:anyof subject:", word, " from:", word, body,
                       NULL);
}

mcp_err_t *mcp_mail_list(mcp_tool_call_t *call)
{
    apr_int64_t limit = mcp_json_get_int(call->args, "n_mails", 30);
    mcp_json_t *out = mcp_json_object_create(call->pool);
    const char *filter = filter_of(call, out);
    mcp_json_t *list = mcp_json_set_array(out, "mails");
    const char *query;
    mcp_json_t *messages;
    mcp_json_t *folder;
    apr_size_t i;
    mcp_err_t *err = find_folder(&folder, call);

    if (err) {
        return err;
    }
    /* Threads would hide all but their last message. */
    query = apr_psprintf(call->pool, "view=singleton&limit=%" APR_INT64_T_FMT,
                         limit);
    if (filter) {
        query = mcp_nc_query_add(call->pool, query, "filter", filter);
    }
    if (mcp_json_has(call->args, "cursor")) {
        query = apr_psprintf(call->pool, "%s&cursor=%" APR_INT64_T_FMT, query,
                             mcp_json_get_int(call->args, "cursor", 0));
    }
    err =
        mcp_ocs_get(call->nc,
                    apr_psprintf(call->pool,
                                 MCP_MAIL_API "ocs/mailboxes/%" APR_INT64_T_FMT
                                              "/messages",
                                 mcp_json_get_int(folder, "databaseId", 0)),
                    query, &messages);
    for (i = 0; !err && i < mcp_json_length(messages); i++) {
        describe(mcp_json_add_object(list), mcp_json_at(messages, i),
                 call->pool);
    }
    if (!err && i > 0 && (apr_int64_t)i >= limit) {
        mcp_json_set_int(
            out, "next_cursor",
            mcp_json_get_int(mcp_json_at(messages, i - 1), "dateInt", 0));
    }
    mcp_result_set_structured(call->result, out);
    return err;
}

static void set_attachments(mcp_json_t *out, const mcp_json_t *message)
{
    static const mcp_pick_t picks[] = {{"id", NULL},
                                       {"fileName", "name"},
                                       {"mime", "mimetype"},
                                       {"size", "bytes"},
                                       {NULL, NULL}};
    const mcp_json_t *attachments = mcp_json_get(message, "attachments");
    mcp_json_t *list;
    apr_size_t i;

    if (!mcp_json_length(attachments)) {
        return;
    }
    list = mcp_json_set_array(out, "attachments");
    for (i = 0; i < mcp_json_length(attachments); i++) {
        mcp_pick_members(mcp_json_add_object(list),
                         mcp_json_at(attachments, i), picks);
    }
}

static void set_body(mcp_json_t *out, const mcp_json_t *message)
{
    const mcp_json_t *body = mcp_json_get(message, "body");
    const char *text = mcp_json_str(body, "");
    apr_size_t len = strlen(text);
    apr_size_t kept = mcp_text_utf8_cut(text, len, MAX_BODY);

    mcp_json_set_strn(out, "body", text, kept);
    if (kept < len) {
        mcp_json_set_bool(out, "truncated", 1);
    }
}

mcp_err_t *mcp_mail_read(mcp_tool_call_t *call)
{
    static const mcp_args_fault_t faults[] = {
        {404, "There is no mail of this id. list_mails shows ids."},
        {500, "The mail server does not give out this mail just now."},
        {0, NULL}};
    static const mcp_pick_t picks[] = {
        {"messageId", "message_id"}, {"signature", NULL}, {NULL, NULL}};
    mcp_json_t *out = mcp_json_object_create(call->pool);
    mcp_json_t *message;
    mcp_err_t *err = mcp_ocs_get(
        call->nc,
        apr_psprintf(call->pool, MCP_MAIL_API "message/%" APR_INT64_T_FMT,
                     mcp_json_get_int(call->args, "mail_id", 0)),
        NULL, &message);

    if (err) {
        return mcp_args_explain(call, err, faults);
    }
    describe(out, message, call->pool);
    mcp_pick_members(out, message, picks);
    set_attachments(out, message);
    if (mcp_json_get_bool(message, "hasHtmlBody", 0)) {
        mcp_json_set_str(out, "format", "html");
    }
    set_body(out, message);
    mcp_result_set_structured(call->result, out);
    return NULL;
}
