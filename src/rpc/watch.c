/* SPDX-License-Identifier: Apache-2.0 */

/*
 * resources/subscribe and resources/unsubscribe: what a session wants to hear
 * of on its event stream (MCP 2025-11-25, server/resources). Later revisions
 * have subscriptions/listen in their place.
 */

#include <string.h>

#include "rpc/topics.h"

#define MAX_URI 4096

mcp_err_t *mcp_method_needs_session(const mcp_rpc_call_t *call)
{
    if (call->head->session) {
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_REQUEST,
                          "%s needs a session: send the Mcp-Session-Id that "
                          "initialize gave",
                          call->message->method);
}

static mcp_err_t *find_resource(const mcp_rpc_call_t *call, const char *uri)
{
    mcp_resource_call_t read;

    memset(&read, 0, sizeof(read));
    read.pool = call->pool;
    read.uri = uri;
    if (call->resources
        && mcp_resource_registry_find(call->resources, &read)) {
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_RESOURCE,
                          "Resource not found: nothing here has this URI");
}

static mcp_err_t *read_uri(const char **uri, const mcp_rpc_call_t *call)
{
    *uri = mcp_json_get_str(call->message->params, "uri", NULL);
    if (*uri && strlen(*uri) <= MAX_URI) {
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_PARAMS,
                          "Invalid params: \"uri\" must be a string of at "
                          "most %d bytes",
                          MAX_URI);
}

static mcp_err_t *change(const mcp_rpc_call_t *call, const char *uri, int add)
{
    const mcp_session_t *session = call->head->session;
    mcp_session_resource_t resource;
    apr_status_t rv;

    resource.uri = uri;
    resource.since = mcp_topic_read(
        call->store, mcp_topics_resource(uri, call->pool), call->pool);
    rv = mcp_session_watch(call->store, session, &resource, add, call->pool);
    if (rv == APR_SUCCESS) {
        /* Its stream may be open, at another child. */
        (void)mcp_topic_touch(call->store,
                              mcp_topics_session(session->id, call->pool),
                              call->pool);
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_INTERNAL,
                          "This session watches as many resources as it may; "
                          "unsubscribe from some");
}

static mcp_err_t *run(mcp_rpc_call_t *call, int add, const char **result,
                      apr_size_t *len)
{
    const char *uri;
    mcp_err_t *err = mcp_method_needs_session(call);

    if (!err) {
        err = read_uri(&uri, call);
    }
    if (!err && add) {
        err = find_resource(call, uri);
    }
    if (!err) {
        err = change(call, uri, add);
    }
    *result = "{}";
    *len = 2;
    return err;
}

mcp_err_t *mcp_method_subscribe(mcp_rpc_call_t *call, const char **result,
                                apr_size_t *len)
{
    return run(call, 1, result, len);
}

mcp_err_t *mcp_method_unsubscribe(mcp_rpc_call_t *call, const char **result,
                                  apr_size_t *len)
{
    return run(call, 0, result, len);
}
