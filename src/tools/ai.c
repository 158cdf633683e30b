/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Tools whose work is done by an AI provider of Nextcloud's.
 *
 * A file that a provider makes stays with its task: the result carries its
 * bytes, for a link to it asks for the user's login.
 */

#include "tools/ai.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/ocs.h"
#include "nextcloud/taskprocessing.h"
#include "tools/args.h"
#include "tools/files.h"

static void report(void *baton, double percent, double seconds, int is_running)
{
    const mcp_tool_client_t *client = baton;
    const char *message = is_running ? "Nextcloud's AI provider is at work"
                                     : "Waiting for Nextcloud's AI provider";

    if (percent < 0) {
        client->progress(client->baton, seconds, -1, message);
    }
    else {
        client->progress(client->baton, percent, 100, message);
    }
}

mcp_err_t *mcp_ai_run(mcp_tool_call_t *call, const char *type,
                      const mcp_json_t *input, mcp_json_t **task)
{
    static const mcp_args_fault_t faults[] = {
        {412, "This Nextcloud has no AI provider for this any more. Ask its "
              "administrator."},
        {0, NULL},
    };
    mcp_taskprocessing_t what = {type, input, call->client ? report : NULL,
                                 (void *)call->client};

    return mcp_args_explain(
        call, mcp_taskprocessing_run(call->nc, &what, task), faults);
}

static const mcp_json_t *output_of(const mcp_json_t *task, const char *name)
{
    return mcp_json_get(mcp_json_get(task, "output"), name);
}

static mcp_err_t *no_output(mcp_tool_call_t *call)
{
    return mcp_err_create(call->pool, MCP_ERR_TOOL,
                          "Nextcloud's AI provider says that it is done, but "
                          "gave no result. Try again.");
}

/* A path of the user's, or a link to one of their files. */
static mcp_err_t *find_file(apr_int64_t *id, mcp_tool_call_t *call,
                            const char *arg)
{
    const char *text = mcp_json_get_str(call->args, arg, "");
    const mcp_dav_entry_t *entry;
    mcp_file_path_t file;
    mcp_err_t *err;

    if (text[0] != '/') {
        return mcp_files_id_of_link(id, call, text);
    }
    if ((err = mcp_file_path_set(&file, call->nc, text))
        || (err = mcp_files_stat(&entry, call, &file))) {
        return err;
    }
    *id = mcp_file_entry_id(entry);
    return NULL;
}

mcp_err_t *mcp_ai_transcribe(mcp_tool_call_t *call)
{
    static const mcp_args_fault_t faults[] = {
        {400, "There is no such file, or it holds no sound."},
        {401, "The user has no access to a file with this link."},
        {0, NULL},
    };
    mcp_json_t *input = mcp_json_object_create(call->pool);
    mcp_json_t *answer = mcp_json_object_create(call->pool);
    const char *text;
    mcp_json_t *task;
    apr_int64_t id;
    mcp_err_t *err = find_file(&id, call, "file_url");

    if (err) {
        return err;
    }
    mcp_json_set_int(input, "input", id);
    err = mcp_args_explain(
        call, mcp_ai_run(call, "core:audio2text", input, &task), faults);
    if (err) {
        return err;
    }
    text = mcp_json_str(output_of(task, "output"), NULL);
    if (!text) {
        return no_output(call);
    }
    mcp_json_set_str(answer, "text", text);
    mcp_result_set_structured(call->result, answer);
    return NULL;
}

/* Load a file that the task has made; NULL in *resp: it is larger than a
 * result may be. */
static mcp_err_t *load_file(mcp_http_response_t **resp, mcp_tool_call_t *call,
                            const char *path)
{
    mcp_nc_request_t request;
    mcp_err_t *err;

    memset(&request, 0, sizeof(request));
    request.method = "GET";
    request.path = path;
    request.accept = "*/*";
    request.max_response = call->max_content;
    err = mcp_nc_send(call->nc, &request, resp);
    if (err && err->kind == MCP_ERR_TOO_LARGE) {
        *resp = NULL;
        return NULL;
    }
    return err ? err : mcp_nc_check(call->nc, *resp, "the file it made");
}

/* The result of a task that has made a file: where it is, and what it
 * holds. */
static mcp_err_t *answer_file(mcp_tool_call_t *call, const mcp_json_t *task,
                              apr_int64_t file_id)
{
    const char *path = mcp_taskprocessing_file(call->pool, task, file_id);
    mcp_json_t *answer = mcp_json_object_create(call->pool);
    mcp_http_response_t *resp;
    const char *mime;
    const char *url;
    mcp_err_t *err;

    if (file_id <= 0) {
        return no_output(call);
    }
    err = load_file(&resp, call, path);
    if (err) {
        return err;
    }
    url = apr_pstrcat(call->pool, call->nc->config->public_url, path, NULL);
    mcp_json_set_str(answer, "url", url);
    mcp_result_set_structured(call->result, answer);
    if (!resp) {
        mcp_json_set_str(answer, "note",
                         "too large for an answer; the user can open the "
                         "url while logged in");
        return NULL;
    }
    mime = apr_table_get(resp->headers, "Content-Type");
    mime = mime ? apr_pstrmemdup(call->pool, mime, strcspn(mime, "; "))
                : "application/octet-stream";
    mcp_json_set_str(answer, "mimetype", mime);
    mcp_json_set_int(answer, "bytes", (apr_int64_t)resp->len);
    if (!strncmp(mime, "image/", 6)) {
        mcp_result_add_image(call->result, resp->body, resp->len, mime);
    }
    else {
        mcp_result_add_blob(call->result, url, mime, resp->body, resp->len);
    }
    return NULL;
}

