/* SPDX-License-Identifier: Apache-2.0 */

/* Tools that ask the client: multiple round trips of MCP 2026-07-28. */

#include "fixture.h"

#define NAME_FORM                                                             \
    FORM("What is your name?", "\"name\":{\"type\":\"string\"}", "\"name\"")

#define CAPITAL SAMPLE("\"What is the capital of France?\"")

const char *fixture_elicit(mcp_call_t *call, const mcp_api_t *api,
                           const char *key, const char *form)
{
    return api->ask(call, key, "elicitation/create", form);
}

const char *fixture_text_of(mcp_call_t *call, const mcp_api_t *api,
                            const char *answer)
{
    const char *text = api->get_string(call, answer, "/content/text");

    return text ? text : "(no text)";
}

static void ask_name(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *answer = fixture_elicit(call, api, "user_name", NAME_FORM);
    const char *name =
        answer ? api->get_string(call, answer, "/content/name") : NULL;

    if (answer) {
        api->add_text(call, apr_psprintf(api->pool(call), "Hello, %s!",
                                         name ? name : "stranger"));
    }
}

static void ask_model(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *answer =
        api->ask(call, "capital_question", "sampling/createMessage", CAPITAL);

    if (answer) {
        api->add_text(call, fixture_text_of(call, api, answer));
    }
}

static void ask_roots(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *answer = api->ask(call, "client_roots", "roots/list", NULL);

    if (answer) {
        const char *first = api->get_string(call, answer, "/roots/0/uri");

        api->add_text(call, first ? first : "No roots.");
    }
}

/* What mod_mcp hands to run again it has verified. */
static void ask_state(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    if (fixture_elicit(
            call, api, "confirm",
            FORM("Go on?", "\"ok\":{\"type\":\"boolean\"}", "\"ok\""))) {
        api->add_text(call, "state-ok");
    }
}

static void ask_all(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *name = fixture_elicit(call, api, "user_name", NAME_FORM);
    const char *greeting =
        api->ask(call, "greeting", "sampling/createMessage", CAPITAL);
    const char *roots = api->ask(call, "client_roots", "roots/list", NULL);

    if (name && greeting && roots) {
        api->add_text(call, "Everything has been answered.");
    }
}

static void ask_twice(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    if (fixture_elicit(call, api, "step1", NAME_FORM)
        && fixture_elicit(call, api, "step2",
                          FORM("What is your favourite colour?",
                               "\"color\":{\"type\":\"string\"}",
                               "\"color\""))) {
        api->add_text(call, "Both steps are done.");
    }
}

static void ask_what_is_possible(mcp_call_t *call, const mcp_api_t *api,
                                 void *baton)
{
    const char *name = "";
    const char *capital = "";

    if (api->can_ask(call, "elicitation/create")) {
        name = fixture_elicit(call, api, "user_name", NAME_FORM);
    }
    if (api->can_ask(call, "sampling/createMessage")) {
        capital = api->ask(call, "capital_question", "sampling/createMessage",
                           CAPITAL);
    }
    if (name && capital) {
        api->add_text(call, "Asked what could be asked.");
    }
}

const mcp_provider_tool_t fixture_question_tools[] = {
    PLAIN("test_missing_capability", "Needs sampling", ask_model),
    TOOL("test_streaming_elicitation", "Answers at once", EMPTY, fixture_say,
         "Done."),
    PLAIN("test_input_required_result_elicitation", "Asks for a name",
          ask_name),
    PLAIN("test_input_required_result_sampling", "Asks the model", ask_model),
    PLAIN("test_input_required_result_list_roots", "Asks for roots",
          ask_roots),
    PLAIN("test_input_required_result_request_state", "Asks with a state",
          ask_state),
    PLAIN("test_input_required_result_multiple_inputs", "Asks three things",
          ask_all),
    PLAIN("test_input_required_result_multi_round", "Asks twice", ask_twice),
    PLAIN("test_input_required_result_tampered_state", "Asks with a state",
          ask_state),
    PLAIN("test_input_required_result_capabilities",
          "Asks what the client can answer", ask_what_is_possible),
    NO_MORE_TOOLS,
};
