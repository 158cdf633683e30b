/* SPDX-License-Identifier: Apache-2.0 */

/*
 * White space of HTML means nothing, and elements stand for it: so spaces and
 * line breaks are remembered and written when the next text comes, which
 * leaves none at the ends and no more than one empty line anywhere.
 */

#include "web/html_text.h"

#include <string.h>
#include <apr_lib.h>
#include "util/buf.h"
#include "util/text.h"
#include "web/html.h"

#define MAX_TITLE 500
#define NO_LINK ((apr_size_t)-1)

typedef enum {
    IS_INLINE,
    IS_LINE,      /* begins and ends a line */
    IS_PARAGRAPH, /* with an empty line before and after */
    IS_HEADING,   /* the same, with a mark in front */
    IS_ITEM,
    IS_BREAK,
    IS_RULE,
    IS_CELL,
    IS_PRE,
    IS_LINK,
    IS_IMAGE,
    IS_BASE,
    IS_TITLE,
    IS_HIDDEN
} role_e;

static const struct {
    const char *name;
    role_e role;
} roles[] = {
    {"a", IS_LINK},           {"address", IS_PARAGRAPH},
    {"article", IS_LINE},     {"aside", IS_PARAGRAPH},
    {"base", IS_BASE},        {"blockquote", IS_PARAGRAPH},
    {"br", IS_BREAK},         {"button", IS_HIDDEN},
    {"canvas", IS_HIDDEN},    {"dd", IS_LINE},
    {"div", IS_LINE},         {"dl", IS_PARAGRAPH},
    {"dt", IS_LINE},          {"fieldset", IS_LINE},
    {"figcaption", IS_LINE},  {"figure", IS_PARAGRAPH},
    {"footer", IS_PARAGRAPH}, {"form", IS_LINE},
    {"h1", IS_HEADING},       {"h2", IS_HEADING},
    {"h3", IS_HEADING},       {"h4", IS_HEADING},
    {"h5", IS_HEADING},       {"h6", IS_HEADING},
    {"header", IS_PARAGRAPH}, {"hr", IS_RULE},
    {"iframe", IS_HIDDEN},    {"img", IS_IMAGE},
    {"li", IS_ITEM},          {"main", IS_LINE},
    {"nav", IS_PARAGRAPH},    {"noscript", IS_HIDDEN},
    {"object", IS_HIDDEN},    {"ol", IS_PARAGRAPH},
    {"option", IS_HIDDEN},    {"p", IS_PARAGRAPH},
    {"pre", IS_PRE},          {"script", IS_HIDDEN},
    {"section", IS_LINE},     {"select", IS_HIDDEN},
    {"style", IS_HIDDEN},     {"summary", IS_LINE},
    {"svg", IS_HIDDEN},       {"table", IS_PARAGRAPH},
    {"td", IS_CELL},          {"template", IS_HIDDEN},
    {"textarea", IS_HIDDEN},  {"th", IS_CELL},
    {"title", IS_TITLE},      {"tr", IS_LINE},
    {"ul", IS_PARAGRAPH},
};

typedef struct {
    mcp_buf_t out;
    mcp_buf_t title;
    const char *base;
    apr_size_t max;
    apr_pool_t *pool;
    int breaks; /* line breaks that are due: 0, 1 or 2 */
    int space;  /* a space is due */
    int hidden; /* elements around that nobody reads */
    int pre;    /* preformatted elements around */
    int in_title;
    apr_size_t link;  /* where the text of the open link begins, or NO_LINK */
    const char *href; /* where it leads */
} state_t;

static role_e role_of(const char *name)
{
    apr_size_t i;

    for (i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        if (!strcmp(roles[i].name, name)) {
            return roles[i].role;
        }
    }
    return IS_INLINE;
}

static void ask_breaks(state_t *state, int breaks)
{
    if (state->link != NO_LINK) {
        state->space = 1; /* a link stays on one line */
    }
    else if (breaks > state->breaks) {
        state->breaks = breaks;
    }
}

/* White space that is due; none at the very beginning. */
static void flush(state_t *state)
{
    if (state->out.len > 0 && state->breaks > 0) {
        mcp_buf_add(&state->out, "\n\n", (apr_size_t)state->breaks);
    }
    else if (state->out.len > 0 && state->space
             && (state->link == NO_LINK || state->out.len > state->link)) {
        mcp_buf_add(&state->out, " ", 1);
    }
    state->breaks = state->space = 0;
}

static void put(state_t *state, const char *text, apr_size_t len)
{
    flush(state);
    mcp_buf_add(&state->out, text, len);
}

static int is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* Words, with what is between them as single spaces. */
static void put_words(state_t *state, const char *text, apr_size_t len)
{
    apr_size_t at = 0;

    while (at < len) {
        apr_size_t begin = at;

        while (at < len && !is_space(text[at])) {
            at++;
        }
        if (at > begin) {
            put(state, text + begin, at - begin);
        }
        if (at < len) {
            state->space = 1;
            at++;
        }
    }
}

static int on_text(void *baton, const char *text, apr_size_t len)
{
    state_t *state = baton;

    if (state->in_title) {
        if (state->title.len + len <= MAX_TITLE) {
            mcp_buf_add(&state->title, text, len);
        }
    }
    else if (state->hidden) {
        return 1;
    }
    else if (state->pre) {
        put(state, text, len);
    }
    else {
        put_words(state, text, len);
    }
    return state->out.len <= state->max;
}

