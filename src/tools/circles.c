/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Teams. Circles answers with kilobytes about every team and member, lists
 * the members of a team that is not there as none, and takes many mistakes
 * for nothing to do. So the team is always looked up among those that the
 * user can see.
 */

#include "tools/circles.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/lookup.h"
#include "tools/pick.h"
#include "tools/shares.h"
#include "util/text.h"

#define CIRCLES "/ocs/v2.php/apps/circles/circles"

/* Bits of a team's "config". */
enum { PERSONAL = 2, VISIBLE = 8, OPEN = 16 };

enum { TYPE_MAIL = 4, TYPE_TEAM = 16 };

static const mcp_lookup_t teams = {.what = "team",
                                   .id = "id",
                                   .name = "displayName",
                                   .alias = "name",
                                   .lister = "list_circles"};

static const mcp_args_fault_t faults[] = {
    {400, "Nextcloud refused it: this account may have too few rights in the "
          "team (get_circle_details shows its level), or a name is too "
          "short."},
    {0, NULL}};

static mcp_err_t *find(const mcp_json_t **team, mcp_json_t **all,
                       const mcp_tool_call_t *call)
{
    mcp_json_t *found = NULL;
    mcp_err_t *err = mcp_ocs_get(call->nc, CIRCLES, NULL, all);

    if (!err) {
        err =
            mcp_lookup_find(&found, &teams, *all,
                            mcp_json_get(call->args, "circle_id"), call->pool);
    }
    *team = found;
    return err;
}

/* ".../circles/<id><what>" */
static const char *path_of(const mcp_tool_call_t *call, const mcp_json_t *team,
                           const char *what)
{
    return apr_pstrcat(
        call->pool, CIRCLES "/",
        mcp_text_encode_segment(call->pool, mcp_json_get_str(team, "id", "")),
        what, NULL);
}

static const char *level_of(const mcp_json_t *member)
{
    static const mcp_pick_word_t levels[] = {{0, "none"},      {1, "member"},
                                             {4, "moderator"}, {8, "admin"},
                                             {9, "owner"},     {0, NULL}};

    return mcp_pick_word(levels, mcp_json_get_int(member, "level", 0));
}

static void describe_team(mcp_json_t *out, const mcp_json_t *team)
{
    static const mcp_pick_t picks[] = {{"id", NULL},
                                       {"displayName", "name"},
                                       {"description", NULL},
                                       {"population", "members"},
                                       {NULL, NULL}};
    apr_int64_t config = mcp_json_get_int(team, "config", 0);
    const mcp_json_t *owner = mcp_json_get(team, "owner");

    mcp_pick_members(out, team, picks);
    mcp_json_set_str(out, "owner", mcp_json_get_str(owner, "displayName", ""));
    mcp_json_set_str(out, "my_level",
                     level_of(mcp_json_get(team, "initiator")));
    mcp_json_set_bool(out, "is_personal", (config & PERSONAL) != 0);
    mcp_json_set_bool(out, "visible_to_all", (config & VISIBLE) != 0);
    mcp_json_set_bool(out, "anyone_can_join", (config & OPEN) != 0);
}

static mcp_err_t *answer_team(mcp_tool_call_t *call, const mcp_json_t *team)
{
    mcp_json_t *answer = mcp_json_object_create(call->pool);

    describe_team(answer, team);
    mcp_result_set_structured(call->result, answer);
    return NULL;
}

mcp_err_t *mcp_circles_list(mcp_tool_call_t *call)
{
    mcp_json_t *answer = mcp_json_object_create(call->pool);
    mcp_json_t *list = mcp_json_set_array(answer, "teams");
    mcp_json_t *all;
    apr_size_t i;
    mcp_err_t *err = mcp_ocs_get(call->nc, CIRCLES, NULL, &all);

    if (err) {
        return err;
    }
    for (i = 0; i < mcp_json_length(all); i++) {
        describe_team(mcp_json_add_object(list), mcp_json_at(all, i));
    }
    mcp_result_set_structured(call->result, answer);
    return NULL;
}

mcp_err_t *mcp_circles_get(mcp_tool_call_t *call)
{
    const mcp_json_t *team;
    mcp_json_t *all;
    mcp_err_t *err = find(&team, &all, call);

    return err ? err : answer_team(call, team);
}

