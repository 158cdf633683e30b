/* SPDX-License-Identifier: Apache-2.0 */

/* resources/list, resources/templates/list and resources/read (MCP,
 * server/resources). */

#include <string.h>

#include <apr_strings.h>

#include "rpc/page.h"
#include "rpc/peer.h"
#include "util/quote.h"

#define NAME_RANGE "nextcloud/range"

/* What is not declared does not exist either. */
static mcp_err_t *check_offered(const mcp_rpc_call_t *call)
{
    if (call->resources) {
        return NULL;
    }
    return mcp_err_create(call->pool, MCP_ERR_METHOD,
                          "Method not found: this server offers no resources");
}

mcp_err_t *mcp_method_resources_list(mcp_rpc_call_t *call, const char **result,
                                     apr_size_t *len)
{
    mcp_err_t *err = check_offered(call);

    return err ? err
               : mcp_page_list(call, &call->resources->resources, "resources",
                               result, len);
}

mcp_err_t *mcp_method_resources_templates(mcp_rpc_call_t *call,
                                          const char **result, apr_size_t *len)
{
    mcp_err_t *err = check_offered(call);

    return err ? err
               : mcp_page_list(call, &call->resources->templates,
                               "resourceTemplates", result, len);
}

/* Every error of a reading says what was to be read. That there is no such
 * resource had a code of its own before 2026-07-28. */
static mcp_err_t *finish_error(const mcp_rpc_call_t *call, mcp_err_t *err,
                               const char *uri)
{
    mcp_buf_t data;

    if (err->kind == MCP_ERR_RESOURCE
        && mcp_revision_is_modern(call->message->revision)) {
        err =
            mcp_err_push(call->pool, err, MCP_ERR_PARAMS, "%s", err->message);
    }
    if (!err->data) {
        mcp_buf_init(&data, 256, call->pool);
        mcp_buf_add_str(&data, "{\"uri\":");
        mcp_buf_add_json_str(&data, uri, strlen(uri));
        mcp_buf_add_str(&data, "}");
        err->data = data.data;
    }
    return err;
}

/* Which part came, and where the next is: "nextcloud/range". */
static const char *describe_part(const mcp_resource_call_t *read)
{
    mcp_buf_t buf;

    if (!read->is_part) {
        return NULL;
    }
    mcp_buf_init(&buf, 256, read->pool);
    mcp_buf_addf(&buf,
                 "\"" NAME_RANGE "\":{\"offset\":%" APR_INT64_T_FMT
                 ",\"length\":%" APR_INT64_T_FMT,
                 read->from, read->to - read->from);
    if (read->total >= 0) {
        mcp_buf_addf(&buf, ",\"total\":%" APR_INT64_T_FMT, read->total);
    }
    if (read->next) {
        mcp_buf_add_str(&buf, ",\"next\":");
        mcp_buf_add_json_str(&buf, read->next, strlen(read->next));
    }
    mcp_buf_add_str(&buf, "}");
    return buf.data;
}

static void print_one(mcp_buf_t *buf, const mcp_resource_call_t *read)
{
    mcp_buf_add_str(buf, "{\"uri\":");
    mcp_buf_add_json_str(buf, read->uri, strlen(read->uri));
    if (read->mime) {
        mcp_buf_add_str(buf, ",\"mimeType\":");
        mcp_buf_add_json_str(buf, read->mime, strlen(read->mime));
    }
    if (read->is_text) {
        mcp_buf_add_str(buf, ",\"text\":");
        mcp_buf_add_json_str(buf, read->bytes, read->len);
    }
    else {
        mcp_buf_add_str(buf, ",\"blob\":");
        mcp_buf_add_json_base64(buf, read->bytes, read->len);
    }
    mcp_buf_add_str(buf, "}");
}

static void print(mcp_buf_t *buf, const mcp_resource_call_t *read,
                  apr_array_header_t *quotes)
{
    int is_quoted = quotes && read->len >= MCP_QUOTE_MIN;
    int i;

    mcp_buf_init(buf, 512 + (is_quoted ? 0 : read->len + read->len / 2),
                 read->pool);
    buf->quotes = quotes;
    mcp_buf_add_str(buf, "{\"contents\":[");
    if (!read->contents) {
        print_one(buf, read);
    }
    for (i = 0; read->contents && i < mcp_result_count(read->contents); i++) {
        mcp_buf_add_str(buf, i ? "," : "");
        mcp_result_print_resource(buf, read->contents, i);
    }
    mcp_buf_add_str(buf, "]");
}

static mcp_err_t *run(mcp_resource_call_t *read, const mcp_rpc_call_t *call)
{
    mcp_resource_read_fn *reader =
        mcp_resource_registry_find(call->resources, read);

    return reader ? reader(read) : mcp_resource_missing(call->pool, NULL);
}

static int is_empty(const mcp_resource_call_t *read)
{
    return read->contents && mcp_result_count(read->contents) == 0;
}

/* *result is set when the client is asked something. */
static mcp_err_t *read_resource(mcp_resource_call_t *read, mcp_peer_t *peer,
                                mcp_rpc_call_t *call, const char **result,
                                apr_size_t *len)
{
    mcp_err_t *err = mcp_peer_open(peer, call);

    read->client = &peer->client;
    if (!err) {
        err = run(read, call);
    }
    if (err || mcp_peer_asks(peer, result, len)) {
        return err;
    }
    return is_empty(read) ? mcp_resource_missing(call->pool, NULL) : NULL;
}

mcp_err_t *mcp_method_resources_read(mcp_rpc_call_t *call, const char **result,
                                     apr_size_t *len)
{
    const char *uri = mcp_json_get_str(call->message->params, "uri", NULL);
    mcp_err_t *err = check_offered(call);
    mcp_resource_call_t read;
    mcp_peer_t peer;
    mcp_buf_t buf;

    if (err) {
        return err;
    }
    if (!uri) {
        return mcp_err_create(call->pool, MCP_ERR_PARAMS,
                              "Invalid params: \"uri\" must be the URI of a "
                              "resource");
    }
    memset(&read, 0, sizeof(read));
    read.pool = call->pool;
    read.nc = call->nc;
    read.uri = uri;
    read.max_content = call->max_content;
    *result = NULL;
    err = read_resource(&read, &peer, call, result, len);
    if (err) {
        return finish_error(call, err, uri);
    }
    if (*result) {
        return NULL;
    }
    print(&buf, &read, call->quotes);
    mcp_page_finish(&buf, call->message->revision, MCP_PAGE_PRIVATE, 0,
                    describe_part(&read));
    *result = buf.data;
    *len = buf.len;
    return NULL;
}
