/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/memory.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "tools/ai.h"
#include "tools/args.h"
#include "tools/files.h"

/* Below the folder of the Assistant. */
#define FOLDER "/Context Agent/Memories"
/* Where that is for who has no Assistant: its own default. */
#define ASSISTANT "/Assistant"

#define MAX_FOLDERS 2
#define FILES_PROVIDER "files__default: "

typedef enum { A_FILE, A_FOLDER } kind_e;

static const mcp_args_fault_t missing[] = {
    {404, "There is no such memory. Use list_memory_tree to see what there "
          "is; names are case-sensitive."},
    {0, NULL},
};

/* The folder of all memories. The Assistant says its own as
 * "/<uid>/files/<path>". */
static mcp_err_t *find_root(const char **root, mcp_tool_call_t *call)
{
    const char *before =
        apr_pstrcat(call->pool, "/", call->nc->uid, "/files/", NULL);
    const char *path = ASSISTANT;
    mcp_json_t *data;
    mcp_err_t *err = mcp_ocs_get(
        call->nc, "/ocs/v2.php/apps/assistant/api/v1/assistant-folder-path",
        NULL, &data);

    if (err && (err->kind != MCP_ERR_TOOL || err->upstream != 404)) {
        return err;
    }
    if (!err) {
        path = mcp_json_get_str(data, "path", ASSISTANT);
        if (!strncmp(path, before, strlen(before))) {
            path += strlen(before) - 1;
        }
    }
    *root = apr_pstrcat(call->pool, path, FOLDER, NULL);
    return NULL;
}

static int is_markdown(const char *path)
{
    const char *dot = strrchr(path, '.');

    return dot && (!strcmp(dot, ".md") || !strcmp(dot, ".markdown"))
           && dot > path && dot[-1] != '/';
}

static int count_segments(const char *path)
{
    int count = 0;

    for (; *path; path++) {
        count += *path == '/' && path[1] && path[1] != '/';
    }
    return count;
}

/* What is wrong with the path of a memory ("/a/b.md"), or NULL. */
static const char *find_fault(const char *path, kind_e kind)
{
    if (!strcmp(path, "/")) {
        return kind == A_FILE ? "path names no file."
                              : "Not all memories at once: name a folder.";
    }
    if (kind == A_FILE && !is_markdown(path)) {
        return "The name of a memory ends with .md or .markdown; folders are "
               "for delete_memory_folder.";
    }
    if (kind == A_FOLDER && is_markdown(path)) {
        return "This is a memory, not a folder; use delete_memory.";
    }
    return count_segments(path) > MAX_FOLDERS + (kind == A_FILE)
               ? "A memory is at most two folders deep."
               : NULL;
}

/* The file or folder that the argument "path" names. *shown is the path as a
 * model knows it. */
static mcp_err_t *find_memory(mcp_file_path_t *file, const char **shown,
                              mcp_tool_call_t *call, kind_e kind)
{
    mcp_file_path_t inner;
    const char *fault;
    const char *root;
    mcp_err_t *err = mcp_files_path_get(&inner, call, "path");

    if (err) {
        return err;
    }
    fault = find_fault(inner.path, kind);
    if (fault) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL, "%s", fault);
    }
    *shown = inner.path;
    err = find_root(&root, call);
    return err ? err
               : mcp_file_path_set(
                   file, call->nc,
                   apr_pstrcat(call->pool, root, inner.path, NULL));
}

static void add_paths(mcp_json_t *list, const apr_array_header_t *entries,
                      const char *root, apr_pool_t *pool)
{
    apr_size_t skip = strlen(root);
    int i;

    for (i = 1; i < entries->nelts && i <= MCP_FILE_LIST_MAX; i++) {
        const mcp_dav_entry_t *entry =
            &APR_ARRAY_IDX(entries, i, mcp_dav_entry_t);

        if (strlen(entry->path) > skip) {
            mcp_json_add_str(list, apr_pstrcat(pool, entry->path + skip,
                                               entry->is_collection ? "/" : "",
                                               NULL));
        }
    }
}

mcp_err_t *mcp_memory_list(mcp_tool_call_t *call)
{
    mcp_json_t *answer = mcp_json_object_create(call->pool);
    mcp_json_t *list = mcp_json_set_array(answer, "paths");
    apr_array_header_t *entries = NULL;
    mcp_file_path_t file;
    const char *root;
    mcp_err_t *err = find_root(&root, call);

    if (!err) {
        err = mcp_file_path_set(&file, call->nc, root);
    }
    if (!err) {
        err = mcp_file_list(&entries, call->nc, &file,
                            mcp_json_get_int(call->args, "depth", 2), 0);
    }
    if (err && (err->kind != MCP_ERR_TOOL || err->upstream != 404)) {
        return err;
    }
    if (entries) {
        add_paths(list, entries, file.path, call->pool);
    }
    mcp_json_set_bool(answer, "truncated",
                      entries && entries->nelts > MCP_FILE_LIST_MAX + 1);
    mcp_result_set_structured(call->result, answer);
    return NULL;
}

