/* SPDX-License-Identifier: Apache-2.0 */

/* Run from the top of the source. */

#include "prompt/prompt_manifest.h"

#include "tap.h"
#include <apr_strings.h>
#include "prompt/prompt_registry.h"

#define PROMPTS(text) "{\"prompts\":[" text "]}"
#define NAMED "\"name\":\"abc\",\"description\":\"D\","
#define MESSAGES(text)                                                        \
    "\"messages\":[{\"role\":\"user\",\"text\":\"" text "\"}]"
#define ARGUMENT(text)                                                        \
    PROMPTS("{" NAMED "\"arguments\":[" text "]," MESSAGES("{a}") "}")
#define PROMPT(text) PROMPTS("{" NAMED text "}")

static const struct {
    const char *text;
    const char *pointer;
    const char *word;
} faults[] = {
    {"{", "/", "invalid JSON"},
    {"[]", "/", "must be an object"},
    {"{\"prompts\":[],\"prompts\":[]}", "/", "duplicate"},
    {"{\"tools\":[]}", "/tools", "unknown key"},
    {"{}", "/", "needs \"prompts\""},
    {"{\"prompts\":{}}", "/prompts", "must be an array"},
    {"{\"$comment\":1,\"prompts\":[]}", "/$comment", "must be a string"},
    {PROMPTS("1"), "/prompts/0", "must be an object"},
    {PROMPTS("{}"), "/prompts/0", "needs \"name\""},
    {PROMPTS("{\"name\":1}"), "/prompts/0/name", "must be a string"},
    {PROMPTS("{\"name\":\"ab\"}"), "/prompts/0/name", "3 to 48"},
    {PROMPTS("{\"name\":\"Abc\"}"), "/prompts/0/name", "a-z"},
    {PROMPTS("{\"name\":\"abc\"}"), "/prompts/0", "needs \"description\""},
    {PROMPTS("{\"name\":\"abc\",\"description\":\"\"}"),
     "/prompts/0/description", "empty"},
    {PROMPTS("{\"name\":\"abc\",\"title\":\"a\\nb\"}"), "/prompts/0/title",
     "one line"},
    {PROMPTS("{\"name\":\"abc\",\"description\":\"a\\u0001\"}"),
     "/prompts/0/description", "control"},
    {PROMPT("\"messagse\":[]"), "/prompts/0/messagse",
     "did you mean \"messages\""},
    {PROMPT("\"title\":\"T\""), "/prompts/0", "needs \"messages\""},
    {PROMPT("\"messages\":{}"), "/prompts/0/messages", "must be an array"},
    {PROMPT("\"messages\":[]"), "/prompts/0/messages", "must not be empty"},
    {PROMPT("\"messages\":[\"a\"]"), "/prompts/0/messages/0",
     "must be an object"},
    {PROMPT("\"messages\":[{\"text\":\"a\"}]"), "/prompts/0/messages/0",
     "needs \"role\""},
    {PROMPT("\"messages\":[{\"role\":\"system\",\"text\":\"a\"}]"),
     "/prompts/0/messages/0/role", "\"user\" or \"assistant\""},
    {PROMPT("\"messages\":[{\"role\":\"user\"}]"), "/prompts/0/messages/0",
     "needs \"text\""},
    {PROMPT("\"messages\":[{\"role\":\"user\",\"text\":\"\"}]"),
     "/prompts/0/messages/0/text", "empty"},
    {PROMPT("\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]"),
     "/prompts/0/messages/0/content", "unknown key"},
    {PROMPT(MESSAGES("{a}")), "/prompts/0/messages/0/text", "no argument"},
    {PROMPT(MESSAGES("a { b")), "/prompts/0/messages/0/text", "braces"},
    {PROMPT(MESSAGES("a } b")), "/prompts/0/messages/0/text", "without"},
    {PROMPT(MESSAGES("{}")), "/prompts/0/messages/0/text", "braces"},
    {PROMPT(MESSAGES("{{a}}")), "/prompts/0/messages/0/text", "braces"},
    {PROMPT(MESSAGES("{a b}")), "/prompts/0/messages/0/text", "braces"},
    {PROMPT(MESSAGES("{a|upper}")), "/prompts/0/messages/0/text", "braces"},
    {PROMPT("\"arguments\":{}"), "/prompts/0/arguments", "must be an array"},
    {ARGUMENT("1"), "/prompts/0/arguments/0", "must be an object"},
    {ARGUMENT("{}"), "/prompts/0/arguments/0", "needs \"name\""},
    {ARGUMENT("{\"name\":\"a-b\"}"), "/prompts/0/arguments/0/name", "a-z"},
    {ARGUMENT("{\"name\":\"a\"}"), "/prompts/0/arguments/0",
     "needs \"description\""},
    {ARGUMENT("{\"name\":\"a\",\"description\":\"D\"}"),
     "/prompts/0/arguments/0", "needs \"required\""},
    {ARGUMENT("{\"name\":\"a\",\"description\":\"D\",\"required\":1}"),
     "/prompts/0/arguments/0/required", "true or false"},
    {ARGUMENT("{\"name\":\"a\",\"description\":\"D\",\"required\":false}"),
     "/prompts/0/arguments/0", "needs \"default\""},
    {ARGUMENT("{\"name\":\"a\",\"description\":\"D\",\"required\":true,"
              "\"default\":\"x\"}"),
     "/prompts/0/arguments/0/default", "not required"},
    {ARGUMENT("{\"name\":\"a\",\"description\":\"D\",\"required\":true,"
              "\"complete\":\"file\"}"),
     "/prompts/0/arguments/0/complete", "\"path\""},
    {ARGUMENT("{\"name\":\"a\",\"description\":\"D\",\"required\":true,"
              "\"complete\":[]}"),
     "/prompts/0/arguments/0/complete", "1 to 100"},
    {ARGUMENT("{\"name\":\"a\",\"description\":\"D\",\"required\":true,"
              "\"complete\":[\"x\",2]}"),
     "/prompts/0/arguments/0/complete/1", "must be a string"},
    {ARGUMENT("{\"name\":\"a\",\"description\":\"D\",\"required\":true,"
              "\"type\":\"string\"}"),
     "/prompts/0/arguments/0/type", "unknown key"},
    {ARGUMENT("{\"name\":\"a\",\"description\":\"D\",\"required\":true},"
              "{\"name\":\"a\",\"description\":\"D\",\"required\":true}"),
     "/prompts/0/arguments/1/name", "already"},
    {ARGUMENT("{\"name\":\"a\",\"description\":\"D\",\"required\":true},"
              "{\"name\":\"b\",\"description\":\"D\",\"required\":true}"),
     "/prompts/0/arguments/1", "in no message"},
    {PROMPT("\"arguments\":[{\"name\":\"folder\",\"description\":\"D\","
            "\"required\":true}]," MESSAGES("{foldr}")),
     "/prompts/0/messages/0/text", "did you mean {folder}"},
};

