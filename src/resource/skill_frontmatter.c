/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The YAML that a SKILL.md begins with, between two lines of "---".
 *
 * What is taken is a part of YAML 1.2 that no reader can understand
 * differently: "name: value" lines, values of one line, and maps of such
 * lines, two spaces further in. A value is a string; whatever else YAML would
 * make of it (a number, a date, "yes") has to be written in quotes. All else
 * is refused with the number of its line.
 */

#include "resource/skill.h"

#include <string.h>
#include <strings.h>
#include <apr_strings.h>
#include "util/proof.h"

#define FENCE "---"
#define INDENT "  "
#define MAX_KEY 64
#define KEY MCP_PROOF_UPPER MCP_PROOF_NAME "-"

typedef struct {
    char *rest; /* of the text, at a line's beginning */
    int line;   /* its number */
    apr_pool_t *pool;
} reader_t;

static mcp_err_t *fail(const reader_t *reader, const char *why)
{
    return mcp_err_create(reader->pool, MCP_ERR_INTERNAL, "line %d: %s",
                          reader->line, why);
}

/* The next line without its end; NULL at the end of the text. */
static char *next_line(reader_t *reader)
{
    char *line = reader->rest;
    apr_size_t len = strcspn(line, "\n");

    if (!*line) {
        return NULL;
    }
    reader->rest += len + (line[len] == '\n');
    reader->line++;
    line[len] = '\0';
    if (len && line[len - 1] == '\r') {
        line[len - 1] = '\0';
    }
    return line;
}

static int is_one_of(const char *value, const char *const *words)
{
    for (; *words; words++) {
        if (!strcasecmp(value, *words)) {
            return 1;
        }
    }
    return 0;
}

/* NULL: YAML takes it for the string that it looks like. */
static const char *judge_plain(const char *value)
{
    static const char *const words[] = {"true", "false", "null", "yes", "no",
                                        "on",   "off",   "~",    NULL};

    if (strchr("-?:,[]{}#&*!|>'\"%@`", *value)) {
        return "begins with a character that YAML has a use for; write it in "
               "double quotes, on one line";
    }
    if (strstr(value, ": ") || strstr(value, " #")
        || value[strlen(value) - 1] == ':') {
        return "has \": \" or \" #\" in it; write it in double quotes";
    }
    if (strchr("+.0123456789", *value) || is_one_of(value, words)) {
        return "is not a string to YAML; write it in double quotes";
    }
    return NULL;
}

/* 'It''s' */
static const char *read_single(char *value)
{
    char *to = value;
    const char *from = value + 1;

    while (*from) {
        if (*from == '\'' && from[1] != '\'') {
            *to = '\0';
            return from[1] ? "has text behind the closing quote" : NULL;
        }
        from += *from == '\'';
        *to++ = *from++;
    }
    return "has no closing quote";
}

static mcp_err_t *read_value(mcp_json_t *to, const char *key, char *value,
                             const reader_t *reader)
{
    const char *wrong;
    mcp_json_t *json;

    if (*value == '"') {
        /* JSON's escapes are YAML's. */
        if (mcp_json_parse(&json, value, strlen(value), reader->pool)) {
            return fail(reader, "is no string in double quotes");
        }
        mcp_json_set(to, key, json);
        return NULL;
    }
    wrong = *value == '\'' ? read_single(value) : judge_plain(value);
    if (!wrong) {
        mcp_json_set_str(to, key, value);
    }
    return wrong ? fail(reader, wrong) : NULL;
}

/* "name: value" or "name:"; *value is "" then. */
static mcp_err_t *split(char **key, char **value, char *line,
                        const mcp_json_t *to, const reader_t *reader)
{
    char *colon = strchr(line, ':');

    if (!colon || (colon[1] && colon[1] != ' ')) {
        return fail(reader, "must be \"name: value\"");
    }
    *colon = '\0';
    *key = line;
    *value = colon + 1 + strspn(colon + 1, " ");
    apr_collapse_spaces(*key, *key);
    if (strlen(*key) != (apr_size_t)(colon - line)
        || !mcp_proof_is_word(*key, KEY, 1, MAX_KEY)) {
        return fail(reader, "must begin with a name of letters, digits, _ "
                            "and -");
    }
    if (mcp_json_has(to, *key)) {
        return fail(reader, "repeats a name");
    }
    return NULL;
}

/* The lines of a map, two spaces further in. */
static mcp_err_t *read_map(mcp_json_t *map, reader_t *reader)
{
    while (!strncmp(reader->rest, INDENT, strlen(INDENT))) {
        char *key;
        char *value;
        mcp_err_t *err =
            split(&key, &value, next_line(reader) + 2, map, reader);

        if (!err && !*value) {
            err = fail(reader, "needs a value");
        }
        if (!err) {
            err = read_value(map, key, value, reader);
        }
        if (err) {
            return err;
        }
    }
    return mcp_json_length(map) ? NULL : fail(reader, "needs a value");
}

static mcp_err_t *read_line(mcp_json_t *to, char *line, reader_t *reader)
{
    char *key;
    char *value;
    mcp_err_t *err = split(&key, &value, line, to, reader);

    if (err) {
        return err;
    }
    return *value ? read_value(to, key, value, reader)
                  : read_map(mcp_json_set_object(to, key), reader);
}

mcp_err_t *mcp_skill_frontmatter(mcp_json_t **out, const char *text,
                                 apr_pool_t *pool)
{
    reader_t reader = {apr_pstrdup(pool, text), 0, pool};
    char *line = next_line(&reader);

    *out = mcp_json_object_create(pool);
    if (!line || strcmp(line, FENCE) != 0) {
        return fail(&reader, "must be \"---\"");
    }
    while ((line = next_line(&reader)) && strcmp(line, FENCE) != 0) {
        mcp_err_t *err = read_line(*out, line, &reader);

        if (err) {
            return err;
        }
    }
    return line ? NULL : fail(&reader, "a second \"---\" is missing");
}
