/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_FORMS_H
#define MCP_TOOLS_FORMS_H

/* The tools of conf/tools.d/forms.json, and what they share.
 * Source: Nextcloud Forms API, version 3. */

#include "tool/tool.h"

mcp_tool_fn mcp_forms_list;      /* list_forms */
mcp_tool_fn mcp_forms_get;       /* get_form_details */
mcp_tool_fn mcp_forms_create;    /* create_form */
mcp_tool_fn mcp_forms_question;  /* add_question_to_form */
mcp_tool_fn mcp_forms_responses; /* get_form_responses */
mcp_tool_fn mcp_forms_delete;    /* delete_form */
mcp_tool_fn mcp_forms_update;    /* update_form_settings */

/* The form that the argument form_id means, by id or title, as the lists of
 * forms have it. Forms counts requests for forms that do not exist as attacks;
 * looking in the lists asks for none. */
mcp_err_t *mcp_forms_find(const mcp_json_t **form,
                          const mcp_tool_call_t *call);

/* ".../forms/<id of form>" and what follows ("/questions", or ""). */
const char *mcp_forms_path(const mcp_tool_call_t *call, const mcp_json_t *form,
                           const char *what);

/* Set the members of out from a question. */
void mcp_forms_describe_question(mcp_json_t *out, const mcp_json_t *question);

/* Put what a refusal means on top of err. */
mcp_err_t *mcp_forms_explain(const mcp_tool_call_t *call, mcp_err_t *err);

#endif /* MCP_TOOLS_FORMS_H */