static void open_link(state_t *state, const char *const *attributes)
{
    const char *href = mcp_html_attribute(attributes, "href");

    if (!href || href[0] == '#' || state->link != NO_LINK) {
        return;
    }
    state->href = mcp_html_resolve(href, state->base, state->pool);
    if (state->href) {
        put(state, "[", 1);
        state->link = state->out.len;
    }
}

/* A link without text is none, and one whose text is its address is that. */
static void close_link(state_t *state)
{
    char *text;

    if (state->link == NO_LINK) {
        return;
    }
    text = state->out.data + state->link;
    if (state->out.len == state->link) {
        state->out.data[--state->out.len] = '\0';
    }
    else if (!strcmp(text, state->href)) {
        memmove(text - 1, text, strlen(text) + 1);
        state->out.len--;
    }
    else {
        mcp_buf_addf(&state->out, "](%s)", state->href);
    }
    state->link = NO_LINK;
}

static void open_image(state_t *state, const char *const *attributes)
{
    const char *alt = mcp_html_attribute(attributes, "alt");

    if (alt) {
        put_words(state, alt, strlen(alt));
    }
}

static void set_base(state_t *state, const char *const *attributes)
{
    const char *href = mcp_html_attribute(attributes, "href");
    const char *base =
        href ? mcp_html_resolve(href, state->base, state->pool) : NULL;

    state->base = base ? base : state->base;
}

static void open_visible(state_t *state, role_e role, const char *name,
                         const char *const *attributes)
{
    switch (role) {
    case IS_PARAGRAPH:
    case IS_HEADING:
        ask_breaks(state, 2);
        break;
    case IS_PRE:
        ask_breaks(state, 2);
        state->pre++;
        break;
    case IS_LINE:
    case IS_ITEM:
    case IS_BREAK:
        ask_breaks(state, 1);
        break;
    case IS_LINK:
        open_link(state, attributes);
        return;
    case IS_IMAGE:
        open_image(state, attributes);
        return;
    default:
        break;
    }
    if (role == IS_HEADING && state->link == NO_LINK) {
        put(state, "######", (apr_size_t)(name[1] - '0'));
        state->space = 1;
    }
    else if (role == IS_ITEM && state->link == NO_LINK) {
        put(state, "- ", 2);
    }
    else if (role == IS_RULE) {
        ask_breaks(state, 2);
        put(state, "---", 3);
        ask_breaks(state, 2);
    }
}

static int on_open(void *baton, const char *name,
                   const char *const *attributes)
{
    state_t *state = baton;
    role_e role = role_of(name);

    if (role == IS_HIDDEN) {
        state->hidden++;
    }
    else if (role == IS_BASE) {
        set_base(state, attributes);
    }
    else if (role == IS_TITLE && !state->hidden) {
        state->in_title = 1;
    }
    else if (!state->hidden) {
        open_visible(state, role, name, attributes);
    }
    return 1;
}

static void close_visible(state_t *state, role_e role)
{
    switch (role) {
    case IS_PRE:
        state->pre -= state->pre > 0;
        ask_breaks(state, 2);
        break;
    case IS_PARAGRAPH:
    case IS_HEADING:
        ask_breaks(state, 2);
        break;
    case IS_LINE:
    case IS_ITEM:
        ask_breaks(state, 1);
        break;
    case IS_CELL:
        if (state->link == NO_LINK && !state->breaks) {
            put(state, " |", 2);
        }
        state->space = 1;
        break;
    case IS_LINK:
        close_link(state);
        break;
    default:
        break;
    }
}

static int on_close(void *baton, const char *name)
{
    state_t *state = baton;
    role_e role = role_of(name);

    if (role == IS_HIDDEN) {
        state->hidden -= state->hidden > 0;
    }
    else if (role == IS_TITLE) {
        state->in_title = 0;
    }
    else if (!state->hidden) {
        close_visible(state, role);
    }
    return state->out.len <= state->max;
}

/* The title on one line. */
static const char *get_title(state_t *state)
{
    mcp_buf_t text = state->out;

    mcp_buf_init(&state->out, state->title.len + 1, state->pool);
    state->breaks = state->space = 0;
    state->link = NO_LINK;
    put_words(state, state->title.data, state->title.len);
    state->title = state->out;
    state->out = text;
    return state->title.data;
}

void mcp_html_text_read(mcp_html_text_t *out, const mcp_html_page_t *page,
                        apr_pool_t *pool)
{
    state_t state;
    mcp_html_handler_t handler = {on_open, on_close, on_text, &state};

    memset(&state, 0, sizeof(state));
    mcp_buf_init(&state.out, page->len / 4 + 64, pool);
    mcp_buf_init(&state.title, 64, pool);
    state.base = page->url;
    state.max = page->max;
    state.pool = pool;
    state.link = NO_LINK;
    mcp_html_parse(&handler, page->bytes, page->len, page->charset);
    close_link(&state);
    out->title = get_title(&state);
    out->text = state.out.data;
    out->truncated = state.out.len > page->max;
    out->len = out->truncated ? mcp_text_utf8_cut(state.out.data,
                                                  state.out.len, page->max)
                              : state.out.len;
}
