/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_TALK_H
#define MCP_TOOLS_TALK_H

/* The tools of conf/tools.d/talk.json, and what they share.
 * Source: Nextcloud Talk API documentation (conversation, chat, poll). */

#include "tool/tool.h"

mcp_tool_fn mcp_talk_list;       /* list_talk_conversations */
mcp_tool_fn mcp_talk_create;     /* create_public_conversation */
mcp_tool_fn mcp_talk_mark_read;  /* mark_conversation_read */
mcp_tool_fn mcp_talk_send;       /* send_message_to_conversation */
mcp_tool_fn mcp_talk_reply;      /* reply_to_message */
mcp_tool_fn mcp_talk_edit;       /* edit_talk_message */
mcp_tool_fn mcp_talk_delete;     /* delete_talk_message */
mcp_tool_fn mcp_talk_messages;   /* list_messages_in_conversation */
mcp_tool_fn mcp_talk_react;      /* add_reaction */
mcp_tool_fn mcp_talk_unreact;    /* remove_reaction */
mcp_tool_fn mcp_talk_reactions;  /* list_reactions */
mcp_tool_fn mcp_talk_poll;       /* create_poll */
mcp_tool_fn mcp_talk_poll_get;   /* get_poll */
mcp_tool_fn mcp_talk_poll_vote;  /* vote_on_poll */
mcp_tool_fn mcp_talk_poll_close; /* close_poll */
mcp_tool_fn mcp_talk_share_file; /* share_file_to_conversation */
mcp_tool_fn mcp_talk_items;      /* list_shared_items */
mcp_tool_fn mcp_talk_overview;   /* list_shared_items_overview */

/* Part of the API's path, with its version. */
#define MCP_TALK_ROOM "v4/room"
#define MCP_TALK_CHAT "v1/chat"
#define MCP_TALK_REACTION "v1/reaction"
#define MCP_TALK_POLL "v1/poll"

/* The conversation that the argument conversation_name means, by its token
 * or its name, as Nextcloud lists it. Talk counts requests for tokens that do
 * not exist as attacks; looking in the list asks for none. */
mcp_err_t *mcp_talk_find(const mcp_json_t **room, const mcp_tool_call_t *call);

/* ".../<api>/<token of room>", and "/<number>" of the argument id_arg unless
 * that is NULL. */
const char *mcp_talk_path(const mcp_tool_call_t *call, const char *api,
                          const mcp_json_t *room, const char *id_arg);

/* Start the structured result: which conversation it was. */
mcp_json_t *mcp_talk_answer(const mcp_tool_call_t *call,
                            const mcp_json_t *room);

/* Set the members of out from a chat message as Talk has it: placeholders
 * are filled in, files and polls are listed. */
void mcp_talk_describe(mcp_json_t *out, const mcp_json_t *message,
                       apr_pool_t *pool);

#endif /* MCP_TOOLS_TALK_H */
