/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/capabilities.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/ocs.h"

mcp_err_t *mcp_capabilities_get(mcp_nc_t *nc, mcp_json_t **data)
{
    return mcp_ocs_get(nc, "/ocs/v2.php/cloud/capabilities", NULL, data);
}

void mcp_capabilities_add_apps(mcp_json_t *data, const mcp_json_t *entries)
{
    mcp_json_t *capabilities = mcp_json_get(data, "capabilities");
    apr_size_t i;

    for (i = 0; i < mcp_json_length(entries); i++) {
        const char *app = mcp_json_get_str(mcp_json_at(entries, i), "app", "");

        if (*app && !mcp_json_has(capabilities, app)) {
            mcp_json_set_object(capabilities, app);
        }
    }
}

mcp_err_t *mcp_capabilities_add_menu(mcp_nc_t *nc, mcp_json_t *data)
{
    mcp_json_t *entries;
    mcp_err_t *err =
        mcp_ocs_get(nc, "/ocs/v2.php/core/navigation/apps", NULL, &entries);

    if (!err) {
        mcp_capabilities_add_apps(data, entries);
    }
    return err;
}

static int is_something(const mcp_json_t *json)
{
    switch (mcp_json_type(json)) {
    case MCP_JSON_NULL:
        return 0;
    case MCP_JSON_BOOL:
        return mcp_json_bool(json, 0);
    case MCP_JSON_INT:
        return mcp_json_int(json, 0) != 0;
    case MCP_JSON_DOUBLE:
        return mcp_json_double(json, 0) != 0;
    case MCP_JSON_STRING:
        return mcp_json_str_len(json) != 0;
    case MCP_JSON_ARRAY:
        return mcp_json_length(json) != 0;
    case MCP_JSON_OBJECT:
        break;
    }
    return 1;
}

/* A member of an object, or of a list that names what there is, as Talk does
 * with its features: the name itself. */
static const mcp_json_t *step(const mcp_json_t *json, const char *name)
{
    apr_size_t i;

    if (mcp_json_type(json) != MCP_JSON_ARRAY) {
        return mcp_json_get(json, name);
    }
    for (i = 0; i < mcp_json_length(json); i++) {
        const mcp_json_t *item = mcp_json_at(json, i);

        if (!strcmp(mcp_json_str(item, ""), name)) {
            return item;
        }
    }
    return NULL;
}

int mcp_capabilities_has(const mcp_json_t *data, const char *path)
{
    const mcp_json_t *json = mcp_json_get(data, "capabilities");
    char name[128];

    while (json && *path) {
        apr_size_t len = strcspn(path, "/");

        if (len >= sizeof(name)) {
            return 0;
        }
        apr_cpystrn(name, path, len + 1);
        json = step(json, name);
        path += len + (path[len] == '/');
    }
    return is_something(json);
}

/* The number at the head of a version, and what follows it. */
static apr_int64_t next_number(const char **version)
{
    char *end;
    apr_int64_t number = apr_strtoi64(*version, &end, 10);

    *version = *end == '.' ? end + 1 : "";
    return number;
}

int mcp_capabilities_is_version(const mcp_json_t *data, const char *app,
                                const char *least)
{
    const mcp_json_t *json =
        mcp_json_get(mcp_json_get(data, "capabilities"), app);
    const char *version = mcp_json_get_str(json, "version", "");

    while (*least && *version) {
        apr_int64_t wanted = next_number(&least);
        apr_int64_t number = next_number(&version);

        if (number != wanted) {
            return number > wanted;
        }
    }
    return !*least;
}

int mcp_capabilities_major(const mcp_json_t *data)
{
    return (int)mcp_json_get_int(mcp_json_get(data, "version"), "major", 0);
}
