/* SPDX-License-Identifier: Apache-2.0 */

/*
 * initialize, ping and server/discover: who we are and what we speak.
 *
 * The answers depend on nothing but the revision and the configuration, so
 * that they work before Nextcloud has been asked for anything and while it is
 * down.
 */

#include <string.h>

#include "rpc/about.h"
#include "rpc/task_call.h"

/* server/discover is the same for everybody and changes with the server's
 * version and configuration only. */
#define DISCOVER_TTL 3600

static void add_extensions(mcp_buf_t *buf, const mcp_rpc_call_t *call)
{
    int tasks = mcp_task_call_is_offered(call);
    int skills = mcp_method_has_skills(call);

    if (!mcp_revision_is_modern(call->message->revision)
        || (!tasks && !skills)) {
        return;
    }
    mcp_buf_addf(buf, ",\"extensions\":{%s%s%s}",
                 tasks ? "\"" MCP_TASKS_EXTENSION "\":{}" : "",
                 tasks && skills ? "," : "",
                 skills ? "\"io.modelcontextprotocol/skills\":{"
                          "\"directoryRead\":true}"
                        : "");
}

/* Of 2025-11-25; later they are an extension. */
static void add_tasks(mcp_buf_t *buf, const mcp_rpc_call_t *call)
{
    if (!mcp_revision_is_modern(call->message->revision)
        && mcp_task_call_is_offered(call)) {
        mcp_buf_addf(buf,
                     ",\"tasks\":{%s\"cancel\":{},\"requests\":{\"tools\":"
                     "{\"call\":{}}}}",
                     call->nextcloud->url ? "\"list\":{}," : "");
    }
}

/* A capability that is declared must be served, and the other way round.
 * Changes are told on the streams of subscriptions/listen and of sessions, and
 * a session has a log level; all of them need a store. */
static void add_capabilities(mcp_buf_t *buf, const mcp_rpc_call_t *call)
{
    const char *list = call->store ? "\"listChanged\":true" : "";

    mcp_buf_addf(buf, "\"capabilities\":{\"tools\":{%s}", list);
    if (call->resources) {
        mcp_buf_addf(buf, ",\"resources\":{%s%s}",
                     call->store ? "\"subscribe\":true," : "", list);
    }
    if (call->store || mcp_revision_is_modern(call->message->revision)) {
        mcp_buf_add_str(buf, ",\"logging\":{}");
    }
    if (call->prompts) {
        mcp_buf_addf(buf, ",\"prompts\":{%s}", list);
    }
    /* 2024-11-05 has the method, but no name for it here. */
    if (call->message->revision >= MCP_REV_2025_03_26
        && mcp_method_has_completion(call)) {
        mcp_buf_add_str(buf, ",\"completions\":{}");
    }
    add_tasks(buf, call);
    add_extensions(buf, call);
    mcp_buf_add_str(buf, "}");
}

mcp_err_t *mcp_method_initialize(mcp_rpc_call_t *call, const char **result,
                                 apr_size_t *len)
{
    mcp_revision_e revision = call->message->revision;
    mcp_buf_t buf;

    mcp_buf_init(&buf, 1024, call->pool);
    mcp_buf_addf(&buf, "{\"protocolVersion\":\"%s\",\"serverInfo\":",
                 mcp_revision_name(revision));
    mcp_about_add_info(&buf, revision);
    mcp_buf_add_str(&buf, ",");
    add_capabilities(&buf, call);
    mcp_about_add_instructions(&buf, call);
    mcp_buf_add_str(&buf, "}");
    *result = buf.data;
    *len = buf.len;
    return NULL;
}

mcp_err_t *mcp_method_ping(mcp_rpc_call_t *call, const char **result,
                           apr_size_t *len)
{
    *result = "{}";
    *len = 2;
    return NULL;
}

mcp_err_t *mcp_method_discover(mcp_rpc_call_t *call, const char **result,
                               apr_size_t *len)
{
    mcp_buf_t buf;

    mcp_buf_init(&buf, 1024, call->pool);
    mcp_buf_add_str(&buf, "{\"supportedVersions\":[\"2026-07-28\"],");
    add_capabilities(&buf, call);
    mcp_about_add_instructions(&buf, call);
    /* Unlike other results it tells all of serverInfo. */
    mcp_buf_addf(&buf,
                 "," MCP_RESULT_COMPLETE ",\"ttlMs\":%d,\"cacheScope\":"
                 "\"public\",\"_meta\":{\"" MCP_ABOUT_KEY "\":",
                 DISCOVER_TTL * 1000);
    mcp_about_add_info(&buf, call->message->revision);
    mcp_buf_add_str(&buf, "}}");
    *result = buf.data;
    *len = buf.len;
    return NULL;
}
