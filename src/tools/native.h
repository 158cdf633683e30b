/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_NATIVE_H
#define MCP_TOOLS_NATIVE_H

/*
 * The tools written in C, by the name a manifest gives in "native".
 * One file per Nextcloud app; the table in native.c is the only list.
 */

#include "tool/tool.h"

/* Ends with name NULL. */
extern const mcp_native_t mcp_natives[];

#endif /* MCP_TOOLS_NATIVE_H */
