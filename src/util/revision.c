/* SPDX-License-Identifier: Apache-2.0 */

#include "util/revision.h"

#include <string.h>

static const char *const names[MCP_REVISIONS] = {
    [MCP_REV_2024_11_05] = "2024-11-05", [MCP_REV_2025_03_26] = "2025-03-26",
    [MCP_REV_2025_06_18] = "2025-06-18", [MCP_REV_2025_11_25] = "2025-11-25",
    [MCP_REV_2026_07_28] = "2026-07-28",
};

mcp_revision_e mcp_revision_find(const char *name)
{
    int i;

    for (i = 0; name && i < MCP_REVISIONS; i++) {
        if (!strcmp(names[i], name)) {
            return i;
        }
    }
    return MCP_REV_UNKNOWN;
}

const char *mcp_revision_name(mcp_revision_e revision)
{
    if (revision < MCP_REV_2024_11_05 || revision >= MCP_REVISIONS) {
        return "unknown";
    }
    return names[revision];
}
