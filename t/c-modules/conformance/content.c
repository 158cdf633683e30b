/* SPDX-License-Identifier: Apache-2.0 */

/* Every kind of content, progress, and failure. */

#include "fixture.h"

#define STEP apr_time_from_msec(50)

const char fixture_png[FIXTURE_PNG_LEN] =
    "\211\120\116\107\015\012\032\012\000\000\000\015\111\110\104\122\000"
    "\000\000\001\000\000\000\001\010\006\000\000\000\037\025\304\211\000"
    "\000\000\015\111\104\101\124\170\332\143\374\317\300\360\037\000\005"
    "\005\002\000\137\310\361\322\000\000\000\000\111\105\116\104\256\102"
    "\140\202";

const char fixture_wav[FIXTURE_WAV_LEN] =
    "\122\111\106\106\046\000\000\000\127\101\126\105\146\155\164\040\020"
    "\000\000\000\001\000\001\000\100\037\000\000\000\175\000\000\002\000"
    "\020\000\144\141\164\141\002\000\000\000";

void fixture_say(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    api->add_text(call, baton);
}

static void image(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    api->add_image(call, "image/png", fixture_png, sizeof(fixture_png));
}

static void audio(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    api->add_audio(call, "audio/wav", fixture_wav, sizeof(fixture_wav));
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

const mcp_provider_tool_t fixture_content_tools[] = {
    TOOL("greet", "Greets by name", ONE_STRING("name"), greet, NULL),
    TOOL("test_simple_text", "Text", EMPTY, fixture_say,
         "This is a simple text response for testing."),
    PLAIN("test_image_content", "An image", image),
    PLAIN("test_audio_content", "Audio", audio),
    PLAIN("test_embedded_resource", "An embedded resource", embedded_resource),
    PLAIN("test_multiple_content_types", "Text, image and resource",
          multiple_types),
    PLAIN("test_error_handling", "Fails", error),
    PLAIN("test_tool_with_progress", "Reports progress", progress),
    NO_MORE_TOOLS,
};