mcp_err_t *mcp_memory_load(mcp_tool_call_t *call)
{
    mcp_file_path_t file;
    const char *shown = NULL;
    mcp_err_t *err = find_memory(&file, &shown, call, A_FILE);

    return err ? err
               : mcp_args_explain(call, mcp_files_read_path(call, &file),
                                  missing);
}

mcp_err_t *mcp_memory_store(mcp_tool_call_t *call)
{
    const mcp_json_t *content = mcp_json_get(call->args, "content");
    mcp_files_content_t what = {mcp_json_str(content, ""),
                                mcp_json_str_len(content), "text/markdown", 1};
    mcp_http_response_t *resp;
    mcp_file_path_t file;
    const char *shown = NULL;
    mcp_err_t *err = find_memory(&file, &shown, call, A_FILE);

    if (!err) {
        err = mcp_files_put(call, &file, &what, &resp);
    }
    if (err && (err->upstream == 404 || err->upstream == 409)) {
        err = mcp_files_make_parents(call, &file);
        err = err ? err : mcp_files_put(call, &file, &what, &resp);
    }
    if (err) {
        return err;
    }
    mcp_json_set_bool(mcp_files_answer(call, shown), "created",
                      resp->status == 201);
    return NULL;
}

static mcp_err_t *delete (mcp_tool_call_t *call, kind_e kind)
{
    mcp_file_path_t file;
    const char *shown = NULL;
    mcp_err_t *err = find_memory(&file, &shown, call, kind);

    if (!err) {
        err = mcp_args_explain(call, mcp_files_remove(call, &file), missing);
    }
    if (!err) {
        mcp_json_set_bool(mcp_files_answer(call, shown), "deleted", 1);
    }
    return err;
}

mcp_err_t *mcp_memory_delete(mcp_tool_call_t *call)
{
    return delete (call, A_FILE);
}

mcp_err_t *mcp_memory_delete_folder(mcp_tool_call_t *call)
{
    return delete (call, A_FOLDER);
}

/* Add one hit. What is gone since it was indexed, and what is no text, is
 * left out. */
static mcp_err_t *add_hit(mcp_json_t *list, mcp_tool_call_t *call,
                          const mcp_json_t *source, const char *root)
{
    const char *id = mcp_json_get_str(source, "id", "");
    mcp_file_part_t part = {.len = call->max_content / 10};
    mcp_file_path_t file;
    mcp_file_text_t text;
    const char *path;
    mcp_json_t *item;
    mcp_err_t *err;

    if (strncmp(id, FILES_PROVIDER, strlen(FILES_PROVIDER)) != 0) {
        return NULL;
    }
    part.file = &file;
    if ((err = mcp_files_find_path(&path, call,
                                   apr_atoi64(id + strlen(FILES_PROVIDER))))
        || (err = mcp_file_path_set(&file, call->nc, path))
        || (err = mcp_file_read(call->nc, &part)) || part.is_folder
        || (err = mcp_file_decode(&text, call->nc, &part))
        || text.charset == MCP_FILE_BINARY) {
        return err && err->kind != MCP_ERR_TOOL ? err : NULL;
    }
    if (!strncmp(path, root, strlen(root))) {
        path += strlen(root);
    }
    item = mcp_json_add_object(list);
    mcp_json_set_str(item, "path", path);
    mcp_json_set_strn(item, "content", text.text, text.len);
    return NULL;
}

static mcp_err_t *search_folder(mcp_tool_call_t *call, apr_int64_t folder,
                                mcp_json_t **task)
{
    mcp_json_t *input = mcp_json_object_create(call->pool);

    mcp_args_copy(input, "prompt", call, "query");
    mcp_json_set_str(input, "scopeType", "source");
    mcp_json_add_str(
        mcp_json_set_array(input, "scopeList"),
        apr_psprintf(call->pool, FILES_PROVIDER "%" APR_INT64_T_FMT, folder));
    mcp_json_set_str(input, "scopeListMeta", "");
    mcp_args_copy(input, "limit", call, "k");
    return mcp_ai_run(call, "context_chat:context_chat_search", input, task);
}

mcp_err_t *mcp_memory_search(mcp_tool_call_t *call)
{
    mcp_json_t *answer = mcp_json_object_create(call->pool);
    mcp_json_t *list = mcp_json_set_array(answer, "memories");
    const mcp_json_t *sources;
    const mcp_dav_entry_t *entry;
    mcp_file_path_t file;
    const char *root;
    mcp_json_t *task;
    apr_size_t i;
    mcp_err_t *err;

    mcp_result_set_structured(call->result, answer);
    if ((err = find_root(&root, call))
        || (err = mcp_file_path_set(&file, call->nc, root))
        || (err = mcp_file_stat(&entry, call->nc, &file))) {
        /* nothing was ever stored */
        return err->kind == MCP_ERR_TOOL && err->upstream == 404 ? NULL : err;
    }
    err = search_folder(call, mcp_file_entry_id(entry), &task);
    sources =
        err ? NULL : mcp_json_get(mcp_json_get(task, "output"), "sources");
    for (i = 0; i < mcp_json_length(sources) && !err; i++) {
        err = add_hit(list, call,
                      mcp_ai_source(mcp_json_at(sources, i), call->pool),
                      file.path);
    }
    return err;
}
