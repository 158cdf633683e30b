/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Calling tools from arguments to result: native ones, and REST ones against
 * a server in a child process that answers what the path asks for.
 */

#include "tool/invoke.h"

#include "tap.h"
#include <apr_strings.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tool/manifest.h"

static mcp_err_kind_e native_error = MCP_ERR_KINDS; /* none */
static int native_runs;

static mcp_err_t *run(mcp_tool_call_t *call)
{
    native_runs++;
    if (native_error != MCP_ERR_KINDS) {
        return mcp_err_create(call->pool, native_error, "native says no");
    }
    mcp_result_addf(call->result, "depth %d",
                    (int)mcp_json_get_int(call->args, "depth", -1));
    return NULL;
}

static const mcp_native_t natives[] = {
    {"plain", run, NULL},
    {NULL, NULL, NULL},
};

/* What stands before and after the part of a declaration that differs. */
#define BEGIN(read)                                                           \
    "{\"tools\":[{\"name\":\"tool\",\"title\":\"T\",\"description\":\"D\","   \
    "\"annotations\":{\"readOnlyHint\":" read ",\"destructiveHint\":false,"   \
    "\"idempotentHint\":true,\"openWorldHint\":false},"
#define NO_INPUT                                                              \
    "\"input\":{\"type\":\"object\",\"additionalProperties\":false}"

static const mcp_tool_t *declare(const char *begin, const char *rest)
{
    apr_array_header_t *tools =
        apr_array_make(tap_pool, 1, sizeof(mcp_tool_t *));
    const char *text = apr_pstrcat(tap_pool, begin, rest, "}]}", NULL);
    mcp_err_t *err = mcp_manifest_parse(tools, "app", text, strlen(text),
                                        natives, tap_pool);

    if (err) {
        ok(0, "%s", err->message);
        exit(1);
    }
    return APR_ARRAY_IDX(tools, 0, mcp_tool_t *);
}

/* The printed result, or the name of the error's kind. */
static const char *invoke(const mcp_tool_t *tool, const char *args,
                          mcp_nc_t *nc)
{
    mcp_tool_call_t call;
    mcp_err_t *err;

    memset(&call, 0, sizeof(call));
    call.pool = tap_pool;
    call.tool = tool;
    call.nc = nc;
    call.notice = "By AI";
    call.result = mcp_result_create(tap_pool);
    if (args && mcp_json_parse(&call.args, args, strlen(args), tap_pool)) {
        return "bad arguments";
    }
    err = mcp_tool_invoke(&call);
    return err ? mcp_err_name(err->kind)
               : mcp_result_print(call.result, MCP_REV_2025_11_25, NULL, NULL,
                                  tap_pool);
}

#define TEXT(text) "{\"content\":[{\"type\":\"text\",\"text\":\"" text "\"}]}"
#define ERROR(text)                                                           \
    "{\"content\":[{\"type\":\"text\",\"text\":\"" text                       \
    "\"}],\"isError\":true}"

static void test_native(void)
{
    const mcp_tool_t *tool = declare(
        BEGIN("true"),
        "\"input\":{\"type\":\"object\",\"additionalProperties\":false,"
        "\"properties\":{\"depth\":{\"type\":\"integer\",\"maximum\":5,"
        "\"default\":2,\"description\":\"d\"}}},\"native\":\"plain\"");

    is_str(invoke(tool, "{\"depth\":4}", NULL), TEXT("depth 4"), "runs");
    is_str(invoke(tool, NULL, NULL), TEXT("depth 2"), "no arguments");
    is_str(invoke(tool, "{\"depth\":3.0}", NULL), TEXT("depth 3"), "3.0");
    native_runs = 0;
    is_str(invoke(tool, "{\"dept\":9,\"depth\":9}", NULL),
           ERROR("Invalid arguments: dept: no such parameter (did you mean "
                 "\\\"depth\\\"?); depth: must be at most 5, not 9"),
           "mistakes are a result");
    is_int(native_runs, 0, "and the tool does not run");
    native_error = MCP_ERR_TOOL;
    is_str(invoke(tool, "{}", NULL), ERROR("native says no"),
           "a failure is a result");
    native_error = MCP_ERR_TOO_LARGE;
    is_str(invoke(tool, "{}", NULL), ERROR("native says no"),
           "what Nextcloud sent is too large, not the client's message");
    native_error = MCP_ERR_UNAUTHORIZED;
    is_str(invoke(tool, "{}", NULL), "unauthorized", "errors of the request");
    native_error = MCP_ERR_TIMEOUT;
    is_str(invoke(tool, "{}", NULL), "timeout", "and of the way");
}

