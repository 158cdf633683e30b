/* SPDX-License-Identifier: Apache-2.0 */

#include <string.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include "nextcloud/vobject_impl.h"
#include "util/text.h"

/* A copy of the text is unfolded in place: what is read is never longer than
 * what was there. */
typedef struct reader_t {
    char *next; /* the line that follows */
    char *end;
    int line;  /* number of the last line read, for messages */
    int lines; /* content lines read */
    apr_pool_t *pool;
} reader_t;

static mcp_err_t *fault(const reader_t *reader, const char *what)
{
    return mcp_err_create(reader->pool, MCP_ERR_TOOL,
                          "this is no valid iCalendar or vCard object: line "
                          "%d %s",
                          reader->line, what);
}

static char *upper(char *text)
{
    char *s;

    for (s = text; *s; s++) {
        *s = (char)apr_toupper(*s);
    }
    return text;
}

/* Move the physical line at next to to, without its end. Returns where that
 * ended up. */
static char *take_line(reader_t *reader, char *to)
{
    char *from = reader->next;
    char *end = memchr(from, '\n', (apr_size_t)(reader->end - from));
    apr_size_t len;

    reader->line++;
    reader->next = end ? end + 1 : reader->end;
    len = (apr_size_t)((end ? end : reader->end) - from);
    if (len && from[len - 1] == '\r') {
        len--;
    }
    memmove(to, from, len);
    return to + len;
}

/* vCard 2.1 and its imitators break a value after "=" instead of folding. */
static int is_broken_value(const char *line, const char *end)
{
    const char *colon;

    if (end == line || end[-1] != '=') {
        return 0;
    }
    colon = memchr(line, ':', (apr_size_t)(end - line));
    for (; colon && line + 16 <= colon; line++) {
        if (!strncasecmp(line, "QUOTED-PRINTABLE", 16)) {
            return 1;
        }
    }
    return 0;
}

/* The next content line, unfolded; NULL at the end of the text. */
static char *next_line(reader_t *reader)
{
    char *line = reader->next;
    char *end;

    if (reader->next >= reader->end) {
        return NULL;
    }
    end = take_line(reader, line);
    while (reader->next < reader->end) {
        if (*reader->next == ' ' || *reader->next == '\t') {
            reader->next++;
        }
        else if (!is_broken_value(line, end)) {
            break;
        }
        else {
            end--;
        }
        end = take_line(reader, end);
    }
    *end = '\0';
    return line;
}

static int is_name(const char *name)
{
    const char *s;

    for (s = name; apr_isalnum(*s) || *s == '-' || *s == '_'; s++) {
    }
    return *name && !*s;
}

static mcp_err_t *read_property(mcp_vprop_t *property, const reader_t *reader,
                                char *line)
{
    char *params = line + strcspn(line, ";:");
    char *colon = params + (mcp_vprop_span(params, ":") - params);
    char *dot;

    if (*colon != ':') {
        return fault(reader, "has no colon");
    }
    *colon = '\0';
    property->value = colon + 1;
    property->params = apr_pstrdup(reader->pool, params);
    *params = '\0';
    dot = strchr(line, '.');
    property->group = NULL;
    if (dot) {
        *dot = '\0';
        property->group = line;
        line = dot + 1;
    }
    property->name = upper(line);
    return is_name(line) && (!dot || is_name(property->group))
               ? NULL
               : fault(reader, "has no name");
}

/* BEGIN, END or an ordinary property of the object on top of the stack. */
static mcp_err_t *read_line(mcp_vobject_t **stack, int *depth,
                            const reader_t *reader, char *line)
{
    mcp_vprop_t property;
    mcp_err_t *err = read_property(&property, reader, line);

    if (err) {
        return err;
    }
    if (!strcmp(property.name, "BEGIN")) {
        if (*depth == MCP_VOBJECT_MAX_DEPTH) {
            return fault(reader, "is nested too deep");
        }
        stack[*depth] = mcp_vobject_create(
            upper(apr_pstrdup(reader->pool, property.value)), reader->pool);
        if (!is_name(stack[*depth]->name)) {
            return fault(reader, "begins something without a name");
        }
        if (*depth) {
            mcp_vobject_add_child(stack[*depth - 1], stack[*depth]);
        }
        ++*depth;
    }
    else if (*depth == 0) {
        return fault(reader, "comes before BEGIN");
    }
    else if (strcmp(property.name, "END") != 0) {
        mcp_vobject_add(stack[*depth - 1], &property);
    }
    else if (strcasecmp(property.value, stack[--*depth]->name) != 0) {
        return fault(reader, "ends what was not begun");
    }
    return NULL;
}

static mcp_err_t *read_object(mcp_vobject_t **object, reader_t *reader)
{
    mcp_vobject_t *stack[MCP_VOBJECT_MAX_DEPTH] = {NULL};
    mcp_err_t *err = NULL;
    int depth = 0;
    char *line;

    while (!err && (line = next_line(reader))) {
        if (!*line) {
            continue;
        }
        if (++reader->lines > MCP_VOBJECT_MAX_LINES) {
            return fault(reader, "is one too many");
        }
        /* Not before: folding may cut a character in two. */
        if (!mcp_text_is_utf8(line, strlen(line))) {
            return fault(reader, "is not UTF-8 text");
        }
        err = read_line(stack, &depth, reader, line);
        if (!err && depth == 0) {
            break;
        }
    }
    if (!err && (depth || !stack[0])) {
        err = fault(reader, "is the last, and END is missing");
    }
    *object = err ? NULL : stack[0];
    return err;
}

mcp_err_t *mcp_vobject_parse(mcp_vobject_t **object, const char *name,
                             const char *text, apr_size_t len,
                             apr_pool_t *pool)
{
    reader_t reader = {NULL, NULL, 0, 0, pool};
    mcp_err_t *err;

    *object = NULL;
    if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) {
        text += 3;
        len -= 3;
    }
    reader.next = apr_pstrmemdup(pool, text, len);
    reader.end = reader.next + len;
    if (memchr(text, '\0', len)) {
        return fault(&reader, "is not UTF-8 text");
    }
    err = read_object(object, &reader);
    if (!err && strcmp((*object)->name, name) != 0) {
        err = mcp_err_create(pool, MCP_ERR_TOOL,
                             "a %s was expected, but this is a %s", name,
                             (*object)->name);
        *object = NULL;
    }
    return err;
}
