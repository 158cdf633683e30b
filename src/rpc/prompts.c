/* SPDX-License-Identifier: Apache-2.0 */

/* prompts/list and prompts/get (MCP, server/prompts). */

#include <string.h>

#include "rpc/page.h"

/* What is not declared does not exist either. */
static mcp_err_t *check_offered(const mcp_rpc_call_t *call)
{
    if (call->prompts) {
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_METHOD,
                          "Method not found: this server offers no prompts");
}

mcp_err_t *mcp_method_prompts_list(mcp_rpc_call_t *call, const char **result,
                                   apr_size_t *len)
{
    mcp_err_t *err = check_offered(call);

    return err ? err
               : mcp_page_list(call, &call->prompts->listing, "prompts",
                               result, len);
}

static mcp_err_t *find_prompt(const mcp_prompt_t **prompt,
                              const mcp_rpc_call_t *call)
{
    const char *name = mcp_json_get_str(call->message->params, "name", NULL);

    if (!name) {
        return mcp_err_create(call->pool, MCP_ERR_PARAMS,
                              "Invalid params: \"name\" must be the name of "
                              "a prompt");
    }
    *prompt = mcp_prompt_registry_find(call->prompts, name);
    if (!*prompt) {
        return mcp_err_create(call->pool, MCP_ERR_PARAMS,
                              "Unknown prompt; prompts/list shows what there "
                              "is");
    }
    return NULL;
}

static mcp_err_t *read_values(const char *const **values,
                              const mcp_prompt_t *prompt,
                              const mcp_rpc_call_t *call)
{
    const mcp_json_t *params = call->message->params;
    const mcp_json_t *arguments = mcp_json_get(params, "arguments");

    if (mcp_json_has(params, "arguments")
        && mcp_json_type(arguments) != MCP_JSON_OBJECT) {
        return mcp_err_create(call->pool, MCP_ERR_PARAMS,
                              "Invalid params: \"arguments\" must be an "
                              "object");
    }
    return mcp_prompt_read_values(values, prompt, arguments, call->pool);
}

static void print(mcp_buf_t *buf, const mcp_prompt_t *prompt,
                  const apr_array_header_t *said)
{
    int i;

    mcp_buf_add_str(buf, "{\"description\":");
    mcp_buf_add_json_str(buf, prompt->description,
                         strlen(prompt->description));
    mcp_buf_add_str(buf, ",\"messages\":[");
    for (i = 0; i < said->nelts; i++) {
        const mcp_prompt_said_t *one =
            &APR_ARRAY_IDX(said, i, mcp_prompt_said_t);

        mcp_buf_addf(buf,
                     "%s{\"role\":\"%s\",\"content\":{\"type\":\"text\","
                     "\"text\":",
                     i ? "," : "", one->role);
        mcp_buf_add_json_str(buf, one->text, strlen(one->text));
        mcp_buf_add_str(buf, "}}");
    }
    mcp_buf_add_str(buf, "]");
}

mcp_err_t *mcp_method_prompts_get(mcp_rpc_call_t *call, const char **result,
                                  apr_size_t *len)
{
    const mcp_prompt_t *prompt = NULL;
    const char *const *values = NULL;
    apr_array_header_t *said = NULL;
    mcp_buf_t buf;
    mcp_err_t *err = check_offered(call);

    if (!err) {
        err = find_prompt(&prompt, call);
    }
    if (!err) {
        err = read_values(&values, prompt, call);
    }
    if (!err) {
        err = prompt->say(&said, prompt, values, call->pool);
    }
    if (err) {
        return err;
    }
    mcp_buf_init(&buf, 4096, call->pool);
    print(&buf, prompt, said);
    mcp_page_finish(&buf, call->message->revision, MCP_PAGE_FLEETING, 0, NULL);
    *result = buf.data;
    *len = buf.len;
    return NULL;
}
