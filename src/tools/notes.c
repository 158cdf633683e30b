/* SPDX-License-Identifier: Apache-2.0 */

/* Notes. PUT keeps what it is not given; If-Match keeps what somebody else
 * has written since. */

#include "tools/notes.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/args.h"
#include "tools/merge.h"
#include "tools/pick.h"
#include "tools/refer.h"

#define NOTES "/index.php/apps/notes/api/v1/notes"

static const mcp_args_fault_t faults[] = {
    {403, "This account may only read the note."},
    {404, "There is no note of this id. list_notes lists them."},
    {412, "Somebody else has changed the note just now, and nothing was "
          "written: read it again first."},
    {0, NULL}};

static mcp_err_t *find_note(const char **path, const mcp_tool_call_t *call)
{
    static const mcp_refer_t refer = {.lookup = {.what = "note",
                                                 .id = "id",
                                                 .name = "title",
                                                 .hint = "category",
                                                 .lister = "list_notes"},
                                      .path = NOTES,
                                      .query = "exclude=content"};
    apr_int64_t id;
    mcp_err_t *err = mcp_refer_id(&id, &refer, call, "note_id");

    *path = apr_psprintf(call->pool, NOTES "/%" APR_INT64_T_FMT, id);
    return err;
}

/* The note becomes the result; with its text if whole. */
static mcp_json_t *answer(const mcp_tool_call_t *call, const mcp_json_t *note,
                          int whole)
{
    static const mcp_pick_t picks[] = {
        {"id", NULL}, {"title", NULL}, {"category", NULL}, {NULL, NULL}};
    mcp_json_t *out = mcp_json_object_create(call->pool);

    mcp_pick_members(out, note, picks);
    mcp_pick_time(out, "modified", note, "modified", call->pool);
    if (mcp_json_get_bool(note, "favorite", 0)) {
        mcp_json_set_bool(out, "favorite", 1);
    }
    if (whole) {
        mcp_json_set_str(out, "content",
                         mcp_json_get_str(note, "content", ""));
    }
    mcp_result_set_structured(call->result, out);
    return out;
}

mcp_err_t *mcp_notes_get(mcp_tool_call_t *call)
{
    mcp_json_t *note;
    const char *path;
    mcp_err_t *err = find_note(&path, call);

    if (!err) {
        err = mcp_args_explain(call, mcp_ocs_get(call->nc, path, NULL, &note),
                               faults);
    }
    if (!err) {
        answer(call, note, 1);
    }
    return err;
}

static mcp_err_t *read_note(mcp_merge_t *merge, const mcp_tool_call_t *call)
{
    mcp_err_t *err = find_note(&merge->path, call);

    return err ? err
               : mcp_args_explain(call, mcp_merge_read(merge, call->nc),
                                  faults);
}

/* What the note has, and content on a line of its own below. */
static void append(mcp_json_t *body, const mcp_json_t *note, apr_pool_t *pool)
{
    const char *before = mcp_json_get_str(note, "content", "");
    apr_size_t len = strlen(before);

    mcp_json_set_str(body, "content",
                     apr_pstrcat(pool, before,
                                 len && before[len - 1] != '\n' ? "\n" : "",
                                 mcp_json_get_str(body, "content", ""), NULL));
}

mcp_err_t *mcp_notes_update(mcp_tool_call_t *call)
{
    mcp_json_t *body = mcp_json_object_create(call->pool);
    mcp_merge_t merge = {NULL, NULL, NULL};
    mcp_json_t *note;
    mcp_err_t *err;

    mcp_args_copy(body, "title", call, "title");
    mcp_args_copy(body, "content", call, "content");
    mcp_args_copy(body, "category", call, "category");
    err = mcp_args_need_change(call, body);
    if (!err) {
        err = read_note(&merge, call);
    }
    if (err) {
        return err;
    }
    if (mcp_json_get_bool(call->args, "append", 0)
        && mcp_json_has(body, "content")) {
        append(body, merge.current, call->pool);
    }
    err = mcp_merge_write(&note, &merge, call->nc, body);
    if (err) {
        return mcp_args_explain(call, err, faults);
    }
    answer(call, note, 0);
    return NULL;
}

mcp_err_t *mcp_notes_delete(mcp_tool_call_t *call)
{
    mcp_merge_t merge = {NULL, NULL, NULL};
    mcp_json_t *done;
    mcp_err_t *err = read_note(&merge, call);

    if (!err) {
        err = mcp_args_explain(
            call, mcp_ocs_call(call->nc, "DELETE", merge.path, NULL, &done),
            faults);
    }
    if (!err) {
        mcp_json_set_bool(answer(call, merge.current, 0), "deleted", 1);
    }
    return err;
}
