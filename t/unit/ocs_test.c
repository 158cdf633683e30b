/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/capabilities.h"
#include "nextcloud/ocs.h"

#include "tap.h"
#include "util/buf.h"

static const mcp_nc_config_t config = {.url = "https://cloud.example.com/sub"};
static mcp_nc_t nc = {.config = &config};

static mcp_http_response_t *answer(int status, const char *type,
                                   const char *body)
{
    mcp_http_response_t *response = apr_pcalloc(tap_pool, sizeof(*response));

    response->status = status;
    response->headers = apr_table_make(tap_pool, 2);
    apr_table_setn(response->headers, "Content-Type", type);
    response->body = body;
    response->len = strlen(body);
    return response;
}

#define JSON "application/json; charset=utf-8"
#define XML "application/xml; charset=utf-8"
#define HTML "text/html; charset=UTF-8"
#define OCS(status, code, message, data)                                      \
    "{\"ocs\":{\"meta\":{\"status\":\"" status "\",\"statuscode\":" code      \
    ",\"message\":\"" message "\"},\"data\":" data "}}"
#define SABRE(exception, message, more)                                       \
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<d:error xmlns:d=\"DAV:\" "  \
    "xmlns:s=\"http://sabredav.org/ns\" xmlns:o=\"http://owncloud.org/ns\">"  \
    "\n  <s:exception>Sabre\\DAV\\Exception\\" exception                      \
    "</s:exception>\n  <s:message>" message "</s:message>\n" more             \
    "</d:error>\n"

static void test_success(void)
{
    static const struct {
        int status;
        const char *body;
        const char *data; /* "null" when there is none */
    } cases[] = {
        {200, OCS("ok", "200", "OK", "{\"id\":\"alice\"}"),
         "{\"id\":\"alice\"}"},
        {201, OCS("ok", "201", "OK", "[]"), "[]"},
        {200, OCS("ok", "100", "OK", "[1]"), "[1]"},
        {200, OCS("ok", "200", "OK", "null"), "null"},
        {200, "[{\"id\":103,\"basename\":\"Docs\",\"children\":[]}]",
         "[{\"id\":103,\"basename\":\"Docs\",\"children\":[]}]"},
        {200, "189", "189"},
        {200, "{\"ocs\":1}", "{\"ocs\":1}"},
        {204, "", "null"},
        {200, "", "null"},
        {304, "", "null"},
    };
    mcp_json_t *data;
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mcp_http_response_t *resp =
            answer(cases[i].status, JSON, cases[i].body);

        ok(!mcp_ocs_parse(&nc, resp, "GET /x", &data), "%s", cases[i].body);
        is_str(data ? mcp_json_print(data, NULL, tap_pool) : "null",
               cases[i].data, cases[i].data);
    }
}

static void test_failure(void)
{
    static const struct {
        int status;
        int upstream;
        const char *body;
        const char *message;
    } cases[] = {
        {404, 404,
         OCS("failure", "404", "Wrong share ID, share does not exist", "[]"),
         "x: Nextcloud says 404 Not Found: Wrong share ID, share does not "
         "exist"},
        {200, 404,
         OCS("failure", "404", "Wrong share ID, share does not exist", "[]"),
         "x: Nextcloud says 404 Not Found: Wrong share ID, share does not "
         "exist"},
        {200, 404, OCS("failure", "998", "", "[]"),
         "x: Nextcloud says 404 Not Found. It does not exist, or this "
         "account has no right to it."},
        {200, 500, OCS("failure", "996", "Internal Server Error\\n", "[]"),
         "x: Nextcloud says 500 Internal Server Error"},
        {200, 401, OCS("failure", "997", "", "[]"),
         "x: Nextcloud says 401 Unauthorized"},
        {200, 400, OCS("failure", "102", "User already exists", "[]"),
         "x: Nextcloud says 400 Bad Request: User already exists"},
        {400, 400, OCS("failure", "102", "group exists", "[]"),
         "x: Nextcloud says 400 Bad Request: group exists"},
        {400, 400, OCS("failure", "400", "", "\"No valid filters provided\""),
         "x: Nextcloud says 400 Bad Request: No valid filters provided"},
        {403, 403, OCS("failure", "403", "", "{\"error\":\"permission\"}"),
         "x: Nextcloud says 403 Forbidden: permission"},
        {413, 413, OCS("failure", "413", "", "{\"error\":\"message\"}"),
         "x: Nextcloud says 413 Content Too Large: message. It is larger "
         "than Nextcloud accepts."},
        {404, 404, OCS("failure", "404", "", "null"),
         "x: Nextcloud says 404 Not Found. It does not exist, or this "
         "account has no right to it."},
    };
    mcp_json_t *data;
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mcp_err_t *err = mcp_ocs_parse(
            &nc, answer(cases[i].status, JSON, cases[i].body), "x", &data);

        ok(err && !data && err->kind == MCP_ERR_TOOL
               && err->upstream == cases[i].upstream,
           "status %d", cases[i].upstream);
        is_str(err ? err->message : NULL, cases[i].message, cases[i].body);
    }
}

