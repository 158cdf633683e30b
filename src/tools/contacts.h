/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_CONTACTS_H
#define MCP_TOOLS_CONTACTS_H

/* The tools of conf/tools.d/contacts.json. */

#include "tool/tool.h"

mcp_tool_fn mcp_contacts_find;   /* find_person_in_contacts */
mcp_tool_fn mcp_contacts_create; /* create_contact */
mcp_tool_fn mcp_contacts_update; /* update_contact */
mcp_tool_fn mcp_contacts_delete; /* delete_contact */

#endif /* MCP_TOOLS_CONTACTS_H */
