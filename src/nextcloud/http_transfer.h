/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MCP_NEXTCLOUD_HTTP_TRANSFER_H
#define MCP_NEXTCLOUD_HTTP_TRANSFER_H

/* The waiting part of http.c, for that file alone: libcurl's types are not
 * known elsewhere. */

#include <curl/curl.h>
#include "nextcloud/http.h"

/* curl_easy_perform with an ear for cancellation (then the code is
 * CURLE_ABORTED_BY_CALLBACK) and for the caller's other duties (tick). The
 * deadline is libcurl's own, by a clock that nobody sets. */
CURLcode mcp_http_transfer(CURLM *multi, CURL *curl,
                           const mcp_http_request_t *request);

int mcp_http_is_cancelled(const mcp_http_request_t *request);

#endif /* MCP_NEXTCLOUD_HTTP_TRANSFER_H */
