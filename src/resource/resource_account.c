/* SPDX-License-Identifier: Apache-2.0 */

/* Who is signed in, and where: what a model does well to know before it
 * begins, without what only Nextcloud's own clients have a use for. */

#include "resource/resource_impl.h"

#include "nextcloud/capabilities.h"
#include "nextcloud/user.h"

static void answer(mcp_resource_call_t *call, const mcp_json_t *json)
{
    call->mime = "application/json";
    call->bytes = mcp_json_print(json, &call->len, call->pool);
    call->is_text = 1;
}

static void pick(mcp_json_t *to, const mcp_json_t *from,
                 const char *const *names)
{
    for (; *names; names++) {
        if (mcp_json_has(from, *names)) {
            mcp_json_set(to, *names, mcp_json_get(from, *names));
        }
    }
}

mcp_err_t *mcp_resource_user_read(mcp_resource_call_t *call)
{
    static const char *const members[] = {
        "id",       "displayname", "email",     "additional_mail",
        "phone",    "address",     "website",   "organisation",
        "role",     "headline",    "biography", "pronouns",
        "language", "locale",      "timezone",  "groups",
        "quota",    NULL};
    mcp_json_t *user;
    mcp_json_t *shown = mcp_json_object_create(call->pool);
    mcp_err_t *err = mcp_user_get(call->nc, &user);

    if (err) {
        return err;
    }
    pick(shown, user, members);
    answer(call, shown);
    return NULL;
}

static int add_name(void *baton, const char *key, mcp_json_t *value)
{
    mcp_json_add_str(baton, key);
    return 1;
}

mcp_err_t *mcp_resource_capabilities_read(mcp_resource_call_t *call)
{
    static const char *const theming[] = {"name", "slogan", "url", NULL};
    static const char *const files[] = {"forbidden_filenames",
                                        "forbidden_filename_basenames",
                                        "forbidden_filename_characters",
                                        "forbidden_filename_extensions",
                                        "file_conversions",
                                        "undelete",
                                        "versioning",
                                        "comments",
                                        NULL};
    static const char *const sharing[] = {
        "api_enabled",         "public", "resharing", "group_sharing",
        "default_permissions", NULL};
    const mcp_json_t *all;
    mcp_json_t *data;
    mcp_json_t *shown = mcp_json_object_create(call->pool);
    mcp_err_t *err = mcp_capabilities_get(call->nc, &data);

    if (err) {
        return err;
    }
    all = mcp_json_get(data, "capabilities");
    mcp_json_set_str(
        shown, "version",
        mcp_json_get_str(mcp_json_get(data, "version"), "string", ""));
    pick(shown, mcp_json_get(all, "theming"), theming);
    mcp_json_each(all, add_name, mcp_json_set_array(shown, "apps"));
    pick(mcp_json_set_object(shown, "files"), mcp_json_get(all, "files"),
         files);
    pick(mcp_json_set_object(shown, "sharing"),
         mcp_json_get(all, "files_sharing"), sharing);
    answer(call, shown);
    return NULL;
}
