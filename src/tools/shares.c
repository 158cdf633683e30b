/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Shares: who may reach a file or folder.
 *
 * Why this is code: Nextcloud's answers hold the hash of a link's password,
 * twice, and once under a name (share_with) that is wanted for every other
 * kind of share. Besides, ids come as text where requests take numbers, and
 * the permissions granted are not always those asked for, so they are
 * spelled out.
 */

#include "tools/shares.h"

#include <apr_strings.h>
#include <string.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/files.h"
#include "tools/pick.h"

#define SHARES "/ocs/v2.php/apps/files_sharing/api/v1/shares"
#define MAX_SHARES 200

static const mcp_pick_word_t types[] = {{MCP_SHARE_USER, "user"},
                                        {MCP_SHARE_GROUP, "group"},
                                        {MCP_SHARE_LINK, "link"},
                                        {MCP_SHARE_EMAIL, "email"},
                                        {6, "remote"},
                                        {MCP_SHARE_TEAM, "team"},
                                        {9, "remote_group"},
                                        {MCP_SHARE_ROOM, "conversation"},
                                        {12, "deck"},
                                        {15, "sciencemesh"},
                                        {0, NULL}};

static void set_permissions(mcp_json_t *out, apr_int64_t mask)
{
    static const char *const words[] = {"read", "update", "create", "delete",
                                        "share"};
    mcp_json_t *list;
    int bit;

    mcp_json_set_int(out, "permissions", mask);
    list = mcp_json_set_array(out, "allows");
    for (bit = 0; bit < 5; bit++) {
        if (mask & ((apr_int64_t)1 << bit)) {
            mcp_json_add_str(list, words[bit]);
        }
    }
}

void mcp_shares_describe(mcp_json_t *out, const mcp_json_t *share)
{
    static const mcp_pick_t common[] = {
        {"path", NULL},      {"item_type", NULL},
        {"uid_owner", NULL}, {"displayname_owner", NULL},
        {"note", NULL},      {"label", NULL},
        {"url", NULL},       {NULL, NULL}};
    static const mcp_pick_t partner[] = {
        {"share_with", NULL}, {"share_with_displayname", NULL}, {NULL, NULL}};
    apr_int64_t type = mcp_json_get_int(share, "share_type", -1);
    const mcp_json_t *id = mcp_json_get(share, "id");
    const char *until = mcp_json_get_str(share, "expiration", NULL);
    const char *text = mcp_json_str(id, NULL);

    mcp_json_set_int(out, "share_id",
                     text ? apr_atoi64(text) : mcp_json_int(id, 0));
    mcp_json_set_str(out, "share_type", mcp_pick_word(types, type));
    mcp_pick_members(out, share, common);
    if (type == MCP_SHARE_LINK) {
        const char *hash = mcp_json_get_str(share, "password", NULL);

        mcp_json_set_bool(out, "has_password", hash && *hash);
    }
    else {
        mcp_pick_members(out, share, partner);
    }
    mcp_json_set_int(out, "file_id",
                     mcp_json_get_int(share, "file_source", 0));
    set_permissions(out, mcp_json_get_int(share, "permissions", 0));
    if (until && strlen(until) >= 10) { /* "2027-12-31 00:00:00" */
        mcp_json_set_strn(out, "expire_date", until, 10);
    }
}

/* data is one share, or a list with one. */
static mcp_err_t *answer_share(mcp_tool_call_t *call, const mcp_json_t *data)
{
    mcp_json_t *answer;

    if (mcp_json_type(data) == MCP_JSON_ARRAY) {
        data = mcp_json_at(data, 0);
    }
    if (mcp_json_type(data) != MCP_JSON_OBJECT) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "Nextcloud said yes, but described no share. "
                              "Use list_shares to see what is there.");
    }
    answer = mcp_json_object_create(call->pool);
    mcp_shares_describe(answer, data);
    mcp_result_set_structured(call->result, answer);
    return NULL;
}

