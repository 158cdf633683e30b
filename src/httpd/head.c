/* SPDX-License-Identifier: Apache-2.0 */

#include "httpd/request.h"

#include <string.h>

#include <apr_strings.h>

/* A header without the white space around its value. */
const char *mcp_request_header(request_rec *r, const char *name)
{
    const char *value = apr_table_get(r->headers_in, name);
    apr_size_t len;

    if (!value) {
        return NULL;
    }
    value += strspn(value, " \t");
    len = strlen(value);
    while (len > 0 && strchr(" \t", value[len - 1])) {
        len--;
    }
    return apr_pstrmemdup(r->pool, value, len);
}

#define PARAM_PREFIX "Mcp-Param-"

void mcp_request_read_head(mcp_request_t *q)
{
    const apr_array_header_t *headers = apr_table_elts(q->r->headers_in);
    apr_table_t *params = apr_table_make(q->r->pool, 2);
    int i;

    for (i = 0; i < headers->nelts; i++) {
        const char *name = APR_ARRAY_IDX(headers, i, apr_table_entry_t).key;

        if (!strncasecmp(name, PARAM_PREFIX, strlen(PARAM_PREFIX))) {
            apr_table_setn(params, name + strlen(PARAM_PREFIX),
                           mcp_request_header(q->r, name));
        }
    }
    q->head.version = mcp_request_header(q->r, "MCP-Protocol-Version");
    q->head.method = mcp_request_header(q->r, "Mcp-Method");
    q->head.name = mcp_request_header(q->r, "Mcp-Name");
    q->head.params = params;
}
