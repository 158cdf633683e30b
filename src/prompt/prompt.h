/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_PROMPT_PROMPT_H
#define MCP_PROMPT_PROMPT_H

/*
 * Prompts: texts that a user picks, with gaps for arguments (MCP,
 * server/prompts).
 *
 * They are made at start-up from conf/prompts.d and from what other modules
 * provide, live in the configuration pool and never change afterwards: any
 * thread may read them.
 */

#include "nextcloud/suggest.h"
#include "tool/tool.h"

#define MCP_PROMPT_MAX_ARGUMENTS 16
#define MCP_PROMPT_MAX_MESSAGES 16
#define MCP_PROMPT_MAX_VALUE 4096 /* bytes of an argument's value */

typedef enum {
    MCP_PROMPT_ANYTHING, /* nothing to suggest */
    MCP_PROMPT_PATH,     /* a file or folder of the user */
    MCP_PROMPT_FOLDER,
    MCP_PROMPT_USER, /* the id of somebody to share with */
    MCP_PROMPT_VALUES
} mcp_prompt_complete_e;

typedef struct mcp_prompt_argument_t {
    const char *name;
    const char *title; /* or NULL */
    const char *description;
    int required;
    const char *fallback; /* what an optional one is without a value */
    mcp_prompt_complete_e complete;
    const char *const *values; /* of MCP_PROMPT_VALUES; ends with NULL */
} mcp_prompt_argument_t;

/* Text, or the value of an argument. */
typedef struct mcp_prompt_piece_t {
    const char *text; /* NULL: see argument */
    int argument;     /* index */
} mcp_prompt_piece_t;

typedef struct mcp_prompt_message_t {
    const char *role; /* "user" or "assistant" */
    const mcp_prompt_piece_t *pieces;
    int count;
} mcp_prompt_message_t;

typedef struct mcp_prompt_t mcp_prompt_t;

/* One making of a prompt. All of it belongs to one pool and thread. */
typedef struct mcp_prompt_call_t {
    apr_pool_t *pool;
    const mcp_prompt_t *prompt;
    const char *const *values; /* one for each argument, none of them NULL */
    mcp_nc_t *nc;              /* NULL for prompts that are fixed */
    const mcp_tool_client_t *client; /* or NULL: nobody to be reached */
    mcp_result_t *said;              /* to be filled, a block per message */
} mcp_prompt_call_t;

struct mcp_prompt_t {
    const char *name;
    const char *title; /* or NULL */
    const char *description;
    const char *app; /* stem of the manifest's file name, or the provider's
                        name */
    const mcp_prompt_argument_t *arguments;
    int argument_count;
    const mcp_prompt_message_t *messages;
    int message_count;
    mcp_err_t *(*say)(mcp_prompt_call_t *call);
    int is_fixed;   /* say needs neither a Nextcloud nor the client */
    int standalone; /* it needs no Nextcloud */
    /* Of prompts whose arguments do not say how: what a value can become. */
    mcp_err_t *(*complete)(mcp_suggest_t *out, mcp_nc_t *nc,
                           const mcp_prompt_t *prompt,
                           const mcp_suggest_query_t *query);
    const void *baton;
    const char *icons; /* JSON text, or NULL */
    const char *meta;  /* JSON text, or NULL */
};

/* The index of an argument, -1 when there is none of this name. */
int mcp_prompt_find_argument(const mcp_prompt_t *prompt, const char *name);

/* The values in arguments (an object, or NULL: none), with the fallbacks of
 * those that are absent or empty. MCP_ERR_PARAMS names all mistakes: unknown,
 * missing, too long, no string. */
mcp_err_t *mcp_prompt_read_values(const char *const **values,
                                  const mcp_prompt_t *prompt,
                                  const mcp_json_t *arguments,
                                  apr_pool_t *pool);

/* The messages with their gaps filled: say of prompts from manifests. */
mcp_err_t *mcp_prompt_fill(mcp_prompt_call_t *call);

/* What the value of the argument at index can become. */
mcp_err_t *mcp_prompt_complete(mcp_suggest_t *out, mcp_nc_t *nc,
                               const mcp_prompt_t *prompt, int index,
                               const mcp_suggest_query_t *query);

#endif /* MCP_PROMPT_PROMPT_H */
