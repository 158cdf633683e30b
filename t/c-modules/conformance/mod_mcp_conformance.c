/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The tools that the MCP conformance suite wants to find in a server
 * (@modelcontextprotocol/conformance), made with mod_mcp.h alone. What they
 * do, and often the very words, is what the suite's scenarios describe.
 */

#include <string.h>

#include <ap_provider.h>
#include <apr_strings.h>
#include <apr_time.h>
#include <httpd.h>
#include <http_config.h>

#include "mod_mcp.h"

#define STEP apr_time_from_msec(50)

/* 1 x 1 pixel */
static const char png[] =
    "\211\120\116\107\015\012\032\012\000\000\000\015\111\110\104\122\000"
    "\000\000\001\000\000\000\001\010\006\000\000\000\037\025\304\211\000"
    "\000\000\015\111\104\101\124\170\332\143\374\317\300\360\037\000\005"
    "\005\002\000\137\310\361\322\000\000\000\000\111\105\116\104\256\102"
    "\140\202";

/* one sample of silence */
static const char wav[] =
    "\122\111\106\106\046\000\000\000\127\101\126\105\146\155\164\040\020"
    "\000\000\000\001\000\001\000\100\037\000\000\000\175\000\000\002\000"
    "\020\000\144\141\164\141\002\000\000\000";

/* ---- content ---- */

static void simple_text(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    api->add_text(call, baton);
}

static void image(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    api->add_image(call, "image/png", png, sizeof(png) - 1);
}

static void audio(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    api->add_audio(call, "audio/wav", wav, sizeof(wav) - 1);
}

static void embedded_resource(mcp_call_t *call, const mcp_api_t *api,
                              void *baton)
{
    api->add_resource_text(call, "test://embedded-resource", "text/plain",
                           "This is an embedded resource content.");
}

static void multiple_types(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    api->add_text(call, "Multiple content types test:");
    image(call, api, NULL);
    api->add_resource_text(call, "test://mixed-content-resource",
                           "application/json",
                           "{\"test\":\"data\",\"value\":123}");
}

static void error(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    api->set_error(call,
                   "This tool intentionally returns an error for testing");
}

static void progress(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    api->progress(call, 0, 100, "Starting");
    apr_sleep(STEP);
    api->progress(call, 50, 100, "Half way");
    apr_sleep(STEP);
    api->progress(call, 100, 100, "Done");
    api->add_text(call, "Progress has been reported.");
}

static void greet(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *name = api->get_string(call, api->arguments(call), "/name");

    api->add_text(call, apr_psprintf(api->pool(call), "Hello, %s!",
                                     name ? name : "world"));
}

/* ---- questions ---- */

#define FORM(message, properties, required)                                   \
    "{\"message\":\"" message "\",\"requestedSchema\":{\"type\":\"object\","  \
    "\"properties\":{" properties "},\"required\":[" required "]}}"

#define NAME_FORM                                                             \
    FORM("What is your name?", "\"name\":{\"type\":\"string\"}", "\"name\"")

#define SAMPLE(text)                                                          \
    "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\","       \
    "\"text\":" text "}}],\"maxTokens\":100}"

#define CAPITAL SAMPLE("\"What is the capital of France?\"")

static const char *elicit(mcp_call_t *call, const mcp_api_t *api,
                          const char *key, const char *form)
{
    return api->ask(call, key, "elicitation/create", form);
}

static const char *text_of(mcp_call_t *call, const mcp_api_t *api,
                           const char *answer)
{
    const char *text = api->get_string(call, answer, "/content/text");

    return text ? text : "(no text)";
}

