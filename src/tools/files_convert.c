/* SPDX-License-Identifier: Apache-2.0 */

/* Converting a file with whatever Nextcloud has for it (an office server,
 * usually). Nextcloud wants a file id, so this takes two requests. */

#include "tools/files.h"

#include <apr_strings.h>
#include <string.h>
#include "nextcloud/capabilities.h"
#include "nextcloud/ocs.h"
#include "util/buf.h"

/* "application/pdf (pdf), text/plain (txt)": what mime can become. */
static const char *list_targets(mcp_tool_call_t *call, const char *mime)
{
    const mcp_json_t *known;
    mcp_json_t *data;
    mcp_buf_t buf;
    apr_size_t i;

    if (mcp_capabilities_get(call->nc, &data) != NULL) {
        return "";
    }
    known =
        mcp_json_get(mcp_json_get(mcp_json_get(data, "capabilities"), "files"),
                     "file_conversions");
    mcp_buf_init(&buf, 256, call->pool);
    for (i = 0; i < mcp_json_length(known); i++) {
        const mcp_json_t *one = mcp_json_at(known, i);

        if (strcmp(mcp_json_get_str(one, "from", ""), mime) == 0) {
            mcp_buf_addf(&buf, "%s%s (.%s)", buf.len ? ", " : "",
                         mcp_json_get_str(one, "to", "?"),
                         mcp_json_get_str(one, "extension", "?"));
        }
    }
    return buf.data;
}

/* Nextcloud only says that it could not; say what it could. */
static mcp_err_t *explain(mcp_tool_call_t *call, mcp_err_t *err,
                          const mcp_dav_entry_t *entry)
{
    const char *mime = mcp_dav_get(entry, MCP_DAV_NS, "getcontenttype");
    const char *targets;

    if (err->kind != MCP_ERR_TOOL) {
        return err;
    }
    mime = mime ? mime : "application/octet-stream";
    targets = list_targets(call, mime);
    return mcp_err_push(call->pool, err, MCP_ERR_TOOL,
                        "The conversion to %s failed (%s). What this "
                        "Nextcloud converts %s to: %s.",
                        mcp_json_get_str(call->args, "target_mime_type", ""),
                        err->message, mime, *targets ? targets : "nothing");
}

static mcp_err_t *convert(mcp_tool_call_t *call, const mcp_dav_entry_t *entry,
                          mcp_json_t **data)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    const char *destination =
        mcp_json_get_str(call->args, "destination_path", NULL);
    mcp_err_t *err;

    mcp_json_set_int(body, "fileId", mcp_file_entry_id(entry));
    mcp_json_set_str(body, "targetMimeType",
                     mcp_json_get_str(call->args, "target_mime_type", ""));
    if (destination) {
        mcp_file_path_t to;

        err = mcp_file_path_set(&to, call->nc, destination);
        if (err) {
            return err;
        }
        mcp_json_set_str(body, "destination", to.path);
    }
    err = mcp_ocs_call(call->nc, "POST",
                       "/ocs/v2.php/apps/files/api/v1/convert", body, data);
    return err ? explain(call, err, entry) : NULL;
}

mcp_err_t *mcp_files_convert(mcp_tool_call_t *call)
{
    const mcp_dav_entry_t *entry;
    mcp_file_path_t file;
    mcp_json_t *data;
    mcp_err_t *err;

    if ((err = mcp_files_path_get(&file, call, "source_path"))
        || (err = mcp_files_stat(&entry, call, &file))) {
        return err;
    }
    if (entry->is_collection) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "\"%s\" is a folder; only files can be "
                              "converted.",
                              file.path);
    }
    err = convert(call, entry, &data);
    if (err) {
        return err;
    }
    mcp_json_set_int(
        mcp_files_answer(call, mcp_json_get_str(data, "path", file.path)),
        "file_id", mcp_json_get_int(data, "fileId", 0));
    return NULL;
}
