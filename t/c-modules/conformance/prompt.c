/* SPDX-License-Identifier: Apache-2.0 */

/* Prompts with every kind of content, and one that asks the client. */

#include <string.h>

#include "fixture.h"

static void with_arguments(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *arguments = api->arguments(call);

    api->add_text(call,
                  apr_psprintf(api->pool(call),
                               "Prompt with arguments: arg1='%s', arg2='%s'",
                               api->get_string(call, arguments, "/arg1"),
                               api->get_string(call, arguments, "/arg2")));
}

/* Words that an argument may begin with. */
static void complete_argument(mcp_call_t *call, const mcp_api_t *api,
                              void *baton)
{
    static const char *const words[] = {"paris", "park", "party"};
    const char *typed = api->get_string(call, api->arguments(call), "/value");
    apr_size_t i;

    for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (!strncmp(words[i], typed, strlen(typed))) {
            api->add_value(call, words[i]);
        }
    }
}

static void with_resource(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *uri =
        api->get_string(call, api->arguments(call), "/resourceUri");

    api->add_resource_text(call, uri, "text/plain",
                           "Embedded resource content for testing.");
    api->add_text(call, "Please process the embedded resource above.");
}

static void with_image(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    api->add_image(call, "image/png", fixture_png, sizeof(fixture_png));
    api->add_text(call, "Please analyze the image above.");
}

static void asking(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *answer = fixture_elicit(
        call, api, "user_context",
        FORM("What is it about?", "\"context\":{\"type\":\"string\"}",
             "\"context\""));
    const char *context =
        answer ? api->get_string(call, answer, "/content/context") : NULL;

    if (answer) {
        api->add_text(call, apr_pstrcat(api->pool(call), "Tell me about ",
                                        context ? context : "anything", NULL));
    }
}

#define PROMPT(name, description, arguments, run_fn, complete_fn, its_baton)  \
    {                                                                         \
        .definition = "{\"name\":\"" name "\",\"description\":\"" description \
                      "\",\"arguments\":[" arguments "]}",                    \
        .run = (run_fn), .complete = (complete_fn),                           \
        .baton = (void *)(its_baton), .flags = MCP_TOOL_NO_NEXTCLOUD          \
    }

#define ARGUMENT(name)                                                        \
    "{\"name\":\"" name "\",\"description\":\"For the test\","                \
    "\"required\":true}"

const mcp_provider_item_t fixture_prompts[] = {
    PROMPT("test_simple_prompt", "A text", "", fixture_say, NULL,
           "This is a simple prompt for testing."),
    PROMPT("test_prompt_with_arguments", "A text with two gaps",
           ARGUMENT("arg1") "," ARGUMENT("arg2"), with_arguments,
           complete_argument, NULL),
    PROMPT("test_prompt_with_embedded_resource", "A resource and a text",
           ARGUMENT("resourceUri"), with_resource, NULL, NULL),
    PROMPT("test_prompt_with_image", "An image and a text", "", with_image,
           NULL, NULL),
    PROMPT("test_input_required_result_prompt", "Asks the user first", "",
           asking, NULL, NULL),
    {.definition = NULL},
};
