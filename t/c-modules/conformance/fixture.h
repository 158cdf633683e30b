/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FIXTURE_H
#define FIXTURE_H

/*
 * What the MCP conformance suite (@modelcontextprotocol/conformance) wants to
 * find in a server, made with mod_mcp.h alone. What it does, and often the
 * very words, is what the suite's scenarios describe.
 *
 * One file per subject; each has a table, and mod_mcp_conformance.c puts the
 * tables together.
 */

#include <apr_strings.h>
#include <apr_time.h>

#include "mod_mcp.h"

/* Each ends with a definition of NULL. */
extern const mcp_provider_tool_t fixture_content_tools[];
extern const mcp_provider_tool_t fixture_schema_tools[];
extern const mcp_provider_tool_t fixture_question_tools[];
extern const mcp_provider_tool_t fixture_legacy_tools[];
extern const mcp_provider_tool_t fixture_change_tools[];
extern const mcp_provider_tool_t fixture_task_tools[];
extern const mcp_provider_item_t fixture_resources[];
extern const mcp_provider_item_t fixture_templates[];
extern const mcp_provider_item_t fixture_prompts[];

/* 1 x 1 pixel of PNG, and one sample of silence as WAV. */
#define FIXTURE_PNG_LEN 70
extern const char fixture_png[FIXTURE_PNG_LEN];
#define FIXTURE_WAV_LEN 46
extern const char fixture_wav[FIXTURE_WAV_LEN];

/* The tool says its baton. */
void fixture_say(mcp_call_t *call, const mcp_api_t *api, void *baton);

/* The params of an elicitation, of strings of JSON. */
#define FORM(message, properties, required)                                   \
    "{\"message\":\"" message "\",\"requestedSchema\":{\"type\":\"object\","  \
    "\"properties\":{" properties "},\"required\":[" required "]}}"

/* The params of a sampling; text is JSON too. */
#define SAMPLE(text)                                                          \
    "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\","       \
    "\"text\":" text "}}],\"maxTokens\":100}"

const char *fixture_elicit(mcp_call_t *call, const mcp_api_t *api,
                           const char *key, const char *form);
/* The text of an answer to a sampling. */
const char *fixture_text_of(mcp_call_t *call, const mcp_api_t *api,
                            const char *answer);

/* Input schemas. */
#define EMPTY "{\"type\":\"object\",\"additionalProperties\":false}"

#define ONE_STRING(name)                                                      \
    "{\"type\":\"object\",\"properties\":{\"" name                            \
    "\":{\"type\":\"string\"}},\"required\":[\"" name "\"]}"

/* Rows of a table of tools. */
#define TOOL(name, description, schema, run, baton)                           \
    {                                                                         \
        "{\"name\":\"" name "\",\"description\":\"" description               \
        "\",\"inputSchema\":" schema "}",                                     \
            run, (void *)(baton), MCP_TOOL_NO_NEXTCLOUD                       \
    }

#define PLAIN(name, description, run) TOOL(name, description, EMPTY, run, NULL)

#define NO_MORE_TOOLS                                                         \
    {                                                                         \
        NULL, NULL, NULL, 0                                                   \
    }

#endif /* FIXTURE_H */