/* A group that is a member is a team of its own, made for the group. */
static const char *type_of(const mcp_json_t *member)
{
    static const mcp_pick_word_t types[] = {
        {1, "user"},  {2, "group"},   {4, "mail"}, {8, "contact"},
        {16, "team"}, {10000, "app"}, {0, NULL}};

    return mcp_pick_word(
        types, mcp_json_get_int(mcp_json_get(member, "basedOn"), "source",
                                mcp_json_get_int(member, "userType", 0)));
}

static void describe_member(mcp_json_t *out, const mcp_json_t *member)
{
    static const mcp_pick_t picks[] = {{"id", "member_id"},
                                       {"userId", "user_id"},
                                       {"displayName", "name"},
                                       {"status", NULL},
                                       {NULL, NULL}};

    mcp_pick_members(out, member, picks);
    mcp_json_set_str(out, "type", type_of(member));
    mcp_json_set_str(out, "level", level_of(member));
}

static mcp_err_t *answer_member(mcp_tool_call_t *call, const mcp_json_t *team,
                                const mcp_json_t *member, const char *what)
{
    mcp_json_t *answer = mcp_json_object_create(call->pool);

    mcp_json_set(answer, "team", mcp_json_get(team, "displayName"));
    describe_member(mcp_json_set_object(answer, what), member);
    mcp_result_set_structured(call->result, answer);
    return NULL;
}

static mcp_err_t *get_members(mcp_json_t **members, const mcp_json_t **team,
                              const mcp_tool_call_t *call)
{
    mcp_json_t *all;
    mcp_err_t *err = find(team, &all, call);

    return err ? err
               : mcp_ocs_get(call->nc, path_of(call, *team, "/members"), NULL,
                             members);
}

mcp_err_t *mcp_circles_members(mcp_tool_call_t *call)
{
    mcp_json_t *answer = mcp_json_object_create(call->pool);
    const mcp_json_t *team;
    mcp_json_t *members;
    mcp_json_t *list;
    apr_size_t i;
    mcp_err_t *err = get_members(&members, &team, call);

    if (err) {
        return err;
    }
    mcp_json_set(answer, "team", mcp_json_get(team, "displayName"));
    list = mcp_json_set_array(answer, "members");
    for (i = 0; i < mcp_json_length(members); i++) {
        describe_member(mcp_json_add_object(list), mcp_json_at(members, i));
    }
    mcp_result_set_structured(call->result, answer);
    return NULL;
}

/* PUT one property; *team becomes what it is now. */
static mcp_err_t *put(mcp_tool_call_t *call, const mcp_json_t **team,
                      const char *property)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_json_t *data;
    mcp_err_t *err;

    if (!mcp_json_has(call->args, property)) {
        return NULL;
    }
    if (!strcmp(property, "description")) {
        mcp_args_publish(body, "value", call, property);
    }
    else {
        mcp_args_copy(body, "value", call, property);
    }
    err = mcp_ocs_call(
        call->nc, "PUT",
        path_of(call, *team, apr_pstrcat(call->pool, "/", property, NULL)),
        body, &data);
    if (!err) {
        *team = data;
    }
    return mcp_args_explain(call, err, faults);
}

mcp_err_t *mcp_circles_create(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    const mcp_json_t *team;
    mcp_json_t *data;
    mcp_err_t *err;

    mcp_args_copy(body, "name", call, "name");
    mcp_args_copy(body, "personal", call, "is_personal");
    err = mcp_ocs_call(call->nc, "POST", CIRCLES, body, &data);
    if (err) {
        return mcp_args_explain(call, err, faults);
    }
    team = data;
    /* The request that makes a team takes no description. */
    err = put(call, &team, "description");
    if (err) {
        return mcp_err_push(call->pool, err, err->kind,
                            "The team was created (id %s), but without its "
                            "description: %s",
                            mcp_json_get_str(team, "id", ""), err->message);
    }
    return answer_team(call, team);
}

/* What to send for the argument member_id: of a team, its id. */
static mcp_err_t *get_new_member(const char **id, const mcp_tool_call_t *call,
                                 const mcp_json_t *all)
{
    apr_int64_t type = mcp_json_get_int(call->args, "member_type", 1);
    mcp_json_t *found;
    mcp_err_t *err;

    *id = mcp_json_get_str(call->args, "member_id", "");
    if (type == TYPE_MAIL && !strchr(*id, '@')) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "member_id must be an e-mail address for "
                              "member_type 4.");
    }
    if (type == TYPE_TEAM) {
        err = mcp_lookup_find_str(&found, &teams, all, *id, call->pool);
        *id = mcp_json_get_str(found, "id", *id);
        return err;
    }
    return NULL;
}

