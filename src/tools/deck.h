/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_TOOLS_DECK_H
#define MCP_TOOLS_DECK_H

/* The tools of conf/tools.d/deck.json that need code, and what they share.
 * Source: Deck REST API documentation. */

#include "tool/tool.h"
#include "tools/lookup.h"

mcp_tool_fn mcp_deck_boards;      /* list_boards */
mcp_tool_fn mcp_deck_cards;       /* list_board_cards */
mcp_tool_fn mcp_deck_card_get;    /* get_card */
mcp_tool_fn mcp_deck_card_add;    /* add_card */
mcp_tool_fn mcp_deck_card_update; /* update_card */
mcp_tool_fn mcp_deck_card_move;   /* move_card */
mcp_tool_fn mcp_deck_card_label;  /* add_card_label */
mcp_tool_fn mcp_deck_card_assign; /* assign_card_to_user */
mcp_tool_fn mcp_deck_card_delete; /* delete_card */

#define MCP_DECK_BOARDS "/index.php/apps/deck/api/v1.0/boards"

/* The lists of one board. */
extern const mcp_lookup_t mcp_deck_stacks;

/* Where a call is about. What a tool does not ask for stays NULL. */
typedef struct mcp_deck_place_t {
    const mcp_json_t *board; /* with its stacks, labels and users */
    const mcp_json_t *stack;
    const mcp_json_t *card;
} mcp_deck_place_t;

/* Deck takes a card's id alone and ignores what board and list a request
 * names, or that they do not exist. So these find out first, and an argument
 * that does not fit is an error: nothing happens on another board than the
 * one that was meant. */

/* The board of the argument board_id, by id or title. */
mcp_err_t *mcp_deck_find_board(mcp_deck_place_t *place,
                               const mcp_tool_call_t *call);
/* The same with the list of the argument stack_arg. */
mcp_err_t *mcp_deck_find_stack(mcp_deck_place_t *place,
                               const mcp_tool_call_t *call,
                               const char *stack_arg);
/* The same with the card of the argument card_id. */
mcp_err_t *mcp_deck_find_card(mcp_deck_place_t *place,
                              const mcp_tool_call_t *call);

/* The card of the argument card_id, wherever it is: place may be empty. */
mcp_err_t *mcp_deck_get_card(mcp_json_t **card, const mcp_deck_place_t *place,
                             const mcp_tool_call_t *call);

/* All boards that are not deleted, with their stacks, labels and users. */
mcp_err_t *mcp_deck_get_boards(mcp_json_t **boards,
                               const mcp_tool_call_t *call);

/* ".../boards/<id>/stacks/<id>/cards", of place's board and list (0 where
 * there is none, since Deck does not look), and if place has a card, its id
 * and what follows it ("/assignUser", or ""). */
const char *mcp_deck_path(const mcp_tool_call_t *call,
                          const mcp_deck_place_t *place, const char *what);

/* Set the members of out from a card; stack may be NULL. brief: a long
 * description is cut. */
void mcp_deck_describe(mcp_json_t *out, const mcp_json_t *card,
                       const mcp_json_t *stack, int brief, apr_pool_t *pool);

#endif /* MCP_TOOLS_DECK_H */
