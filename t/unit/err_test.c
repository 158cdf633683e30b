/* SPDX-License-Identifier: Apache-2.0 */

#include "util/err.h"
#include "util/log.h"
#include "util/revision.h"

#include <apr_strings.h>
#include "tap.h"

static const struct {
    mcp_err_kind_e kind;
    const char *name;
    int legacy;
    int modern;
    int code;
} replies[] = {
    {MCP_ERR_PARSE, "parse", 400, 400, -32700},
    {MCP_ERR_REQUEST, "request", 400, 400, -32600},
    {MCP_ERR_METHOD, "method", 200, 404, -32601},
    {MCP_ERR_PARAMS, "params", 200, 200, -32602},
    {MCP_ERR_META, "meta", 400, 400, -32602},
    {MCP_ERR_HEADER, "header", 400, 400, -32020},
    {MCP_ERR_CAPABILITY, "capability", 400, 400, -32021},
    {MCP_ERR_VERSION, "version", 400, 400, -32022},
    {MCP_ERR_VERSION_HEADER, "version-header", 400, 400, -32000},
    {MCP_ERR_SESSION, "session", 404, 404, -32001},
    {MCP_ERR_UNAUTHORIZED, "unauthorized", 401, 401, -32600},
    {MCP_ERR_FORBIDDEN, "forbidden", 403, 403, -32600},
    {MCP_ERR_HTTP_METHOD, "http-method", 405, 405, -32600},
    {MCP_ERR_MEDIA_TYPE, "media-type", 415, 415, -32600},
    {MCP_ERR_NOT_ACCEPTABLE, "not-acceptable", 406, 406, -32600},
    {MCP_ERR_TOO_LARGE, "too-large", 413, 413, -32600},
    {MCP_ERR_BUSY, "busy", 503, 503, -32603},
    {MCP_ERR_UNAVAILABLE, "unavailable", 200, 200, -32603},
    {MCP_ERR_THROTTLED, "throttled", 200, 200, -32603},
    {MCP_ERR_TIMEOUT, "timeout", 200, 200, -32603},
    {MCP_ERR_CANCELLED, "cancelled", 200, 200, -32603},
    {MCP_ERR_RESOURCE, "resource", 200, 200, -32002},
    {MCP_ERR_TOOL, "tool", 200, 200, -32603},
    {MCP_ERR_INTERNAL, "internal", 200, 200, -32603},
};

static void test_replies(void)
{
    apr_size_t i;

    is_int(sizeof(replies) / sizeof(replies[0]), MCP_ERR_KINDS,
           "every kind is in the table");
    for (i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
        mcp_err_kind_e kind = replies[i].kind;

        is_str(mcp_err_name(kind), replies[i].name, replies[i].name);
        ok(mcp_err_http_status(kind, 0) == replies[i].legacy
               && mcp_err_http_status(kind, 1) == replies[i].modern,
           "%s: HTTP status", replies[i].name);
        ok(mcp_err_rpc_code(kind) == replies[i].code, "%s: JSON-RPC code",
           replies[i].name);
    }
    is_str(mcp_err_name(MCP_ERR_KINDS), "internal", "a kind out of range");
    is_str(mcp_err_name((mcp_err_kind_e)-1), "internal", "a negative kind");
}

static void test_chain(void)
{
    mcp_err_t *low =
        mcp_err_create(tap_pool, MCP_ERR_UNAVAILABLE, "no %s after %d of %zu",
                       "answer", 3, (size_t)7);
    mcp_err_t *high;

    is_str(low->message, "no answer after 3 of 7", "message is formatted");
    ok(!low->detail && !low->data && !low->prev, "the rest is empty");
    ok(mcp_err_detail(tap_pool, low, "host %s", "cloud") == low
           && !strcmp(low->detail, "host cloud"),
       "detail is set and the error returned");

    low->upstream = 503;
    low->retry_after = 120;
    low->status = APR_ETIMEDOUT;
    low->data = "{}";
    high = mcp_err_push(tap_pool, low, MCP_ERR_TOOL, "cannot read %s", "x");
    is_str(high->message, "cannot read x", "pushed message");
    ok(high->kind == MCP_ERR_TOOL && high->prev == low, "pushed kind, cause");
    ok(high->upstream == 503 && high->retry_after == 120
           && high->status == APR_ETIMEDOUT,
       "push takes over what came from beneath");
    ok(!high->detail && !high->data, "push does not take over the texts");
    high = mcp_err_push(tap_pool, NULL, MCP_ERR_TOOL, "100%%");
    ok(!high->prev && !strcmp(high->message, "100%"), "push on nothing");
}

