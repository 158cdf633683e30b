/* SPDX-License-Identifier: Apache-2.0 */

/* Input schemas that are published as they are, and mirrored arguments. */

#include "fixture.h"

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

const mcp_provider_tool_t fixture_schema_tools[] = {
    TOOL("json_schema_2020_12_tool", "Tool with JSON Schema 2020-12 features",
         SCHEMA_2020_12, fixture_say, "Done."),
    TOOL("test_x_mcp_header", "Has a parameter that is a header too",
         HEADER_SCHEMA, fixture_say, "Done."),
    NO_MORE_TOOLS,
};