#define FAULTS (sizeof(faults) / sizeof(faults[0]))

static const char sound[] = PROMPTS(
    "{\"name\":\"greet\",\"title\":\"Greet\",\"description\":\"Greets.\","
    "\"arguments\":[{\"name\":\"who\",\"title\":\"Who\",\"description\":"
    "\"A name\",\"required\":true,\"complete\":\"user\"},{\"name\":\"how\","
    "\"description\":\"In which way\",\"required\":false,\"default\":"
    "\"kindly\",\"complete\":[\"warmly\",\"coolly\",\"Wildly\"]}],"
    "\"messages\":[{\"role\":\"user\",\"text\":\"{who}: greet {how}, {who}\"},"
    "{\"role\":\"assistant\",\"text\":\"{how}\"}]},"
    "{\"name\":\"bare\",\"description\":\"B\"," MESSAGES("x") "}");

static mcp_err_t *parse(apr_array_header_t **prompts, const char *text)
{
    *prompts = apr_array_make(tap_pool, 4, sizeof(const mcp_prompt_t *));
    return mcp_prompt_manifest_parse(*prompts, "app", text, strlen(text),
                                     tap_pool);
}

static void test_fault(apr_size_t i)
{
    apr_array_header_t *prompts;
    const char *begin = apr_pstrcat(tap_pool, faults[i].pointer, ": ", NULL);
    mcp_err_t *err = parse(&prompts, faults[i].text);

    ok(err != NULL, "refused: %s", faults[i].text);
    if (!err) {
        return;
    }
    if (!ok(!strncmp(err->message, begin, strlen(begin)), "where")
        || !ok(strstr(err->message, faults[i].word) != NULL, "why")) {
        printf("# %s\n", err->message);
    }
}

