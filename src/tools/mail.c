/* SPDX-License-Identifier: Apache-2.0 */

/* Accounts and folders of Mail. */

#include "tools/mail.h"

#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/lookup.h"
#include "tools/pick.h"

#define ACCOUNTS MCP_MAIL_API "account/list"

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

mcp_err_t *mcp_mail_find_folder(mcp_json_t **folder,
                                const mcp_tool_call_t *call)
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
