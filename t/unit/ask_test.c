/* SPDX-License-Identifier: Apache-2.0 */

/* requestState: for whom, for what and for how long it is good. */

#include "rpc/ask_state.h"

#include "tap.h"
#include <apr_strings.h>
#include "util/hash.h"
#include "util/text.h"

static const unsigned char secret[MCP_HASH_LEN] = "a secret";
static const unsigned char other_secret[MCP_HASH_LEN] = "another secret";

typedef struct request_t {
    mcp_nc_config_t config;
    mcp_nc_t nc;
    mcp_message_t message;
    mcp_rpc_call_t call;
} request_t;

static void make(request_t *q, const char *params)
{
    memset(q, 0, sizeof(*q));
    q->config.url = "https://cloud";
    q->nc.config = &q->config;
    q->nc.uid = "alice";
    q->message.method = "tools/call";
    q->message.revision = MCP_REV_2026_07_28;
    mcp_json_parse(&q->message.params, params, strlen(params), tap_pool);
    q->call.pool = tap_pool;
    q->call.nc = &q->nc;
    q->call.message = &q->message;
    q->call.secret = secret;
}

static const char *answers_of(request_t *q, const char *state)
{
    mcp_json_t *answers;
    mcp_err_t *err;

    mcp_json_set_str(q->message.params, "requestState", state);
    err = mcp_ask_state_read(&answers, &q->call);
    return err ? mcp_err_name(err->kind)
               : mcp_json_print(answers, NULL, tap_pool);
}

#define PARAMS "{\"name\":\"t\",\"arguments\":{\"a\":1,\"b\":[2]}}"

static const char *state(void)
{
    mcp_json_t *answers = mcp_json_object_create(tap_pool);
    request_t q;

    make(&q, PARAMS);
    mcp_json_set_bool(answers, "sure", 1);
    return mcp_ask_state_make(answers, &q.call);
}

static void test_binding(void)
{
    request_t q;

    make(&q, "{\"arguments\":{\"b\":[2],\"a\":1},\"_meta\":{\"x\":1},"
             "\"inputResponses\":{},\"name\":\"t\"}");
    is_str(answers_of(&q, state()), "{\"sure\":true}",
           "the same request, written another way");
    make(&q, "{\"name\":\"t\",\"arguments\":{\"a\":2,\"b\":[2]}}");
    is_str(answers_of(&q, state()), "params", "other arguments");
    make(&q, PARAMS);
    q.nc.uid = "bob";
    is_str(answers_of(&q, state()), "params", "another user");
    q.nc.uid = NULL;
    is_str(answers_of(&q, state()), "params", "nobody");
    make(&q, PARAMS);
    q.config.url = NULL;
    is_str(answers_of(&q, state()), "params", "no Nextcloud");
    make(&q, PARAMS);
    q.message.method = "prompts/get";
    is_str(answers_of(&q, state()), "params", "another method");
    make(&q, PARAMS);
    q.call.secret = other_secret;
    is_str(answers_of(&q, state()), "params", "after a restart");
}

static void test_text(void)
{
    const char *good = state();
    const char *bad[] = {"", ".", "..", "a", good + 1, ".AAAA"};
    request_t q;
    apr_size_t i;

    make(&q, PARAMS);
    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        is_str(answers_of(&q, bad[i]), "params", bad[i]);
    }
    is_str(answers_of(&q, apr_pstrcat(tap_pool, good, "=", NULL)), "params",
           "something after it");
    make(&q, PARAMS);
    mcp_json_set_int(q.message.params, "requestState", 5);
    is_str(answers_of(&q, good), "{\"sure\":true}", "and again the good one");
}

/* Signed by us, but long ago. */
static void test_expiry(void)
{
    const char *payload = "{\"expires\":1000,\"answers\":{}}";
    const char *params = "{\"arguments\":{\"a\":1,\"b\":[2]},\"name\":\"t\"}";
    const char *parts[] = {"mod_mcp requestState", "https://cloud", "alice",
                           "tools/call",           params,          payload};
    unsigned char hash[MCP_HASH_LEN];
    request_t q;

    mcp_json_t *answers;
    mcp_err_t *err;

    mcp_hash_keyed(hash, secret, sizeof(secret), parts, 6);
    make(&q, PARAMS);
    mcp_json_set_str(
        q.message.params, "requestState",
        apr_pstrcat(tap_pool,
                    mcp_text_base64(tap_pool, payload, strlen(payload), NULL),
                    ".", mcp_text_base64(tap_pool, hash, sizeof(hash), NULL),
                    NULL));
    err = mcp_ask_state_read(&answers, &q.call);
    ok(err && strstr(err->message, "has expired"), "expired");
}

int main(void)
{
    tap_start();
    test_binding();
    test_text();
    test_expiry();
    return tap_end();
}
