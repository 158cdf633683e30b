/* SPDX-License-Identifier: Apache-2.0 */

/* prompts/list and prompts/get (MCP, server/prompts). */

#include <string.h>

#include "rpc/page.h"
#include "rpc/peer.h"

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

static mcp_err_t *read_values(mcp_prompt_call_t *making,
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
    return mcp_prompt_read_values(&making->values, making->prompt, arguments,
                                  call->pool);
}

static void print(mcp_buf_t *buf, const mcp_prompt_call_t *making,
                  mcp_revision_e revision)
{
    const mcp_prompt_t *prompt = making->prompt;
    int i;

    mcp_buf_add_str(buf, "{\"description\":");
    mcp_buf_add_json_str(buf, prompt->description,
                         strlen(prompt->description));
    mcp_buf_add_str(buf, ",\"messages\":[");
    for (i = 0; i < mcp_result_count(making->said); i++) {
        mcp_buf_addf(buf, "%s{\"role\":\"%s\",\"content\":", i ? "," : "",
                     mcp_result_role(making->said, i));
        mcp_result_print_block(buf, making->said, i, revision);
        mcp_buf_add_str(buf, "}");
    }
    mcp_buf_add_str(buf, "]");
}

/* A prompt that is fixed is made on the worker too, where nobody can be
 * reached. *result is set when the client is asked something. */
static mcp_err_t *make(mcp_prompt_call_t *making, mcp_peer_t *peer,
                       mcp_rpc_call_t *call, const char **result,
                       apr_size_t *len)
{
    mcp_err_t *err;

    if (making->prompt->is_fixed) {
        return making->prompt->say(making);
    }
    if (!call->nc->uid) {
        return call->failure;
    }
    err = mcp_peer_open(peer, call);
    if (err) {
        return err;
    }
    making->nc = call->nc;
    making->client = &peer->client;
    err = making->prompt->say(making);
    if (!err) {
        (void)mcp_peer_asks(peer, result, len);
    }
    return err;
}

mcp_err_t *mcp_method_prompts_get(mcp_rpc_call_t *call, const char **result,
                                  apr_size_t *len)
{
    mcp_prompt_call_t making;
    mcp_peer_t peer;
    mcp_buf_t buf;
    mcp_err_t *err = check_offered(call);

    memset(&making, 0, sizeof(making));
    making.pool = call->pool;
    making.said = mcp_result_create(call->pool);
    *result = NULL;
    if (!err) {
        err = find_prompt(&making.prompt, call);
    }
    if (!err) {
        err = read_values(&making, call);
    }
    if (!err) {
        err = make(&making, &peer, call, result, len);
    }
    if (err || *result) {
        return err;
    }
    mcp_buf_init(&buf, 4096, call->pool);
    print(&buf, &making, call->message->revision);
    mcp_page_finish(&buf, call->message->revision, MCP_PAGE_FLEETING, 0, NULL);
    *result = buf.data;
    *len = buf.len;
    return NULL;
}
