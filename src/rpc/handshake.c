/* SPDX-License-Identifier: Apache-2.0 */

/*
 * initialize, ping and server/discover: who we are and what we speak.
 *
 * The answers depend on nothing but the revision, so that they work before
 * Nextcloud has been asked for anything and while it is down.
 */

#include <string.h>

#include "mod_mcp.h"
#include "rpc/method.h"
#include "util/buf.h"

#define SERVER_NAME "\"name\":\"mod_mcp\",\"version\":\"" MOD_MCP_VERSION "\""
#define SERVER_INFO_TITLED "{" SERVER_NAME ",\"title\":\"Nextcloud\"}"

/* Clients hand this to the model; some read the first 512 characters only. */
#define INSTRUCTIONS                                                          \
    "\"This server works with the files, shares, people and search of the "   \
    "signed-in user's Nextcloud, with that user's rights. Paths are "         \
    "relative to the user's files and begin with a slash. Use "               \
    "get_file_tree to look around, the search_ tools to find things, and "    \
    "get_file_content to read. Nothing is overwritten unless you ask for "    \
    "it. An error says what to do next.\""

/* server/discover is the same for everybody and changes with the server's
 * version only. */
#define DISCOVER_TTL_MS "3600000"

#define SERVER_META                                                           \
    "{\"io.modelcontextprotocol/serverInfo\":" SERVER_INFO_TITLED "}"

static const char discover_result[] =
    "{" MCP_RESULT_COMPLETE ",\"supportedVersions\":[\"2026-07-28\"],"
    "\"capabilities\":{\"tools\":{}},\"instructions\":" INSTRUCTIONS
    ",\"ttlMs\":" DISCOVER_TTL_MS ",\"cacheScope\":\"public\","
    "\"_meta\":" SERVER_META "}";

const char *mcp_method_meta(mcp_revision_e revision)
{
    return mcp_revision_is_modern(revision) ? SERVER_META : NULL;
}

mcp_err_t *mcp_method_initialize(mcp_rpc_call_t *call, const char **result,
                                 apr_size_t *len)
{
    mcp_revision_e revision = call->message->revision;
    mcp_buf_t buf;

    mcp_buf_init(&buf, 1024, call->pool);
    mcp_buf_addf(&buf,
                 "{\"protocolVersion\":\"%s\",\"capabilities\":{\"tools\":{}}"
                 ",\"serverInfo\":%s,\"instructions\":",
                 mcp_revision_name(revision),
                 revision >= MCP_REV_2025_06_18 ? SERVER_INFO_TITLED
                                                : "{" SERVER_NAME "}");
    mcp_buf_add_str(&buf, INSTRUCTIONS "}");
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
    *result = discover_result;
    *len = sizeof(discover_result) - 1;
    return NULL;
}
