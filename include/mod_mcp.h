/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOD_MCP_H
#define MOD_MCP_H

/*
 * mod_mcp.h - what other code may know about mod_mcp.
 *
 * The version lives here and nowhere else: the Makefile, the Server token,
 * serverInfo of MCP and the User-Agent towards Nextcloud are made from it.
 */

#define MOD_MCP_VERSION_MAJOR 0
#define MOD_MCP_VERSION_MINOR 1
#define MOD_MCP_VERSION_PATCH 0
#define MOD_MCP_VERSION "0.1.0"

#endif /* MOD_MCP_H */