static void sampling(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *prompt =
        api->get_string(call, api->arguments(call), "/prompt");
    const char *params = apr_psprintf(api->pool(call), SAMPLE("%s"),
                                      api->quote(call, prompt ? prompt : ""));
    const char *answer =
        api->ask(call, "sample", "sampling/createMessage", params);

    if (answer) {
        api->add_text(call, apr_pstrcat(api->pool(call), "LLM response: ",
                                        text_of(call, api, answer), NULL));
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

    tell_choice(call, api, "User response", elicit(call, api, "user", form));
}

static void fixed_form(mcp_call_t *call, const mcp_api_t *api, void *form)
{
    tell_choice(call, api, "Elicitation completed",
                elicit(call, api, "form", form));
}

static void ask_name(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *answer = elicit(call, api, "user_name", NAME_FORM);
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
        api->add_text(call, text_of(call, api, answer));
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
    if (elicit(call, api, "confirm",
               FORM("Go on?", "\"ok\":{\"type\":\"boolean\"}", "\"ok\""))) {
        api->add_text(call, "state-ok");
    }
}

static void ask_all(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *name = elicit(call, api, "user_name", NAME_FORM);
    const char *greeting =
        api->ask(call, "greeting", "sampling/createMessage", CAPITAL);
    const char *roots = api->ask(call, "client_roots", "roots/list", NULL);

    if (name && greeting && roots) {
        api->add_text(call, "Everything has been answered.");
    }
}

static void ask_twice(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    if (elicit(call, api, "step1", NAME_FORM)
        && elicit(call, api, "step2",
                  FORM("What is your favourite colour?",
                       "\"color\":{\"type\":\"string\"}", "\"color\""))) {
        api->add_text(call, "Both steps are done.");
    }
}

static void ask_what_is_possible(mcp_call_t *call, const mcp_api_t *api,
                                 void *baton)
{
    const char *name = "";
    const char *capital = "";

    if (api->can_ask(call, "elicitation/create")) {
        name = elicit(call, api, "user_name", NAME_FORM);
    }
    if (api->can_ask(call, "sampling/createMessage")) {
        capital = api->ask(call, "capital_question", "sampling/createMessage",
                           CAPITAL);
    }
    if (name && capital) {
        api->add_text(call, "Asked what could be asked.");
    }
}

/* ---- what there is ---- */

#define EMPTY "{\"type\":\"object\",\"additionalProperties\":false}"

#define ONE_STRING(name)                                                      \
    "{\"type\":\"object\",\"properties\":{\"" name                            \
    "\":{\"type\":\"string\"}},\"required\":[\"" name "\"]}"

#define DEFINE(name, description, schema)                                     \
    "{\"name\":\"" name "\",\"description\":\"" description                   \
    "\",\"inputSchema\":" schema "}"

#define TOOL(name, description, schema, run, baton)                           \
    {                                                                         \
        DEFINE(name, description, schema), run, (void *)(baton),              \
            MCP_TOOL_NO_NEXTCLOUD                                             \
    }

#define PLAIN(name, description, run) TOOL(name, description, EMPTY, run, NULL)

#define SCHEMA_2020_12                                                        \
    "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","          \
    "\"type\":\"object\",\"$defs\":{\"address\":{\"$anchor\":\"addressDef\"," \
    "\"type\":\"object\",\"properties\":{\"street\":{\"type\":\"string\"},"   \
    "\"city\":{\"type\":\"string\"}}}},\"properties\":{"                      \
    "\"name\":{\"type\":\"string\"},"                                         \
    "\"address\":{\"$ref\":\"#/$defs/address\"},"                             \
    "\"contactMethod\":{\"type\":\"string\",\"enum\":[\"phone\",\"email\"]}," \
    "\"phone\":{\"type\":\"string\"},\"email\":{\"type\":\"string\"}},"       \
    "\"allOf\":[{\"anyOf\":[{\"required\":[\"phone\"]},"                      \
    "{\"required\":[\"email\"]}]}],"                                          \
    "\"if\":{\"properties\":{\"contactMethod\":{\"const\":\"phone\"}},"       \
    "\"required\":[\"contactMethod\"]},\"then\":{\"required\":[\"phone\"]},"  \
    "\"else\":{\"required\":[\"email\"]},\"additionalProperties\":false}"

#define HEADER_SCHEMA                                                         \
    "{\"type\":\"object\",\"properties\":{\"region\":{\"type\":\"string\","   \
    "\"x-mcp-header\":\"Region\"}}}"

static const char defaults_form[] =
    FORM("Please check these values",
         "\"name\":{\"type\":\"string\",\"default\":\"John Doe\"},"
         "\"age\":{\"type\":\"integer\",\"default\":30},"
         "\"score\":{\"type\":\"number\",\"default\":95.5},"
         "\"status\":{\"type\":\"string\",\"enum\":[\"active\",\"inactive\","
         "\"pending\"],\"default\":\"active\"},"
         "\"verified\":{\"type\":\"boolean\",\"default\":true}",
         "");

#define CHOICE(number, title)                                                 \
    "{\"const\":\"value" number "\",\"title\":\"" title "\"}"

static const char enums_form[] = FORM(
    "Please choose",
    "\"untitledSingle\":{\"type\":\"string\",\"enum\":["
    "\"option1\","
    "\"option2\",\"option3\"]},"
    "\"titledSingle\":{\"type\":\"string\",\"oneOf\":"
    "[" CHOICE("1", "First Option") "," CHOICE(
        "2",
        "Secon"
        "d "
        "Optio"
        "n") "," CHOICE("3",
                        "Third Option") "]},"
                                        "\"legacyEnum\":{\"type\":"
                                        "\"string\",\"enum\":[\"opt1\","
                                        "\"opt2\","
                                        "\"opt3\"],\"enumNames\":["
                                        "\"Option One\",\"Option Two\","
                                        "\"Option Three\"]},"
                                        "\"untitledMulti\":{\"type\":"
                                        "\"array\",\"items\":{\"type\":"
                                        "\"string\","
                                        "\"enum\":[\"option1\","
                                        "\"option2\",\"option3\"]}},"
                                        "\"titledMulti\":{\"type\":"
                                        "\"array\",\"items\":{\"anyOf\":"
                                        "[" CHOICE("1", "First Choice") "," CHOICE(
                                            "2",
                                            "Second Choice") "," CHOICE("3",
                                                                        "T"
                                                                        "h"
                                                                        "i"
                                                                        "r"
                                                                        "d"
                                                                        " "
                                                                        "C"
                                                                        "h"
                                                                        "o"
                                                                        "i"
                                                                        "c"
                                                                        "e") "]}}",
    "");

static const mcp_provider_tool_t tools[] = {
    TOOL("greet", "Greets by name", ONE_STRING("name"), greet, NULL),
    TOOL("json_schema_2020_12_tool", "Tool with JSON Schema 2020-12 features",
         SCHEMA_2020_12, simple_text, "Done."),
    TOOL("test_simple_text", "Text", EMPTY, simple_text,
         "This is a simple text response for testing."),
    PLAIN("test_image_content", "An image", image),
    PLAIN("test_audio_content", "Audio", audio),
    PLAIN("test_embedded_resource", "An embedded resource", embedded_resource),
    PLAIN("test_multiple_content_types", "Text, image and resource",
          multiple_types),
    PLAIN("test_error_handling", "Fails", error),
    PLAIN("test_tool_with_progress", "Reports progress", progress),
    TOOL("test_tool_with_logging", "Works in three steps", EMPTY, simple_text,
         "Done."),
    TOOL("test_logging_tool", "Works silently", EMPTY, simple_text, "Done."),
    TOOL("test_sampling", "Asks the client's model", ONE_STRING("prompt"),
         sampling, NULL),
    TOOL("test_elicitation", "Asks the user", ONE_STRING("message"),
         elicitation, NULL),
    TOOL("test_elicitation_sep1034_defaults", "A form with defaults", EMPTY,
         fixed_form, defaults_form),
    TOOL("test_elicitation_sep1330_enums", "A form with choices", EMPTY,
         fixed_form, enums_form),
    TOOL("test_x_mcp_header", "Has a parameter that is a header too",
         HEADER_SCHEMA, simple_text, "Done."),
    PLAIN("test_missing_capability", "Needs sampling", ask_model),
    TOOL("test_streaming_elicitation", "Answers at once", EMPTY, simple_text,
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
    {NULL, NULL, NULL, 0},
};

static const mcp_provider_t provider = {
    MCP_PROVIDER_STUFF,
    "conformance",
    tools,
};

static void register_hooks(apr_pool_t *pool)
{
    ap_register_provider(pool, MCP_PROVIDER_GROUP, provider.name,
                         MCP_PROVIDER_VERSION, &provider);
}

AP_DECLARE_MODULE(mcp_conformance) = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, register_hooks, 0,
};
