/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/definition.h"

#include <string.h>
#include "util/text.h"

/* Each revision has had something of its own: annotations with 2025-03-26,
 * titles and output schemas with 2025-06-18, icons with 2025-11-25, output
 * schemas of any type with 2026-07-28. */
int mcp_definition_class(mcp_revision_e revision)
{
    return (int)revision;
}

/* Our own tools have three forms. 0: name, description, inputSchema; 1: and
 * annotations, the title among them; 2: and title and outputSchema. */
static int find_form(mcp_revision_e revision)
{
    if (revision >= MCP_REV_2025_06_18) {
        return 2;
    }
    return revision >= MCP_REV_2025_03_26;
}

static void add_string(mcp_buf_t *buf, const char *before, const char *text)
{
    mcp_buf_add_str(buf, before);
    mcp_buf_add_json_str(buf, text, strlen(text));
}

/* A hint that says what a client takes for granted without it is left out,
 * and so are those that mean nothing for a tool that only reads (MCP, schema,
 * ToolAnnotations). How far a tool reaches is said of those that write: what
 * is read may be anybody's words wherever it comes from. */
static void add_hints(mcp_buf_t *buf, const mcp_tool_t *tool,
                      const mcp_tool_member_t *shown)
{
    int open_world = tool->open_world && !shown->inside;

    if (tool->read_only) {
        mcp_buf_add_str(buf, open_world ? "\"readOnlyHint\":true,"
                                          "\"openWorldHint\":true}"
                                        : "\"readOnlyHint\":true}");
        return;
    }
    mcp_buf_addf(buf, "\"destructiveHint\":%s,",
                 tool->destructive ? "true" : "false");
    mcp_buf_add_str(buf, tool->idempotent ? "\"idempotentHint\":true," : "");
    mcp_buf_addf(buf, "\"openWorldHint\":%s}", open_world ? "true" : "false");
}

static void add_annotations(mcp_buf_t *buf, const mcp_tool_t *tool,
                            const mcp_tool_member_t *shown, int with_title)
{
    mcp_buf_add_str(buf, ",\"annotations\":{");
    if (with_title && shown->title) {
        add_string(buf, "\"title\":", shown->title);
        mcp_buf_add(buf, ",", 1);
    }
    add_hints(buf, tool, shown);
}

const char *mcp_definition_task(const mcp_tool_t *tool)
{
    switch (tool->task) {
    case MCP_TOOL_TASK_OPTIONAL:
        return "optional";
    case MCP_TOOL_TASK_REQUIRED:
        return "required";
    case MCP_TOOL_TASK_NEVER:
        break;
    }
    return "forbidden";
}

void mcp_definition_write(mcp_buf_t *buf, const mcp_tool_t *tool,
                          const mcp_tool_member_t *shown,
                          mcp_revision_e revision)
{
    mcp_tool_member_t own = {.name = tool->name,
                             .title = tool->title,
                             .description = tool->description};
    int form = find_form(revision);

    shown = shown ? shown : &own;
    add_string(buf, "{\"name\":", shown->name);
    if (form >= 2 && shown->title
        && !mcp_text_repeats(shown->title, shown->name)) {
        add_string(buf, ",\"title\":", shown->title);
    }
    add_string(buf, ",\"description\":", shown->description);
    mcp_buf_add_str(buf, ",\"inputSchema\":");
    mcp_buf_add_str(buf, tool->input_schema);
    if (form >= 2 && tool->output_schema) {
        mcp_buf_add_str(buf, ",\"outputSchema\":");
        mcp_buf_add_str(buf, tool->output_schema);
    }
    if (revision == MCP_REV_2025_11_25 && tool->task != MCP_TOOL_TASK_NEVER) {
        mcp_buf_addf(buf, ",\"execution\":{\"taskSupport\":\"%s\"}",
                     mcp_definition_task(tool));
    }
    if (form >= 1) {
        add_annotations(buf, tool, shown, form < 2);
    }
    mcp_buf_add_str(buf, "}");
}

void mcp_definition_prepare(mcp_tool_t *tool, apr_pool_t *pool)
{
    int i;

    for (i = 0; i < MCP_REVISIONS; i++) {
        mcp_revision_e revision = (mcp_revision_e)i;
        mcp_buf_t buf;

        if (i > 0 && tool->task == MCP_TOOL_TASK_NEVER
            && find_form(revision) == find_form((mcp_revision_e)(i - 1))) {
            tool->definition[i] = tool->definition[i - 1];
            tool->definition_len[i] = tool->definition_len[i - 1];
            continue;
        }
        mcp_buf_init(&buf, 1024, pool);
        mcp_definition_write(&buf, tool, NULL, revision);
        tool->definition[i] = buf.data;
        tool->definition_len[i] = buf.len;
    }
}
