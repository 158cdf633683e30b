/* SPDX-License-Identifier: Apache-2.0 */

#include "tool/compact.h"

#include <stdlib.h>
#include <string.h>
#include <apr_strings.h>
#include "tool/definition.h"
#include "tool/schema.h"
#include "util/text.h"

#define MAX_WORDS 16
#define DEFAULT_LIMIT 5

#define SEPARATORS " ,.;:?!\t\n\"'_-/()"

/* What a word is worth by where it was found. */
#define IN_NAME 8
#define IN_APP 4
#define IN_TEXT 2

static const char find_schema[] =
    "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
    "\"query\":{\"type\":\"string\",\"maxLength\":200,\"description\":"
    "\"English words for what to do, such as \\\"share file link\\\"\"},"
    "\"app\":{\"type\":\"string\",\"maxLength\":64,\"description\":"
    "\"Only tools of this app\"},"
    "\"limit\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":20,"
    "\"default\":5,\"description\":\"Tools at most\"}}}";

static const char call_schema[] =
    "{\"type\":\"object\",\"required\":[\"name\"],\"properties\":{"
    "\"name\":{\"type\":\"string\",\"description\":\"Name of the tool\"},"
    "\"arguments\":{\"type\":\"object\",\"description\":"
    "\"By the tool's inputSchema\"}}}";

/* "files 12, shares 8": the apps in the order of their first tool. */
static const char *describe_apps(const mcp_toolset_t *toolset,
                                 apr_pool_t *pool)
{
    int count = mcp_toolset_count(toolset);
    apr_table_t *seen = apr_table_make(pool, 16);
    const char *all = "";
    int i;

    for (i = 0; i < count; i++) {
        mcp_toolset_view_t view;

        mcp_toolset_view(&view, toolset, i);
        if (!apr_table_get(seen, view.tool->app)) {
            apr_table_setn(seen, view.tool->app, "");
            all =
                apr_pstrcat(pool, all, *all ? ", " : "", view.tool->app, NULL);
        }
    }
    return all;
}

static void add_find(mcp_buf_t *buf, const mcp_toolset_t *toolset,
                     mcp_revision_e revision)
{
    mcp_tool_t tool;

    memset(&tool, 0, sizeof(tool));
    tool.name = MCP_COMPACT_FIND;
    tool.title = "Find tools";
    tool.description = apr_psprintf(
        buf->pool,
        "Find the tools of this Nextcloud for a task: name, description and "
        "inputSchema of each, best first. Run one with call_tool. %d tools; "
        "apps: %s.",
        mcp_toolset_count(toolset), describe_apps(toolset, buf->pool));
    tool.read_only = 1;
    tool.idempotent = 1;
    tool.input_schema = find_schema;
    mcp_definition_write(buf, &tool, NULL, revision);
}

/* Its hints are those of the worst tool it can run. */
static void add_call(mcp_buf_t *buf, const mcp_toolset_t *toolset,
                     mcp_revision_e revision)
{
    int count = mcp_toolset_count(toolset);
    mcp_tool_t tool;
    int i;

    memset(&tool, 0, sizeof(tool));
    tool.name = MCP_COMPACT_CALL;
    tool.title = "Call a tool";
    tool.description = "Run a tool that find_tools has found.";
    tool.read_only = 1;
    for (i = 0; i < count; i++) {
        mcp_toolset_view_t view;

        mcp_toolset_view(&view, toolset, i);
        tool.read_only &= view.tool->read_only;
        tool.destructive |= view.tool->destructive;
        tool.open_world |= view.tool->open_world;
    }
    tool.input_schema = call_schema;
    mcp_definition_write(buf, &tool, NULL, revision);
}

void mcp_compact_list(mcp_buf_t *buf, const mcp_toolset_t *toolset,
                      mcp_revision_e revision)
{
    add_call(buf, toolset, revision);
    mcp_buf_add(buf, ",", 1);
    add_find(buf, toolset, revision);
}

typedef struct {
    mcp_toolset_view_t view;
    int score;
} hit_t;

/* Name, title and description of a tool, as they are listed: the words of
 * its schema would be found in every tool. */
static const char *texts_of(const mcp_toolset_view_t *view, apr_pool_t *pool)
{
    char *text = apr_pstrmemdup(pool, view->definition, view->len);
    char *schema = strstr(text, ",\"inputSchema\":");

    if (schema) {
        *schema = '\0';
    }
    return text;
}

static int contains(const char *text, const char *word, apr_pool_t *pool)
{
    return strstr(mcp_text_lower(pool, text), word) != NULL;
}

static int score_word(const mcp_toolset_view_t *view, const char *word,
                      apr_pool_t *pool)
{
    return IN_NAME * contains(view->name, word, pool)
           + IN_APP * contains(view->tool->app, word, pool)
           + IN_TEXT * contains(texts_of(view, pool), word, pool);
}