/* What the server answers: the last segment of the path is its number. */
static const char *const answers[] = {
    "200 OK\r\n\r\n{\"ocs\":{\"meta\":{\"status\":\"ok\",\"statuscode\":200,"
    "\"message\":\"OK\"},\"data\":{\"id\":7,\"password\":\"hash\"}}}",
    "404 Not Found\r\n\r\n{\"ocs\":{\"meta\":{\"status\":\"failure\","
    "\"statuscode\":404,\"message\":\"Share not found\"},\"data\":[]}}",
    "200 OK\r\n\r\n[{\"id\":1},{\"id\":2}]",
    "204 No Content\r\n\r\n",
    "200 OK\r\n\r\n",
    "200 OK\r\n\r\nnot JSON",
    "401 Unauthorized\r\n\r\n{}",
    "304 Not Modified\r\n\r\n",
    "201 Created\r\n\r\n", /* the body of the request comes after it */
};

/* How long the body is, as the head of a request says. */
static size_t body_length(const char *head)
{
    const char *length = strcasestr(head, "\r\ncontent-length: ");

    return length ? (size_t)strtoul(length + 18, NULL, 10) : 0;
}

/* Read a request and say where its body is. */
static const char *receive(int client, char *text, size_t size)
{
    size_t have = 0;
    ssize_t got;

    while ((got = read(client, text + have, size - 1 - have)) > 0) {
        const char *body;

        have += (size_t)got;
        text[have] = '\0';
        body = strstr(text, "\r\n\r\n");
        if (body && strlen(body + 4) >= body_length(text)) {
            return body + 4;
        }
    }
    return "";
}

static void answer(int client)
{
    char request[8192] = "";
    const char *body = receive(client, request, sizeof(request));
    const char *number = strstr(request, "/n/");
    size_t i = number ? (size_t)(number[3] - '0') : 0;
    const char *text = answers[i < sizeof(answers) / sizeof(*answers) ? i : 0];
    char reply[8192];

    snprintf(reply, sizeof(reply), "HTTP/1.1 %.*s\r\nConnection: close%s%s",
             (int)strcspn(text, "\r"), text, text + strcspn(text, "\r"),
             i == 8 ? body : "");
    if (write(client, reply, strlen(reply)) < 0) {
        _exit(1);
    }
    close(client);
}

/* A server on a port of its own; its process, which the caller ends. */
static pid_t serve(int *port)
{
    struct sockaddr_in address;
    socklen_t len = sizeof(address);
    int server = socket(AF_INET, SOCK_STREAM, 0);
    pid_t child;

    memset(&address, 0, sizeof(address));
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(server, (struct sockaddr *)&address, sizeof(address))
        || listen(server, 16)
        || getsockname(server, (struct sockaddr *)&address, &len)) {
        return -1;
    }
    *port = ntohs(address.sin_port);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        for (;;) {
            int client = accept(server, NULL, NULL);

            if (client >= 0) {
                answer(client);
            }
        }
    }
    close(server);
    return child;
}

static const mcp_tool_t *get(const char *prefix, int number,
                             const char *result)
{
    return declare(BEGIN("true") NO_INPUT,
                   apr_psprintf(tap_pool,
                                ",\"call\":{\"method\":\"GET\",\"path\":"
                                "\"%s/n/%d\"},\"result\":%s",
                                prefix, number, result));
}

#define OCS "/ocs/v2.php/apps/x"
#define APP "/index.php/apps/x"

