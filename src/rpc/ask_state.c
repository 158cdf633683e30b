/* SPDX-License-Identifier: Apache-2.0 */

/*
 * base64({"expires":…,"answers":{…}}) "." base64(HMAC)
 *
 * The HMAC covers what the state may be used for: Nextcloud, user, method and
 * params. So a "yes" to one question cannot be played back for another. The
 * client can read it: there is nothing in it but its own answers.
 */

#include "rpc/ask_state.h"

#include <string.h>

#include <apr_strings.h>
#include <apr_time.h>

#include "util/hash.h"
#include "util/json_member.h"
#include "util/text.h"

/* How long the user may take to answer. */
#define LIFETIME apr_time_from_sec(15 * 60)

/* So that no other use of the secret makes the same. */
#define PURPOSE "mod_mcp requestState"

static int copy_member(void *baton, const char *key, mcp_json_t *value)
{
    if (strcmp(key, "_meta") != 0 && strcmp(key, "inputResponses") != 0
        && strcmp(key, "requestState") != 0) {
        mcp_json_set(baton, key, value);
    }
    return 1;
}

/* What makes two requests the same request. */
static const char *describe(const mcp_rpc_call_t *call)
{
    mcp_json_t *params = mcp_json_object_create(call->pool);

    mcp_json_each(call->message->params, copy_member, params);
    return mcp_json_member_canonical(params, call->pool);
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static void sign(unsigned char *hash, const char *payload,
                 const mcp_rpc_call_t *call)
{
    const char *parts[] = {
        PURPOSE,
        or_empty(call->nc->config->url),
        or_empty(call->nc->uid),
        call->message->method,
        describe(call),
        payload,
    };

    mcp_hash_keyed(hash, call->secret, MCP_HASH_LEN, parts,
                   sizeof(parts) / sizeof(parts[0]));
}

/* Takes the same time wherever the difference is. */
static int is_equal(const unsigned char *a, const unsigned char *b)
{
    unsigned char difference = 0;
    int i;

    for (i = 0; i < MCP_HASH_LEN; i++) {
        difference |= a[i] ^ b[i];
    }
    return difference == 0;
}

/* The payload of a state that is ours, else NULL. */
static const char *open_state(const char *state, const mcp_rpc_call_t *call)
{
    const char *dot = strchr(state, '.');
    unsigned char hash[MCP_HASH_LEN];
    const char *payload;
    const char *given;
    apr_size_t len;

    if (!dot) {
        return NULL;
    }
    given = mcp_text_base64_decode(call->pool, dot + 1, strlen(dot + 1), &len);
    if (!given || len != MCP_HASH_LEN) {
        return NULL;
    }
    payload = mcp_text_base64_decode(call->pool, state,
                                     (apr_size_t)(dot - state), &len);
    if (!payload || strlen(payload) != len) {
        return NULL;
    }
    sign(hash, payload, call);
    return is_equal(hash, (const unsigned char *)given) ? payload : NULL;
}

static mcp_err_t *refuse(const mcp_rpc_call_t *call, const char *why)
{
    return mcp_err_create(call->pool, MCP_ERR_PARAMS,
                          "Invalid params: requestState %s; send the request "
                          "without it",
                          why);
}

mcp_err_t *mcp_ask_state_read(mcp_json_t **answers, const mcp_rpc_call_t *call)
{
    const mcp_json_t *params = call->message->params;
    const char *payload;
    mcp_json_t *json;

    *answers = mcp_json_object_create(call->pool);
    if (!mcp_json_has(params, "requestState")) {
        return NULL;
    }
    payload = open_state(mcp_json_get_str(params, "requestState", ""), call);
    if (!payload
        || mcp_json_parse_trusted(&json, payload, strlen(payload),
                                  call->pool)) {
        return refuse(call, "was not made by this server for this request");
    }
    /* A task that runs anew has been let in with it. */
    if (!call->task
        && mcp_json_get_int(json, "expires", 0)
               < apr_time_sec(apr_time_now())) {
        return refuse(call, "has expired");
    }
    *answers = mcp_json_get(json, "answers");
    return NULL;
}

const char *mcp_ask_state_make(const mcp_json_t *answers,
                               const mcp_rpc_call_t *call)
{
    const char *payload = apr_psprintf(
        call->pool, "{\"expires\":%" APR_TIME_T_FMT ",\"answers\":%s}",
        apr_time_sec(apr_time_now() + LIFETIME),
        mcp_json_print(answers, NULL, call->pool));
    unsigned char hash[MCP_HASH_LEN];

    sign(hash, payload, call);
    return apr_pstrcat(
        call->pool,
        mcp_text_base64(call->pool, payload, strlen(payload), NULL), ".",
        mcp_text_base64(call->pool, hash, sizeof(hash), NULL), NULL);
}