/* A word of the query is found in its singular too: "files", "file". */
static const char *stem(const char *word, apr_pool_t *pool)
{
    apr_size_t len = strlen(word);

    return len > 3 && word[len - 1] == 's' ? apr_pstrndup(pool, word, len - 1)
                                           : word;
}

static int score(const mcp_toolset_view_t *view,
                 const apr_array_header_t *words, apr_pool_t *pool)
{
    int sum = words->nelts == 0;
    int i;

    for (i = 0; i < words->nelts; i++) {
        sum += score_word(view, APR_ARRAY_IDX(words, i, const char *), pool);
    }
    return sum;
}

static apr_array_header_t *split(const char *query, apr_pool_t *pool)
{
    apr_array_header_t *words =
        apr_array_make(pool, MAX_WORDS, sizeof(const char *));
    char *copy = apr_pstrdup(pool, mcp_text_lower(pool, query));
    char *last = NULL;
    char *word;

    for (word = apr_strtok(copy, SEPARATORS, &last);
         word && words->nelts < MAX_WORDS;
         word = apr_strtok(NULL, SEPARATORS, &last)) {
        /* One letter, as of "a folder", is in nearly every text. */
        if (word[1]) {
            APR_ARRAY_PUSH(words, const char *) = stem(word, pool);
        }
    }
    return words;
}

/* Best first; of equals the shorter name, which says less beside what was
 * asked for: create_folder before create_bookmark_folder. */
static int compare(const void *a, const void *b)
{
    const hit_t *x = a;
    const hit_t *y = b;
    int longer = (int)strlen(x->view.name) - (int)strlen(y->view.name);

    if (x->score != y->score) {
        return y->score - x->score;
    }
    return longer ? longer : strcmp(x->view.name, y->view.name);
}

static apr_array_header_t *find(const mcp_toolset_t *toolset,
                                const mcp_json_t *args, apr_pool_t *pool)
{
    const char *app = mcp_json_get_str(args, "app", NULL);
    apr_array_header_t *words =
        split(mcp_json_get_str(args, "query", ""), pool);
    apr_array_header_t *hits = apr_array_make(pool, 32, sizeof(hit_t));
    int count = mcp_toolset_count(toolset);
    apr_pool_t *scratch;
    int i;

    apr_pool_create(&scratch, pool);
    for (i = 0; i < count; i++) {
        hit_t hit;

        mcp_toolset_view(&hit.view, toolset, i);
        hit.score = !app || !strcmp(app, hit.view.tool->app)
                        ? score(&hit.view, words, scratch)
                        : 0;
        if (hit.score > 0) {
            APR_ARRAY_PUSH(hits, hit_t) = hit;
        }
        apr_pool_clear(scratch);
    }
    qsort(hits->elts, (size_t)hits->nelts, sizeof(hit_t), compare);
    return hits;
}

/* The definitions are text that was printed once; they are parsed to become
 * part of the structured result. */
static void add_hits(mcp_result_t *result, const apr_array_header_t *hits,
                     int limit, apr_pool_t *pool)
{
    mcp_json_t *out = mcp_json_object_create(pool);
    mcp_json_t *tools = mcp_json_set_array(out, "tools");
    int i;

    for (i = 0; i < hits->nelts && i < limit; i++) {
        const hit_t *hit = &APR_ARRAY_IDX(hits, i, hit_t);
        mcp_json_t *tool;

        if (!mcp_json_parse_trusted(&tool, hit->view.definition, hit->view.len,
                                    pool)) {
            mcp_json_add(tools, tool);
        }
    }
    if (hits->nelts > limit) {
        mcp_json_set_int(out, "more", hits->nelts - limit);
    }
    mcp_result_set_structured(result, out);
}

void mcp_compact_find(mcp_result_t *result, const mcp_toolset_t *toolset,
                      mcp_json_t *args, apr_pool_t *pool)
{
    const mcp_schema_t *schema;
    const char *mistakes;
    mcp_json_t *json;
    apr_array_header_t *hits;

    if (mcp_json_parse_trusted(&json, find_schema, strlen(find_schema), pool)
        || mcp_schema_compile(&schema, json, "", pool)) {
        mcp_result_set_error(result, "This server is out of memory");
        return;
    }
    mistakes = mcp_schema_check(schema, args, pool);
    if (mistakes) {
        mcp_result_set_error(
            result, apr_pstrcat(pool, "Invalid arguments: ", mistakes, NULL));
        return;
    }
    hits = find(toolset, args, pool);
    if (hits->nelts == 0) {
        mcp_result_set_error(
            result, apr_pstrcat(pool,
                                "No tool matches. Use other English words, or "
                                "only \"app\" with one of: ",
                                describe_apps(toolset, pool), NULL));
        return;
    }
    add_hits(result, hits, (int)mcp_json_get_int(args, "limit", DEFAULT_LIMIT),
             pool);
}
