/* SPDX-License-Identifier: Apache-2.0 */

#include "resource/uri_template.h"

#include <string.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include "util/proof.h"
#include "util/text.h"

#define MAX_NAME 64

typedef enum {
    PIECE_LITERAL,
    PIECE_SEGMENT,  /* {name} */
    PIECE_ANYTHING, /* {+name} */
    PIECE_QUERY     /* one name of {?…} */
} piece_e;

typedef struct {
    piece_e kind;
    const char *text; /* the literal, or the name */
} piece_t;

struct mcp_uri_template_t {
    apr_array_header_t *pieces; /* of piece_t; a query's are the last */
};

/* ---- reading the template ---- */

static void push(apr_array_header_t *pieces, piece_e kind, const char *text)
{
    piece_t *piece = apr_array_push(pieces);

    piece->kind = kind;
    piece->text = text;
}

static piece_e kind_of(char first)
{
    switch (first) {
    case '+':
        return PIECE_ANYTHING;
    case '?':
        return PIECE_QUERY;
    default:
        return PIECE_SEGMENT;
    }
}

/* Two values in a row could not be told apart; nothing follows a query. */
static int may_follow(const apr_array_header_t *pieces, piece_e kind)
{
    const piece_t *last;

    if (pieces->nelts == 0) {
        return kind == PIECE_LITERAL;
    }
    last = &APR_ARRAY_IDX(pieces, pieces->nelts - 1, piece_t);
    return last->kind == PIECE_LITERAL
           || (last->kind != PIECE_QUERY
               && (kind == PIECE_LITERAL || kind == PIECE_QUERY));
}

static const char *refuse(const apr_array_header_t *pieces, piece_e kind)
{
    if (may_follow(pieces, kind)) {
        return NULL;
    }
    return pieces->nelts == 0
               ? "must begin with a literal text"
               : "needs a literal text between two expressions, and nothing "
                 "behind a query";
}

/* What stands between "{" and "}". NULL, or what is wrong. */
static const char *read_expression(apr_array_header_t *pieces, char *inside)
{
    piece_e kind = kind_of(*inside);
    const char *wrong = refuse(pieces, kind);
    char *state;
    char *name;

    if (wrong) {
        return wrong;
    }
    inside += kind != PIECE_SEGMENT;
    if (kind != PIECE_QUERY) {
        push(pieces, kind, inside);
        return mcp_proof_is_word(inside, MCP_PROOF_MEMBER, 1, MAX_NAME)
                   ? NULL
                   : "has an expression other than {name}, {+name} and "
                     "{?name,name}";
    }
    for (name = apr_strtok(inside, ",", &state); name;
         name = apr_strtok(NULL, ",", &state)) {
        push(pieces, kind, name);
        if (!mcp_proof_is_word(name, MCP_PROOF_MEMBER, 1, MAX_NAME)) {
            return "has a name of other characters than letters, digits, _, "
                   "- and .";
        }
    }
    return NULL;
}

static const char *read_pieces(apr_array_header_t *pieces, const char *text)
{
    while (*text) {
        apr_size_t len = strcspn(text, "{}");
        const char *wrong;

        if (len) {
            wrong = refuse(pieces, PIECE_LITERAL);
            push(pieces, PIECE_LITERAL,
                 apr_pstrmemdup(pieces->pool, text, len));
        }
        else {
            len = strcspn(text, "}");
            if (*text == '}' || text[len] != '}') {
                return "has a brace without its other";
            }
            wrong = read_expression(
                pieces, apr_pstrmemdup(pieces->pool, text + 1, len - 1));
            len++;
        }
        if (wrong) {
            return wrong;
        }
        text += len;
    }
    return NULL;
}

mcp_err_t *mcp_uri_template_parse(mcp_uri_template_t **out, const char *text,
                                  const char *pointer, apr_pool_t *pool)
{
    mcp_uri_template_t *item = apr_pcalloc(pool, sizeof(*item));
    const char *wrong;

    *out = item;
    item->pieces = apr_array_make(pool, 8, sizeof(piece_t));
    wrong = read_pieces(item->pieces, text);
    return wrong ? mcp_proof_fail(pool, pointer, "%s", wrong) : NULL;
}

/* ---- reading a URI ---- */

static int keep(mcp_json_t *values, const char *name, const char *text,
                apr_size_t len, apr_pool_t *pool)
{
    const char *value =
        mcp_text_decode_url(pool, apr_pstrmemdup(pool, text, len));

    if (!value) {
        return 0;
    }
    mcp_json_set_str(values, name, value);
    return 1;
}

static int has_query_name(const mcp_uri_template_t *item, int first,
                          const char *name)
{
    int i;

    for (i = first; i < item->pieces->nelts; i++) {
        if (!strcmp(APR_ARRAY_IDX(item->pieces, i, piece_t).text, name)) {
            return 1;
        }
    }
    return 0;
}

/* "?a=1&b=2" against the names from index first on; or nothing. */
static int match_query(const mcp_uri_template_t *item, int first,
                       const char *uri, mcp_json_t *values, apr_pool_t *pool)
{
    char *state;
    char *part;

    if (!*uri) {
        return 1;
    }
    if (*uri != '?') {
        return 0;
    }
    for (part = apr_strtok(apr_pstrdup(pool, uri + 1), "&", &state); part;
         part = apr_strtok(NULL, "&", &state)) {
        char *value = strchr(part, '=');

        if (value) {
            *value++ = '\0';
        }
        if (!value || !has_query_name(item, first, part)
            || mcp_json_has(values, part)
            || !keep(values, part, value, strlen(value), pool)) {
            return 0;
        }
    }
    return 1;
}

/* Where the value that begins at uri ends: before the literal that follows,
 * the last of its kind when nothing comes behind it. */
static apr_size_t value_length(const mcp_uri_template_t *item, int index,
                               const char *uri)
{
    const piece_t *pieces = (const piece_t *)item->pieces->elts;
    apr_size_t max =
        strcspn(uri, pieces[index].kind == PIECE_ANYTHING ? "?#" : "/?#");
    const char *literal;
    const char *found;

    if (index + 1 == item->pieces->nelts
        || pieces[index + 1].kind != PIECE_LITERAL) {
        return max;
    }
    literal = pieces[index + 1].text;
    if (index + 2 == item->pieces->nelts) {
        apr_size_t rest = strlen(uri);
        apr_size_t len = strlen(literal);

        return rest >= len && rest - len <= max ? rest - len : max;
    }
    found = strstr(uri, literal);
    return found && (apr_size_t)(found - uri) <= max
               ? (apr_size_t)(found - uri)
               : max;
}

mcp_json_t *mcp_uri_template_match(const mcp_uri_template_t *item,
                                   const char *uri, apr_pool_t *pool)
{
    mcp_json_t *values = mcp_json_object_create(pool);
    int i;

    for (i = 0; i < item->pieces->nelts; i++) {
        const piece_t *piece = &APR_ARRAY_IDX(item->pieces, i, piece_t);
        apr_size_t len = strlen(piece->text);

        if (piece->kind == PIECE_QUERY) {
            return match_query(item, i, uri, values, pool) ? values : NULL;
        }
        if (piece->kind == PIECE_LITERAL) {
            if (strncmp(uri, piece->text, len) != 0) {
                return NULL;
            }
        }
        else {
            len = value_length(item, i, uri);
            if (len == 0 || !keep(values, piece->text, uri, len, pool)) {
                return NULL;
            }
        }
        uri += len;
    }
    return *uri ? NULL : values;
}
