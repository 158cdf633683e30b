/* SPDX-License-Identifier: Apache-2.0 */

/* Tools that the scenarios of 2025-11-25 and earlier call: they ask the
 * client and write to its log while they run. */

#include "fixture.h"

static void sampling(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *prompt =
        api->get_string(call, api->arguments(call), "/prompt");
    const char *params = apr_psprintf(api->pool(call), SAMPLE("%s"),
                                      api->quote(call, prompt ? prompt : ""));
    const char *answer =
        api->ask(call, "sample", "sampling/createMessage", params);

    if (answer) {
        api->add_text(call,
                      apr_pstrcat(api->pool(call), "LLM response: ",
                                  fixture_text_of(call, api, answer), NULL));
    }
}

static void tell_choice(mcp_call_t *call, const mcp_api_t *api,
                        const char *intro, const char *answer)
{
    if (answer) {
        const char *action = api->get_string(call, answer, "/action");

        api->add_text(call, apr_psprintf(api->pool(call),
                                         "%s: action=%s, content=%s", intro,
                                         action, answer));
    }
}

static void elicitation(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *message =
        api->get_string(call, api->arguments(call), "/message");
    const char *form = apr_pstrcat(
        api->pool(call),
        "{\"message\":", api->quote(call, message ? message : "Who are you?"),
        ",\"requestedSchema\":{\"type\":\"object\",\"properties\":{"
        "\"username\":{\"type\":\"string\"},\"email\":{\"type\":\"string\"}},"
        "\"required\":[\"username\",\"email\"]}}",
        NULL);

    tell_choice(call, api, "User response",
                fixture_elicit(call, api, "user", form));
}

static void fixed_form(mcp_call_t *call, const mcp_api_t *api, void *form)
{
    tell_choice(call, api, "Elicitation completed",
                fixture_elicit(call, api, "form", form));
}

static const char defaults_form[] =
    FORM("Please check these values",
         "\"name\":{\"type\":\"string\",\"default\":\"John Doe\"},"
         "\"age\":{\"type\":\"integer\",\"default\":30},"
         "\"score\":{\"type\":\"number\",\"default\":95.5},"
         "\"status\":{\"type\":\"string\",\"enum\":[\"active\",\"inactive\","
         "\"pending\"],\"default\":\"active\"},"
         "\"verified\":{\"type\":\"boolean\",\"default\":true}",
         "");

static const char enums_form[] = FORM(
    "Please choose",
    "\"untitledSingle\":{\"type\":\"string\","
    "\"enum\":[\"option1\",\"option2\",\"option3\"]},"
    "\"titledSingle\":{\"type\":\"string\",\"oneOf\":["
    "{\"const\":\"value1\",\"title\":\"First Option\"},"
    "{\"const\":\"value2\",\"title\":\"Second Option\"},"
    "{\"const\":\"value3\",\"title\":\"Third Option\"}]},"
    "\"legacyEnum\":{\"type\":\"string\","
    "\"enum\":[\"opt1\",\"opt2\",\"opt3\"],"
    "\"enumNames\":[\"Option One\",\"Option Two\",\"Option Three\"]},"
    "\"untitledMulti\":{\"type\":\"array\",\"items\":{"
    "\"type\":\"string\",\"enum\":[\"option1\",\"option2\",\"option3\"]}},"
    "\"titledMulti\":{\"type\":\"array\",\"items\":{\"anyOf\":["
    "{\"const\":\"value1\",\"title\":\"First Choice\"},"
    "{\"const\":\"value2\",\"title\":\"Second Choice\"},"
    "{\"const\":\"value3\",\"title\":\"Third Choice\"}]}}",
    "");

#define STEP apr_time_from_msec(50)

static void three_steps(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    api->log(call, "info", "Tool execution started");
    apr_sleep(STEP);
    api->log(call, "info", "Tool processing data");
    apr_sleep(STEP);
    api->log(call, "info", "Tool execution completed");
    api->add_text(call, "Done.");
}

static void one_line(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    api->log(call, "warning", "This is for who wants to read it");
    api->add_text(call, "Done.");
}

static void reconnection(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    api->close_stream(call);
    apr_sleep(2 * STEP);
    api->log(call, "info", "The client is somewhere else");
    api->add_text(call, "Reconnection test completed");
}

const mcp_provider_tool_t fixture_legacy_tools[] = {
    PLAIN("test_reconnection", "Closes the stream before it is done",
          reconnection),
    PLAIN("test_tool_with_logging", "Works in three steps", three_steps),
    PLAIN("test_logging_tool", "Logs for who wants to read it", one_line),
    TOOL("test_sampling", "Asks the client's model", ONE_STRING("prompt"),
         sampling, NULL),
    TOOL("test_elicitation", "Asks the user", ONE_STRING("message"),
         elicitation, NULL),
    TOOL("test_elicitation_sep1034_defaults", "A form with defaults", EMPTY,
         fixed_form, defaults_form),
    TOOL("test_elicitation_sep1330_enums", "A form with choices", EMPTY,
         fixed_form, enums_form),
    NO_MORE_TOOLS,
};
