/* SPDX-License-Identifier: Apache-2.0 */

/* Resources to be read, watched and found by a template. */

#include "fixture.h"

static void static_text(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    api->add_resource_text(call, "test://static-text", "text/plain",
                           "This is the content of the static text resource.");
}

static void static_binary(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    api->add_resource_blob(call, "test://static-binary", "image/png",
                           fixture_png, sizeof(fixture_png));
}

static void watched(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    api->add_resource_text(call, "test://watched-resource", "text/plain",
                           "Watch this resource.");
}

static void by_template(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    const char *arguments = api->arguments(call);
    const char *id = api->get_string(call, arguments, "/variables/id");
    const char *json = apr_psprintf(
        api->pool(call), "{\"id\":%s,\"templateTest\":true,\"data\":%s}",
        api->quote(call, id),
        api->quote(call,
                   apr_pstrcat(api->pool(call), "Data for ID: ", id, NULL)));

    api->add_resource_text(call, api->get_string(call, arguments, "/uri"),
                           "application/json", json);
}

const mcp_provider_item_t fixture_resources[] = {
    {.definition = "{\"uri\":\"test://static-text\",\"name\":\"Static text\","
                   "\"description\":\"A text that never changes\","
                   "\"mimeType\":\"text/plain\"}",
     .run = static_text,
     .flags = MCP_TOOL_NO_NEXTCLOUD},
    {.definition = "{\"uri\":\"test://static-binary\",\"name\":\"Static "
                   "binary\",\"description\":\"An image that never changes\","
                   "\"mimeType\":\"image/png\"}",
     .run = static_binary,
     .flags = MCP_TOOL_NO_NEXTCLOUD},
    {.definition = "{\"uri\":\"test://watched-resource\",\"name\":\"Watched "
                   "resource\",\"description\":\"To be subscribed to\","
                   "\"mimeType\":\"text/plain\"}",
     .run = watched,
     .flags = MCP_TOOL_NO_NEXTCLOUD},
    {.definition = NULL},
};

const mcp_provider_item_t fixture_templates[] = {
    {.definition = "{\"uriTemplate\":\"test://template/{id}/data\","
                   "\"name\":\"Template\",\"description\":\"Data by its id\","
                   "\"mimeType\":\"application/json\"}",
     .run = by_template,
     .flags = MCP_TOOL_NO_NEXTCLOUD},
    {.definition = NULL},
};
