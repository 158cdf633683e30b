/* SPDX-License-Identifier: Apache-2.0 */

#include "prompt/prompt_manifest.h"

#include <string.h>
#include <apr_strings.h>
#include "util/nearest.h"
#include "util/proof.h"

/* Each place may take a value of MCP_PROMPT_MAX_VALUE bytes. */
#define MAX_PLACES 32

static mcp_err_t *unknown(const mcp_prompt_t *prompt, const char *name,
                          const char *pointer, apr_pool_t *pool)
{
    const char *names[MCP_PROMPT_MAX_ARGUMENTS];
    const char *nearest;
    int i;

    for (i = 0; i < prompt->argument_count; i++) {
        names[i] = prompt->arguments[i].name;
    }
    nearest = mcp_nearest_find(name, names, prompt->argument_count);
    return nearest
               ? mcp_proof_fail(pool, pointer,
                                "{%s} is no argument (did you mean "
                                "{%s}?)",
                                name, nearest)
               : mcp_proof_fail(pool, pointer, "{%s} is no argument", name);
}

/* *text stands on "{" and is left behind "}". */
static mcp_err_t *read_place(mcp_prompt_piece_t *piece, const char **text,
                             const mcp_prompt_t *prompt, const char *pointer,
                             apr_pool_t *pool)
{
    apr_size_t len = strcspn(*text + 1, "{}");
    const char *name = apr_pstrmemdup(pool, *text + 1, len);

    if ((*text)[1 + len] != '}'
        || !mcp_proof_is_word(name, MCP_PROOF_NAME, 1, 48)) {
        return mcp_proof_fail(pool, pointer,
                              "braces must enclose the name of an argument");
    }
    piece->argument = mcp_prompt_find_argument(prompt, name);
    if (piece->argument < 0) {
        return unknown(prompt, name, pointer, pool);
    }
    *text += len + 2;
    return NULL;
}

mcp_err_t *mcp_prompt_text_read(mcp_prompt_message_t *message,
                                const mcp_prompt_t *prompt, int *used,
                                const char *text, const char *pointer,
                                apr_pool_t *pool)
{
    apr_array_header_t *pieces =
        apr_array_make(pool, 8, sizeof(mcp_prompt_piece_t));
    int places = 0;

    while (*text) {
        mcp_prompt_piece_t *piece = apr_array_push(pieces);
        apr_size_t len = strcspn(text, "{}");
        mcp_err_t *err;

        memset(piece, 0, sizeof(*piece));
        if (len) {
            piece->text = apr_pstrmemdup(pool, text, len);
            text += len;
            continue;
        }
        if (*text == '}') {
            return mcp_proof_fail(pool, pointer,
                                  "has a \"}\" without a \"{\"");
        }
        err = read_place(piece, &text, prompt, pointer, pool);
        if (err) {
            return err;
        }
        used[piece->argument]++;
        if (++places > MAX_PLACES) {
            return mcp_proof_fail(pool, pointer, "more than %d placeholders",
                                  MAX_PLACES);
        }
    }
    message->pieces = (const mcp_prompt_piece_t *)pieces->elts;
    message->count = pieces->nelts;
    return NULL;
}
