/* SPDX-License-Identifier: Apache-2.0 */

#include "job/short.h"

#include "tap.h"
#include <apr_strings.h>
#include "rpc/method.h"

static const mcp_tool_t reads = {.name = "reads", .read_only = 1};
static const mcp_tool_t writes = {.name = "writes"};
static const mcp_tool_t foreign = {
    .name = "foreign", .read_only = 1, .foreign = (mcp_foreign_t *)&reads};
static const mcp_tool_t quick = {.name = "quick",
                                 .read_only = 1,
                                 .quick = 1,
                                 .foreign = (mcp_foreign_t *)&reads};
static const mcp_tool_t *const tools[] = {&foreign, &quick, &reads, &writes};
static const mcp_registry_t registry = {tools, 4, NULL, 0};

#define META                                                                  \
    "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":"                 \
    "\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}"

static int is_short(const char *text, const char *method, const char *name,
                    const mcp_settings_t *settings)
{
    mcp_engine_t engine;
    mcp_body_t body;
    mcp_head_t head = {NULL, NULL, NULL, NULL, NULL};
    mcp_err_t *err;

    if (strstr(text, "2026-07-28")) {
        head.version = "2026-07-28";
        head.method = method;
        head.name = name;
    }
    memset(&engine, 0, sizeof(engine));
    engine.registry = &registry;
    err = mcp_message_parse(&body, text, strlen(text), 0, &head, tap_pool);
    is_str(err ? err->message : NULL, NULL, "the message is sound");
    return mcp_job_is_short(&engine, settings, &body);
}

static int is_short_call(const char *name, const char *meta,
                         const mcp_settings_t *settings)
{
    return is_short(apr_pstrcat(tap_pool,
                                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":"
                                "\"tools/call\",\"params\":{\"name\":\"",
                                name, "\"", meta, "}}", NULL),
                    "tools/call", name, settings);
}

int main(void)
{
    mcp_settings_t settings;

    tap_start();
    memset(&settings, 0, sizeof(settings));
    ok(is_short_call("reads", "", &settings), "reading");
    ok(!is_short_call("writes", "", &settings), "no writing, which goes on");
    ok(is_short_call("writes", "," META, &settings), "unless it is cancelled");
    ok(!is_short_call("foreign", "", &settings), "no code of others");
    ok(is_short_call("quick", "", &settings), "unless it is quick");
    ok(!is_short_call("other", "", &settings), "nothing unknown");
    ok(is_short("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}",
                "tools/list", NULL, &settings),
       "a list");
    ok(!is_short("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":"
                 "\"tools/list\"}]",
                 "tools/list", NULL, &settings),
       "no batch");
    ok(!is_short("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":"
                 "\"resources/read\",\"params\":{\"uri\":\"x:y\"}}",
                 "resources/read", NULL, &settings),
       "nothing else");
    settings.policy.confirm =
        apr_array_make(tap_pool, 1, sizeof(mcp_policy_rule_t));
    ok(!is_short_call("reads", "", &settings), "not where users are asked");
    return tap_end();
}
