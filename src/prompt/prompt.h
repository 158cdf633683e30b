/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_PROMPT_PROMPT_H
#define MCP_PROMPT_PROMPT_H

/*
 * Prompts: texts that a user picks, with gaps for arguments (MCP,
 * server/prompts).
 *
 * They are made at start-up from conf/prompts.d, live in the configuration
 * pool and never change afterwards: any thread may read them.
 */

#include "nextcloud/suggest.h"
#include "util/json.h"

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

/* One message as it is sent. */
typedef struct mcp_prompt_said_t {
    const char *role;
    const char *text; /* UTF-8 */
} mcp_prompt_said_t;

struct mcp_prompt_t {
    const char *name;
    const char *title; /* or NULL */
    const char *description;
    const char *app; /* stem of the manifest's file name */
    const mcp_prompt_argument_t *arguments;
    int argument_count;
    const mcp_prompt_message_t *messages;
    int message_count;
    /* Makes the messages (of mcp_prompt_said_t) for values, one for each
     * argument, none of them NULL. */
    mcp_err_t *(*say)(apr_array_header_t **said, const mcp_prompt_t *prompt,
                      const char *const *values, apr_pool_t *pool);
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
mcp_err_t *mcp_prompt_fill(apr_array_header_t **said,
                           const mcp_prompt_t *prompt,
                           const char *const *values, apr_pool_t *pool);

/* What the value of an argument can become. */
mcp_err_t *mcp_prompt_complete(mcp_suggest_t *out, mcp_nc_t *nc,
                               const mcp_prompt_argument_t *argument,
                               const char *value);

#endif /* MCP_PROMPT_PROMPT_H */
