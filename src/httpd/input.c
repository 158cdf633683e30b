/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/input.h"

#include <apr_strings.h>
#include <http_protocol.h>
#include <util_filter.h>

#include "util/buf.h"

#define READ_SIZE 65536

static mcp_err_t *too_large(request_rec *r, apr_off_t max)
{
    return mcp_err_create(r->pool, MCP_ERR_TOO_LARGE,
                          "The request is larger than %" APR_OFF_T_FMT
                          " bytes (MCPMaxBody)",
                          max);
}

static mcp_err_t *broken(request_rec *r, apr_status_t rv)
{
    /* Filters answer with AP_FILTER_ERROR or an APR status; a body over
     * LimitRequestBody is the only one that is not the client's going. */
    mcp_err_t *err = mcp_err_create(
        r->pool,
        APR_STATUS_IS_ENOSPC(rv) || r->status == HTTP_REQUEST_ENTITY_TOO_LARGE
            ? MCP_ERR_TOO_LARGE
            : MCP_ERR_CANCELLED,
        "The request body could not be read");

    err->status = rv;
    return err;
}

/* Move the data of one brigade into buf; *end is set at EOS. */
static apr_status_t drain(apr_bucket_brigade *brigade, mcp_buf_t *buf,
                          apr_off_t max, int *end)
{
    apr_bucket *bucket;

    for (bucket = APR_BRIGADE_FIRST(brigade);
         bucket != APR_BRIGADE_SENTINEL(brigade) && !*end;
         bucket = APR_BUCKET_NEXT(bucket)) {
        const char *data;
        apr_size_t size;
        apr_status_t rv;

        if (APR_BUCKET_IS_EOS(bucket)) {
            *end = 1;
        }
        else if (!APR_BUCKET_IS_METADATA(bucket)) {
            rv = apr_bucket_read(bucket, &data, &size, APR_BLOCK_READ);
            if (rv != APR_SUCCESS) {
                return rv;
            }
            if ((apr_off_t)(buf->len + size) > max) {
                return APR_ENOSPC;
            }
            mcp_buf_add(buf, data, size);
        }
    }
    return APR_SUCCESS;
}

/* -1: not said, or said wrongly (the HTTP input filter judges that). */
static apr_off_t announced_length(const request_rec *r)
{
    const char *header = apr_table_get(r->headers_in, "Content-Length");
    apr_off_t length = -1;

    if (!header || !ap_parse_strict_length(&length, header)) {
        return -1;
    }
    return length;
}

mcp_err_t *mcp_input_read(request_rec *r, apr_off_t max, const char **bytes,
                          apr_size_t *len)
{
    apr_off_t length = announced_length(r);
    apr_bucket_brigade *brigade;
    mcp_buf_t buf;
    int end = 0;

    if (length > max) {
        return too_large(r, max);
    }
    mcp_buf_init(&buf, length >= 0 ? (apr_size_t)length + 1 : 4096, r->pool);
    brigade = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    while (!end) {
        apr_status_t rv =
            ap_get_brigade(r->input_filters, brigade, AP_MODE_READBYTES,
                           APR_BLOCK_READ, READ_SIZE);

        if (rv == APR_SUCCESS) {
            rv = drain(brigade, &buf, max, &end);
        }
        if (APR_STATUS_IS_ENOSPC(rv)) {
            return too_large(r, max);
        }
        if (rv != APR_SUCCESS) {
            return broken(r, rv);
        }
        apr_brigade_cleanup(brigade);
    }
    *bytes = buf.data;
    *len = buf.len;
    return NULL;
}
