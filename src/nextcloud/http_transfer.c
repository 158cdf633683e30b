/* SPDX-License-Identifier: Apache-2.0 */

#include "nextcloud/http_transfer.h"

#include <apr_atomic.h>

int mcp_http_is_cancelled(const mcp_http_request_t *request)
{
    return request->cancelled
           && apr_atomic_read32((volatile apr_uint32_t *)request->cancelled);
}

static CURLcode to_code(CURLMcode code)
{
    return code == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY
                                       : CURLE_BAD_FUNCTION_ARGUMENT;
}

/* Wait for the socket; *next is when tick is due. */
static CURLMcode await(CURLM *multi, const mcp_http_request_t *request,
                       apr_time_t *next)
{
    CURLMcode code = curl_multi_poll(
        multi, NULL, 0, (int)apr_time_as_msec(MCP_HTTP_SLICE), NULL);

    if (request->tick && apr_time_now() >= *next) {
        request->tick(request->baton);
        *next = apr_time_now() + MCP_HTTP_SLICE;
    }
    return code;
}

/* Until the exchange is over; its outcome is then in *outcome. */
static CURLMcode drive(CURLM *multi, const mcp_http_request_t *request,
                       CURLcode *outcome)
{
    apr_time_t next = apr_time_now() + MCP_HTTP_SLICE;
    CURLMcode code;
    int running = 1;

    for (;;) {
        code = curl_multi_perform(multi, &running);
        if (code != CURLM_OK || !running) {
            return code;
        }
        if (mcp_http_is_cancelled(request)) {
            *outcome = CURLE_ABORTED_BY_CALLBACK;
            return code;
        }
        code = await(multi, request, &next);
        if (code != CURLM_OK) {
            return code;
        }
    }
}

CURLcode mcp_http_transfer(CURLM *multi, CURL *curl,
                           const mcp_http_request_t *request)
{
    CURLcode outcome = CURLE_OK;
    CURLMcode code = curl_multi_add_handle(multi, curl);
    CURLMsg *message;
    int left;

    if (code != CURLM_OK) {
        return to_code(code);
    }
    code = drive(multi, request, &outcome);
    message = curl_multi_info_read(multi, &left);
    if (message && message->msg == CURLMSG_DONE) {
        outcome = message->data.result;
    }
    curl_multi_remove_handle(multi, curl);
    return code == CURLM_OK ? outcome : to_code(code);
}