static void test_not_json(void)
{
    mcp_json_t *data;
    mcp_err_t *err;

    err = mcp_ocs_parse(&nc, answer(200, HTML, "<!DOCTYPE html><html>"),
                        "GET /x", &data);
    ok(err && err->kind == MCP_ERR_UNAVAILABLE && err->upstream == 200,
       "a page");
    ok(err && strstr(err->message, "https://cloud.example.com answers")
           && strstr(err->message, "MCPNextcloudURL"),
       "says where to look");
    err =
        mcp_ocs_parse(&nc, answer(200, "text/csv", "a;b\n"), "GET /x", &data);
    ok(err && err->kind == MCP_ERR_TOOL && !data, "a table");
    err = mcp_ocs_parse(&nc, answer(200, JSON, "{\"a\":1"), "GET /x", &data);
    ok(err && err->kind == MCP_ERR_TOOL && !data, "half of the JSON");
}

static void check(int status, const char *type, const char *body,
                  const char *message)
{
    mcp_err_t *err = mcp_nc_check(&nc, answer(status, type, body), "/a.txt");

    is_int(err ? err->upstream : 0, status, "status");
    is_str(err ? err->message : NULL, message, message);
}

static void test_sabre(void)
{
    check(404, XML,
          SABRE("NotFound", "File with name //Nope could not be located", ""),
          "/a.txt: Nextcloud says 404 Not Found: File with name //Nope could "
          "not be located. It, or a folder on the way to it, does not exist "
          "or is not shared with this account.");
    check(403, XML,
          SABRE("Forbidden", "Permission denied to delete home folder", ""),
          "/a.txt: Nextcloud says 403 Forbidden: Permission denied to delete "
          "home folder. This account is not allowed to do that.");
    check(409, XML, SABRE("Conflict", "Parent node does not exist", ""),
          "/a.txt: Nextcloud says 409 Conflict: Parent node does not exist. "
          "The parent folder does not exist: create it first.");
    check(409, XML, SABRE("Conflict", "PUT is not allowed on non-files.", ""),
          "/a.txt: Nextcloud says 409 Conflict: PUT is not allowed on "
          "non-files");
    check(412, XML,
          SABRE("PreconditionFailed", "The destination node already exists",
                "  <s:header>Overwrite</s:header>\n"),
          "/a.txt: Nextcloud says 412 Precondition Failed: The destination "
          "node already exists. Something of that name exists already: "
          "choose another name, or pass overwrite to replace it.");
    check(412, XML,
          SABRE("PreconditionFailed", "None of the ETags matched.",
                "  <s:header>If-Match</s:header>\n"),
          "/a.txt: Nextcloud says 412 Precondition Failed: None of the ETags "
          "matched. It has been changed in the meantime: read it again "
          "first.");
    check(423, XML, SABRE("FileLocked", "\"/a.txt\" is locked", ""),
          "/a.txt: Nextcloud says 423 Locked: \"/a.txt\" is locked. Someone "
          "may be changing it just now: try again in a moment.");
    check(507, XML,
          SABRE("InsufficientStorage",
                "Insufficient space in /big.bin, 5000 required, 1024 "
                "available",
                ""),
          "/a.txt: Nextcloud says 507 Insufficient Storage: Insufficient "
          "space in /big.bin, 5000 required, 1024 available. The storage "
          "quota is used up: delete something first.");
    check(400, XML, SABRE("BadRequest", "not defined\n on line 1", ""),
          "/a.txt: Nextcloud says 400 Bad Request: not defined on line 1");
    check(400, XML,
          SABRE("BadRequest", "", "<o:hint xmlns:o=\"o:\">a hint</o:hint>"),
          "/a.txt: Nextcloud says 400 Bad Request: a hint");
}