mcp_err_t *mcp_circles_add_member(mcp_tool_call_t *call)
{
    static const mcp_args_fault_t add_faults[] = {
        {404, "There is no such user or group. member_id is the id of one; "
              "find_person_in_users finds those of users."},
        {0, NULL}};
    mcp_json_t *body = mcp_json_object_create(call->pool);
    const mcp_json_t *team;
    const char *id;
    mcp_json_t *all;
    mcp_json_t *member;
    mcp_err_t *err = find(&team, &all, call);

    if (!err) {
        err = get_new_member(&id, call, all);
    }
    if (err) {
        return err;
    }
    mcp_json_set_str(body, "userId", id);
    mcp_args_copy(body, "type", call, "member_type");
    err = mcp_ocs_call(call->nc, "POST", path_of(call, team, "/members"), body,
                       &member);
    return err ? mcp_args_explain(call, err, add_faults)
               : answer_member(call, team, member, "added");
}

mcp_err_t *mcp_circles_remove_member(mcp_tool_call_t *call)
{
    static const mcp_lookup_t lookup = {.what = "member of this team",
                                        .id = "id",
                                        .name = "displayName",
                                        .alias = "userId",
                                        .hint = "userId",
                                        .lister = "list_circle_members"};
    const mcp_json_t *team;
    mcp_json_t *members;
    mcp_json_t *member;
    mcp_json_t *data;
    const char *path;
    mcp_err_t *err = get_members(&members, &team, call);

    if (!err) {
        err =
            mcp_lookup_find(&member, &lookup, members,
                            mcp_json_get(call->args, "member_id"), call->pool);
    }
    if (err) {
        return err;
    }
    path = apr_pstrcat(call->pool, path_of(call, team, "/members/"),
                       mcp_text_encode_segment(
                           call->pool, mcp_json_get_str(member, "id", "")),
                       NULL);
    err = mcp_ocs_call(call->nc, "DELETE", path, NULL, &data);
    if (err && err->kind == MCP_ERR_TOOL && err->upstream == 400) {
        return mcp_err_push(call->pool, err, MCP_ERR_TOOL,
                            "Nextcloud refused it: the owner of a team cannot "
                            "be removed, and others only by its moderators.");
    }
    return err ? err : answer_member(call, team, member, "removed");
}

mcp_err_t *mcp_circles_update(mcp_tool_call_t *call)
{
    mcp_json_t *changes = mcp_json_object_create(call->pool);
    const mcp_json_t *team;
    mcp_json_t *all;
    mcp_err_t *err;

    mcp_args_copy(changes, "name", call, "name");
    mcp_args_copy(changes, "description", call, "description");
    err = mcp_args_need_change(call, changes);
    if (!err) {
        err = find(&team, &all, call);
    }
    if (!err) {
        err = put(call, &team, "name");
    }
    if (err) {
        return err;
    }
    err = put(call, &team, "description");
    if (err && mcp_json_has(changes, "name")) {
        return mcp_err_push(call->pool, err, err->kind,
                            "The name was changed, the description was not: "
                            "%s",
                            err->message);
    }
    return err ? err : answer_team(call, team);
}

mcp_err_t *mcp_circles_delete(mcp_tool_call_t *call)
{
    static const mcp_pick_t picks[] = {
        {"id", NULL}, {"displayName", "name"}, {NULL, NULL}};
    const mcp_json_t *team;
    mcp_json_t *answer;
    mcp_json_t *data;
    mcp_err_t *err = find(&team, &data, call);

    if (!err) {
        err = mcp_ocs_call(call->nc, "DELETE", path_of(call, team, ""), NULL,
                           &data);
        err = mcp_args_explain(call, err, faults);
    }
    if (err) {
        return err;
    }
    answer = mcp_json_object_create(call->pool);
    mcp_pick_members(answer, team, picks);
    mcp_json_set_bool(answer, "deleted", 1);
    mcp_result_set_structured(call->result, answer);
    return NULL;
}

mcp_err_t *mcp_circles_share(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    const mcp_json_t *team;
    mcp_json_t *all;
    mcp_err_t *err = find(&team, &all, call);

    if (err) {
        return err;
    }
    mcp_json_set_int(body, "shareType", MCP_SHARE_TEAM);
    mcp_json_set(body, "shareWith", mcp_json_get(team, "id"));
    mcp_args_copy(body, "permissions", call, "permissions");
    return mcp_shares_create(call, body, "path");
}