mcp_err_t *mcp_shares_list(mcp_tool_call_t *call)
{
    const char *query = NULL;
    mcp_file_path_t file;
    mcp_json_t *data;
    mcp_json_t *answer;
    mcp_json_t *list;
    apr_size_t i;
    mcp_err_t *err;

    if (mcp_json_has(call->args, "path")) {
        err = mcp_files_path_get(&file, call, "path");
        if (err) {
            return err;
        }
        query = mcp_nc_query_add(call->pool, query, "path", file.path);
        /* those that others have made of this file, too */
        query = mcp_nc_query_add(call->pool, query, "reshares", "true");
    }
    if (mcp_json_get_bool(call->args, "shared_with_me", 0)) {
        query = mcp_nc_query_add(call->pool, query, "shared_with_me", "true");
    }
    err = mcp_ocs_get(call->nc, SHARES, query, &data);
    if (err) {
        return err;
    }
    answer = mcp_json_object_create(call->pool);
    list = mcp_json_set_array(answer, "shares");
    for (i = 0; i < mcp_json_length(data) && i < MAX_SHARES; i++) {
        mcp_shares_describe(mcp_json_add_object(list), mcp_json_at(data, i));
    }
    mcp_json_set_bool(answer, "truncated", mcp_json_length(data) > MAX_SHARES);
    mcp_result_set_structured(call->result, answer);
    return NULL;
}

static const char *share_path(mcp_tool_call_t *call)
{
    return apr_psprintf(call->pool, SHARES "/%" APR_INT64_T_FMT,
                        mcp_json_get_int(call->args, "share_id", 0));
}

mcp_err_t *mcp_shares_get(mcp_tool_call_t *call)
{
    mcp_json_t *data;
    mcp_err_t *err = mcp_ocs_get(call->nc, share_path(call), NULL, &data);

    return err ? err : answer_share(call, data);
}

mcp_err_t *mcp_shares_set_permissions(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *data;
    mcp_err_t *err;

    mcp_json_set_int(body, "permissions",
                     mcp_json_get_int(call->args, "permissions", 0));
    err = mcp_ocs_call(call->nc, "PUT", share_path(call), body, &data);
    if (err && err->kind == MCP_ERR_TOOL && err->upstream == 400) {
        return mcp_err_push(call->pool, err, MCP_ERR_TOOL,
                            "Nextcloud refused these permissions (%s). A "
                            "share of a file cannot have 4 (create) and 8 "
                            "(delete).",
                            err->message);
    }
    return err ? err : answer_share(call, data);
}

mcp_err_t *mcp_shares_create(mcp_tool_call_t *call, mcp_json_t *body,
                             const char *path_arg)
{
    mcp_file_path_t file;
    mcp_json_t *data;
    mcp_err_t *err = mcp_files_path_get(&file, call, path_arg);

    if (err) {
        return err;
    }
    mcp_json_set_str(body, "path", file.path);
    err = mcp_ocs_call(call->nc, "POST", SHARES, body, &data);
    if (err && err->kind == MCP_ERR_THROTTLED) {
        return mcp_err_push(call->pool, err, MCP_ERR_THROTTLED,
                            "Nextcloud takes no more shares for now (429 Too "
                            "Many Requests). It allows a user 20 new ones in "
                            "ten minutes; try again later.");
    }
    return err ? err : answer_share(call, data);
}

static mcp_err_t *create(mcp_tool_call_t *call, int type)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);

    mcp_json_set_int(body, "shareType", type);
    mcp_args_copy(body, "shareWith", call, "share_with");
    mcp_args_copy(body, "permissions", call, "permissions");
    mcp_args_copy(body, "password", call, "password");
    mcp_args_copy(body, "expireDate", call, "expire_date");
    mcp_args_copy(body, "label", call, "label");
    mcp_args_publish(body, "note", call, "note");
    return mcp_shares_create(call, body, "path");
}

mcp_err_t *mcp_shares_add_user(mcp_tool_call_t *call)
{
    return create(call, MCP_SHARE_USER);
}

mcp_err_t *mcp_shares_add_group(mcp_tool_call_t *call)
{
    return create(call, MCP_SHARE_GROUP);
}

mcp_err_t *mcp_shares_add_link(mcp_tool_call_t *call)
{
    return create(call, MCP_SHARE_LINK);
}
