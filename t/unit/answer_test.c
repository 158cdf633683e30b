/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/answer.h"

#include "nextcloud/body.h"
#include "tap.h"

static const mcp_nc_config_t config = {.url = "https://cloud.example.com/sub"};
static mcp_nc_t nc = {.config = &config};

typedef struct case_t {
    const char *name;
    int status;
    const char *header; /* one more than Content-Type, or NULL */
    const char *value;
    const char *type;
    const char *body;
    mcp_err_kind_e kind; /* MCP_ERR_KINDS: no error */
    const char *word;    /* in the message */
    int retry_after;
} case_t;

#define JSON "application/json; charset=utf-8"
#define XML "application/xml; charset=utf-8"
#define HTML "text/html; charset=UTF-8"
#define NONE MCP_ERR_KINDS
#define FAILURE(code, message)                                                \
    "{\"ocs\":{\"meta\":{\"status\":\"failure\",\"statuscode\":" code         \
    ",\"message\":\"" message "\"},\"data\":[]}}"
#define SABRE(exception, message)                                             \
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<d:error xmlns:d=\"DAV:\" "  \
    "xmlns:s=\"http://sabredav.org/ns\">\n  <s:exception>" exception          \
    "</s:exception>\n  <s:message>" message "</s:message>\n</d:error>\n"

static const case_t cases[] = {
    {"wrong password", 401, "WWW-Authenticate", "Basic realm=\"x\"", JSON,
     FAILURE("997", "Unauthorised"), MCP_ERR_UNAUTHORIZED, "401 Unauthorised",
     0},
    {"no login", 401, NULL, NULL, JSON,
     FAILURE("997", "Current user is not logged in"), MCP_ERR_UNAUTHORIZED,
     "not logged in", 0},
    {"wrong password for DAV", 401, NULL, NULL, XML,
     SABRE("Sabre\\DAV\\Exception\\NotAuthenticated",
           "No public access to this resource., AppAPIAuth has not passed"),
     MCP_ERR_UNAUTHORIZED, "(401 Unauthorized)", 0},
    {"login password forbidden", 401, NULL, NULL, XML,
     SABRE("OCA\\DAV\\Connector\\Sabre\\Exception\\PasswordLoginForbidden",
           ""),
     MCP_ERR_UNAUTHORIZED, "app password", 0},
    {"an app's own login", 401, "X-User-Id", "alice", HTML, "", MCP_ERR_TOOL,
     "Basic", 0},
    {"brute force", 429, NULL, NULL, JSON,
     FAILURE("429", "Reached maximum delay"), MCP_ERR_THROTTLED,
     "Reached maximum delay", 0},
    {"brute force on DAV", 429, "Retry-After", "7", XML,
     SABRE("OCA\\DAV\\Connector\\Sabre\\Exception\\TooManyRequests", ""),
     MCP_ERR_THROTTLED, "429", 7},
    {"maintenance, OCS", 503, "X-Nextcloud-Maintenance-Mode", "1", JSON,
     FAILURE("503", "Service unavailable"), MCP_ERR_UNAVAILABLE, "maintenance",
     0},
    {"maintenance, DAV", 503, NULL, NULL, XML,
     SABRE("OCA\\DAV\\Exception\\ServerMaintenanceMode",
           "System is in maintenance mode."),
     MCP_ERR_UNAVAILABLE, "maintenance", 0},
    {"maintenance, pages", 503, "Retry-After", "120", HTML,
     "<p>This instance is currently in maintenance mode", MCP_ERR_UNAVAILABLE,
     "maintenance", 120},
    {"account disabled", 503, NULL, NULL, XML,
     SABRE("Sabre\\DAV\\Exception\\ServiceUnavailable",
           "OC\\User\\DisabledUserException: Account disabled"),
     MCP_ERR_UNAUTHORIZED, "disabled", 0},
    {"storage down", 503, NULL, NULL, XML,
     SABRE("Sabre\\DAV\\Exception\\ServiceUnavailable", "Storage is gone"),
     MCP_ERR_UNAVAILABLE, "Storage is gone", 0},
    {"no PHP", 503, "Retry-After", "soon", HTML, "<html>", MCP_ERR_UNAVAILABLE,
     "503", 0},
    {"forever", 503, "Retry-After", "99999999999", HTML, "<html>",
     MCP_ERR_UNAVAILABLE, "503", 86400},
    {"bad gateway", 502, NULL, NULL, HTML, "<html>", MCP_ERR_UNAVAILABLE,
     "502 Bad Gateway", 0},
    {"an app's gateway", 502, NULL, NULL, JSON, "{}", NONE, "", 0},
    {"to another host", 301, "Location", "https://other.example:8443/p?q=1",
     HTML, "", MCP_ERR_UNAVAILABLE, "to https://other.example:8443 instead",
     0},
    {"to the same host", 302, "Location", "https://cloud.example.com/login",
     HTML, "", MCP_ERR_UNAVAILABLE, "another page of its own", 0},
    {"to a path", 303, "Location", "/login?to=https://a/", HTML, "",
     MCP_ERR_UNAVAILABLE, "another page of its own", 0},
    {"not modified", 304, "Location", "/", JSON, "", NONE, "", 0},
    {"strange host", 400, NULL, NULL, JSON,
     "{\"error\": \"Trusted domain error.\", \"code\": 15}",
     MCP_ERR_UNAVAILABLE, "MCPNextcloudHost", 0},
    {"strange host, as a page", 400, NULL, NULL, HTML,
     "<!DOCTYPE html> edit the &quot;trusted_domains&quot; setting",
     MCP_ERR_UNAVAILABLE, "trusted_domains", 0},
    {"another 400", 400, NULL, NULL, JSON, FAILURE("400", "trusted_domains"),
     NONE, "", 0},
    {"success", 200, NULL, NULL, JSON, "{}", NONE, "", 0},
    {"not found", 404, NULL, NULL, JSON, "{}", NONE, "", 0},
    {"locked", 423, NULL, NULL, XML, SABRE("FileLocked", "locked"), NONE, "",
     0},
};

