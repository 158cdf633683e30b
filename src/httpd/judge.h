/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_HTTPD_JUDGE_H
#define MCP_HTTPD_JUDGE_H

/* Other modules that have a say in who may have which tool (mod_mcp.h,
 * tool_policy). */

#include "tool/policy.h"

/* Asks all of them; NULL when there are none. Any thread, once httpd has
 * read its configuration. */
mcp_policy_ask_fn *mcp_judge_find(void);

#endif /* MCP_HTTPD_JUDGE_H */