mcp_err_t *mcp_ai_draw(mcp_tool_call_t *call)
{
    mcp_json_t *input = mcp_json_object_create(call->pool);
    mcp_json_t *task;
    mcp_err_t *err;

    mcp_args_copy(input, "input", call, "input");
    mcp_json_set_int(input, "numberOfImages", 1);
    err = mcp_ai_run(call, "core:text2image", input, &task);
    return err ? err
               : answer_file(
                   call, task,
                   mcp_json_int(mcp_json_at(output_of(task, "images"), 0), 0));
}

mcp_err_t *mcp_ai_write(mcp_tool_call_t *call)
{
    static const struct {
        const char *format;
        const char *type;
        const char *target; /* or NULL: the type has one only */
        const char *output;
    } kinds[] = {
        {"text document", "richdocuments:text_to_text_document", "docx",
         "file"},
        {"pdf", "richdocuments:text_to_text_document", "pdf", "file"},
        {"spreadsheet", "richdocuments:text_to_spreadsheet_document", "ods",
         "file"},
        {"excel spreadsheet", "richdocuments:text_to_spreadsheet_document",
         "xlsx", "file"},
        {"slides", "richdocuments:slide_deck_generation", NULL, "slide_deck"},
    };
    const char *format = mcp_json_get_str(call->args, "format", "");
    mcp_json_t *input = mcp_json_object_create(call->pool);
    mcp_json_t *task;
    apr_size_t i = 0;
    mcp_err_t *err;

    while (i + 1 < sizeof(kinds) / sizeof(kinds[0])
           && strcmp(kinds[i].format, format) != 0) {
        i++; /* the schema knows the others */
    }
    mcp_args_copy(input, "text", call, "input");
    if (kinds[i].target) {
        mcp_json_set_str(input, "target_format", kinds[i].target);
    }
    err = mcp_ai_run(call, kinds[i].type, input, &task);
    return err ? err
               : answer_file(
                   call, task,
                   mcp_json_int(output_of(task, kinds[i].output), 0));
}

const mcp_json_t *mcp_ai_source(const mcp_json_t *source, apr_pool_t *pool)
{
    mcp_json_t *parsed = NULL;

    if (mcp_json_type(source) != MCP_JSON_STRING) {
        return source;
    }
    mcp_json_parse(&parsed, mcp_json_str(source, ""), mcp_json_str_len(source),
                   pool);
    return parsed;
}

static void add_sources(mcp_json_t *answer, const mcp_json_t *sources,
                        apr_pool_t *pool)
{
    mcp_json_t *list = mcp_json_set_array(answer, "sources");
    apr_size_t i;

    for (i = 0; i < mcp_json_length(sources); i++) {
        const mcp_json_t *source =
            mcp_ai_source(mcp_json_at(sources, i), pool);
        mcp_json_t *item;

        if (!source) {
            continue;
        }
        item = mcp_json_add_object(list);
        mcp_json_set_str(item, "id", mcp_json_get_str(source, "id", ""));
        mcp_json_set_str(item, "title", mcp_json_get_str(source, "label", ""));
        mcp_json_set_str(item, "url", mcp_json_get_str(source, "url", ""));
    }
}

static mcp_err_t *check_scope(mcp_tool_call_t *call, const char *type)
{
    apr_size_t count = mcp_json_length(mcp_json_get(call->args, "scope_list"));
    int scoped = strcmp(type, "none") != 0;

    if (scoped == (count > 0)) {
        return NULL;
    }
    return mcp_err_create(
        call->pool, MCP_ERR_TOOL,
        scoped ? "scope_type \"%s\" needs scope_list: what to search. "
                 "list_context_chat_providers names the providers."
               : "scope_list needs a scope_type other than \"%s\".",
        type);
}

mcp_err_t *mcp_ai_ask(mcp_tool_call_t *call)
{
    const char *type = mcp_json_get_str(call->args, "scope_type", "none");
    mcp_json_t *input = mcp_json_object_create(call->pool);
    mcp_json_t *answer = mcp_json_object_create(call->pool);
    const char *text;
    mcp_json_t *task;
    mcp_err_t *err = check_scope(call, type);

    if (err) {
        return err;
    }
    mcp_args_copy(input, "prompt", call, "question");
    mcp_json_set_str(input, "scopeType", type);
    mcp_json_set_array(input, "scopeList");
    if (mcp_json_length(mcp_json_get(call->args, "scope_list")) > 0) {
        mcp_args_copy(input, "scopeList", call, "scope_list");
    }
    mcp_json_set_str(input, "scopeListMeta", "");
    err = mcp_ai_run(call, "context_chat:context_chat", input, &task);
    if (err) {
        return err;
    }
    text = mcp_json_str(output_of(task, "output"), NULL);
    if (!text) {
        return no_output(call);
    }
    mcp_json_set_str(answer, "answer", text);
    add_sources(answer, output_of(task, "sources"), call->pool);
    mcp_result_set_structured(call->result, answer);
    return NULL;
}
