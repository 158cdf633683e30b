/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/native.h"

#include "tools/circles.h"
#include "tools/deck.h"
#include "tools/files.h"
#include "tools/search.h"
#include "tools/shares.h"
#include "tools/talk.h"

const mcp_native_t mcp_natives[] = {
    {"add_card", mcp_deck_card_add, NULL},
    {"add_card_label", mcp_deck_card_label, NULL},
    {"add_member_to_circle", mcp_circles_add_member, NULL},
    {"add_reaction", mcp_talk_react, NULL},
    {"assign_card_to_user", mcp_deck_card_assign, NULL},
    {"close_poll", mcp_talk_poll_close, NULL},
    {"convert_file", mcp_files_convert, NULL},
    {"copy_file", mcp_files_copy, NULL},
    {"create_circle", mcp_circles_create, NULL},
    {"create_folder", mcp_files_mkdir, NULL},
    {"create_poll", mcp_talk_poll, NULL},
    {"create_public_conversation", mcp_talk_create, NULL},
    {"create_public_sharing_link", mcp_shares_add_link, NULL},
    {"delete_card", mcp_deck_card_delete, NULL},
    {"delete_circle", mcp_circles_delete, NULL},
    {"delete_file", mcp_files_delete, NULL},
    {"delete_talk_message", mcp_talk_delete, NULL},
    {"edit_talk_message", mcp_talk_edit, NULL},
    {"get_card", mcp_deck_card_get, NULL},
    {"get_circle_details", mcp_circles_get, NULL},
    {"get_file_content", mcp_files_read, NULL},
    {"get_file_content_by_file_link", mcp_files_read_link, NULL},
    {"get_file_id_by_path", mcp_files_id_of_path, NULL},
    {"get_file_path_by_id", mcp_files_path_of_id, NULL},
    {"get_file_tree", mcp_files_tree, NULL},
    {"get_folder_tree", mcp_files_folders, NULL},
    {"get_poll", mcp_talk_poll_get, NULL},
    {"get_share_info", mcp_shares_get, NULL},
    {"list_board_cards", mcp_deck_cards, NULL},
    {"list_boards", mcp_deck_boards, NULL},
    {"list_circle_members", mcp_circles_members, NULL},
    {"list_circles", mcp_circles_list, NULL},
    {"list_messages_in_conversation", mcp_talk_messages, NULL},
    {"list_reactions", mcp_talk_reactions, NULL},
    {"list_shared_items", mcp_talk_items, NULL},
    {"list_shared_items_overview", mcp_talk_overview, NULL},
    {"list_shares", mcp_shares_list, NULL},
    {"list_talk_conversations", mcp_talk_list, NULL},
    {"mark_conversation_read", mcp_talk_mark_read, NULL},
    {"move_card", mcp_deck_card_move, NULL},
    {"move_file", mcp_files_move, NULL},
    {"remove_member_from_circle", mcp_circles_remove_member, NULL},
    {"remove_reaction", mcp_talk_unreact, NULL},
    {"reply_to_message", mcp_talk_reply, NULL},
    {"search", mcp_search_run, mcp_search_family},
    {"send_message_to_conversation", mcp_talk_send, NULL},
    {"share_file_to_conversation", mcp_talk_share_file, NULL},
    {"share_with_circle", mcp_circles_share, NULL},
    {"share_with_group", mcp_shares_add_group, NULL},
    {"share_with_user", mcp_shares_add_user, NULL},
    {"update_card", mcp_deck_card_update, NULL},
    {"update_circle", mcp_circles_update, NULL},
    {"update_share_permissions", mcp_shares_set_permissions, NULL},
    {"upload_file", mcp_files_upload, NULL},
    {"vote_on_poll", mcp_talk_poll_vote, NULL},
    {NULL, NULL, NULL},
};
