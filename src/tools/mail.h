/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_MAIL_H
#define MCP_TOOLS_MAIL_H

/* The tools of conf/tools.d/mail.json, and what they share.
 * Source: Nextcloud Mail, its OCS API. */

#include "tool/tool.h"

mcp_tool_fn mcp_mail_accounts; /* get_mail_account_list */
mcp_tool_fn mcp_mail_folders;  /* get_mail_folder_list */
mcp_tool_fn mcp_mail_list;     /* list_mails */
mcp_tool_fn mcp_mail_read;     /* read_mail */
mcp_tool_fn mcp_mail_send;     /* send_email */

#define MCP_MAIL_API "/ocs/v2.php/apps/mail/"

/* The account that the argument account_id means, by id or address. Mail says
 * of an account that is not there that the server is broken. */
mcp_err_t *mcp_mail_find_account(mcp_json_t **account,
                                 const mcp_tool_call_t *call);

/* The folder of the argument folder_id, by id or name, among those of all
 * accounts. */
mcp_err_t *mcp_mail_find_folder(mcp_json_t **folder,
                                const mcp_tool_call_t *call);

/* What Mail calls a recipient: {"email", "label"} from "a@example.com" or
 * "Name <a@example.com>". */
void mcp_mail_add_recipient(mcp_json_t *list, const char *text,
                            apr_pool_t *pool);

/* The other way round. */
const char *mcp_mail_name_recipient(const mcp_json_t *recipient,
                                    apr_pool_t *pool);

#endif /* MCP_TOOLS_MAIL_H */
