/* SPDX-License-Identifier: Apache-2.0 */

/* Tools that go on as tasks. */

#include <string.h>

#include "fixture.h"

#define STEP apr_time_from_msec(50)

/* 0: it is to end. */
static int work(mcp_call_t *call, const mcp_api_t *api, double seconds)
{
    apr_time_t end = apr_time_now() + (apr_time_t)(seconds * APR_USEC_PER_SEC);

    while (apr_time_now() < end) {
        if (api->is_cancelled(call)) {
            api->set_error(call, "Cancelled.");
            return 0;
        }
        apr_sleep(STEP);
    }
    return 1;
}

static void compute(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *arguments = api->arguments(call);
    const char *label = api->get_string(call, arguments, "/label");

    if (work(call, api, api->get_number(call, arguments, "/seconds", 1))) {
        api->add_text(call,
                      apr_psprintf(api->pool(call), "Computed %s.",
                                   label ? label : "nothing in particular"));
    }
}

static void fail_as_result(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    if (work(call, api, 1)) {
        api->set_error(call, "This job always fails.");
    }
}

static void fail_as_error(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    if (work(call, api, 0.3)) {
        api->fail(call, MCP_FAIL_INTERNAL, "This job ends with an error.",
                  "{\"cause\":\"intended\"}");
    }
}

/* Everything that it says is text of its result. */
static void large(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    apr_size_t len = (apr_size_t)api->get_number(call, api->arguments(call),
                                                 "/bytes", 1000);
    char *text = apr_palloc(api->pool(call), len + 1);

    memset(text, 'x', len);
    text[len] = '\0';
    api->add_text(call, text);
}

static void confirm(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *answer =
        fixture_elicit(call, api, "confirm",
                       FORM("Delete it?", "\"confirm\":{\"type\":\"boolean\"}",
                            "\"confirm\""));

    if (answer) {
        api->add_text(call,
                      apr_psprintf(api->pool(call), "The answer was: %s.",
                                   api->get_string(call, answer, "/action")));
    }
}

static void ask_twice(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *first = fixture_elicit(
        call, api, "first_input",
        FORM("The first?", "\"value\":{\"type\":\"string\"}", "\"value\""));
    const char *second = fixture_elicit(
        call, api, "second_input",
        FORM("The second?", "\"value\":{\"type\":\"string\"}", "\"value\""));

    if (first && second) {
        api->add_text(call, "Both were answered.");
    }
}

/* Asks as a call, and goes on as a task. */
static void ask_first(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *answer =
        fixture_elicit(call, api, "user_name",
                       FORM("What is your name?",
                            "\"name\":{\"type\":\"string\"}", "\"name\""));
    const char *name;

    if (!answer) {
        return;
    }
    api->begin_task(call);
    name = api->get_string(call, answer, "/content/name");
    if (work(call, api, 0.5)) {
        api->add_text(call, apr_psprintf(api->pool(call), "Worked for %s.",
                                         name ? name : "nobody"));
    }
}

#define TASK(name, description, schema, run, flags)                           \
    {                                                                         \
        "{\"name\":\"" name "\",\"description\":\"" description               \
        "\",\"inputSchema\":" schema "}",                                     \
            run, NULL, MCP_TOOL_NO_NEXTCLOUD | (flags)                        \
    }

#define SECONDS                                                               \
    "{\"type\":\"object\",\"properties\":{\"seconds\":{\"type\":\"number\"}," \
    "\"label\":{\"type\":\"string\"}}}"

const mcp_provider_tool_t fixture_task_tools[] = {
    TASK("slow_compute", "Takes as long as it is told to", SECONDS, compute,
         MCP_TOOL_TASK_MAY),
    TASK("failing_job", "A task whose result is an error", EMPTY,
         fail_as_result, MCP_TOOL_TASK_MUST),
    TASK("protocol_error_job", "A task that ends with a JSON-RPC error", EMPTY,
         fail_as_error, MCP_TOOL_TASK_MAY),
    TASK("large_job", "A task with a result of so many bytes",
         "{\"type\":\"object\",\"properties\":{\"bytes\":{\"type\":"
         "\"integer\"}}}",
         large, MCP_TOOL_TASK_MAY),
    TASK("confirm_delete", "A task that asks first", ONE_STRING("filename"),
         confirm, MCP_TOOL_TASK_MAY),
    TASK("multi_input", "A task that asks two things at once", EMPTY,
         ask_twice, MCP_TOOL_TASK_MAY),
    TASK("test_tool_with_task", "Asks, and then becomes a task", EMPTY,
         ask_first, MCP_TOOL_TASK_MAY | MCP_TOOL_TASK_BEGINS),
    NO_MORE_TOOLS,
};
