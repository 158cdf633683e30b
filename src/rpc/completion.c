/* SPDX-License-Identifier: Apache-2.0 */

/* completion/complete (MCP, server/utilities/completion). */

#include <string.h>

#include "rpc/page.h"

int mcp_method_has_completion(const mcp_rpc_call_t *call)
{
    return (call->resources && call->resources->has_completion)
           || (call->prompts && call->prompts->has_completion);
}

static mcp_err_t *invalid(const mcp_rpc_call_t *call, const char *why)
{
    return mcp_err_create(call->pool, MCP_ERR_PARAMS, "Invalid params: %s",
                          why);
}

static mcp_err_t *read_argument(mcp_suggest_query_t *argument,
                                const mcp_rpc_call_t *call)
{
    const mcp_json_t *json = mcp_json_get(call->message->params, "argument");

    argument->name = mcp_json_get_str(json, "name", NULL);
    argument->value = mcp_json_get_str(json, "value", NULL);
    if (!argument->name || !argument->value) {
        return invalid(call, "\"argument\" must have a name and a value, both "
                             "strings");
    }
    return NULL;
}

static int check_string(void *baton, const char *key, mcp_json_t *value)
{
    int *sound = baton;

    *sound = mcp_json_type(value) == MCP_JSON_STRING;
    return *sound;
}

static mcp_err_t *read_context(mcp_suggest_query_t *argument,
                               const mcp_rpc_call_t *call)
{
    const mcp_json_t *params = call->message->params;
    const mcp_json_t *context = mcp_json_get(params, "context");
    mcp_json_t *arguments = mcp_json_get(context, "arguments");
    int sound = 1;

    argument->context = arguments;
    if (!mcp_json_has(params, "context")) {
        return NULL;
    }
    if (mcp_json_type(context) != MCP_JSON_OBJECT) {
        sound = 0;
    }
    else if (mcp_json_has(context, "arguments")) {
        sound = mcp_json_type(arguments) == MCP_JSON_OBJECT;
        mcp_json_each(arguments, check_string, &sound);
    }
    return sound ? NULL
                 : invalid(call, "\"context\" must be an object whose "
                                 "\"arguments\" are strings");
}

static mcp_err_t *complete_prompt(mcp_suggest_t *out,
                                  const mcp_rpc_call_t *call,
                                  const mcp_json_t *ref,
                                  const mcp_suggest_query_t *argument)
{
    const char *name = mcp_json_get_str(ref, "name", "");
    const mcp_prompt_t *prompt =
        call->prompts ? mcp_prompt_registry_find(call->prompts, name) : NULL;
    int index;

    if (!prompt) {
        return invalid(call, "there is no such prompt; prompts/list shows "
                             "what there is");
    }
    index = mcp_prompt_find_argument(prompt, argument->name);
    if (index < 0) {
        return invalid(call, "the prompt has no such argument");
    }
    return mcp_prompt_complete(out, call->nc, prompt, index, argument);
}

static mcp_err_t *complete_resource(mcp_suggest_t *out,
                                    const mcp_rpc_call_t *call,
                                    const mcp_json_t *ref,
                                    const mcp_suggest_query_t *argument)
{
    const char *uri = mcp_json_get_str(ref, "uri", "");
    const mcp_resource_template_t *item =
        call->resources ? mcp_resource_registry_template(call->resources, uri)
                        : NULL;

    if (!item) {
        return invalid(call, "there is no such resource template; "
                             "resources/templates/list shows what there is");
    }
    if (!mcp_resource_has_variable(item, argument->name)) {
        return invalid(call, "the template has no such variable");
    }
    return item->complete ? item->complete(out, call->nc, item, argument)
                          : NULL;
}

static mcp_err_t *complete(mcp_suggest_t *out, const mcp_rpc_call_t *call)
{
    const mcp_json_t *ref = mcp_json_get(call->message->params, "ref");
    const char *type = mcp_json_get_str(ref, "type", "");
    mcp_suggest_query_t argument;
    mcp_err_t *err = read_argument(&argument, call);

    if (!err) {
        err = read_context(&argument, call);
    }
    if (err) {
        return err;
    }
    if (!strcmp(type, "ref/prompt")) {
        return complete_prompt(out, call, ref, &argument);
    }
    if (!strcmp(type, "ref/resource")) {
        return complete_resource(out, call, ref, &argument);
    }
    return invalid(call, "\"ref\" must be a ref/prompt or a ref/resource");
}

static void print(mcp_buf_t *buf, const mcp_suggest_t *found)
{
    int more = found->total < 0 || found->total > found->values->nelts;
    int i;

    mcp_buf_add_str(buf, "{\"completion\":{\"values\":[");
    for (i = 0; i < found->values->nelts; i++) {
        const char *value = APR_ARRAY_IDX(found->values, i, const char *);

        mcp_buf_add_str(buf, i ? "," : "");
        mcp_buf_add_json_str(buf, value, strlen(value));
    }
    mcp_buf_add_str(buf, "]");
    if (found->total >= 0) {
        mcp_buf_addf(buf, ",\"total\":%d", found->total);
    }
    mcp_buf_addf(buf, ",\"hasMore\":%s}", more ? "true" : "false");
}

mcp_err_t *mcp_method_complete(mcp_rpc_call_t *call, const char **result,
                               apr_size_t *len)
{
    mcp_suggest_t found;
    mcp_buf_t buf;
    mcp_err_t *err;

    if (!mcp_method_has_completion(call)) {
        return mcp_err_create(call->pool, MCP_ERR_METHOD,
                              "Method not found: this server completes "
                              "nothing");
    }
    mcp_suggest_init(&found, call->pool);
    err = complete(&found, call);
    if (err) {
        return err;
    }
    mcp_buf_init(&buf, 4096, call->pool);
    print(&buf, &found);
    mcp_page_finish(&buf, call->message->revision, MCP_PAGE_FLEETING, 0, NULL);
    *result = buf.data;
    *len = buf.len;
    return NULL;
}
