/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_UTIL_REVISION_H
#define MCP_UTIL_REVISION_H

/*
 * The revisions of the Model Context Protocol, oldest first, so that
 * "since 2025-06-18" is a comparison. "Legacy" revisions open with
 * initialize; the modern one carries its claim in each request's _meta.
 */

typedef enum {
    MCP_REV_UNKNOWN = -1,
    MCP_REV_2024_11_05 = 0,
    MCP_REV_2025_03_26,
    MCP_REV_2025_06_18,
    MCP_REV_2025_11_25,
    MCP_REV_2026_07_28,
    MCP_REVISIONS
} mcp_revision_e;

#define MCP_REV_LATEST_LEGACY MCP_REV_2025_11_25

#define mcp_revision_is_modern(rev) ((rev) >= MCP_REV_2026_07_28)

/* MCP_REV_UNKNOWN when name is NULL or no revision of ours. */
mcp_revision_e mcp_revision_find(const char *name);
const char *mcp_revision_name(mcp_revision_e revision);

#endif /* MCP_UTIL_REVISION_H */
