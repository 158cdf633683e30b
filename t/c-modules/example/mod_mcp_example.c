/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Two tools, resources and a prompt in a module of their own.
 * docs/extending.md walks through it.
 */

#include <string.h>

#include <ap_provider.h>
#include <apr_strings.h>
#include <apr_time.h>
#include <httpd.h>
#include <http_config.h>

#include "mod_mcp.h"

/* A tool that needs nothing but its arguments, and takes its time. */
static void count_down(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    int from = (int)api->get_number(call, api->arguments(call), "/from", 3);
    int i;

    /* The schema is for the model; checking is ours. */
    if (from < 1 || from > 10) {
        api->set_error(call, "from must be a number from 1 to 10.");
        return;
    }
    for (i = 0; i < from && !api->is_cancelled(call); i++) {
        api->progress(call, i, from, "Counting");
        apr_sleep(apr_time_from_msec(100));
    }
    api->set_structured(call,
                        apr_psprintf(api->pool(call), "{\"counted\":%d}", i));
    api->add_text(call, "Lift-off!");
}

/* A tool that reads something of the user's Nextcloud. */
static void who_am_i(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const mcp_upstream_request_t request = {
        .size = sizeof(request),
        .method = "GET",
        .path = "/ocs/v2.php/cloud/user",
    };
    const mcp_upstream_response_t *answer;
    const char *problem = api->nextcloud(call, &request, &answer);
    const char *name;

    if (problem) {
        api->set_error(call, problem);
        return;
    }
    name = api->get_string(call, answer->body, "/ocs/data/displayname");
    if (answer->status != HTTP_OK || !name) {
        api->set_error(call, "Nextcloud did not say who you are.");
        return;
    }
    api->add_text(call, apr_psprintf(api->pool(call), "You are %s (%s).", name,
                                     api->user(call)));
}

static const mcp_provider_tool_t tools[] = {
    {"{\"name\":\"example_count_down\",\"title\":\"Count down\","
     "\"description\":\"Counts down, ten steps a second.\","
     "\"inputSchema\":{\"type\":\"object\",\"properties\":{\"from\":{"
     "\"type\":\"integer\",\"minimum\":1,\"maximum\":10,\"default\":3}}},"
     "\"outputSchema\":{\"type\":\"object\",\"properties\":{\"counted\":{"
     "\"type\":\"integer\"}}},"
     "\"annotations\":{\"readOnlyHint\":true}}",
     count_down, NULL, MCP_TOOL_NO_NEXTCLOUD},
    {"{\"name\":\"example_who_am_i\",\"title\":\"Who am I?\","
     "\"description\":\"The name of the signed-in Nextcloud user.\","
     "\"inputSchema\":{\"type\":\"object\"},"
     "\"annotations\":{\"readOnlyHint\":true}}",
     who_am_i, NULL, 0},
    {NULL, NULL, NULL, 0},
};

/* Resources of one form: a digit of pi by its place. */
static const char pi[] = "3.14159265358979";

static void digit(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *arguments = api->arguments(call);
    const char *place = api->get_string(call, arguments, "/variables/place");
    apr_int64_t index = apr_atoi64(place);

    if (index < 1 || index > 14) {
        api->fail(call, MCP_FAIL_NOT_FOUND, "Places are 1 to 14.", NULL);
        return;
    }
    api->add_resource_text(call, api->get_string(call, arguments, "/uri"),
                           "text/plain",
                           apr_psprintf(api->pool(call), "%c", pi[index + 1]));
}

static void places(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *typed = api->get_string(call, api->arguments(call), "/value");
    int i;

    for (i = 1; i <= 14; i++) {
        const char *place = apr_itoa(api->pool(call), i);

        if (!strncmp(place, typed, strlen(typed))) {
            api->add_value(call, place);
        }
    }
}

static const mcp_provider_item_t templates[] = {
    {.definition = "{\"uriTemplate\":\"example://pi/{place}\",\"name\":"
                   "\"pi\",\"title\":\"Digits of pi\",\"mimeType\":"
                   "\"text/plain\"}",
     .run = digit,
     .complete = places,
     .flags = MCP_TOOL_NO_NEXTCLOUD},
    {.definition = NULL},
};

/* A prompt that looks something up. */
static void greeting(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *tone = api->get_string(call, api->arguments(call), "/tone");

    api->add_text(call, apr_psprintf(api->pool(call), "Greet %s, %s.",
                                     api->user(call), tone ? tone : "kindly"));
    api->set_role(call, "assistant");
    api->add_text(call, "Shall I say it in another language?");
}

static const mcp_provider_item_t prompts[] = {
    {.definition = "{\"name\":\"example_greeting\",\"description\":\"Greets "
                   "the user\",\"arguments\":[{\"name\":\"tone\","
                   "\"description\":\"How\"}]}",
     .run = greeting},
    {.definition = NULL},
};

static const mcp_provider_t provider = {
    MCP_PROVIDER_STUFF,     .name = "example",
    .tools = tools,         .item_size = sizeof(mcp_provider_item_t),
    .templates = templates, .prompts = prompts,
};

static void register_hooks(apr_pool_t *pool)
{
    ap_register_provider(pool, MCP_PROVIDER_GROUP, provider.name,
                         MCP_PROVIDER_VERSION, &provider);
}

AP_DECLARE_MODULE(mcp_example) = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, register_hooks, 0,
};
