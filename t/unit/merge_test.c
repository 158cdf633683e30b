/* SPDX-License-Identifier: Apache-2.0 */

#include "tools/merge.h"

#include "tap.h"

static mcp_json_t *parse(const char *text)
{
    mcp_json_t *json = NULL;

    mcp_json_parse(&json, text, strlen(text), tap_pool);
    return json;
}

static void lays(const char *current, const mcp_merge_member_t *keep,
                 const char *changes, const char *body, const char *name)
{
    is_str(mcp_json_print(
               mcp_merge_lay(parse(current), keep, parse(changes), tap_pool),
               NULL, tap_pool),
           body, name);
}

static const mcp_merge_member_t keep[] = {{"title", NULL, 0},
                                          {"status", "showStatus", 0},
                                          {"options", NULL, 1},
                                          {"gone", NULL, 0},
                                          {NULL, NULL, 0}};

int main(void)
{
    tap_start();
    lays("{\"a\":1,\"b\":[2]}", NULL, "{}", "{\"a\":1,\"b\":[2]}",
         "no change, all is kept");
    lays("{\"a\":1,\"b\":[2],\"c\":3}", NULL, "{\"b\":[],\"d\":\"\303\274\"}",
         "{\"a\":1,\"b\":[],\"c\":3,\"d\":\"\303\274\"}",
         "a change replaces, nothing is merged below");
    lays("{\"a\":1}", NULL, "{\"a\":null}", "{\"a\":null}", "null is a value");
    lays(
        "{\"id\":7,\"title\":\"T\",\"status\":false,\"options\":[{\"id\":1}]}",
        keep, "{}",
        "{\"title\":\"T\",\"showStatus\":false,"
        "\"options\":\"[{\\\"id\\\":1}]\"}",
        "only what is named, with its other name, a list as text");
    lays("{\"options\":null,\"status\":null}", keep, "{}",
         "{\"showStatus\":null,\"options\":null}", "null stays null");
    lays("{\"options\":\"[1]\"}", keep, "{}", "{\"options\":\"[1]\"}",
         "text stays text");
    lays("{\"title\":\"T\",\"status\":true}", keep,
         "{\"showStatus\":false,\"new\":1}",
         "{\"title\":\"T\",\"showStatus\":false,\"new\":1}",
         "changes have the names of PUT");
    return tap_end();
}