/* What does not fit into a table. */
static void test_limits(void)
{
    apr_array_header_t *prompts;
    char text[MCP_PROMPT_MAX_VALUE * 4];
    mcp_err_t *err;
    int i;

    memset(text, 'x', 49);
    text[49] = '\0';
    err = parse(&prompts, apr_pstrcat(tap_pool, "{\"prompts\":[{\"name\":\"",
                                      text, "\"}]}", NULL));
    ok(err && strstr(err->message, "longer than 48"), "a long name");
    memset(text, 'x', 8193);
    text[8193] = '\0';
    err = parse(&prompts,
                apr_pstrcat(tap_pool,
                            "{\"prompts\":[{" NAMED "\"messages\":[{\"role\":"
                            "\"user\",\"text\":\"",
                            text, "\"}]}]}", NULL));
    ok(err && strstr(err->message, "longer than 8192"), "a long text");
    for (text[0] = '\0', i = 0; i < 33; i++) {
        memcpy(text + 3 * (apr_size_t)i, "{a}", 4);
    }
    err = parse(&prompts,
                apr_pstrcat(tap_pool,
                            "{\"prompts\":[{" NAMED "\"arguments\":[{\"name\":"
                            "\"a\",\"description\":\"D\",\"required\":true}],"
                            "\"messages\":[{\"role\":\"user\",\"text\":\"",
                            text, "\"}]}]}", NULL));
    ok(err && strstr(err->message, "more than 32"), "many placeholders");
}

static const char *list(const mcp_prompt_registry_t *registry,
                        mcp_revision_e revision)
{
    const char *next;
    mcp_buf_t buf;

    mcp_buf_init(&buf, 64, tap_pool);
    mcp_listing_page(&buf, &registry->listing, revision, NULL, &next);
    return buf.data;
}

static void test_registry(const mcp_prompt_registry_t *registry)
{
    is_str(list(registry, MCP_REV_2025_03_26),
           "{\"name\":\"bare\",\"description\":\"B\"},{\"name\":\"greet\","
           "\"description\":\"Greets.\",\"arguments\":[{\"name\":\"who\","
           "\"description\":\"A name\",\"required\":true},{\"name\":\"how\","
           "\"description\":\"In which way\",\"required\":false}]}",
           "as 2025-03-26 knows them");
    is_str(list(registry, MCP_REV_2026_07_28),
           "{\"name\":\"bare\",\"description\":\"B\"},{\"name\":\"greet\","
           "\"title\":\"Greet\",\"description\":\"Greets.\",\"arguments\":[{"
           "\"name\":\"who\",\"title\":\"Who\",\"description\":\"A name\","
           "\"required\":true},{\"name\":\"how\",\"description\":\"In which "
           "way\",\"required\":false}]}",
           "as 2026-07-28 knows them");
    ok(registry->has_completion, "something to complete");
    ok(!mcp_prompt_registry_find(registry, "none"), "no such prompt");
}

static mcp_err_t *read_values(const char *const **values,
                              const mcp_prompt_t *prompt, const char *text)
{
    mcp_json_t *json;

    mcp_json_parse(&json, text, strlen(text), tap_pool);
    return mcp_prompt_read_values(values, prompt, json, tap_pool);
}

