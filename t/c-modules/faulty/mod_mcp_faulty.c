/* SPDX-License-Identifier: Apache-2.0 */

/*
 * For t/80-extend.t: tools that use what the other modules do not, and
 * providers that mod_mcp has to refuse.
 *
 *   FaultyProvider abi|small|large|tool|api|item|name   a broken structure
 *   FaultyDefinition '{"name":…}'                   a tool of this definition
 *   FaultyResource, FaultyTemplate, FaultyPrompt '{…}'   the same of others;
 *       'complete {…}': one that completes
 */

#include <string.h>

#include <ap_provider.h>
#include <apr_strings.h>
#include <httpd.h>
#include <http_config.h>

#include "mod_mcp.h"

static void links(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    mcp_link_t link = {sizeof(link), "test://link", "link", "A link",
                       "What it is", "text/plain",  7};

    api->add_link(call, &link);
    api->add_resource_blob(call, "test://blob", "application/octet-stream",
                           "\0\1\2", 3);
    api->add_audio(call, "audio/wav", "RIFF", 4);
}

static void structured(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *arguments = api->arguments(call);
    const char *json = api->get_string(call, arguments, "/a~1b/0/json");
    const char *wrong = api->set_structured(call, json ? json : arguments);

    if (wrong) {
        api->set_error(call, wrong);
    }
}

static void fails(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *code = api->get_string(call, api->arguments(call), "/code");

    api->add_text(call, "lost");
    api->fail(call,
              code && !strcmp(code, "params") ? MCP_FAIL_PARAMS
                                              : MCP_FAIL_INTERNAL,
              "As you wish", "{\"why\":[1]}");
    api->fail(call, MCP_FAIL_INTERNAL, "Too late", NULL);
}

/* A request with a body and headers, or with a path that is refused. */
static void upstream(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *arguments = api->arguments(call);
    mcp_upstream_request_t request;
    const mcp_upstream_response_t *answer;
    const char *problem;

    memset(&request, 0, sizeof(request));
    request.size = sizeof(request);
    request.method = api->get_string(call, arguments, "/method");
    request.path = api->get_string(call, arguments, "/path");
    request.query = api->get_string(call, arguments, "/query");
    request.body = api->get_string(call, arguments, "/body");
    request.body_len = request.body ? strlen(request.body) : 0;
    request.content_type = request.body ? "text/plain" : NULL;
    request.headers = apr_table_make(api->pool(call), 2);
    apr_table_set(request.headers, "X-Test", "yes");
    apr_table_set(request.headers, "authorization", "Basic Ym9iOmFwcC1ib2I=");
    problem = api->nextcloud(call, &request, &answer);
    if (problem) {
        api->set_error(call, problem);
        return;
    }
    api->add_text(call, apr_psprintf(api->pool(call), "%d %s", answer->status,
                                     answer->body));
}

static void user(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *uid = api->user(call);

    api->add_text(call, uid ? uid : "nobody");
}

#define DEFINE(name)                                                          \
    "{\"name\":\"" name "\",\"description\":\"For tests\","                   \
    "\"inputSchema\":{\"type\":\"object\"}}"

static mcp_provider_tool_t tools[] = {
    {DEFINE("faulty_links"), links, NULL, MCP_TOOL_NO_NEXTCLOUD},
    {DEFINE("faulty_structured"), structured, NULL, MCP_TOOL_NO_NEXTCLOUD},
    {DEFINE("faulty_fails"), fails, NULL, MCP_TOOL_NO_NEXTCLOUD},
    {DEFINE("faulty_upstream"), upstream, NULL, MCP_TOOL_NO_NEXTCLOUD},
    {DEFINE("faulty_user"), user, NULL, MCP_TOOL_NO_NEXTCLOUD},
    {NULL, user, NULL, MCP_TOOL_NO_NEXTCLOUD}, /* FaultyDefinition */
    {NULL, NULL, NULL, 0},
};

static mcp_provider_item_t resources[2];
static mcp_provider_item_t templates[2];
static mcp_provider_item_t prompts[2];

