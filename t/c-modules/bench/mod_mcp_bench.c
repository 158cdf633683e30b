/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What mod_mcp is measured against and with (t/bench):
 *
 *   SetHandler bench-constant   the same request read and an answer of ?size=
 *                               bytes sent, with nothing in between: what this
 *                               httpd can do
 *   SetHandler bench-upstream   a Nextcloud that answers at once, or after
 *                               ?delay= milliseconds; its files have as many
 *                               bytes as their name says, and "wrong" is
 *                               everybody's wrong password
 *   bench_echo                  a tool that answers without a Nextcloud
 */

#include <string.h>

#include <ap_provider.h>
#include <apr_atomic.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <httpd.h>
#include <http_config.h>
#include <http_connection.h>
#include <http_core.h>
#include <http_protocol.h>

#include "mod_mcp.h"

#define MAX_BYTES (64 * 1024 * 1024)

/* What is asked and over how many connections; of one process, which is all
 * that an upstream of the benchmark has. */
static volatile apr_uint32_t connections;
static volatile apr_uint32_t requests;

/* Bytes of any number, made once, sent without a copy. */
static char *filler;

static int get_number(const char *text, const char *name)
{
    const char *at = text ? strstr(text, name) : NULL;

    return at ? atoi(at + strlen(name)) : 0;
}

static void send_bytes(request_rec *r, const char *bytes, apr_size_t len)
{
    conn_rec *c = r->connection;
    apr_bucket_brigade *all = apr_brigade_create(r->pool, c->bucket_alloc);

    APR_BRIGADE_INSERT_TAIL(
        all, apr_bucket_immortal_create(bytes, len, c->bucket_alloc));
    APR_BRIGADE_INSERT_TAIL(all, apr_bucket_eos_create(c->bucket_alloc));
    ap_set_content_length(r, (apr_off_t)len);
    ap_pass_brigade(r->output_filters, all);
}

static int constant_handler(request_rec *r)
{
    if (!r->handler || strcmp(r->handler, "bench-constant") != 0) {
        return DECLINED;
    }
    ap_discard_request_body(r);
    ap_set_content_type(r, "application/json");
    send_bytes(r, filler, (apr_size_t)get_number(r->args, "size="));
    return OK;
}

/* The login name of a Basic header. NULL: the password is "wrong". */
static const char *find_user(request_rec *r)
{
    const char *header = apr_table_get(r->headers_in, "Authorization");
    char *plain, *colon;

    if (!header || strncmp(header, "Basic ", 6) != 0) {
        return "alice";
    }
    plain = ap_pbase64decode(r->pool, header + 6);
    colon = strchr(plain, ':');
    if (!colon || strcmp(colon, ":wrong") == 0) {
        return NULL;
    }
    *colon = '\0';
    return plain;
}

static void send_text(request_rec *r, const char *text)
{
    ap_set_content_type(r, "application/json; charset=utf-8");
    send_bytes(r, text, strlen(text));
}

#define OCS(data)                                                             \
    "{\"ocs\":{\"meta\":{\"status\":\"ok\",\"statuscode\":200,"               \
    "\"message\":\"OK\"},\"data\":" data "}}"

/* The number before the dot in ".../1048576.txt". */
static void send_file(request_rec *r)
{
    const char *name = ap_strrchr_c(r->uri, '/') + 1;
    int size = atoi(name);

    apr_table_setn(r->headers_out, "ETag", "\"bench\"");
    ap_set_content_type(r, "text/plain;charset=UTF-8");
    send_bytes(r, filler, (apr_size_t)(size > MAX_BYTES ? MAX_BYTES : size));
}

static int upstream_handler(request_rec *r)
{
    const char *user;
    int delay;

    if (!r->handler || strcmp(r->handler, "bench-upstream") != 0) {
        return DECLINED;
    }
    ap_discard_request_body(r);
    if (strstr(r->uri, "/bench-count")) {
        send_text(r,
                  apr_psprintf(r->pool, "{\"connections\":%u,\"requests\":%u}",
                               apr_atomic_read32(&connections),
                               apr_atomic_read32(&requests)));
        return OK;
    }
    apr_atomic_inc32(&requests);
    user = find_user(r);
    if (!user) {
        return HTTP_UNAUTHORIZED;
    }
    delay = get_number(r->args, "delay=");
    if (delay > 0) {
        apr_sleep(apr_time_from_msec(delay));
    }
    if (strstr(r->uri, "/remote.php/")) {
        send_file(r);
    }
    else if (strstr(r->uri, "/cloud/user")) {
        send_text(r, apr_psprintf(r->pool, OCS("{\"id\":\"%s\"}"), user));
    }
    else if (strstr(r->uri, "/cloud/capabilities")) {
        send_text(r, OCS("{\"version\":{\"major\":32},\"capabilities\":{"
                         "\"files\":{\"undelete\":true},\"dav\":{"
                         "\"chunking\":\"1.0\"}}}"));
    }
    else {
        send_text(r, "{\"id\":1,\"title\":\"An entry\",\"text\":"
                     "\"Some text that a tool may answer with.\"}");
    }
    return OK;
}

static int count_connection(conn_rec *c, void *socket)
{
    apr_atomic_inc32(&connections);
    return DECLINED;
}

static int fill(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                server_rec *s)
{
    filler = apr_palloc(pconf, MAX_BYTES);
    memset(filler, 'x', MAX_BYTES);
    return OK;
}

static void echo(mcp_call_t *call, const mcp_api_t *api, void *baton)
{
    api->add_text(call, api->get_string(call, api->arguments(call), "/text"));
}

static const mcp_provider_tool_t tools[] = {
    {"{\"name\":\"bench_echo\",\"description\":\"Says what it is told.\","
     "\"inputSchema\":{\"type\":\"object\",\"properties\":{\"text\":{"
     "\"type\":\"string\"}}},\"annotations\":{\"readOnlyHint\":true}}",
     echo, NULL, MCP_TOOL_NO_NEXTCLOUD | MCP_TOOL_QUICK},
    {NULL, NULL, NULL, 0},
};

static const mcp_provider_t provider = {
    MCP_PROVIDER_STUFF,
    .name = "bench",
    .tools = tools,
};

static void register_hooks(apr_pool_t *pool)
{
    ap_register_provider(pool, MCP_PROVIDER_GROUP, provider.name,
                         MCP_PROVIDER_VERSION, &provider);
    ap_hook_post_config(fill, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_pre_connection(count_connection, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_handler(constant_handler, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_handler(upstream_handler, NULL, NULL, APR_HOOK_MIDDLE);
}

AP_DECLARE_MODULE(mcp_bench) = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, register_hooks, 0,
};