static void test_rest(mcp_nc_t *nc)
{
    const char *text;

    is_str(invoke(get(OCS, 0, "{\"pick\":[\"id\"]}"), "{}", nc),
           "{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"id\\\":7}\"}],"
           "\"structuredContent\":{\"id\":7}}",
           "an OCS answer, picked from");
    text = invoke(get(OCS, 1, "{}"), "{}", nc);
    ok(strstr(text, "Share not found") && strstr(text, "\"isError\":true"),
       "an OCS failure");
    text =
        invoke(get(APP, 2, "{\"wrap\":\"list\",\"max_items\":1}"), "{}", nc);
    ok(strstr(text, "\"structuredContent\":{\"list\":[{\"id\":1}],"
                    "\"truncated\":true,\"total\":2}"),
       "a plain list, cut");
    text = invoke(get(APP, 3, "{\"empty_ok\":[204]}"), "{}", nc);
    ok(strstr(text, "\"structuredContent\":{\"ok\":true}"), "204");
    text = invoke(get(APP, 3, "{\"empty_ok\":[200]}"), "{}", nc);
    ok(strstr(text, "has no content") && strstr(text, "isError"),
       "204 where it is not expected");
    text = invoke(get(OCS, 4, "{}"), "{}", nc);
    ok(strstr(text, "has no content"), "200 without content");
    text =
        invoke(get(OCS, 4, "{\"empty_ok\":[200],\"wrap\":\"l\"}"), "{}", nc);
    ok(strstr(text, "\"structuredContent\":{\"l\":[]}"), "expected");
    text = invoke(get(APP, 5, "{}"), "{}", nc);
    ok(strstr(text, "isError") || !strcmp(text, "unavailable"), "no JSON: %s",
       text);
    is_str(invoke(get(APP, 6, "{}"), "{}", nc), "unauthorized", "401");
    text =
        invoke(get(OCS, 7, "{\"empty_ok\":[304],\"wrap\":\"l\"}"), "{}", nc);
    ok(strstr(text, "\"structuredContent\":{\"l\":[]}"), "304");
    text = invoke(get(OCS, 7, "{}"), "{}", nc);
    ok(strstr(text, "has no content"), "304 where it is not expected");
}

static void test_post(mcp_nc_t *nc)
{
    const mcp_tool_t *tool = declare(
        BEGIN("false"),
        "\"input\":{\"type\":\"object\",\"additionalProperties\":false,"
        "\"required\":[\"n\",\"text\"],\"properties\":{"
        "\"n\":{\"type\":\"integer\",\"description\":\"d\"},"
        "\"text\":{\"type\":\"string\",\"maxLength\":50,"
        "\"x-mcp-notice\":true,\"description\":\"d\"},"
        "\"order\":{\"type\":\"integer\",\"default\":9,"
        "\"description\":\"d\"}}},\"call\":{\"method\":\"POST\",\"path\":"
        "\"" APP "/n/{n}\",\"json\":{\"text\":\"{text}\",\"by\":\"{@user}\","
        "\"order\":\"{order}\"}}");
    const char *text =
        invoke(tool, "{\"n\":8,\"text\":\"Hi\",\"order\":null}", nc);

    ok(strstr(text, "\"structuredContent\":{\"text\":\"Hi\\n\\nBy AI\","
                    "\"by\":\"alice\",\"order\":9}"),
       "the body goes out with notice, user and default: %s", text);
}

int main(void)
{
    mcp_nc_config_t config;
    mcp_nc_t nc;
    int port = 0;
    pid_t server;

    tap_start();
    test_native();
    server = serve(&port);
    if (!ok(server > 0, "a server to ask")) {
        return tap_end();
    }
    memset(&config, 0, sizeof(config));
    memset(&nc, 0, sizeof(nc));
    config.url = apr_psprintf(tap_pool, "http://127.0.0.1:%d", port);
    config.connect_timeout = config.timeout = apr_time_from_sec(10);
    config.max_response = 100000;
    mcp_http_child_init(tap_pool);
    nc.pool = tap_pool;
    nc.http = mcp_http_create(tap_pool);
    nc.config = &config;
    nc.uid = "alice";
    nc.deadline = apr_time_now() + apr_time_from_sec(60);
    test_rest(&nc);
    test_post(&nc);
    kill(server, SIGTERM);
    waitpid(server, NULL, 0);
    return tap_end();
}
