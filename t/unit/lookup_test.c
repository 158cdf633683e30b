/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/lookup.h"

#include "tap.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const mcp_lookup_t boards = {.what = "board",
                                    .id = "id",
                                    .name = "title",
                                    .hint = "owner",
                                    .lister = "list_boards"};

#define LIST                                                                  \
    "[{\"id\":1,\"title\":\"Plan\",\"owner\":\"alice\"},"                     \
    "{\"id\":2,\"title\":\"plan\",\"owner\":\"bob\"},"                        \
    "{\"id\":3,\"title\":\"2\",\"owner\":\"bob\"},"                           \
    "{\"id\":4,\"title\":\"\303\204pfel #1\",\"owner\":\"bob\"},"             \
    "{\"id\":5,\"title\":\"Twin\",\"owner\":\"alice\"},"                      \
    "{\"id\":6,\"title\":\"Twin\",\"owner\":\"bob\"},"                        \
    "{\"id\":7,\"title\":\"TWIN Peaks\",\"owner\":\"bob\"},"                  \
    "{\"id\":8}]"

static mcp_json_t *parse(const char *text)
{
    mcp_json_t *json = NULL;

    mcp_json_parse(&json, text, strlen(text), tap_pool);
    return json;
}

static void test_found(void)
{
    static const struct {
        const char *wanted; /* JSON */
        int id;
    } cases[] = {
        {"1", 1},
        {"\"1\"", 1},
        {"\"Plan\"", 1}, /* as written, before another case */
        {"\"plan\"", 2},
        {"\"2\"", 2}, /* an id wins over a name */
        {"2", 2},
        {"\"\303\244PFEL #1\"", 4},
        {"\"twin peaks\"", 7},
        {"8", 8},
    };
    mcp_json_t *list = parse(LIST);
    apr_size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        mcp_json_t *found = NULL;
        mcp_err_t *err = mcp_lookup_find(&found, &boards, list,
                                         parse(cases[i].wanted), tap_pool);

        ok(!err, "%s: %s", cases[i].wanted, err ? err->message : "found");
        is_int(mcp_json_get_int(found, "id", 0), cases[i].id, cases[i].wanted);
    }
}

static void refused(const mcp_lookup_t *lookup, const char *list,
                    const char *wanted, const char *message)
{
    mcp_json_t *found = NULL;
    mcp_err_t *err =
        mcp_lookup_find_str(&found, lookup, parse(list), wanted, tap_pool);

    ok(err && err->kind == MCP_ERR_TOOL && !found, "%s is refused", wanted);
    is_str(err ? err->message : NULL, message, wanted);
}

static void test_refused(void)
{
    static const mcp_lookup_t labels = {
        .what = "label", .id = "title", .name = "title"};

    refused(&boards, "[{\"id\":1,\"title\":\"Plan\",\"owner\":\"alice\"}]",
            "Plam",
            "There is no board \"Plam\" that this account can see. Did you "
            "mean \"Plan\"? There is: \"Plan\" (id 1, alice). list_boards "
            "lists them.");
    refused(&boards, "[]", "Plan",
            "There is no board \"Plan\" that this account can see. There is "
            "no board at all. list_boards lists them.");
    refused(&boards, LIST, "Twin",
            "More than one board is called \"Twin\": \"Twin\" (id 5, alice), "
            "\"Twin\" (id 6, bob). Pass the id of the one that is meant.");
    refused(&boards, LIST, "PLAN",
            "More than one board is called \"PLAN\": \"Plan\" (id 1, alice), "
            "\"plan\" (id 2, bob). Pass the id of the one that is meant.");
    refused(&labels, "[{\"title\":\"red\"},{\"title\":\"blue\"}]", "Xyz",
            "There is no label \"Xyz\" that this account can see. There is: "
            "\"red\", \"blue\".");
}

/* Whatever the list is, a message stays short. */
static void test_bounded(void)
{
    mcp_json_t *list = mcp_json_array_create(tap_pool);
    mcp_json_t *found;
    mcp_err_t *err;
    char name[301];
    int i;

    memset(name, 'n', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    for (i = 0; i < 500; i++) {
        mcp_json_t *entry = mcp_json_add_object(list);

        mcp_json_set_int(entry, "id", i + 1000);
        mcp_json_set_str(entry, "title", name);
    }
    err = mcp_lookup_find_str(&found, &boards, list, "other", tap_pool);
    ok(err && strlen(err->message) < 1500, "not found: short");
    ok(err && strstr(err->message, "nnn...\" (id 1009) and 490 more"),
       "says how many there are: %s", err ? err->message : "");
    err = mcp_lookup_find_str(&found, &boards, list, name, tap_pool);
    ok(err && strlen(err->message) < 1900, "ambiguous: short");
}

/* PHP makes an object of a list whose keys are not 0, 1, 2. */
static void test_object(void)
{
    mcp_json_t *list = parse("{\"3\":{\"id\":7,\"title\":\"Seven\"}}");
    mcp_json_t *found = NULL;

    ok(!mcp_lookup_find_str(&found, &boards, list, "seven", tap_pool),
       "an object is a list");
    is_int(mcp_json_get_int(found, "id", 0), 7, "its value");
    ok(mcp_lookup_find_str(&found, &boards, NULL, "seven", tap_pool),
       "no list is an empty list");
}

static void test_alias(void)
{
    static const mcp_lookup_t members = {
        .what = "member", .id = "id", .name = "name", .alias = "uid"};
    static const char list[] =
        "[{\"id\":\"x1\",\"name\":\"Bob B\",\"uid\":\"bob\"},"
        "{\"id\":\"x2\",\"name\":\"Al\",\"uid\":\"alice\"},"
        "{\"id\":\"x3\",\"name\":\"alice\",\"uid\":\"alice2\"},"
        "{\"id\":\"bob\",\"name\":\"Other\",\"uid\":\"other\"}]";
    mcp_json_t *found = NULL;

    ok(!mcp_lookup_find_str(&found, &members, parse(list), "alice2", tap_pool),
       "by the alias");
    is_str(mcp_json_get_str(found, "id", ""), "x3", "that one");
    ok(!mcp_lookup_find_str(&found, &members, parse(list), "bob", tap_pool),
       "an id before an alias");
    is_str(mcp_json_get_str(found, "id", ""), "bob", "the id");
    refused(&members, list, "alice",
            "More than one member is called \"alice\": \"Al\" (id x2), "
            "\"alice\" (id x3). Pass the id of the one that is meant.");
}

int main(void)
{
    tap_start();
    test_alias();
    test_found();
    test_refused();
    test_bounded();
    test_object();
    return tap_end();
}