static void test_apps(void)
{
    check(400, JSON, "{\"status\":400,\"message\":\"title must be given\"}",
          "/a.txt: Nextcloud says 400 Bad Request: title must be given");
    check(403, JSON, "{\"status\":403,\"message\":\"Permission denied\"}",
          "/a.txt: Nextcloud says 403 Forbidden: Permission denied. It does "
          "not exist, or this account has no right to it.");
    check(400, JSON,
          "{\"status\":\"error\",\"data\":[\"Invalid URL\"],"
          "\"ticket\":\"2dd4\"}",
          "/a.txt: Nextcloud says 400 Bad Request: Invalid URL");
    check(409, JSON,
          "{\"msg\":\"A recipe with that name exists\","
          "\"file\":\"\\/srv\\/RecipeService.php\",\"line\":248}",
          "/a.txt: Nextcloud says 409 Conflict: A recipe with that name "
          "exists");
    check(400, JSON, "\"The provided URL is not allowed.\"",
          "/a.txt: Nextcloud says 400 Bad Request: The provided URL is not "
          "allowed");
    check(404, JSON, "99999",
          "/a.txt: Nextcloud says 404 Not Found. It does not exist, or this "
          "account has no right to it.");
    check(412, JSON, "{\"id\":184,\"error\":false,\"content\":\"secret\"}",
          "/a.txt: Nextcloud says 412 Precondition Failed. It has been "
          "changed in the meantime: read it again first.");
    check(400, XML, "requested search property is not valid",
          "/a.txt: Nextcloud says 400 Bad Request: requested search property "
          "is not valid");
    check(500, HTML, "<!DOCTYPE html><html>Internal</html>",
          "/a.txt: Nextcloud says 500 Internal Server Error");
    check(500, XML, "<!DOCTYPE a><a/>",
          "/a.txt: Nextcloud says 500 Internal Server Error");
    check(418, "text/plain", "", "/a.txt: Nextcloud says 418");
    check(500, "text/plain", "\xff\xfe",
          "/a.txt: Nextcloud says 500 Internal Server Error");
    ok(!mcp_nc_check(&nc, answer(207, XML, ""), "x"), "207 is a success");
}

static void test_long(void)
{
    mcp_http_response_t *resp;
    mcp_err_t *err;
    mcp_buf_t body;
    int i;

    mcp_buf_init(&body, 2000, tap_pool);
    mcp_buf_add_str(&body, "{\"message\":\"");
    for (i = 0; i < 500; i++) {
        mcp_buf_add_str(&body, "\xe2\x82\xac");
    }
    mcp_buf_add_str(&body, "\"}");
    resp = answer(500, JSON, body.data);
    err = mcp_nc_check(&nc, resp, "x");
    ok(err && strlen(err->message) < 500
           && strstr(err->message, "\xe2\x82\xac..."),
       "a long message is cut between characters");
}

static void test_capabilities(void)
{
    static const struct {
        const char *path;
        int has;
    } cases[] = {
        {"files", 1},           {"files/undelete", 1},
        {"files/no", 0},        {"files/zero", 0},
        {"files/empty", 0},     {"files/list", 0},
        {"files/list2", 1},     {"files/null", 0},
        {"files/half", 1},      {"files/undelete/x", 0},
        {"nosuch", 0},          {"a.b-c/d/e", 1},
        {"a.b-c/d/f", 0},       {"files/text", 1},
        {"files/names/b", 1},   {"files/names/d", 0},
        {"files/names/b/c", 0}, {"files/list2/1", 0},
    };
    static const char text[] =
        "{\"version\":{\"major\":32,\"string\":\"32.0.1\"},"
        "\"capabilities\":{\"files\":{\"undelete\":true,\"no\":false,"
        "\"zero\":0,\"half\":0.5,\"empty\":\"\",\"list\":[],\"list2\":[1],"
        "\"null\":null,\"names\":[\"a\",\"b\"],\"text\":\"1.0\"},\"a.b-c\":{"
        "\"d\":{\"e\":{}}}}}";
    mcp_json_t *data;
    apr_size_t i;

    ok(!mcp_json_parse(&data, text, strlen(text), tap_pool), "capabilities");
    is_int(mcp_capabilities_major(data), 32, "the version");
    is_int(mcp_capabilities_major(NULL), 0, "no version");
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        is_int(mcp_capabilities_has(data, cases[i].path), cases[i].has,
               cases[i].path);
    }
    ok(!mcp_capabilities_has(NULL, "files"), "no capabilities");
}

static void test_menu(void)
{
    static const char text[] =
        "{\"capabilities\":{\"notes\":{\"api\":1},\"deck\":false}}";
    static const char menu[] = "[{\"id\":\"mail\",\"app\":\"mail\"},"
                               "{\"app\":\"notes\"},{\"app\":\"deck\"},"
                               "{\"id\":\"noapp\"},7]";
    mcp_json_t *data;
    mcp_json_t *entries;

    mcp_json_parse(&data, text, strlen(text), tap_pool);
    mcp_json_parse(&entries, menu, strlen(menu), tap_pool);
    mcp_capabilities_add_apps(data, entries);
    is_str(mcp_json_print(data, NULL, tap_pool),
           "{\"capabilities\":{\"notes\":{\"api\":1},\"deck\":false,"
           "\"mail\":{}}}",
           "what the menu has besides, and nothing else");
    ok(mcp_capabilities_has(data, "mail"), "is there");
    mcp_capabilities_add_apps(data, NULL);
    ok(!mcp_capabilities_has(data, "noapp"), "no menu");
}

int main(void)
{
    tap_start();
    nc.pool = tap_pool;
    test_success();
    test_failure();
    test_not_json();
    test_sabre();
    test_apps();
    test_long();
    test_capabilities();
    test_menu();
    return tap_end();
}