static mcp_provider_t provider = {
    MCP_PROVIDER_STUFF,     .name = "faulty",
    .tools = tools,         .item_size = sizeof(mcp_provider_item_t),
    .resources = resources, .templates = templates,
    .prompts = prompts,
};

static const char *break_provider(cmd_parms *cmd, void *unused,
                                  const char *how)
{
    if (!strcmp(how, "abi")) {
        provider.abi++;
    }
    else if (!strcmp(how, "small")) {
        provider.size = APR_OFFSETOF(mcp_provider_t, tools);
    }
    else if (!strcmp(how, "large")) {
        provider.size += sizeof(void *);
    }
    else if (!strcmp(how, "tool")) {
        provider.tool_size += sizeof(void *);
    }
    else if (!strcmp(how, "api")) {
        provider.api_size += sizeof(void *);
    }
    else if (!strcmp(how, "item")) {
        provider.item_size += sizeof(void *);
    }
    else if (!strcmp(how, "old")) {
        provider.size = APR_OFFSETOF(mcp_provider_t, item_size);
    }
    else if (!strcmp(how, "name")) {
        provider.name = "another";
    }
    else if (!strcmp(how, "run")) {
        tools[0].run = NULL;
    }
    else {
        tools[0].flags = 0x80;
    }
    return NULL;
}

static const char *set_definition(cmd_parms *cmd, void *unused,
                                  const char *text)
{
    tools[sizeof(tools) / sizeof(tools[0]) - 2].definition = text;
    return NULL;
}

/* What has no place in a resource or a prompt. */
static void misplaced(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *uri = api->get_string(call, api->arguments(call), "/uri");

    if (!uri) {
        api->add_value(call, "a value");
    }
    else if (strstr(uri, "text")) {
        api->add_text(call, "a text");
    }
    else if (strstr(uri, "error")) {
        api->set_error(call, "As you wish");
    }
    else if (strstr(uri, "ask")) {
        const char *answer = api->ask(call, "roots", "roots/list", NULL);

        if (answer) {
            api->add_resource_text(call, uri, "application/json", answer);
        }
    }
    else if (strstr(uri, "chatter")) {
        int i;

        for (i = 0; i < 10000; i++) {
            api->progress(call, i, 10000, NULL);
        }
        api->add_resource_text(call, uri, NULL, "enough");
    }
    else if (strstr(uri, "two")) {
        api->add_resource_text(call, "faulty://1", NULL, "one");
        api->add_resource_blob(call, "faulty://2", "a/b", "two", 3);
    }
}

static const char *set_item(cmd_parms *cmd, void *unused, const char *text)
{
    mcp_provider_item_t *item = cmd->info;

    if (!strncmp(text, "complete ", 9)) {
        item->complete = misplaced;
        text += 9;
    }
    item->definition = text;
    item->run = misplaced;
    item->flags = MCP_TOOL_NO_NEXTCLOUD;
    return NULL;
}

static const command_rec directives[] = {
    AP_INIT_TAKE1("FaultyProvider", break_provider, NULL, RSRC_CONF,
                  "what is wrong with it"),
    AP_INIT_TAKE1("FaultyDefinition", set_definition, NULL, RSRC_CONF,
                  "the definition of a tool"),
    AP_INIT_TAKE1("FaultyResource", set_item, resources, RSRC_CONF,
                  "the definition of a resource"),
    AP_INIT_TAKE1("FaultyTemplate", set_item, templates, RSRC_CONF,
                  "the definition of a template"),
    AP_INIT_TAKE1("FaultyPrompt", set_item, prompts, RSRC_CONF,
                  "the definition of a prompt"),
    {.name = NULL},
};

static void register_hooks(apr_pool_t *pool)
{
    ap_register_provider(pool, MCP_PROVIDER_GROUP, "faulty",
                         MCP_PROVIDER_VERSION, &provider);
}

AP_DECLARE_MODULE(mcp_faulty) = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, directives,
    register_hooks,          0,
};