static void test_copy(void)
{
    apr_pool_t *pool;
    mcp_err_t *err;
    mcp_err_t *copy;

    apr_pool_create(&pool, NULL);
    err = mcp_err_create(pool, MCP_ERR_TIMEOUT, "late");
    err->upstream = 504;
    mcp_err_detail(pool, err, "%d ms", 5000);
    err = mcp_err_push(pool, err, MCP_ERR_TOOL, "failed");
    err->data = apr_pstrdup(pool, "[1]");
    copy = mcp_err_copy(tap_pool, err);
    apr_pool_clear(pool);
    apr_pool_destroy(pool);

    is_str(copy->message, "failed", "copy: message");
    is_str(copy->data, "[1]", "copy: data");
    ok(copy->prev && copy->prev->kind == MCP_ERR_TIMEOUT, "copy: cause");
    is_str(copy->prev->detail, "5000 ms", "copy: detail of the cause");
    is_int(copy->prev->upstream, 504, "copy: upstream of the cause");
    ok(!copy->prev->prev, "copy: the chain ends");
    ok(!mcp_err_copy(tap_pool, NULL), "copy of nothing");
}

static void test_revisions(void)
{
    int i;

    for (i = 0; i < MCP_REVISIONS; i++) {
        ok((int)mcp_revision_find(mcp_revision_name(i)) == i, "revision %s",
           mcp_revision_name(i));
    }
    is_int(mcp_revision_find(NULL), MCP_REV_UNKNOWN, "no revision");
    is_int(mcp_revision_find(""), MCP_REV_UNKNOWN, "empty revision");
    is_int(mcp_revision_find("2025-11-2"), MCP_REV_UNKNOWN, "shortened");
    is_int(mcp_revision_find("2025-11-25 "), MCP_REV_UNKNOWN, "with space");
    is_str(mcp_revision_name(MCP_REV_UNKNOWN), "unknown", "name of unknown");
    is_str(mcp_revision_name(MCP_REVISIONS), "unknown", "out of range");
    ok(mcp_revision_is_modern(MCP_REV_2026_07_28)
           && !mcp_revision_is_modern(MCP_REV_LATEST_LEGACY)
           && !mcp_revision_is_modern(MCP_REV_UNKNOWN),
       "modern begins with 2026-07-28");
}

typedef struct {
    int lines;
    mcp_log_level_e level;
    apr_status_t status;
    char line[4096];
} heard_t;

static int only_errors(void *baton, mcp_log_level_e level)
{
    return level <= MCP_LOG_ERROR;
}

static void hear(void *baton, mcp_log_level_e level, apr_status_t status,
                 const char *line)
{
    heard_t *heard = baton;

    heard->lines++;
    heard->level = level;
    heard->status = status;
    apr_cpystrn(heard->line, line, sizeof(heard->line));
}

static void test_log(void)
{
    heard_t heard = {0};
    int evaluated = 0;

    ok(!mcp_log_is_on(MCP_LOG_ERROR), "nothing is on without a sink");
    mcp_log_write(MCP_LOG_ERROR, 0, "nobody hears this");
    mcp_log_bind(only_errors, hear, &heard);
    mcp_log(MCP_LOG_DEBUG, 0, "%d", ++evaluated);
    ok(!heard.lines && !evaluated, "arguments stay alone when off");
    mcp_log(MCP_LOG_ERROR, APR_EINVAL, MCP_LOGNO(0001) "%d", ++evaluated);
    ok(heard.lines == 1 && evaluated == 1, "and are used once when on");
    is_str(heard.line, "MCP0001: 1", "the line");
    ok(heard.level == MCP_LOG_ERROR && heard.status == APR_EINVAL,
       "level and status");
    mcp_log(MCP_LOG_ERROR, 0, "%3000d", 1);
    is_int(strlen(heard.line), 2047, "a long line is cut");
    mcp_log_bind(NULL, hear, &heard);
    ok(mcp_log_is_on(MCP_LOG_DEBUG), "all is on without a filter");
    mcp_log_bind(NULL, NULL, NULL);
}

int main(void)
{
    tap_start();
    test_replies();
    test_chain();
    test_copy();
    test_revisions();
    test_log();
    return tap_end();
}