static void test_fill(const mcp_prompt_t *prompt)
{
    mcp_prompt_call_t call;
    mcp_buf_t buf;

    memset(&call, 0, sizeof(call));
    call.pool = tap_pool;
    call.prompt = prompt;
    call.said = mcp_result_create(tap_pool);
    mcp_buf_init(&buf, 64, tap_pool);
    ok(!read_values(&call.values, prompt, "{\"who\":\"{how} \\\"B\\\"\"}"),
       "arguments");
    ok(!prompt->say(&call), "messages");
    is_int(mcp_result_count(call.said), 2, "two");
    mcp_result_print_block(&buf, call.said, 0, MCP_REV_2025_11_25);
    is_str(buf.data,
           "{\"type\":\"text\",\"text\":"
           "\"{how} \\\"B\\\": greet kindly, {how} \\\"B\\\"\"}",
           "a value is not read again");
    is_str(mcp_result_role(call.said, 1), "assistant", "a role");
    ok(!read_values(&call.values, prompt, "{\"who\":\"B\",\"how\":\"\"}"),
       "an empty field");
    is_str(call.values[1], "kindly", "is as good as none");
}

static void test_arguments(const mcp_prompt_t *prompt)
{
    static const struct {
        const char *text;
        const char *word;
    } wrong[] = {
        {"{}", "who: is missing"},
        {"{\"who\":\"\"}", "who: is missing"},
        {"{\"who\":1}", "who: must be a string"},
        {"{\"who\":null}", "who: must be a string"},
        {"{\"who\":\"B\",\"how\":[]}", "how: must be a string"},
        {"{\"who\":\"B\",\"whom\":\"x\"}", "unknown argument"},
        {"{\"how\":2}", "how: must be a string; who: is missing"},
        {"{}", "who, how (optional)"},
    };
    const char *const *values;
    apr_size_t i;

    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        mcp_err_t *err = read_values(&values, prompt, wrong[i].text);

        if (!ok(err && err->kind == MCP_ERR_PARAMS
                    && strstr(err->message, wrong[i].word),
                "refused: %s", wrong[i].text)
            && err) {
            printf("# %s\n", err->message);
        }
    }
    ok(mcp_prompt_read_values(&values, prompt, NULL, tap_pool) != NULL,
       "no arguments at all");
}

static void test_complete(const mcp_prompt_t *prompt)
{
    const mcp_suggest_query_t query = {"how", "w", NULL};
    mcp_suggest_t found;

    mcp_suggest_init(&found, tap_pool);
    ok(!mcp_prompt_complete(&found, NULL, prompt, 1, &query),
       "from given values");
    is_int(found.total, 2, "those that begin so");
    is_str(APR_ARRAY_IDX(found.values, 1, const char *), "Wildly",
           "whatever the case, in their order");
}

static void test_suggest(void)
{
    mcp_suggest_t found;
    int i;

    mcp_suggest_init(&found, tap_pool);
    for (i = 149; i >= 0; i--) {
        mcp_suggest_add(&found, apr_psprintf(tap_pool, "%03d", i));
    }
    mcp_suggest_finish(&found);
    is_int(found.values->nelts, MCP_SUGGEST_MAX, "100 at most");
    is_int(found.total, 150, "of all that there are");
    is_str(APR_ARRAY_IDX(found.values, 99, const char *), "099", "sorted");
}

/* The delivered ones, with the right owner or not. */
static void test_delivered(void)
{
    mcp_prompt_registry_t *registry;
    mcp_err_t *err;

    err = mcp_prompt_registry_load(&registry, "conf/prompts.d", tap_pool);
    ok(!err || strstr(err->message, "must"), "conf/prompts.d is sound");
    err = mcp_prompt_registry_load(&registry, "t/nowhere", tap_pool);
    ok(err && APR_STATUS_IS_ENOENT(err->status), "no directory");
}

int main(void)
{
    apr_array_header_t *prompts;
    const mcp_prompt_registry_t *registry;
    const mcp_prompt_t *prompt;
    apr_size_t i;

    tap_start();
    for (i = 0; i < FAULTS; i++) {
        test_fault(i);
    }
    test_limits();
    ok(!parse(&prompts, sound), "a sound manifest");
    registry = mcp_prompt_registry_create(prompts, tap_pool);
    prompt = mcp_prompt_registry_find(registry, "greet");
    test_registry(registry);
    test_fill(prompt);
    test_arguments(prompt);
    test_complete(prompt);
    test_suggest();
    test_delivered();
    return tap_end();
}
