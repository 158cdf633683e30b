/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Videos, searched on YouTube's page: it holds the results as JSON in a
 * script, one object per video among much else. Those objects are taken out
 * of the text, so that the rest may look as it likes.
 */

#include "tools/outside.h"

#include <string.h>
#include <apr_strings.h>
#include "nextcloud/client.h"

#define MARK "\"videoRenderer\":"

/* The length of the JSON object that text begins with; 0: it has no end. */
static apr_size_t object_len(const char *text, const char *end)
{
    const char *s;
    int depth = 0;
    int quoted = 0;

    for (s = text; s < end; s++) {
        if (quoted) {
            quoted = *s != '"';
            s += *s == '\\';
        }
        else if (*s == '"') {
            quoted = 1;
        }
        else if (*s == '{') {
            depth++;
        }
        else if (*s == '}' && --depth == 0) {
            return (apr_size_t)(s - text) + 1;
        }
    }
    return 0;
}

/* YouTube writes a text as {"simpleText": …} or {"runs": [{"text": …}]}. */
static void add_text(mcp_json_t *out, const char *name,
                     const mcp_json_t *video, const char *from)
{
    const mcp_json_t *json = mcp_json_get(video, from);
    const char *text = mcp_json_get_str(json, "simpleText", NULL);

    if (!text) {
        text = mcp_json_get_str(mcp_json_at(mcp_json_get(json, "runs"), 0),
                                "text", NULL);
    }
    if (text) {
        mcp_json_set_str(out, name, text);
    }
}

static void add_video(mcp_json_t *list, const mcp_json_t *video,
                      apr_pool_t *pool)
{
    const char *id = mcp_json_get_str(video, "videoId", NULL);
    mcp_json_t *out;

    if (!id) {
        return;
    }
    out = mcp_json_add_object(list);
    mcp_json_set_str(
        out, "link",
        apr_pstrcat(pool, "https://www.youtube.com/watch?v=", id, NULL));
    add_text(out, "title", video, "title");
    add_text(out, "channel", video, "ownerText");
    add_text(out, "length", video, "lengthText");
    add_text(out, "published", video, "publishedTimeText");
}

static void read_videos(mcp_json_t *list, const mcp_http_response_t *response,
                        apr_size_t max, apr_pool_t *pool)
{
    const char *end = response->body + response->len;
    const char *at = response->body;

    while (mcp_json_length(list) < max && (at = strstr(at, MARK))) {
        mcp_json_t *video = NULL;
        apr_size_t len;

        at += strlen(MARK);
        len = object_len(at, end);
        if (len && !mcp_json_parse(&video, at, len, pool)) {
            add_video(list, video, pool);
        }
        at += len;
    }
}

mcp_err_t *mcp_youtube_search(mcp_tool_call_t *call)
{
    mcp_json_t *answer = mcp_json_object_create(call->pool);
    mcp_json_t *list = mcp_json_set_array(answer, "videos");
    mcp_http_response_t *response;
    mcp_err_t *err = mcp_outside_get(
        &response, call, MCP_SERVICE_YOUTUBE, "/results",
        mcp_nc_query_add(call->pool, NULL, "search_query",
                         mcp_json_get_str(call->args, "query", "")));

    if (err) {
        return err;
    }
    read_videos(list, response,
                (apr_size_t)mcp_json_get_int(call->args, "count", 5),
                call->pool);
    if (!mcp_json_length(list) && !strstr(response->body, "ytInitialData")) {
        return mcp_err_create(call->pool, MCP_ERR_TOOL,
                              "YouTube did not show its results to this "
                              "server. Try duckduckgo_results_json.");
    }
    mcp_result_set_structured(call->result, answer);
    return NULL;
}