static void test_answers(void)
{
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const case_t *c = &cases[i];
        mcp_http_response_t response = {.status = c->status, .body = c->body};
        mcp_err_t *err;

        response.len = strlen(c->body);
        response.headers = apr_table_make(tap_pool, 2);
        apr_table_setn(response.headers, "Content-Type", c->type);
        if (c->header) {
            apr_table_setn(response.headers, c->header, c->value);
        }
        err = mcp_answer_check(&nc, &response);
        is_int(err ? err->kind : NONE, c->kind, c->name);
        if (err) {
            is_int(err->upstream, c->status, "its status");
            is_int(err->retry_after, c->retry_after, "its Retry-After");
            if (!ok(strstr(err->message, c->word), "its message")) {
                printf("# got: %s\n", err->message);
            }
        }
    }
}

static void check_body(apr_size_t total, apr_size_t limit, apr_size_t hint)
{
    static const char bytes[700] = {0};
    mcp_body_t body = {.pool = tap_pool};
    apr_size_t kept = total < limit ? total : limit;
    apr_size_t sent = 0;

    while (sent < total) {
        apr_size_t len = total - sent < 700 ? total - sent : 700;
        apr_size_t taken = mcp_body_add(&body, bytes, len, limit, hint);

        sent += taken;
        if (taken < len) {
            break;
        }
    }
    is_int(body.len, kept, "what fits is kept");
    ok(body.size <= limit + 1 && (!kept || body.data[kept] == '\0'),
       "in no more than the limit");
    ok(!hint || body.size == 0 || hint < kept || hint > limit
           || body.size == hint + 1,
       "in one block when announced");
}

static void test_body(void)
{
    static const apr_size_t sizes[] = {0,    1,    699,   700,
                                       7999, 8000, 16001, 100000};
    apr_size_t i;
    apr_size_t j;

    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        for (j = 0; j < sizeof(sizes) / sizeof(sizes[0]); j++) {
            check_body(sizes[i], sizes[j], 0);
            check_body(sizes[i], sizes[j], sizes[i]);
            check_body(sizes[i], sizes[j], (apr_size_t)-2);
        }
    }
}

int main(void)
{
    tap_start();
    nc.pool = tap_pool;
    test_answers();
    test_body();
    return tap_end();
}
